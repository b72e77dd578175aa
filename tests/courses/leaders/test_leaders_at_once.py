"""Two and more at once: one record per person, one entry of a flag, one step, on both engines."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders import api
from courses.leaders.models import Leader, LeaderStep, Village, VillageFlag
from courses.leaders.rules import LeaderAction, LeaderGroup, LeaderState
from courses.rosters.models import Person
from lms.accounts.actor import system
from lms.db import unit_of_work
from lms.errors import DomainError
from tests.conftest import OwnDatabase
from tests.courses.leaders import builders
from tests.support.processes import together
from tests.support.running import NOW, make_app
from tests.support.world import build_world

MAKER, AT_ONCE = system("test"), 8


@pytest.fixture(scope="module")
def office(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own."""
    return prepared(*own_database)


def prepared(home: Path, url: str | None) -> Flask:
    app = make_app(home, url)
    build_world(app, NOW)
    return app


def trying(app: Flask, act: Callable[[Session], object]) -> Callable[[], str]:
    """The act in a unit of work of its own; what came of it."""

    def work() -> str:
        with app.app_context():
            try:
                with unit_of_work() as session:
                    act(session)
                    return "done"
            except DomainError as fault:
                return fault.code

    return work


def test_of_many_who_enter_one_person_one_does(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        home = builders.village(session, NOW).id
        person = builders.person(session, NOW, 1).id

    def enter(session: Session) -> None:
        kind = api.Details(group=LeaderGroup.VETERAN)
        api.enter_person(
            session, MAKER, NOW, session.get_one(Person, person), session.get_one(Village, home),
            kind, api.Start(builders.DAY),
        )  # fmt: skip

    said = Counter(together(office, [trying(office, enter)] * AT_ONCE))
    assert said == {"done": 1, "LEADER_KNOWN": AT_ONCE - 1}
    with office.app_context(), unit_of_work() as session:
        entered = select(Leader.id).where(Leader.person_id == person)
        assert session.scalar(select(func.count()).select_from(entered.subquery())) == 1
        steps = select(func.count()).where(LeaderStep.leader_id.in_(entered))
        assert session.scalar(steps) == 1


def test_of_many_who_flag_one_village_one_does(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        home = builders.village(session, NOW, 1, flagged=False).id

    def flag(session: Session) -> None:
        village = session.get_one(Village, home)
        api.set_flag(session, MAKER, NOW, village, builders.PAPER, eligible=True)

    said = Counter(together(office, [trying(office, flag)] * AT_ONCE))
    assert said == {"done": 1, "VILLAGE_FLAG_SAME": AT_ONCE - 1}
    with office.app_context(), unit_of_work() as session:
        entries = select(func.count()).where(VillageFlag.village_id == home)
        assert session.scalar(entries) == 1


def test_of_many_who_take_one_step_one_does(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        home = builders.village(session, NOW, 2)
        leader = builders.candidate(session, MAKER, NOW, home, 2).id
    papers = api.Papers(notice_from=builders.DAY, notice_to=builders.DAY)

    def recommend(session: Session) -> None:
        one = session.get_one(Leader, leader)
        api.take_step(session, MAKER, NOW, one, LeaderAction.RECOMMEND, builders.DAY, papers)

    said = Counter(together(office, [trying(office, recommend)] * AT_ONCE))
    assert said == {"done": 1, "LEADER_STEP_ILLEGAL": AT_ONCE - 1}
    with office.app_context(), unit_of_work() as session:
        steps = select(func.count()).where(LeaderStep.leader_id == leader)
        assert session.scalar(steps) == 2
        assert session.get_one(Leader, leader).state is LeaderState.RECOMMENDED
