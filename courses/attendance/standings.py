"""Where every trainee of a cohort stands: share, completion, and whether the minimum is in reach."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from courses.attendance.boards import Trainee, trainees
from courses.attendance.counting import minimum_for, tallies
from courses.attendance.rules import (
    Completion,
    DayTally,
    Mark,
    Tally,
    can_still_reach,
    completion,
    half_days_missing,
    share,
)
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState, EnrolmentState, Half, SessionKind
from courses.cohorts.rules import Enrolment as Stay


@dataclass(frozen=True, slots=True)
class Standing:
    """One trainee: the count, who completes, and what the minimum still asks.

    `open` are half-days to come or held and not marked, `overdue` of those the held ones. `missing`
    are the half-days the minimum still asks for (None: no minimum, nothing planned), `lost` says
    that they cannot be reached any more.
    """

    trainee: Trainee
    tally: Tally
    completion: Completion
    open: int
    overdue: int
    missing: int | None
    lost: bool

    @property
    def counts(self) -> tuple[tuple[Mark, int], ...]:
        """Marks other than present and blank."""
        t = self.tally
        return (
            (Mark.ABSENT, t.absent),
            (Mark.LATE, t.late),
            (Mark.LEFT_EARLY, t.left_early),
            (Mark.LEAVE, t.leave),
        )

    @property
    def active(self) -> bool:
        """Whether the trainee is still in the cohort."""
        return self.trainee.stay.state is EnrolmentState.ENROLLED


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One half-day of the whole class: who should have been there, and what is marked."""

    date: date
    half: Half
    kind: SessionKind
    expected: int
    marks: Counter[Mark]

    @property
    def present(self) -> int:
        """Trainees there, late and early leavers with them."""
        return sum(count for mark, count in self.marks.items() if mark.counts_as_present)

    @property
    def counts(self) -> tuple[tuple[Mark, int], ...]:
        """Marks other than present and blank."""
        kinds = (Mark.ABSENT, Mark.LATE, Mark.LEFT_EARLY, Mark.LEAVE)
        return tuple((mark, self.marks[mark]) for mark in kinds)

    @property
    def unmarked(self) -> int:
        """Trainees without a mark."""
        return self.marks[Mark.UNMARKED]


@dataclass(frozen=True, slots=True)
class Overview:
    """A cohort's attendance on one day: people, half-days, and the figures above them."""

    minimum: Fraction | None
    people: tuple[Standing, ...]
    half_days: tuple[HalfDay, ...]
    today: date

    @property
    def held(self) -> tuple[HalfDay, ...]:
        """Half-days up to today."""
        return tuple(one for one in self.half_days if one.date <= self.today)

    @property
    def present(self) -> int:
        """Half-days of trainees present so far."""
        return sum(one.present for one in self.held)

    @property
    def expected(self) -> int:
        """Half-days of trainees so far."""
        return sum(one.expected for one in self.held)

    @property
    def share(self) -> Fraction | None:
        """Present over expected so far; None before the first half-day."""
        return share(self.present, self.expected)

    @property
    def overdue(self) -> int:
        """Half-days of trainees held and not marked."""
        return sum(one.overdue for one in self.people)

    @property
    def reached(self) -> tuple[Standing, ...]:
        """Trainees in the cohort who have reached the minimum already."""
        return tuple(one for one in self.people if one.missing == 0 and one.active)

    @property
    def lost(self) -> tuple[Standing, ...]:
        """Trainees in the cohort who can no longer reach the minimum."""
        return tuple(one for one in self.people if one.lost and one.active)


def overview(session: Session, cohort: Cohort, today: date) -> Overview:
    """Count the whole cohort, in a constant number of queries."""
    minimum = minimum_for(session, cohort)
    counted = tallies(session, cohort)
    known: dict[tuple[int, Stay], Standing] = {}
    people = []
    for one in trainees(session, cohort.id):
        if one.id in counted:
            mine = counted[one.id]  # equal marks are one object (`Timetable`): judged once
            alike = known.get((id(mine), one.stay))
            if alike is None:
                alike = standing(one, mine, minimum, cohort.state, today)
                known[id(mine), one.stay] = alike
            people.append(replace(alike, trainee=one))
    return Overview(minimum, tuple(people), _half_days(people, cohort), today)


def standing(
    one: Trainee, counted: Tally, minimum: Fraction | None, state: CohortState, today: date
) -> Standing:
    """What a tally means for one trainee today."""
    blank = [
        day.date
        for day in counted.days
        for mark in (day.am, day.pm)
        if mark is Mark.UNMARKED and one.stay.active_on(day.date)
    ]
    closed = state in (CohortState.CLOSED, CohortState.CANCELLED)
    remaining = 0 if closed else len(blank)
    missing, lost = None, False
    if minimum is not None and counted.half_days_planned:
        present, planned = counted.half_days_present, counted.half_days_planned
        missing = half_days_missing(present, planned, minimum)
        lost = not can_still_reach(counted, remaining, minimum)
    return Standing(
        trainee=one,
        tally=counted,
        completion=completion(counted, minimum, cohort=state, enrolment=one.stay.state),
        open=remaining,
        overdue=sum(day <= today for day in blank),
        missing=missing,
        lost=lost,
    )


def _half_days(people: Sequence[Standing], cohort: Cohort) -> tuple[HalfDay, ...]:
    """The class by half-day; days of an earlier cohort (transfers) belong to that one."""
    # equal days of many trainees are one object (`Timetable`), so they are counted by identity
    days: dict[int, DayTally] = {}
    counts: Counter[int] = Counter()
    alike = Counter((id(one.tally), one.trainee.stay) for one in people)
    tallied = {id(one.tally): one.tally for one in people}
    for (key, stay), count in alike.items():
        for day in tallied[key].days:
            if cohort.start <= day.date <= cohort.end and stay.active_on(day.date):
                days[id(day)] = day
                counts[id(day)] += count
    found: dict[tuple[date, Half], tuple[SessionKind, Counter[Mark]]] = {}
    for key, count in counts.items():
        day = days[key]
        for half, mark in ((Half.AM, day.am), (Half.PM, day.pm)):
            if mark is not None:
                found.setdefault((day.date, half), (day.kind, Counter()))[1][mark] += count
    return tuple(
        HalfDay(day, half, kind, marks.total(), marks)
        for (day, half), (kind, marks) in sorted(found.items(), key=lambda item: item[0])
    )
