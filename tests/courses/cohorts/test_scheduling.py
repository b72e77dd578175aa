"""Half-days as services: proposed, replaced, added, moved, cancelled, on both engines."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort
from courses.cohorts.rules import Half, SessionFact, SessionKind, SessionState
from courses.cohorts.scheduling import Details, describe_sessions
from lms.accounts.actor import Actor
from lms.errors import DomainError
from tests.courses.cohorts.conftest import END, START, Enrol, open_cohort
from tests.support.world import World

SATURDAY = date(2026, 11, 14)


@pytest.fixture
def planned(session: Session, cohort: Cohort, officer: Actor, now: datetime) -> Cohort:
    """With two half-days on every working day."""
    api.accept_proposal(session, officer, now, cohort)
    return cohort


def marked(session: Session, officer: Actor, now: datetime, cohort: Cohort, at: int) -> int:
    """Say that one session has two marks; its id."""
    row = api.session_rows(session, cohort.id)[at]
    api.record_marks(session, officer, now, cohort, by_session={row.id: 2}, by_enrolment={})
    return row.id


def test_holidays_and_rest_days_are_left_out_and_the_last_days_are_internship(
    session: Session, world: World, officer: Actor, now: datetime
) -> None:
    cohort = open_cohort(
        session,
        world,
        officer,
        now,
        title="跨国庆",
        start=date(2026, 9, 28),
        end=date(2026, 10, 10),
    )
    change = api.accept_proposal(session, officer, now, cohort, internship_days=2)
    facts = api.session_facts(session, cohort.id)
    days = sorted({one.date for one in facts})
    assert days == [
        date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8),
        date(2026, 10, 9), date(2026, 10, 10),
    ]  # fmt: skip
    assert {one.date for one in facts if one.kind is SessionKind.INTERNSHIP} == {*days[-2:]}
    assert (change.planned_before, change.planned_after) == (0, 12)


def test_a_session_on_a_rest_day_is_a_note(
    session: Session, planned: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    change = api.add_session(session, officer, now, planned, day=SATURDAY, half=Half.AM)
    assert [one.code for one in change.findings] == ["SESSION_ON_REST_DAY"]
    assert (change.planned_before, change.planned_after) == (20, 21)
    assert [type(event) for event in heard] == [api.SessionsChanged]


@pytest.mark.parametrize(
    ("day", "code"),
    [(START, "SESSION_DUPLICATE"), (date(2026, 11, 23), "SESSION_OUTSIDE_DATES")],
)
def test_where_no_session_can_be_added_or_moved_to(
    session: Session, planned: Cohort, officer: Actor, now: datetime, day: date, code: str
) -> None:
    row = api.session_rows(session, planned.id)[5]
    with pytest.raises(DomainError, match=code):
        api.add_session(session, officer, now, planned, day=day, half=Half.AM)
    with pytest.raises(DomainError, match=code):
        api.move_session(session, officer, now, row, planned, day=day, half=Half.AM)
    assert len(api.session_facts(session, planned.id)) == 20


def test_a_moved_session_takes_its_marks_along(
    session: Session, planned: Cohort, officer: Actor, now: datetime
) -> None:
    key = marked(session, officer, now, planned, 0)
    row = next(row for row in api.session_rows(session, planned.id) if row.id == key)
    change = api.move_session(session, officer, now, row, planned, day=SATURDAY, half=Half.PM)
    assert [one.code for one in change.findings] == ["SESSION_MARKS_MOVED", "SESSION_ON_REST_DAY"]
    assert (row.date, row.half, row.marks) == (SATURDAY, Half.PM, 2)
    assert (change.planned_before, change.planned_after, change.marks_lost) == (20, 20, 0)


def test_a_cancelled_session_keeps_its_marks_and_can_be_put_back(
    session: Session, planned: Cohort, officer: Actor, now: datetime
) -> None:
    key = marked(session, officer, now, planned, 0)
    row = next(row for row in api.session_rows(session, planned.id) if row.id == key)
    with pytest.raises(DomainError, match="COHORT_REASON_MISSING"):
        api.cancel_session(session, officer, now, row, planned, reason=" ")
    change = api.cancel_session(session, officer, now, row, planned, reason="停电")
    assert (change.planned_after, change.marks_lost) == (19, 2)
    with pytest.raises(DomainError, match="SESSION_CANCELLED_ALREADY"):
        api.cancel_session(session, officer, now, row, planned, reason="停电")
    with pytest.raises(DomainError, match="SESSION_CANCELLED_ALREADY"):
        api.move_session(session, officer, now, row, planned, day=SATURDAY, half=Half.AM)
    api.add_session(session, officer, now, planned, day=START, half=Half.AM, reason="补上")
    assert (row.state, row.marks) == (SessionState.PLANNED, 2)
    assert len(api.session_facts(session, planned.id)) == 20


def test_replacing_keeps_what_stays_deletes_what_nobody_marked_and_cancels_the_rest(
    session: Session, planned: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    key = marked(session, officer, now, planned, 0)
    before = {(one.date, one.half): one.key for one in api.session_facts(session, planned.id)}
    wanted = [SessionFact(date(2026, 11, 10), half) for half in Half]
    wanted.append(SessionFact(SATURDAY, Half.AM, SessionKind.INTERNSHIP))
    change = api.replace_sessions(session, officer, now, planned, wanted, "按点名册")
    after = api.session_facts(session, planned.id)
    assert [(one.date, one.half, one.planned) for one in after] == [
        (START, Half.AM, False),
        (date(2026, 11, 10), Half.AM, True),
        (date(2026, 11, 10), Half.PM, True),
        (SATURDAY, Half.AM, True),
    ]
    assert after[0].key == key
    assert after[1].key == before[date(2026, 11, 10), Half.AM]
    assert (change.planned_before, change.planned_after, change.marks_lost) == (20, 3, 2)
    removing = next(event for event in heard if isinstance(event, api.SessionsRemoving))
    assert len(removing.session_ids) == 17
    again = api.replace_sessions(session, officer, now, planned, wanted)
    assert again.nothing
    assert [type(event) for event in heard].count(api.SessionsChanged) == 1


def test_sessions_may_swap_places(
    session: Session, planned: Cohort, officer: Actor, now: datetime
) -> None:
    facts = list(api.session_facts(session, planned.id))
    first, last = facts[0], facts[-1]
    facts[0] = SessionFact(last.date, last.half, key=first.key)
    facts[-1] = SessionFact(first.date, first.half, key=last.key)
    change = api.replace_sessions(session, officer, now, planned, facts)
    assert len(change.moved) == 2
    now_at = {one.key: one.date for one in api.session_facts(session, planned.id)}
    assert (now_at[first.key], now_at[last.key]) == (END, START)


def test_a_slot_cannot_be_wanted_twice(
    session: Session, planned: Cohort, officer: Actor, now: datetime
) -> None:
    wanted = [SessionFact(START, Half.AM), SessionFact(START, Half.AM)]
    with pytest.raises(DomainError, match="SESSION_DUPLICATE"):
        api.replace_sessions(session, officer, now, planned, wanted)


def test_topics_are_not_a_change_of_half_days(
    session: Session, planned: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    wanted = {(START, Half.AM): Details("网店开设"), (SATURDAY, Half.AM): Details("没有这节")}
    assert describe_sessions(session, officer, planned, wanted) == 1
    assert describe_sessions(session, officer, planned, wanted) == 0
    assert api.session_rows(session, planned.id)[0].topic == "网店开设"
    assert heard == []


def test_the_timetable_of_another_centre_is_not_touched(
    session: Session, world: World, planned: Cohort, now: datetime
) -> None:
    other = world.actor("registrar", centre="second")
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        api.replace_sessions(session, other, now, planned, [])
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        api.add_session(session, other, now, planned, day=SATURDAY, half=Half.AM)


def test_planned_half_days_of_a_transfer_come_from_both_cohorts(
    session: Session, world: World, planned: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    later = open_cohort(
        session,
        world,
        officer,
        now,
        title="第4期班",
        start=date(2026, 11, 16),
        end=date(2026, 11, 27),
    )
    api.accept_proposal(session, officer, now, later)
    stayer, mover = enrol(planned, 2)
    moved = api.transfer(
        session, officer, now, mover, later, first_day=date(2026, 11, 18), reason="离家近"
    )
    counts = {key: one.half_days for key, one in api.planned(session, later).items()}
    assert counts == {moved.id: 14 + 16}
    assert api.planned(session, planned)[stayer.id].half_days == 20
    assert [stay.until_date for stay, _sessions in api.stays(session, moved)] == [
        date(2026, 11, 17), None,
    ]  # fmt: skip
