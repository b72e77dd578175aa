"""Marks by half-day, the share they make, and who has completed a cohort.

Beside this file and as pure: `marks` (what a mark is), `tallying` (counting them), and for reading
a filled register `symbols` (which sign is which mark), `register` (which column is which half-day)
and `people` (which row is whose). Counts are half-days; shares are exact fractions, never rounded.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from courses.attendance.marks import Mark, meets_minimum, read_minimum, share
from courses.attendance.tallying import (
    DayTally,
    Tally,
    Timetable,
    countable_marks,
    tally,
    whole_days,
)
from courses.cohorts.rules import (
    CohortState,
    Enrolment,
    EnrolmentState,
    Finding,
    SessionFact,
    fault,
)

__all__ = [
    "Completion",
    "DayTally",
    "Mark",
    "Tally",
    "Timetable",
    "TraineeEffect",
    "can_still_reach",
    "completion",
    "countable_marks",
    "half_days_missing",
    "mark_conflict",
    "mark_findings",
    "meets_minimum",
    "read_minimum",
    "share",
    "tally",
    "trainee_effect",
    "whole_days",
]


@dataclass(frozen=True, slots=True)
class Completion:
    """Has the trainee completed the cohort? All reasons against it, the first is *the* reason."""

    completed: bool
    reasons: tuple[str, ...] = ()

    @property
    def reason(self) -> str | None:
        """The first reason that applies, None when completed."""
        return self.reasons[0] if self.reasons else None


def completion(
    counted: Tally,
    minimum: Decimal | Fraction | None,
    *,
    cohort: CohortState = CohortState.CLOSED,
    enrolment: EnrolmentState = EnrolmentState.ENROLLED,
) -> Completion:
    """Completed: cohort closed, trainee still enrolled, share at or above the minimum.

    A cancelled cohort completes nobody: its last sessions are gone, so every share would be 100%.
    An unset minimum completes nobody either, for no national figure was found (DOMAIN.md §4.1).
    """
    reasons = []
    if cohort is CohortState.CANCELLED:
        reasons.append("COHORT_CANCELLED")
    if enrolment is EnrolmentState.WITHDRAWN:
        reasons.append("ENROLMENT_WITHDRAWN")
    if enrolment is EnrolmentState.TRANSFERRED:
        reasons.append("ENROLMENT_TRANSFERRED")
    if minimum is None:
        reasons.append("MINIMUM_ATTENDANCE_UNSET")
    elif not meets_minimum(counted.half_days_present, counted.half_days_planned, minimum):
        reasons.append("ATTENDANCE_BELOW_MINIMUM")
    if cohort in (CohortState.OPEN, CohortState.RUNNING):
        reasons.append("COHORT_NOT_CLOSED")
    return Completion(not reasons, tuple(reasons))


def half_days_missing(present: int, planned: int, minimum: Decimal | Fraction) -> int:
    """How many more half-days present the minimum needs; 0 once it is reached."""
    exact = Fraction(minimum)
    return max(0, -(-exact.numerator * planned // exact.denominator) - present)


def can_still_reach(counted: Tally, remaining: int, minimum: Decimal | Fraction) -> bool:
    """Can the minimum be reached if the trainee is present in all `remaining` half-days?

    Remaining: planned half-days still to come or held and not yet marked, of those days on which
    the trainee belongs to the cohort.
    """
    planned = counted.half_days_planned
    return planned > 0 and remaining >= half_days_missing(
        counted.half_days_present, planned, minimum
    )


@dataclass(frozen=True, slots=True)
class TraineeEffect:
    """What a change of sessions or marks does to one trainee; differences are after − before."""

    half_days_present: int
    half_days_planned: int
    whole_days: int
    completed_before: bool
    completed_after: bool

    @property
    def nothing(self) -> bool:
        """Whether neither money nor certificate can depend on it."""
        same = self.completed_before == self.completed_after
        return same and not (self.half_days_present or self.half_days_planned or self.whole_days)


def trainee_effect(
    before: tuple[Tally, Completion], after: tuple[Tally, Completion]
) -> TraineeEffect:
    """Compare a trainee's standing before and after a change, for the page that asks first."""
    (old, was), (new, now) = before, after
    return TraineeEffect(
        new.half_days_present - old.half_days_present,
        new.half_days_planned - old.half_days_planned,
        new.whole_days - old.whole_days,
        was.completed,
        now.completed,
    )


def mark_findings(
    session: SessionFact, enrolment: Enrolment, *, cohort: CohortState, today: dt.date
) -> tuple[Finding, ...]:
    """May a mark be made or changed in this session for this trainee today?

    Marking goes by the date, not the hour: a lecturer may mark the afternoon at noon. An open
    cohort may be marked, for nobody in a village hall should wait for the office to press start.
    """
    findings = []
    if cohort in (CohortState.CLOSED, CohortState.CANCELLED):
        findings.append(fault("SHEET_LOCKED", state=cohort.value))
    if not session.planned:
        findings.append(fault("SESSION_CANCELLED", date=session.date, half=session.half.value))
    if session.date > today:
        findings.append(fault("SESSION_IN_FUTURE", date=session.date))
    if not enrolment.active_on(session.date):
        findings.append(fault("NOT_ENROLLED_THAT_DAY", date=session.date))
    return tuple(findings)


def mark_conflict(stored: Mark, seen: Mark, wanted: Mark) -> Finding | None:
    """Somebody else's mark is not overwritten unseen; saying the same twice is no conflict."""
    if stored in (seen, wanted):
        return None
    return fault("MARK_CHANGED_MEANWHILE", stored=stored.value, seen=seen.value)
