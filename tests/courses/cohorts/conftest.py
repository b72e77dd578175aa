"""A cohort of the small world, with people and half-days as a test wants them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

import pytest
from flask import current_app
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort, Enrolment
from courses.rosters.models import Person
from courses.rosters.rules import check_character
from lms import clock
from lms.accounts.actor import Actor
from lms.orm import new_uid
from lms.privacy import vault
from tests.support.world import World

START, END = date(2026, 11, 9), date(2026, 11, 20)
"""A Monday, and the Friday eleven days later: ten working days."""
_SERIAL = count(1)


def number_of(serial: int) -> str:
    """An invented citizen number with the right check digit."""
    head = f"411224{1960 + serial // 28 % 40}{serial % 12 + 1:02}{serial % 28 + 1:02}{996 + serial % 4}"
    return head + check_character(head)


@pytest.fixture
def officer(world: World) -> Actor:
    """经办 of 卢氏县."""
    return world.actor("officer")


@pytest.fixture
def cohort(session: Session, world: World, officer: Actor, now: datetime) -> Cohort:
    """An open cohort of the first centre without sessions and trainees."""
    return open_cohort(session, world, officer, now)


def open_cohort(
    session: Session,
    world: World,
    officer: Actor,
    now: datetime,
    title: str = "卢氏县2026年第3期农村电商实操培训班",
    start: date = START,
    end: date = END,
    **facts: object,
) -> Cohort:
    """A cohort of the first centre of 卢氏县."""
    values = {
        "county": "411224", "centre_id": world.centre(), "venue_county": "411224", **facts,
    }  # fmt: skip
    return api.open_cohort(session, officer, now, title=title, start=start, end=end, **values)  # type: ignore[arg-type]  # a test's facts


Enrol = Callable[..., list[Enrolment]]


@pytest.fixture
def enrol(session: Session, officer: Actor, now: datetime) -> Enrol:
    """`enrol(cohort, 3)` puts three new people into a cohort."""

    def put(cohort: Cohort, people: int, from_date: date | None = None) -> list[Enrolment]:
        ids = [new_person(session, now, cohort.county) for _ in range(people)]
        trainees = [api.NewTrainee(key, "registered_poor") for key in ids]
        done = api.enrol(session, officer, now, cohort, trainees, from_date=from_date)
        rows = {row.id: row for row in api.enrolments_of(session, cohort.id)}
        return [rows[key] for key in done.new]

    return put


def new_person(session: Session, now: datetime, county: str, serial: int | None = None) -> int:
    """A person in a county's archive."""
    serial, uid = serial or next(_SERIAL), new_uid()
    number = number_of(serial)
    person = Person(
        uid=uid, county=county, name=f"学员{serial}", document_type="citizen",
        id_number=vault().seal("rosters_person", uid, "id_number", number),
        id_number_index=vault().blind("id_number", number), sex="female",
        birth_date=date(1980, 1, 1), category="registered_poor", home_text="范里镇前龙村",
        home_county=county, created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(person)
    session.flush()
    return person.id


@pytest.fixture
def heard(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every event that is published, in order; the listeners still hear them."""
    found: list[object] = []
    listeners = current_app.extensions["lms_listeners"]
    for kind in api.EVENTS:
        hear = [lambda _session, event: found.append(event), *listeners.get(kind, ())]
        monkeypatch.setitem(listeners, kind, hear)
    return found


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 12 November 2026, the Thursday of the first week."""
    moment = datetime(2026, 11, 12, 4, tzinfo=UTC)
    for module in ("views", "timetable_views", "trainee_views", "cards"):
        for name, value in (("now", moment), ("today", date(2026, 11, 12))):
            target = f"courses.cohorts.{module}.{name}"
            monkeypatch.setattr(target, lambda value=value: value, raising=False)
    monkeypatch.setattr("courses.cohorts.cards.this_day", lambda: date(2026, 11, 12))
    monkeypatch.setattr("lms.web.views.this_day", lambda: date(2026, 11, 12))
    assert clock.today(moment) == date(2026, 11, 12)


@pytest.fixture
def opened(web: Session, world: World, now: datetime) -> Cohort:
    """An open cohort without anything."""
    return open_cohort(web, world, world.actor("officer"), now)


def fill(web: Session, world: World, cohort: Cohort, now: datetime, people: int = 2) -> list[int]:
    """Sessions and trainees; the ids of the enrolments."""
    officer = world.actor("officer")
    api.accept_proposal(web, officer, now, cohort)
    ids = [new_person(web, now, cohort.county) for _ in range(people)]
    done = api.enrol(web, officer, now, cohort, [api.NewTrainee(key, "villager") for key in ids])
    web.commit()
    return list(done.new)
