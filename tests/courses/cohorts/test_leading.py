"""Every transition of a cohort as a service, with its effects and its events, on both engines."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort, CohortChange
from courses.cohorts.rules import CohortState, Half, SessionState
from lms.accounts.actor import Actor
from lms.errors import DomainError
from tests.courses.cohorts.conftest import END, START, Enrol
from tests.support.world import World

BEFORE = datetime(2026, 11, 8, 2, tzinfo=UTC)
DURING = datetime(2026, 11, 12, 2, tzinfo=UTC)
AFTER = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.fixture
def ready(session: Session, cohort: Cohort, officer: Actor, now: datetime, enrol: Enrol) -> Cohort:
    """With ten days of sessions and two trainees."""
    api.accept_proposal(session, officer, now, cohort)
    enrol(cohort, 2)
    return cohort


def last_change(session: Session) -> CohortChange:
    """The newest line of history."""
    return session.scalars(select(CohortChange).order_by(CohortChange.id.desc()).limit(1)).one()


def test_start_needs_its_day_sessions_and_trainees(
    session: Session, cohort: Cohort, officer: Actor, enrol: Enrol
) -> None:
    with pytest.raises(DomainError, match="COHORT_BEFORE_START"):
        api.start(session, officer, BEFORE, cohort)
    with pytest.raises(DomainError, match="COHORT_WITHOUT_SESSIONS"):
        api.start(session, officer, DURING, cohort)
    api.accept_proposal(session, officer, DURING, cohort)
    with pytest.raises(DomainError, match="COHORT_WITHOUT_TRAINEES"):
        api.start(session, officer, DURING, cohort)
    enrol(cohort, 1)
    assert api.start(session, officer, DURING, cohort).to is CohortState.RUNNING


def test_close_waits_for_the_last_session_and_says_what_is_unmarked(
    session: Session, ready: Cohort, officer: Actor, heard: list[object]
) -> None:
    api.start(session, officer, DURING, ready)
    with pytest.raises(DomainError, match="COHORT_SESSIONS_AHEAD"):
        api.close(session, officer, DURING, ready)
    done = api.close(session, officer, AFTER, ready)
    assert [(one.code, one.facts) for one in done.findings] == [("COHORT_UNMARKED", {"count": 40})]
    assert (ready.state, ready.closed_at) == (CohortState.CLOSED, AFTER)
    assert [type(event) for event in heard] == [api.CohortStarted, api.CohortClosed]
    assert last_change(session).facts["notes"] == ["COHORT_UNMARKED"]


def test_a_closed_cohort_is_reopened_with_a_reason(
    session: Session, ready: Cohort, officer: Actor, heard: list[object]
) -> None:
    api.start(session, officer, DURING, ready)
    api.close(session, officer, AFTER, ready)
    with pytest.raises(DomainError, match="COHORT_REASON_MISSING"):
        api.reopen(session, officer, AFTER, ready, " ")
    api.reopen(session, officer, AFTER, ready, "补录考勤")
    assert (ready.state, ready.closed_at) == (CohortState.RUNNING, None)
    assert isinstance(heard[-1], api.CohortReopened)
    assert last_change(session).reason == "补录考勤"


def test_cancelling_keeps_what_was_held(
    session: Session, ready: Cohort, officer: Actor, heard: list[object]
) -> None:
    api.start(session, officer, DURING, ready)
    api.cancel(session, officer, DURING, ready, "汛情")
    held = [one.date for one in api.session_facts(session, ready.id) if one.planned]
    assert max(held) == date(2026, 11, 11)
    assert len(held) == 6
    assert isinstance(heard[-1], api.CohortCancelled)
    api.reopen(session, officer, DURING, ready, "恢复")
    assert ready.state is CohortState.OPEN


@pytest.mark.parametrize("name", ["start", "close"])
def test_a_cancelled_cohort_does_neither(
    session: Session, ready: Cohort, officer: Actor, name: str
) -> None:
    api.cancel(session, officer, BEFORE, ready, "人数不足")
    with pytest.raises(DomainError, match="COHORT_TRANSITION_NOT_ALLOWED"):
        getattr(api, name)(session, officer, AFTER, ready)


def test_postponing_moves_days_in_order_and_trainees_with_them(
    session: Session, ready: Cohort, officer: Actor, heard: list[object]
) -> None:
    api.postpone(
        session, officer, BEFORE, ready,
        start=date(2026, 11, 16), end=date(2026, 11, 27), reason="教室检修",
    )  # fmt: skip
    facts = api.session_facts(session, ready.id)
    assert (facts[0].date, facts[-1].date, len(facts)) == (
        date(2026, 11, 16),
        date(2026, 11, 27),
        20,
    )
    assert {row.from_date for row in api.enrolments_of(session, ready.id)} == {date(2026, 11, 16)}
    assert [type(event) for event in heard] == [api.CohortChanged, api.SessionsChanged]
    change = last_change(session)
    assert (change.facts["moved"], change.facts["before"]["start"]) == (20, "2026-11-09")


def test_postponing_leaves_marked_sessions_where_they_were(
    session: Session, ready: Cohort, officer: Actor
) -> None:
    rows = api.session_rows(session, ready.id)
    trainees = api.enrolments_of(session, ready.id)
    marks = {rows[0].id: 2, rows[1].id: 1}
    api.record_marks(
        session, officer, DURING, ready, by_session=marks, by_enrolment={trainees[0].id: 2}
    )
    with pytest.raises(DomainError, match="SESSION_OUTSIDE_DATES"):
        api.postpone(
            session, officer, DURING, ready,
            start=date(2026, 11, 16), end=date(2026, 11, 30), reason="雪",
        )  # fmt: skip
    with pytest.raises(DomainError, match="POSTPONE_NO_ROOM") as refused:
        api.postpone(
            session, officer, DURING, ready, start=START, end=date(2026, 11, 15), reason="雪"
        )
    assert refused.value.facts == {"needed": 9, "days": 6}
    api.postpone(session, officer, DURING, ready, start=START, end=date(2026, 11, 27), reason="雪")
    assert [one.date for one in api.session_facts(session, ready.id)][:4] == [
        START, START, date(2026, 11, 10), date(2026, 11, 10),
    ]  # fmt: skip


def test_postponing_passes_over_cancelled_sessions(
    session: Session, ready: Cohort, officer: Actor
) -> None:
    first = api.session_rows(session, ready.id)[2]
    api.cancel_session(session, officer, BEFORE, first, ready, reason="讲师请假")
    api.postpone(
        session,
        officer,
        BEFORE,
        ready,
        start=date(2026, 11, 10),
        end=date(2026, 11, 23),
        reason="雪",
    )
    facts = api.session_facts(session, ready.id)
    assert sum(one.planned for one in facts) == 19
    cancelled = [one for one in facts if one.state is SessionState.CANCELLED]
    assert [(one.date, one.half) for one in cancelled] == [(date(2026, 11, 10), Half.AM)]


def test_the_first_mark_starts_a_cohort(
    session: Session, ready: Cohort, officer: Actor, heard: list[object]
) -> None:
    row, trainee = api.session_rows(session, ready.id)[0], api.enrolments_of(session, ready.id)[0]
    api.record_marks(
        session, officer, DURING, ready, by_session={row.id: 0}, by_enrolment={trainee.id: 0}
    )
    assert api.cohort_facts(session, ready, END).state is CohortState.OPEN
    api.record_marks(
        session, officer, DURING, ready, by_session={row.id: 1}, by_enrolment={trainee.id: 1}
    )
    assert ready.state is CohortState.RUNNING
    assert [type(event) for event in heard] == [api.CohortStarted]
    assert (row.marks, trainee.marks) == (1, 1)
    assert api.cohort_facts(session, ready, END).marked == 1
    assert api.cohort_facts(session, ready, END).unmarked == 39


def test_who_may_not_lead_is_refused(
    session: Session, world: World, ready: Cohort, officer: Actor
) -> None:
    for role in ("lecturer", "reviewer", "auditor"):
        with pytest.raises(DomainError, match="NOT_PERMITTED"):
            api.cancel(session, world.actor(role), DURING, ready, "不行")
    assert ready.state is CohortState.OPEN
