"""Proposing a cohort's half-day sessions, checking them, and saying what a change would do."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from courses.cohorts.rules import (
    Finding,
    Half,
    SessionFact,
    SessionKind,
    SessionState,
    Slot,
    fault,
    note,
)

RestDay = Callable[[dt.date], bool | None]
"""Is this a rest day? None: the calendar of that year has not been entered."""

LONGEST_COHORT = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ProposedSession:
    """A half-day the dates suggest; the registrar edits freely afterwards."""

    date: dt.date
    half: Half
    kind: SessionKind


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proposed sessions in order, and what could not be proposed."""

    sessions: tuple[ProposedSession, ...]
    findings: tuple[Finding, ...]


def date_findings(start: dt.date, end: dt.date) -> tuple[Finding, ...]:
    """The dates in order, and no slip of a year between them."""
    if end < start:
        return (fault("COHORT_DATES_ORDER", start=start, end=end),)
    if end - start > LONGEST_COHORT:
        return (fault("COHORT_TOO_LONG", start=start, end=end, days=LONGEST_COHORT.days),)
    return ()


def propose_sessions(
    start: dt.date, end: dt.date, *, is_rest_day: RestDay, internship_days: int = 0
) -> Proposal:
    """Two half-days for every working day from start to end, the last days as internship.

    Days of a year the calendar does not know are left out with CALENDAR_YEAR_UNKNOWN: a proposal
    of "weekends only" would be a guess.
    """
    if internship_days < 0:
        raise ValueError("internship_days must not be negative")
    if wrong := date_findings(start, end):
        return Proposal((), wrong)
    rest = {day: is_rest_day(day) for day in _days(start, end)}
    findings = _unknown_years(day for day, answer in rest.items() if answer is None)
    days = [day for day, answer in rest.items() if answer is False]
    if not days:
        findings.append(note("NO_SESSIONS_PROPOSED", start=start, end=end))
    elif internship_days > len(days):
        code = "INTERNSHIP_DAYS_TOO_MANY"
        findings.append(note(code, internship_days=internship_days, days=len(days)))
    first_internship = max(0, len(days) - internship_days)
    proposed = tuple(
        ProposedSession(
            day, half, SessionKind.INTERNSHIP if at >= first_internship else SessionKind.CLASS
        )
        for at, day in enumerate(days)
        for half in Half
    )
    return Proposal(proposed, tuple(findings))


def _days(start: dt.date, end: dt.date) -> list[dt.date]:
    return [start + dt.timedelta(days=number) for number in range((end - start).days + 1)]


def _unknown_years(days: Iterable[dt.date]) -> list[Finding]:
    return [note("CALENDAR_YEAR_UNKNOWN", year=year) for year in sorted({day.year for day in days})]


def session_findings(
    sessions: Iterable[SessionFact], start: dt.date, end: dt.date, *, is_rest_day: RestDay
) -> tuple[Finding, ...]:
    """Planned sessions outside the dates or twice in a slot are faults, on a rest day a note.

    Rest days are asked about once a day, not once a half-day.
    """
    planned = [one for one in sessions if one.planned]
    slots = Counter(one.slot for one in planned)
    findings: list[Finding] = []
    for slot_date, half in sorted(slots):
        facts = {"date": slot_date, "half": half.value}
        if not start <= slot_date <= end:
            findings.append(fault("SESSION_OUTSIDE_DATES", start=start, end=end, **facts))
        if slots[slot_date, half] > 1:
            findings.append(fault("SESSION_DUPLICATE", **facts))
    rest = {day: is_rest_day(day) for day in sorted({one.date for one in planned})}
    findings += [note("SESSION_ON_REST_DAY", date=day) for day, answer in rest.items() if answer]
    findings += _unknown_years(day for day, answer in rest.items() if answer is None)
    return tuple(findings)


@dataclass(frozen=True, slots=True)
class CohortLimits:
    """Local norms (DOMAIN.md §5, common practice): parameters, None where a place has none.

    `class_size` trainees, `practice_share` of all 课时, `filing_workdays` before the start.
    """

    class_size: int | None = None
    practice_share: Fraction | None = None
    filing_workdays: int | None = None


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """What the norms are held against; hours in 课时 (45 min), `filed_on` None until filed."""

    start: dt.date
    trainees: int
    capacity: int | None = None
    theory_hours: int = 0
    practice_hours: int = 0
    filed_on: dt.date | None = None


def plan_findings(
    plan: CohortPlan, limits: CohortLimits, *, is_rest_day: RestDay
) -> tuple[Finding, ...]:
    """Notes only: a record must be able to hold what really happened, an officer judges it."""
    findings: list[Finding] = []
    if plan.capacity is not None and plan.trainees > plan.capacity:
        findings.append(note("CAPACITY_EXCEEDED", trainees=plan.trainees, capacity=plan.capacity))
    largest = max(plan.trainees, plan.capacity or 0)
    if limits.class_size is not None and largest > limits.class_size:
        findings.append(note("CLASS_SIZE_EXCEEDED", trainees=largest, limit=limits.class_size))
    hours = plan.theory_hours + plan.practice_hours
    wanted = limits.practice_share
    if wanted is not None and hours and Fraction(plan.practice_hours, hours) < wanted:
        facts = {"practice": plan.practice_hours, "hours": hours}
        findings.append(note("PRACTICE_SHARE_LOW", minimum=f"{float(wanted):.0%}", **facts))
    if limits.filing_workdays is not None and plan.filed_on is not None:
        findings += _filing_findings(plan.start, plan.filed_on, limits.filing_workdays, is_rest_day)
    return tuple(findings)


def _filing_findings(
    start: dt.date, filed_on: dt.date, workdays: int, is_rest_day: RestDay
) -> list[Finding]:
    """Working days are counted back from the start, which does not count; the filing day does."""
    left, day, unknown = workdays, start, set[dt.date]()
    while left > 0 and day > filed_on:
        day -= dt.timedelta(days=1)
        answer = is_rest_day(day)
        if answer is None:
            unknown.add(day)
            break
        if not answer:
            left -= 1
    if unknown:
        return _unknown_years(unknown)
    if left > 0:
        return [note("FILED_LATE", filed_on=filed_on, start=start, workdays=workdays)]
    return []


def cancelled_from(sessions: Iterable[SessionFact], day: dt.date) -> tuple[SessionFact, ...]:
    """The sessions when a cohort is cancelled on `day`: what was held before it stays held."""
    return tuple(
        replace(one, state=SessionState.CANCELLED) if one.date >= day else one for one in sessions
    )


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change does to the planned half-days, for the page that asks before applying.

    `moved` holds (from, to) of sessions known by key; `marked_lost` counts marks whose half-day
    would be planned no more (they stay in the history and count for nothing).
    """

    planned_before: int
    planned_after: int
    added: tuple[SessionFact, ...]
    removed: tuple[SessionFact, ...]
    moved: tuple[tuple[SessionFact, SessionFact], ...]
    altered: tuple[tuple[SessionFact, SessionFact], ...]
    marks_lost: int
    findings: tuple[Finding, ...]

    @property
    def nothing(self) -> bool:
        """Whether no planned half-day changes."""
        return not (self.added or self.removed or self.moved or self.altered)


def effects(
    before: Iterable[SessionFact],
    after: Iterable[SessionFact],
    *,
    marks_at: Callable[[SessionFact], int] = lambda _session: 0,
) -> Effects:
    """Compare two timetables of a cohort; `marks_at` counts the marks made at a session.

    A moved session keeps its key and its marks; `altered` keeps its slot and changes kind or mode.
    """
    old, new = _planned_by_identity(before), _planned_by_identity(after)
    both = [(old[key], new[key]) for key in old if key in new]
    removed = tuple(old[key] for key in old if key not in new)
    lost = sum(marks_at(one) for one in removed)
    moved = tuple(pair for pair in both if pair[0].slot != pair[1].slot)
    findings = [note("SESSION_MARKS_LOST", count=lost)] if lost else []
    moved_marks = sum(marks_at(one) for one, _ in moved)
    if moved_marks:
        findings.append(note("SESSION_MARKS_MOVED", count=moved_marks))
    return Effects(
        planned_before=len(old),
        planned_after=len(new),
        added=tuple(new[key] for key in new if key not in old),
        removed=removed,
        moved=moved,
        altered=tuple(
            (one, other) for one, other in both if one.slot == other.slot and one.mode != other.mode
        ),
        marks_lost=lost,
        findings=tuple(findings),
    )


def _planned_by_identity(sessions: Iterable[SessionFact]) -> dict[int | Slot, SessionFact]:
    planned = sorted((one for one in sessions if one.planned), key=lambda one: one.slot)
    return {one.slot if one.key is None else one.key: one for one in planned}
