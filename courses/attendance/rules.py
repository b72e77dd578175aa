"""Marks by half-day, the share they make, and who has completed a cohort.

Reading a filled register is beside this file and as pure: `symbols` (which sign is which mark),
`register` (which column is which half-day), `people` (which row is whose).
Counts are half-days; shares are exact fractions, never rounded.
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from courses.cohorts.rules import (
    CohortState,
    Enrolment,
    EnrolmentState,
    Finding,
    Half,
    SessionFact,
    SessionKind,
    SessionMode,
    Slot,
    fault,
)


class Mark(StrEnum):
    """What is known of one trainee in one half-day; `unmarked` when nobody wrote anything."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    LEAVE = "leave"
    ABSENT = "absent"
    UNMARKED = "unmarked"

    @property
    def symbol(self) -> str:
        """The sign of the paper register (DOMAIN.md §5): √ ¢ △ 假 ×, blank for unmarked."""
        return _SYMBOLS[self]

    @property
    def counts_as_present(self) -> bool:
        """Late and left-early are present; leave, absence and blanks are not (DOMAIN.md §4.1)."""
        return self in _PRESENT


_SYMBOLS = {
    Mark.PRESENT: "√",
    Mark.LATE: "¢",
    Mark.LEFT_EARLY: "△",
    Mark.LEAVE: "假",
    Mark.ABSENT: "×",
    Mark.UNMARKED: "",
}
_PRESENT = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})


def share(present: int, planned: int) -> Fraction | None:
    """Half-days present over half-days planned; None without planned ones (reads 不适用)."""
    if present < 0 or planned < 0 or present > planned:
        raise ValueError(f"{present} of {planned} half-days")
    return Fraction(present, planned) if planned else None


def meets_minimum(present: int, planned: int, minimum: Decimal | Fraction) -> bool:
    """Whether the share reaches the minimum exactly; without planned half-days it does not."""
    reached = share(present, planned)
    return reached is not None and reached >= Fraction(minimum)


def read_minimum(text: str) -> Fraction | None:
    """A minimum as people write it: 0.80, 80%, 4/5; None unless above 0 and at most 1."""
    found = re.fullmatch(
        r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*([%％]?)|([0-9]{1,4})/([0-9]{1,4})", text.strip()
    )
    if found is None or (found[4] is not None and not int(found[4])):
        return None
    if found[3] is not None:
        value = Fraction(int(found[3]), int(found[4]))
    else:
        value = Fraction(found[1]) / (100 if found[2] else 1)
    return value if 0 < value <= 1 else None


@dataclass(frozen=True, slots=True)
class DayTally:
    """One day of one trainee; a half is None when no session is planned in it.

    `kind` is internship only if every half of the day is, `mode` online only if every class half
    is. `whole` needs both halves present.
    """

    date: dt.date
    am: Mark | None
    pm: Mark | None
    kind: SessionKind
    whole: bool
    mode: SessionMode = SessionMode.CLASSROOM


@dataclass(frozen=True, slots=True)
class Tally:
    """The marks of one trainee counted; all figures are half-days but `whole_days`."""

    half_days_present: int
    half_days_planned: int
    whole_days: int
    late: int
    left_early: int
    leave: int
    absent: int
    unmarked: int
    days: tuple[DayTally, ...]

    @property
    def share(self) -> Fraction | None:
        """Present over planned, exact."""
        return share(self.half_days_present, self.half_days_planned)


def countable_marks(marks: Mapping[Slot, Mark], stays: Iterable[Enrolment]) -> Mapping[Slot, Mark]:
    """Only the marks of days on which the trainee belonged to a cohort."""
    known = tuple(stays)
    if not marks:
        return marks
    (first, _), (last, _) = min(marks), max(marks)
    if any(stay.active_on(first) and stay.active_on(last) for stay in known):
        return marks
    return {
        slot: mark for slot, mark in marks.items() if any(stay.active_on(slot[0]) for stay in known)
    }


_KINDS = {SessionMode.INTERNSHIP: SessionKind.INTERNSHIP}


def _mode(found: set[SessionMode]) -> SessionMode:
    """The mode of a whole day; a half in the classroom makes it a day in the classroom."""
    order = (SessionMode.CLASSROOM, SessionMode.ONLINE, SessionMode.INTERNSHIP)
    return next(mode for mode in order if mode in found)


class Timetable:
    """Planned half-days made ready for counting many trainees' marks over them."""

    __slots__ = ("_days", "_known", "slots")

    def __init__(self, sessions: Iterable[SessionFact]) -> None:
        planned = {one.slot: one for one in sessions if one.planned}
        self.slots: tuple[Slot, ...] = tuple(sorted(planned))
        modes: dict[dt.date, set[SessionMode]] = {}
        for slot in self.slots:
            modes.setdefault(slot[0], set()).add(planned[slot].mode)
        self._days = tuple(
            (
                date,
                (date, Half.AM) if (date, Half.AM) in planned else None,
                (date, Half.PM) if (date, Half.PM) in planned else None,
                _mode(found),
            )
            for date, found in modes.items()
        )
        # a class of two hundred shows a handful of different days, so each is made once
        self._known: dict[tuple[dt.date, Mark | None, Mark | None], DayTally] = {}

    def days(self, given: Mapping[Slot, Mark]) -> tuple[DayTally, ...]:
        """The days with the marks given; `given` has a mark for every planned half-day."""
        found = []
        for date, am_slot, pm_slot, mode in self._days:
            am, pm = given[am_slot] if am_slot else None, given[pm_slot] if pm_slot else None
            day = self._known.get((date, am, pm))
            if day is None:
                whole = am in _PRESENT and pm in _PRESENT
                kind = _KINDS.get(mode, SessionKind.CLASS)
                day = self._known[date, am, pm] = DayTally(date, am, pm, kind, whole, mode)
            found.append(day)
        return tuple(found)


def tally(
    marks: Mapping[Slot, Mark],
    sessions: Iterable[SessionFact] | Timetable,
    *,
    half_days_planned: int | None = None,
) -> Tally:
    """Count marks over planned sessions; a mark without its planned session counts for nothing.

    `half_days_planned` overrides the denominator (`planned_with_transfers`); what it has beyond
    the sessions counts as not present. Two sessions in one slot count once.
    """
    table = sessions if isinstance(sessions, Timetable) else Timetable(sessions)
    given = {slot: marks.get(slot, Mark.UNMARKED) for slot in table.slots}
    if half_days_planned is not None and half_days_planned < len(given):
        raise ValueError("fewer half-days planned than sessions")
    counts = Counter(given.values())
    days = table.days(given)
    return Tally(
        half_days_present=counts[Mark.PRESENT] + counts[Mark.LATE] + counts[Mark.LEFT_EARLY],
        half_days_planned=len(given) if half_days_planned is None else half_days_planned,
        whole_days=sum([day.whole for day in days]),
        late=counts[Mark.LATE],
        left_early=counts[Mark.LEFT_EARLY],
        leave=counts[Mark.LEAVE],
        absent=counts[Mark.ABSENT],
        unmarked=counts[Mark.UNMARKED],
        days=days,
    )


def whole_days(marks: Mapping[Slot, Mark], sessions: Iterable[SessionFact]) -> int:
    """Days with both halves planned and both present."""
    return tally(marks, sessions).whole_days


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
    return max(0, math.ceil(Fraction(minimum) * planned) - present)


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
