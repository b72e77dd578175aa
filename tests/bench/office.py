"""A county office to measure in: the application on a database of its own, people and classes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import api as certificates
from courses.attendance import api as attendance
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import Half, SessionFact
from courses.rosters import api as rosters
from courses.rosters.rules import check_rows
from courses.subsidies import api as subsidies
from lms.accounts.actor import Actor, system
from lms.clock import now, today
from lms.collecting import collect_seldom
from lms.db import unit_of_work
from lms.divisions import queries as divisions
from lms.runs import services as runs
from tests.bench.invented import COUNTY, Invented
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world

CLASS_SIZE = 50
CLASS_DAYS = 3
FIRST_CLASS = date(2018, 3, 5)
MAKER = system("bench")
_SLICE = 1_000


def office(home: Path, database_url: str = "") -> Flask:
    """The application in `home` with the small world of the tests, set up as one that serves."""
    app = make_app(home, database_url or f"sqlite:///{home / 'lms.db'}")
    app.extensions["test_world"] = build_world(app, NOW)
    collect_seldom()
    return app


def world_of(app: Flask) -> World:
    """Centres and accounts."""
    found: World = app.extensions["test_world"]
    return found


def registrar(app: Flask) -> tuple[Actor, int]:
    """The registrar of the first centre, and the centre."""
    world = world_of(app)
    return world.actor("registrar"), world.centre()


def signed_in(app: Flask, role: str) -> FlaskClient:
    """A client signed in as a role of the county."""
    world, client = world_of(app), app.test_client()
    answer = client.post("/sign-in", data={"login": world.login(role), "password": world.password})
    if answer.status_code != 302:
        raise AssertionError(f"{role} cannot sign in: {answer.status_code}")
    return client


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class as it shall be: days in a row from `start`, all half-days marked but the last `blank`.

    `paid`: a rule was in force then, somebody vouches for it and the list is drafted.
    """

    number: int
    start: date
    days: int = CLASS_DAYS
    blank: int = 0
    finished: bool = True
    paid: bool = True

    @property
    def title(self) -> str:
        """第N期 makes titles different."""
        return f"卢氏县{self.start.year}年第{self.number}期农村电商实操培训班"

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(self.days - 1)


def fill(app: Flask, people: Iterable[Invented], first: int = 1) -> None:
    """Classes of fifty, most of them long ago with list and certificates, every tenth on now."""
    left = iter(people)
    number = first
    while some := list(islice(left, CLASS_SIZE)):
        here = number % 10 == 1
        start = today() - timedelta(2) if here else FIRST_CLASS + timedelta(number)
        plan = ClassPlan(number, start, blank=int(here), finished=not here, paid=not here)
        with app.app_context(), unit_of_work() as session:
            hold_class(session, world_of(app), plan, some)
        number += 1


def hold_class(
    session: Session, world: World, plan: ClassPlan, people: Sequence[Invented]
) -> Cohort:
    """A class from its opening to its marks, when finished also to its list and certificates."""
    moment = now()
    cohort = cohorts.open_cohort(
        session, MAKER, moment, county=COUNTY, centre_id=world.centre(), title=plan.title,
        start=plan.start, end=plan.end, venue_county=COUNTY, venue="村部会议室", hours=80,
        capacity=len(people), minimum_attendance="0.80",
    )  # fmt: skip
    days = [plan.start + timedelta(day) for day in range(plan.days)]
    facts = [SessionFact(day, half) for day in days for half in (Half.AM, Half.PM)]
    cohorts.replace_sessions(session, MAKER, moment, cohort, facts)
    newcomers = [
        cohorts.NewTrainee(person, category)
        for person, category in _admitted(session, world, people)
    ]
    enrolled = cohorts.enrol(session, MAKER, moment, cohort, newcomers).new
    _mark(session, cohort, enrolled, plan.blank)
    if plan.paid:
        subsidies.confirm_rule(session, MAKER, moment, cohort, "张三", "已核对文件")
        subsidies.make_list(session, MAKER, moment, cohort)
    if plan.finished:
        cohorts.close(session, MAKER, moment, cohort)
        run = certificates.rehearse_issue(session, MAKER, moment, cohort)
        runs.apply_all(session, MAKER, moment, run)
    return cohort


def _admitted(
    session: Session, world: World, people: Sequence[Invented]
) -> Iterator[tuple[int, str]]:
    """Ids and categories of people written as an import writes them."""
    gazetteer = divisions.gazetteer(session, COUNTY)
    rows = list(check_rows(enumerate(map(_raw, people), 3), gazetteer, COUNTY, today()))
    for start in range(0, len(rows), _SLICE):
        plan = rosters.plan_people(session, county=COUNTY, rows=rows[start : start + _SLICE])
        ids = rosters.write_people(
            session, MAKER, now(), county=COUNTY, centre_id=world.centre(), rows=plan
        )
        yield from ((ids[row["row"]], rosters.values_in(row)["category"]) for row in plan)


def _raw(one: Invented) -> Mapping[str, Any]:
    return {
        "name": one.name, "sex": one.sex, "id_number": one.id_number, "address": one.home,
        "category": one.category, "household_number": one.household, "phone": one.phone,
        "account": one.account,
    }  # fmt: skip


def _mark(session: Session, cohort: Cohort, enrolled: Sequence[int], blank: int) -> None:
    """Everybody present in all half-days but the last `blank`; every seventh misses the first."""
    slots = [one.key for one in cohorts.session_facts(session, cohort.id) if one.key]
    held = slots[: len(slots) - blank]
    marks = {
        (slot, who): attendance.Mark.ABSENT
        if slot == held[0] and place % 7 == 0
        else attendance.Mark.PRESENT
        for slot in held
        for place, who in enumerate(enrolled)
    }
    attendance.mark_cells(session, MAKER, now(), cohort, marks)


def ids_of(session: Session, cohort: Cohort) -> Sequence[int]:
    """Enrolments of a class by seat."""
    return session.scalars(
        select(Enrolment.id).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.seat)
    ).all()
