"""Making marks: written once with history, conflicts named, locks kept, everybody told."""

from datetime import datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.api import (
    AttendanceMarked,
    Mark,
    Origin,
    Seen,
    entries,
    mark_cells,
    mark_sheet,
    marks_of,
)
from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import CohortState
from lms.accounts.actor import Actor
from lms.audit.models import AuditEntry
from lms.errors import DomainError, NotFound
from tests.courses.attendance.classes import MAKER, START, counted, held, open_class
from tests.courses.attendance.classes import entries as all_entries
from tests.support.world import World


@pytest.fixture
def lecturer(world: World) -> Actor:
    return world.actor("lecturer")


@pytest.fixture
def heard(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[AttendanceMarked]:
    found: list[AttendanceMarked] = []
    listeners = current_app.extensions["lms_listeners"]
    hear = [lambda _session, told: found.append(told), *listeners.get(AttendanceMarked, ())]
    monkeypatch.setitem(listeners, AttendanceMarked, hear)
    return found


def test_marks_are_written_with_history_and_told(
    session: Session, now: datetime, lecturer: Actor, heard: list[AttendanceMarked]
) -> None:
    known = open_class(session, now)
    one, two, three = known.people
    marks = {one: Mark.PRESENT, two: Mark.ABSENT, three: Mark.UNMARKED}
    outcome = mark_sheet(session, lecturer, now, known.cohort, known.first, marks)
    assert (outcome.changed, outcome.unchanged, outcome.conflicts) == (2, 1, ())
    assert held(session, known) == {
        (known.first.id, one): "present",
        (known.first.id, two): "absent",
    }
    (line,) = entries(session, known.first.id, two)
    assert (line.before, line.mark, line.at) == (Mark.UNMARKED, Mark.ABSENT, now)
    assert (line.by, line.source, line.reason) == (lecturer.name, "sheet", "")
    (told,) = heard
    assert told.cohort_id == known.cohort.id
    assert told.enrolment_ids == {one, two}
    assert (told.actor, told.now, told.run_id) == (lecturer, now, None)


def test_a_save_is_one_audit_entry_with_counts_only(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    marks = dict.fromkeys(known.people, Mark.PRESENT) | {known.people[0]: Mark.LATE}
    mark_sheet(session, lecturer, now, known.cohort, known.first, marks)
    session.commit()
    logged = session.scalars(
        select(AuditEntry).where(
            AuditEntry.object_id == known.cohort.uid, AuditEntry.action == "attendance:marked"
        )
    ).all()
    assert [entry.actor for entry in logged] == [lecturer.handle]
    assert logged[0].facts == {
        "sessions": [known.first.id],
        "people": 3,
        "changed": 3,
        "unchanged": 0,
        "conflicts": 0,
        "source": "sheet",
        "marks": {"late": 1, "present": 2},
    }


def test_the_same_again_changes_nothing(
    session: Session, now: datetime, lecturer: Actor, heard: list[AttendanceMarked]
) -> None:
    known = open_class(session, now)
    marks = dict.fromkeys(known.people, Mark.PRESENT)
    mark_sheet(session, lecturer, now, known.cohort, known.first, marks)
    seen = dict.fromkeys(known.people, 0)
    again = mark_sheet(session, lecturer, now, known.cohort, known.first, marks, seen=seen)
    assert (again.changed, again.unchanged, again.conflicts) == (0, 3, ())
    assert len(all_entries(session, known)) == 3
    assert len(heard) == 1


def test_the_cohort_knows_how_many_marks_there_are_and_runs(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    one, two, _ = known.people
    assert known.cohort.state is CohortState.OPEN
    mark_sheet(
        session, lecturer, now, known.cohort, known.first, {one: Mark.LATE, two: Mark.ABSENT}
    )
    mark_sheet(session, lecturer, now, known.cohort, known.sessions[1], {one: Mark.PRESENT})
    mark_sheet(session, lecturer, now, known.cohort, known.first, {two: Mark.UNMARKED})
    session.expire_all()
    assert known.cohort.state is CohortState.RUNNING
    assert [row.marks for row in known.sessions[:3]] == [1, 1, None]
    rows = [session.get_one(Enrolment, key) for key in known.people]
    assert [row.marks for row in rows] == [2, 0, None]


def test_a_mark_changed_meanwhile_is_not_overwritten_and_the_others_are_written(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    one, two, three = known.people
    mark_sheet(session, MAKER, now, known.cohort, known.first, {one: Mark.LEAVE, two: Mark.PRESENT})
    wanted = {one: Mark.ABSENT, two: Mark.PRESENT, three: Mark.PRESENT}
    seen = dict.fromkeys(known.people, 0)
    outcome = mark_sheet(session, lecturer, now, known.cohort, known.first, wanted, seen=seen)
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    (refused,) = outcome.conflicts
    assert (refused.enrolment_id, refused.stored, refused.version) == (one, Mark.LEAVE, 1)
    assert refused.finding.code == "MARK_CHANGED_MEANWHILE"
    assert held(session, known)[known.first.id, one] == "leave"
    assert held(session, known)[known.first.id, three] == "present"
    fresh = mark_sheet(
        session, lecturer, now, known.cohort, known.first, {one: Mark.ABSENT}, seen={one: 1}
    )
    assert fresh.changed == 1


def test_what_the_page_showed_may_be_told_as_a_mark(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    cell = (known.first.id, known.people[0])
    mark_cells(session, MAKER, now, known.cohort, {cell: Mark.LATE})
    for showed, changed in ((Mark.UNMARKED, 0), (Mark.ABSENT, 0), (Mark.LATE, 1)):
        seen = {cell: Seen(mark=showed)}
        outcome = mark_cells(session, lecturer, now, known.cohort, {cell: Mark.LEAVE}, seen=seen)
        assert outcome.changed == changed


def test_corrections_are_appended_with_reason_and_source(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    cell = (known.first.id, known.people[0])
    mark_cells(session, lecturer, now, known.cohort, {cell: Mark.ABSENT})
    later = now + timedelta(hours=3)
    origin = Origin("office", "家长来电，当天在场 ")
    mark_cells(session, MAKER, later, known.cohort, {cell: Mark.PRESENT}, origin=origin)
    last, first = entries(session, *cell)
    assert (first.before, first.mark) == (Mark.UNMARKED, Mark.ABSENT)
    assert (last.before, last.mark, last.at) == (Mark.ABSENT, Mark.PRESENT, later)
    assert (last.by, last.source, last.reason) == (MAKER.name, "office", "家长来电，当天在场")
    line = marks_of(session, cell[1])[0]
    assert (line.mark, line.version, len(line.entries)) == (Mark.PRESENT, 2, 2)
    assert [one.mark for one in marks_of(session, cell[1])[1:]] == [Mark.UNMARKED] * 9


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_a_closed_or_cancelled_cohort_is_locked(
    session: Session, now: datetime, lecturer: Actor, state: str
) -> None:
    known = open_class(session, now)
    known.cohort.state = CohortState(state)
    session.flush()
    marks = {known.people[0]: Mark.PRESENT}
    with pytest.raises(DomainError) as refused:
        mark_sheet(session, lecturer, now, known.cohort, known.first, marks)
    assert refused.value.code == "SHEET_LOCKED"
    assert held(session, known) == {}


def test_tomorrow_and_cancelled_half_days_are_refused(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now, days=6)
    ahead = known.sessions[-1]
    cohorts.cancel_session(session, MAKER, now, known.first, known.cohort, reason="停电")
    for row, code in ((ahead, "SESSION_IN_FUTURE"), (known.first, "SESSION_CANCELLED")):
        with pytest.raises(DomainError) as refused:
            mark_sheet(session, lecturer, now, known.cohort, row, {known.people[0]: Mark.PRESENT})
        assert refused.value.code == code
    some = known.sessions[2]
    cells = {(row.id, known.people[0]): Mark.PRESENT for row in (known.first, some, ahead)}
    outcome = mark_cells(session, lecturer, now, known.cohort, cells)
    assert outcome.changed == 1
    assert {one.finding.code for one in outcome.conflicts} == {
        "SESSION_CANCELLED", "SESSION_IN_FUTURE",
    }  # fmt: skip


def test_who_was_not_enrolled_that_day_is_named_and_the_others_are_written(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    late = session.get_one(Enrolment, known.people[2])
    late.from_date = START + timedelta(days=1)
    session.flush()
    marks = dict.fromkeys(known.people, Mark.PRESENT)
    outcome = mark_sheet(session, lecturer, now, known.cohort, known.first, marks)
    assert outcome.changed == 2
    assert [one.finding.code for one in outcome.conflicts] == ["NOT_ENROLLED_THAT_DAY"]
    assert outcome.conflicts[0].enrolment_id == late.id


def test_people_and_half_days_of_other_cohorts_do_not_exist(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    known = open_class(session, now)
    other = open_class(session, now, title="农村电商第2期")
    for cell in ((known.first.id, other.people[0]), (other.first.id, known.people[0])):
        with pytest.raises(NotFound):
            mark_cells(session, lecturer, now, known.cohort, {cell: Mark.PRESENT})


def test_a_large_sheet_takes_as_many_statements_as_a_small_one(
    session: Session, now: datetime, lecturer: Actor
) -> None:
    used = []
    for people, title in ((2, "农村电商第7期"), (40, "农村电商第8期")):
        known = open_class(session, now, people=people, title=title)
        mark_sheet(session, lecturer, now, known.cohort, known.first, {known.people[0]: Mark.LATE})
        marks = dict.fromkeys(known.people, Mark.PRESENT)
        with counted(session) as statements:
            mark_sheet(session, lecturer, now, known.cohort, known.first, marks)
        used.append([one for one in statements if "attendance_" in one or "cohorts_" in one])
    assert len(used[0]) == len(used[1])
