"""Counting the marks of one trainee, or of many over one timetable; the unit is the half-day."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from courses.attendance.marks import PRESENT, Mark, share
from courses.cohorts.rules import Enrolment, Half, SessionFact, SessionKind, SessionMode, Slot


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

    __slots__ = ("_days", "_known", "_tallies", "slots")

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
        self._tallies: dict[tuple[int, tuple[Mark, ...]], Tally] = {}

    def tally(self, marks: Mapping[Slot, Mark], half_days_planned: int) -> Tally:
        """The count of these marks; those who were present alike are counted once."""
        row = tuple([marks.get(slot, Mark.UNMARKED) for slot in self.slots])
        found = self._tallies.get((half_days_planned, row))
        if found is None:
            found = self._tallies[half_days_planned, row] = self._count(row, half_days_planned)
        return found

    def _count(self, row: tuple[Mark, ...], half_days_planned: int) -> Tally:
        counts = Counter(row)
        days = self.days(dict(zip(self.slots, row, strict=True)))
        return Tally(
            half_days_present=counts[Mark.PRESENT] + counts[Mark.LATE] + counts[Mark.LEFT_EARLY],
            half_days_planned=half_days_planned,
            whole_days=sum([day.whole for day in days]),
            late=counts[Mark.LATE],
            left_early=counts[Mark.LEFT_EARLY],
            leave=counts[Mark.LEAVE],
            absent=counts[Mark.ABSENT],
            unmarked=counts[Mark.UNMARKED],
            days=days,
        )

    def days(self, given: Mapping[Slot, Mark]) -> tuple[DayTally, ...]:
        """The days with the marks given; `given` has a mark for every planned half-day."""
        found = []
        for date, am_slot, pm_slot, mode in self._days:
            am, pm = given[am_slot] if am_slot else None, given[pm_slot] if pm_slot else None
            day = self._known.get((date, am, pm))
            if day is None:
                whole = am in PRESENT and pm in PRESENT
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
    planned = len(table.slots) if half_days_planned is None else half_days_planned
    if planned < len(table.slots):
        raise ValueError("fewer half-days planned than sessions")
    return table.tally(marks, planned)


def whole_days(marks: Mapping[Slot, Mark], sessions: Iterable[SessionFact]) -> int:
    """Days with both halves planned and both present."""
    return tally(marks, sessions).whole_days
