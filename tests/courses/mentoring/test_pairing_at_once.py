"""Fifty pair with one lecturer at once: exactly the capacity succeed, the rest are told why."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring import pair_views, pairing
from courses.mentoring.models import Load, Pair, PairStep
from courses.mentoring.rules import EndedBy, PairState
from lms.clock import today
from lms.db import db, unit_of_work, writing
from lms.errors import DomainError
from tests.conftest import OwnDatabase
from tests.courses.mentoring.corps import DAY, MAKER, leader, lecturer, terms
from tests.support.processes import together
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world

AT_ONCE, CAPACITY = 50, 7
BROWSERS = 10


@pytest.fixture(scope="module")
def office(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own, which has paired, been refused and ended before.

    So each of many processes begins with its statements known, as a serving one does.
    """
    app = prepared(*own_database)
    with app.app_context(), unit_of_work() as session:
        mentor = lecturer(session, 70, capacity=1).id
        one, other = leader(session, 95).id, leader(session, 96).id
    assert [pairing_with(app, who, mentor)() for who in (one, other)] == ["paired", "LECTURER_FULL"]
    with app.app_context(), unit_of_work() as session:
        pair = session.scalars(select(Pair).options(joinedload(Pair.leader))).one()
        pairing.end(session, MAKER, NOW, pair, by=EndedBy.OFFICE, on=DAY, reason="调整")
    return app


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


def asked_for(app: Flask, leader_ids: list[int], lecturer_id: int) -> list[tuple[int, bool]]:
    """The form of pairing sent for many leaders by ten browsers at once; status, and whether it
    says why not.
    """
    world: World = app.extensions["test_world"]
    who = {"login": world.login("officer"), "password": world.password}
    gate = Barrier(BROWSERS)
    sent = {
        "lecturer": lecturer_id, "role": "main", "from_date": today().isoformat(),
        "until_date": (today() + timedelta(days=364)).isoformat(), "contacts_a_year": "10",
        "contact_minutes": "30",
    }  # fmt: skip

    def send(group: list[int]) -> list[tuple[int, bool]]:
        client = app.test_client()
        assert client.post("/sign-in", data=who).status_code == 302
        gate.wait()
        answers = [client.post(f"/mentoring/leaders/{one}/pair", data=sent) for one in group]
        full = f"的帮带名额已满（最多 {CAPACITY} 人）"
        return [(answer.status_code, full in answer.text) for answer in answers]

    groups = [leader_ids[at::BROWSERS] for at in range(BROWSERS)]
    with ThreadPoolExecutor(BROWSERS) as pool:
        return [one for found in pool.map(send, groups) for one in found]


def test_fifty_forms_at_once_and_exactly_the_capacity_is_paired(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        mentor = lecturer(session, 60, capacity=CAPACITY).id
        leaders = [leader(session, 100 + number).id for number in range(AT_ONCE)]
    said = Counter(asked_for(office, leaders, mentor))
    assert said == {(302, False): CAPACITY, (422, True): AT_ONCE - CAPACITY}
    with office.app_context(), unit_of_work() as session:
        active = select(func.count()).select_from(Pair).where(Pair.lecturer_id == mentor)
        assert session.scalar(active.where(Pair.state == PairState.ACTIVE)) == CAPACITY
        assert session.get_one(Load, mentor).held == CAPACITY


def test_nobody_waits_to_write_while_a_refusal_is_drawn(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.app_context(), unit_of_work() as session:
        mentor, one = lecturer(session, 61, capacity=0).id, leader(session, 93).id
        others = select(Lecturer.id).limit(1)
        other = session.scalars(others).one()
    written = []

    def draw(*_args: object, **_facts: object) -> str:
        with db.engine.connect() as apart, writing(), apart.begin():
            row = update(Lecturer).where(Lecturer.id == other).values(position="讲师")
            written.append(apart.execute(row).rowcount)
        return "drawn"

    world: World = office.extensions["test_world"]
    client = office.test_client()
    who = {"login": world.login("officer"), "password": world.password}
    assert client.post("/sign-in", data=who).status_code == 302
    monkeypatch.setattr(pair_views, "render_template", draw)
    sent = {"lecturer": mentor, "role": "main", "from_date": "2026-11-01"}
    full = sent | {"until_date": "2027-10-31", "contacts_a_year": "10", "contact_minutes": "30"}
    for form in (sent, full):
        assert client.post(f"/mentoring/leaders/{one}/pair", data=form).status_code == 422
    assert written == [1, 1]


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


def test_two_lecturers_hand_over_to_each_other_at_once(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        mentors = [lecturer(session, 70 + number, capacity=9) for number in range(2)]
        pairs = [
            (pairing.pair(
                session, MAKER, NOW, leader=leader(session, 200 + number),
                lecturer=mentors[number % 2], terms=terms(),
            ).id, mentors[1 - number % 2].id)
            for number in range(8)
        ]  # fmt: skip
        both = [one.id for one in mentors]

    def handing(key: int, to: int) -> Callable[[], str]:
        def work() -> str:
            with office.app_context(), unit_of_work() as session:
                found = session.get_one(Pair, key, options=[joinedload(Pair.leader)])
                pairing.hand_over(
                    session, MAKER, NOW, found, to=session.get_one(Lecturer, to), on=DAY,
                    terms=terms(), reason="对调",
                )  # fmt: skip
                return "handed over"

        return work

    said = Counter(together(office, [handing(*one) for one in pairs]))
    assert said == {"handed over": len(pairs)}
    with office.app_context(), unit_of_work() as session:
        assert [session.get_one(Load, key).held for key in both] == [4, 4]
