"""What stored marks count to: late joiners, transfers, the minimum that holds, completion."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from courses.attendance.api import Mark, completions, mark_cells, minimum_for, tallies
from courses.attendance.standings import overview
from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import CohortState, Half
from lms.accounts.actor import Actor
from lms.clock import today
from lms.settings.models import SettingValue
from tests.courses.attendance.classes import MAKER, START, Class, counted, open_class
from tests.support.world import World


def mark_all(session: Session, now: datetime, known: Class, mark: Mark = Mark.PRESENT) -> None:
    cells = {(row.id, who): mark for row in known.sessions for who in known.people}
    assert mark_cells(session, MAKER, now, known.cohort, cells).changed == len(cells)


def test_marks_count_by_half_day_and_whole_day(session: Session, now: datetime) -> None:
    known = open_class(session, now)
    one, two, _three = known.people
    mark_all(session, now, known)
    first, second = known.sessions[0].id, known.sessions[3].id
    changes = {(first, one): Mark.ABSENT, (second, one): Mark.LATE, (first, two): Mark.LEAVE}
    mark_cells(session, MAKER, now, known.cohort, changes | {(second, two): Mark.UNMARKED})
    counts = tallies(session, known.cohort)
    assert list(counts) == list(known.people)
    assert [(c.half_days_present, c.half_days_planned, c.whole_days) for c in counts.values()] == [
        (9, 10, 4), (8, 10, 3), (10, 10, 5),
    ]  # fmt: skip
    assert (counts[one].absent, counts[one].late, counts[two].leave) == (1, 1, 1)
    assert counts[two].unmarked == 1
    day = counts[one].days[0]
    assert (day.date, day.am, day.pm, day.whole) == (START, Mark.ABSENT, Mark.PRESENT, False)
    assert tallies(session, known.cohort, [two]) == {two: counts[two]}


def test_marks_outside_the_stay_do_not_count(session: Session, now: datetime) -> None:
    known = open_class(session, now, people=1)
    (one,) = known.people
    mark_all(session, now, known)
    row = session.get_one(Enrolment, one)
    row.from_date = START + timedelta(days=2)
    session.flush()
    count = tallies(session, known.cohort)[one]
    assert (count.half_days_present, count.half_days_planned, count.unmarked) == (6, 10, 4)


def test_a_transferred_trainee_brings_the_earlier_half_days(
    session: Session, now: datetime
) -> None:
    old = open_class(session, now, people=1)
    new = open_class(session, now, people=1, title="农村电商第2期")
    cells = {(row.id, old.people[0]): Mark.PRESENT for row in old.sessions[:4]}
    mark_cells(session, MAKER, now, old.cohort, cells)
    row = cohorts.enrolments_of(session, old.cohort.id)[0]
    first_day = START + timedelta(days=2)
    row = cohorts.enrolment_for(session, MAKER, row.id)
    moved = cohorts.transfer(
        session, MAKER, now, row, new.cohort, first_day=first_day, reason="离家近"
    )
    cells = {(at.id, moved.id): Mark.PRESENT for at in new.sessions[4:8]}
    mark_cells(session, MAKER, now, new.cohort, cells)
    count = tallies(session, new.cohort)[moved.id]
    assert (count.half_days_present, count.half_days_planned, count.whole_days) == (8, 10, 4)
    assert [day.am for day in count.days] == [Mark.PRESENT] * 4 + [Mark.UNMARKED]
    reasons = completions(session, old.cohort)[row.id].reasons
    assert "ENROLMENT_TRANSFERRED" in reasons


def test_counting_takes_as_many_statements_for_many_as_for_few(
    session: Session, now: datetime
) -> None:
    used = []
    for people in (2, 30):
        known = open_class(session, now, people=people, title=f"农村电商第{people}期")
        with counted(session) as statements:
            tallies(session, known.cohort)
        used.append(len(statements))
    assert used[0] == used[1] <= 4


def test_the_minimum_of_the_cohort_goes_before_that_of_the_county(
    session: Session, now: datetime, officer: Actor
) -> None:
    known = open_class(session, now, minimum=None)
    assert minimum_for(session, known.cohort) is None
    for prefix, value in (("41", "0.6"), ("411224", "0.75"), ("44", "0.1")):
        session.add(
            SettingValue(
                name="attendance.minimum",
                prefix=prefix,
                value=value,
                set_at=now,
                set_by=officer.name,
            )
        )
    session.flush()
    assert minimum_for(session, known.cohort) == Fraction(3, 4)
    known.cohort.minimum_attendance = "0.80"
    assert minimum_for(session, known.cohort) == Fraction(4, 5)


def test_completion_is_exact_and_needs_a_closed_cohort_and_a_minimum(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    one, two, _three = known.people
    mark_all(session, now, known)
    absent = {(row.id, one): Mark.ABSENT for row in known.sessions[:2]}
    absent |= {(row.id, two): Mark.ABSENT for row in known.sessions[:3]}
    mark_cells(session, MAKER, now, known.cohort, absent)
    running = completions(session, known.cohort)
    assert [running[key].reasons for key in known.people] == [
        ("COHORT_NOT_CLOSED",),
        ("ATTENDANCE_BELOW_MINIMUM", "COHORT_NOT_CLOSED"),
        ("COHORT_NOT_CLOSED",),
    ]
    known.cohort.state = CohortState.CLOSED
    done = completions(session, known.cohort)
    assert [done[key].completed for key in known.people] == [True, False, True]
    known.cohort.minimum_attendance = None
    unset = completions(session, known.cohort)
    assert unset[one].reason == "MINIMUM_ATTENDANCE_UNSET"


def test_the_state_of_a_class_names_who_can_no_longer_reach_the_minimum(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now, days=10)
    one, two, three = known.people
    day = today(now)
    held = [row.id for row in known.sessions if row.date <= day]
    assert len(held) == 10
    cells = {(at, one): Mark.PRESENT for at in held} | {(at, two): Mark.ABSENT for at in held}
    mark_cells(session, MAKER, now, known.cohort, cells)
    found = overview(session, known.cohort, day)
    assert [(s.open, s.overdue, s.missing, s.lost) for s in found.people] == [
        (10, 0, 6, False), (10, 0, 16, True), (20, 10, 16, False),
    ]  # fmt: skip
    assert (found.present, found.expected, found.overdue) == (10, 30, 10)
    assert found.share == Fraction(1, 3)
    assert [s.trainee.id for s in found.lost] == [two]
    first = found.half_days[0]
    assert (first.date, first.half, first.expected) == (START, Half.AM, 3)
    assert (first.present, first.unmarked, len(found.held)) == (1, 1, 10)
    assert {s.trainee.id for s in found.people} == {one, two, three}


@pytest.fixture
def officer(world: World) -> Actor:
    return world.actor("officer")
