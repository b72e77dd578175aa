"""Opening and changing a cohort, on both engines."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.api import create_course, publish
from courses.catalogue.rules import ModuleFact
from courses.cohorts import api
from courses.cohorts.models import Cohort, CohortChange
from courses.cohorts.rules import CohortState, SessionState
from lms.accounts.actor import Actor, system
from lms.audit.models import AuditEntry
from lms.errors import DomainError, NotFound
from tests.courses.cohorts.conftest import END, START, Enrol, open_cohort
from tests.support.world import World


def test_a_cohort_is_opened_known_again_and_on_record(
    session: Session, cohort: Cohort, officer: Actor
) -> None:
    assert (cohort.state, cohort.ordinal, cohort.created_by) == (CohortState.OPEN, 3, officer.name)
    assert api.known_cohort(session, "411224", cohort.title, START, END) is cohort
    assert api.known_cohort(session, "411224", cohort.title, START, date(2026, 11, 21)) is None
    change = session.scalars(select(CohortChange)).one()
    assert (change.action, change.by) == ("opened", officer.name)
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "cohort")).one()
    assert (entry.action, entry.object_id, entry.actor) == (
        "cohorts:opened", cohort.uid, officer.handle,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"venue_county": "999999"}, "COUNTY_UNKNOWN"),
        ({"venue_county": "4112"}, "COUNTY_UNKNOWN"),
        ({"end": date(2026, 11, 8)}, "COHORT_DATES_ORDER"),
        ({"end": date(2027, 11, 20)}, "COHORT_TOO_LONG"),
        ({"title": " 　"}, "COHORT_TITLE_MISSING"),
        ({"minimum_attendance": "80"}, "COHORT_MINIMUM_INVALID"),
        ({"minimum_attendance": "0"}, "COHORT_MINIMUM_INVALID"),
        ({"minimum_attendance": "NaN"}, "COHORT_MINIMUM_INVALID"),
        ({"course_id": 4711, "title": "另一班"}, "COHORT_COURSE_UNKNOWN"),
        ({}, "COHORT_KNOWN"),
    ],
)
def test_what_cannot_be_opened(
    session: Session, world: World, cohort: Cohort, officer: Actor, now: datetime,
    facts: dict[str, Any], code: str,
) -> None:  # fmt: skip
    before = session.scalars(select(Cohort.id).order_by(Cohort.id)).all()
    with pytest.raises(DomainError, match=code):
        open_cohort(session, world, officer, now, **facts)
    assert session.scalars(select(Cohort.id).order_by(Cohort.id)).all() == before


def test_a_centre_of_another_county_is_refused(
    session: Session, world: World, officer: Actor, now: datetime
) -> None:
    with pytest.raises(DomainError, match="COHORT_CENTRE_UNKNOWN"):
        open_cohort(session, world, officer, now, centre_id=world.centre("411202"))


def test_a_registrar_opens_for_the_own_centre_only(
    session: Session, world: World, now: datetime
) -> None:
    registrar = world.actor("registrar")
    assert open_cohort(session, world, registrar, now).centre_id == world.centre()
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        open_cohort(
            session, world, registrar, now, title="别的", centre_id=world.centre(centre="second")
        )
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        open_cohort(session, world, registrar, now, title="别的", centre_id=None)


@pytest.mark.parametrize(
    ("role", "at", "centre", "sees"),
    [
        ("officer", "411224", "first", True),
        ("registrar", "411224", "first", True),
        ("registrar", "411224", "second", False),
        ("lecturer", "411224", "first", True),
        ("officer", "411202", "first", False),
        ("observer", "411224", "first", True),
        ("observer", "441403", "first", False),
        ("auditor", "411224", "first", True),
        ("admin", "411224", "first", False),
    ],
)
def test_outside_the_scope_a_cohort_does_not_exist(
    session: Session, world: World, cohort: Cohort, role: str, at: str, centre: str, sees: bool
) -> None:
    actor = world.actor(role, at, centre)
    if sees:
        assert api.cohort_for(session, actor, cohort.id) is cohort
    else:
        with pytest.raises(NotFound):
            api.cohort_for(session, actor, cohort.id)


def test_a_change_says_what_was_and_tells_whom_it_matters(
    session: Session, cohort: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    assert api.change_cohort(session, officer, now, cohort, venue="三楼", capacity=40)
    assert heard == []
    assert api.change_cohort(session, officer, now, cohort, venue_county="411202", reason="借教室")
    assert [type(event) for event in heard] == [api.CohortChanged]
    change = session.scalars(select(CohortChange).order_by(CohortChange.id.desc())).first()
    assert change is not None
    assert (change.reason, change.facts["before"], change.facts["after"]) == (
        "借教室", {"venue_county": "411224"}, {"venue_county": "411202"},
    )  # fmt: skip
    assert not api.change_cohort(session, officer, now, cohort, venue_county="411202")


def test_new_dates_must_hold_the_sessions_and_move_who_began_on_the_first_day(
    session: Session, cohort: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    api.accept_proposal(session, officer, now, cohort)
    first, late = enrol(cohort, 1)[0], enrol(cohort, 1, date(2026, 11, 11))[0]
    with pytest.raises(DomainError, match="SESSION_OUTSIDE_DATES"):
        api.change_cohort(session, officer, now, cohort, start=date(2026, 11, 10))
    assert cohort.start == START
    for row in api.session_rows(session, cohort.id):
        if row.date == START:
            api.cancel_session(session, officer, now, row, cohort, reason="推迟一天")
    api.change_cohort(session, officer, now, cohort, start=date(2026, 11, 10))
    assert (first.from_date, late.from_date) == (date(2026, 11, 10), date(2026, 11, 11))
    assert {row.state for row in api.session_rows(session, cohort.id) if row.date == START} == {
        SessionState.CANCELLED
    }


def test_a_frozen_cohort_is_not_changed(
    session: Session, cohort: Cohort, officer: Actor, now: datetime
) -> None:
    api.cancel(session, officer, now, cohort, "人数不足")
    with pytest.raises(DomainError, match="COHORT_FROZEN"):
        api.change_cohort(session, officer, now, cohort, venue="三楼")
    with pytest.raises(DomainError, match="COHORT_FROZEN"):
        api.accept_proposal(session, officer, now, cohort)


def test_a_course_brings_its_syllabus_and_its_hours(
    session: Session, world: World, officer: Actor, now: datetime
) -> None:
    course = create_course(session, system("test"), now, prefix="4112", name="农村电商实操")
    with pytest.raises(DomainError, match="COHORT_COURSE_UNKNOWN"):
        open_cohort(session, world, officer, now, course_id=course.id)
    modules = [ModuleFact("理论", 24, 0), ModuleFact("实操", 0, 56)]
    publish(session, system("test"), now, course, modules)
    cohort = open_cohort(session, world, officer, now, course_id=course.id)
    assert (cohort.hours, cohort.course) == (80, course)
    assert cohort.syllabus_id is not None
    away, place = world.actor("officer", "441403"), world.centre("441403")
    with pytest.raises(DomainError, match="COHORT_COURSE_UNKNOWN"):
        open_cohort(
            session, world, away, now, county="441403", centre_id=place, course_id=course.id
        )
