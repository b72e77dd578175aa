"""Fifty pair with one lecturer at once: exactly the capacity succeed, the rest are told why."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring import pairing
from courses.mentoring.models import Load, Pair, PairStep
from courses.mentoring.rules import EndedBy, PairState
from lms.clock import today
from lms.db import unit_of_work
from lms.errors import DomainError
from tests.courses.mentoring.corps import DAY, MAKER, leader, lecturer, terms
from tests.support.processes import together
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world

AT_ONCE, CAPACITY = 50, 7


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], scope="module"
)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application on a database of its own."""
    home: Path = tmp_path_factory.mktemp("pairing")
    if request.param == "postgresql":
        from tests.support.postgres import database

        with database(request.getfixturevalue("postgres_server"), f"pairing_{home.name}") as url:
            yield prepared(home, url)
    else:
        yield prepared(home, None)


def prepared(home: Path, url: str | None) -> Flask:
    app = make_app(home, url)
    app.extensions["test_world"] = build_world(app, NOW)
    return app


def pairing_with(app: Flask, leader_id: int, lecturer_id: int) -> Callable[[], str]:
    def work() -> str:
        with app.app_context():
            try:
                with unit_of_work() as session:
                    pairing.pair(
                        session, MAKER, NOW, leader=session.get_one(Leader, leader_id),
                        lecturer=session.get_one(Lecturer, lecturer_id), terms=terms(),
                    )  # fmt: skip
                    return "paired"
            except DomainError as fault:
                return fault.code

    return work


def test_fifty_at_once_and_exactly_the_capacity_succeed(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        mentor = lecturer(session, capacity=CAPACITY).id
        leaders = [leader(session, number).id for number in range(AT_ONCE)]
    said = Counter(together(office, [pairing_with(office, one, mentor) for one in leaders]))
    assert said == {"paired": CAPACITY, "LECTURER_FULL": AT_ONCE - CAPACITY}
    with office.app_context(), unit_of_work() as session:
        active = select(func.count()).select_from(Pair).where(Pair.lecturer_id == mentor)
        assert session.scalar(active.where(Pair.state == PairState.ACTIVE)) == CAPACITY
        assert session.get_one(Load, mentor).held == CAPACITY
        steps = select(func.count()).select_from(PairStep).join(Pair, PairStep.pair_id == Pair.id)
        assert session.scalar(steps.where(Pair.lecturer_id == mentor)) == CAPACITY


def asking_for(
    app: Flask, cookie: str, leader_id: int, lecturer_id: int
) -> Callable[[], tuple[int, bool]]:
    """A signed-in browser that sends the form of pairing; its status, and whether it says why."""
    sent = {
        "lecturer": lecturer_id, "role": "main", "from_date": today().isoformat(),
        "until_date": (today() + timedelta(days=364)).isoformat(), "contacts_a_year": "10",
        "contact_minutes": "30",
    }  # fmt: skip

    def work() -> tuple[int, bool]:
        client = app.test_client()
        client.set_cookie("lms_session", cookie)
        answer = client.post(f"/mentoring/leaders/{leader_id}/pair", data=sent)
        return answer.status_code, f"的帮带名额已满（最多 {CAPACITY} 人）" in answer.text

    return work


def entered(app: Flask) -> str:
    """The cookie of an officer who signed in."""
    world: World = app.extensions["test_world"]
    client = app.test_client()
    client.post("/sign-in", data={"login": world.login("officer"), "password": world.password})
    cookie = client.get_cookie("lms_session")
    assert cookie is not None
    return cookie.value


def test_fifty_forms_at_once_and_exactly_the_capacity_is_paired(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        mentor = lecturer(session, 60, capacity=CAPACITY).id
        leaders = [leader(session, 100 + number).id for number in range(AT_ONCE)]
    cookie = entered(office)
    asked = [asking_for(office, cookie, one, mentor) for one in leaders]
    said = Counter(together(office, asked))
    assert said == {(302, False): CAPACITY, (422, True): AT_ONCE - CAPACITY}
    with office.app_context(), unit_of_work() as session:
        active = select(func.count()).select_from(Pair).where(Pair.lecturer_id == mentor)
        assert session.scalar(active.where(Pair.state == PairState.ACTIVE)) == CAPACITY
        assert session.get_one(Load, mentor).held == CAPACITY


def test_one_leader_gets_one_main_mentor_of_many_who_ask(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        mentors = [lecturer(session, number).id for number in range(10)]
        one = leader(session, 90).id
    said = Counter(together(office, [pairing_with(office, one, mentor) for mentor in mentors]))
    assert said == {"paired": 1, "LEADER_HAS_MAIN": 9}
    with office.app_context(), unit_of_work() as session:
        loads = select(func.sum(Load.held)).where(Load.lecturer_id.in_(mentors))
        assert session.scalar(loads) == 1


def test_of_many_who_end_a_pair_one_does_and_one_place_is_free(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        mentor, one = lecturer(session, capacity=3), leader(session, 91)
        pair = pairing.pair(session, MAKER, NOW, leader=one, lecturer=mentor, terms=terms())
        other = leader(session, 92)
        pairing.pair(session, MAKER, NOW, leader=other, lecturer=mentor, terms=terms())
        key, mentor_id = pair.id, mentor.id

    def work() -> str:
        with office.app_context():
            try:
                with unit_of_work() as session:
                    found = session.get_one(Pair, key, options=[joinedload(Pair.leader)])
                    pairing.end(
                        session, MAKER, NOW, found, by=EndedBy.OFFICE, on=DAY, reason="调整"
                    )
                    return "ended"
            except DomainError as fault:
                return fault.code

    assert Counter(together(office, [work] * 8)) == {"ended": 1, "PAIR_ENDED": 7}
    with office.app_context(), unit_of_work() as session:
        assert session.get_one(Load, mentor_id).held == 1
