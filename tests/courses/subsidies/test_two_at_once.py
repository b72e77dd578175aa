"""Two officers at once, each in a transaction that is really committed: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.subsidies import api
from courses.subsidies.models import DecisionRow, ListStep, SubsidyList
from lms.accounts import services as accounts
from lms.accounts.actor import system
from lms.db import db, unit_of_work
from tests.conftest import OwnDatabase
from tests.courses.subsidies.classes import MAKER, whole_class
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world


@pytest.fixture(scope="module")
def office(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own, with a second reviewer."""
    return prepared(*own_database)


def prepared(home: Path, url: str | None) -> Flask:
    app = make_app(home, url)
    world = build_world(app, NOW)
    app.extensions["test_world"] = world
    with app.app_context(), unit_of_work() as session:
        accounts.create(
            session, system("test"), NOW, login="second", name="另一复核",
            grants=[("reviewer", "411224", None)], password=world.password,
        )  # fmt: skip
    return app


def at_once(app: Flask, jobs: list[tuple[str, str, dict[str, str]]]) -> list[int]:
    """Post each (log-in, url, form) from a browser of its own, all at the same moment."""
    world: World = app.extensions["test_world"]
    gate = Barrier(len(jobs))

    def send(job: tuple[str, str, dict[str, str]]) -> int:
        login, url, form = job
        client = app.test_client()
        client.post("/sign-in", data={"login": login, "password": world.password})
        gate.wait()
        return client.post(url, data=form).status_code

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(send, jobs))


def submitted(app: Flask, title: str, first: int) -> tuple[int, int, int]:
    """Ids of a list that was sent in, its class and one of the enrolments."""
    world: World = app.extensions["test_world"]
    with app.app_context(), unit_of_work() as session:
        cohort, keys = whole_class(session, NOW, 3, first=first, title=title)
        api.confirm_rule(session, MAKER, NOW, cohort, "张三：已核对原文")
        made = api.make_list(session, world.actor("officer"), NOW, cohort)
        api.submit(session, world.actor("officer"), NOW, made)
        return made.id, cohort.id, keys[0]


def test_of_two_reviewers_one_approves_and_one_gets_a_sentence(office: Flask) -> None:
    world: World = office.extensions["test_world"]
    key, _, _ = submitted(office, "并发复核班", 100)
    url = f"/subsidies/lists/{key}/review"
    codes = at_once(office, [(world.login("reviewer"), url, {}), ("second", url, {})] * 2)
    assert sorted(codes) == [302, 422, 422, 422]
    with office.app_context():
        steps = db.session().scalars(select(ListStep.step).where(ListStep.list_id == key)).all()
        assert sorted(steps) == ["make", "review", "submit"]
        db.session.remove()


def test_approving_and_returning_at_once_leaves_one_state(office: Flask) -> None:
    world: World = office.extensions["test_world"]
    key, _, _ = submitted(office, "并发退回班", 200)
    codes = at_once(
        office,
        [
            (world.login("reviewer"), f"/subsidies/lists/{key}/review", {}),
            ("second", f"/subsidies/lists/{key}/return", {"reason": "票据不清"}),
        ],
    )
    with office.app_context():
        state = db.session().get_one(SubsidyList, key).state.value
        db.session.remove()
    # a review may be taken back by a return that comes after it, never the other way round
    assert (state, sorted(codes)) in [("returned", [302, 302]), ("returned", [302, 422])]


def test_approving_while_money_changes_never_signs_another_amount(office: Flask) -> None:
    world: World = office.extensions["test_world"]
    key, _, who = submitted(office, "并发改票班", 300)
    codes = at_once(
        office,
        [
            (world.login("reviewer"), f"/subsidies/lists/{key}/review", {}),
            (world.login("officer"), f"/subsidies/enrolments/{who}/tickets", {"amount": "88.50"}),
        ],
    )
    assert codes[1] == 302
    with office.app_context():
        session = db.session()
        made = session.get_one(SubsidyList, key)
        if codes[0] == 302:
            assert (made.state.value, made.total_fen) == ("reviewed", 108000)
        else:
            assert made.state.value == "draft"
        one = select(func.count()).where(DecisionRow.enrolment_id == who, DecisionRow.current)
        assert session.scalar(one) == 1
        db.session.remove()


def test_two_classes_change_trainees_at_once(office: Flask) -> None:
    """From one to the other and back: each decides both classes anew, and none waits for ever."""
    world: World = office.extensions["test_world"]
    with office.app_context(), unit_of_work() as session:
        one, here = whole_class(session, NOW, 4, first=400, title="对换一班")
        other, there = whole_class(session, NOW, 4, first=410, title="对换二班")
        ways = [(key, other.id) for key in here] + [(key, one.id) for key in there]
    jobs = [
        (
            world.login("officer"),
            f"/cohorts/trainees/{key}/transfer",
            {"to": str(to), "first_day": "2018-09-15", "reason": "换班", "sure": "1"},
        )
        for key, to in ways
    ]
    assert at_once(office, jobs) == [302] * len(jobs)
