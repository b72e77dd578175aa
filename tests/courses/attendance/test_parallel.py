"""Many save at once: the same save has one effect, different ones lose nothing, nobody waits in vain."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.attendance.models import CurrentMark, MarkEntry
from courses.cohorts.models import Enrolment
from courses.cohorts.models import Session as SessionRow
from lms.audit.models import AuditEntry
from lms.db import db, unit_of_work
from tests.conftest import OwnDatabase
from tests.courses.attendance.classes import START, open_class
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from lms.app import create_app
from tests.support.running import FreshClient, config_in
told = json.load(sys.stdin)
app = create_app(config_in(Path(told["home"]), told["database"]))
app.config["WTF_CSRF_ENABLED"] = False
app.test_client_class = FreshClient
client = app.test_client()
client.post("/sign-in", data=told["sign_in"])
for _ in range(told["times"]):
    print(client.post(told["url"], json=told["body"]).status_code)
"""
SAVES = 50
AT_ONCE = 10


@pytest.fixture(scope="module")
def crowd(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own, with a class that is really committed."""
    return prepared(*own_database)


def prepared(home: Path, url: str | None) -> Flask:
    app = make_app(home, url)
    world = build_world(app, NOW)
    app.extensions["test_world"] = world
    return app


class Crowd:
    """A class and people who save its first half-day, each with a browser of their own."""

    def __init__(self, app: Flask, title: str) -> None:
        self.app = app
        self.world: World = app.extensions["test_world"]
        with app.app_context(), unit_of_work() as session:
            known = open_class(
                session, NOW, people=20, title=title, start=START.replace(year=2025),
                centre_id=self.world.centre(),
            )  # fmt: skip
            self.url = f"/attendance/cohorts/{known.cohort.id}/marks"
            self.session_id = known.first.id
            self.people = known.people
            self.uid = known.cohort.uid

    def body(self, status: str, was: str = "") -> dict[str, object]:
        marks = [
            {"person": str(who), "session": str(self.session_id), "status": status, "was": was}
            for who in self.people
        ]
        return {"key": "one", "reason": None, "marks": marks}

    def send(self, bodies: list[dict[str, object]]) -> list[tuple[int, object]]:
        gate = Barrier(AT_ONCE)

        def save(group: list[dict[str, object]]) -> list[tuple[int, object]]:
            client = self.app.test_client()
            login = self.world.login("lecturer")
            client.post("/sign-in", data={"login": login, "password": self.world.password})
            gate.wait()
            answers = [client.post(self.url, json=body) for body in group]
            return [(answer.status_code, answer.json["refused"]) for answer in answers]

        groups = [bodies[at::AT_ONCE] for at in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [one for found in pool.map(save, groups) for one in found]


def test_fifty_identical_saves_have_one_effect_and_the_same_answer(crowd: Flask) -> None:
    who = Crowd(crowd, "农村电商并发一期")
    answers = who.send([who.body("present")] * SAVES)
    assert answers == [(200, [])] * SAVES
    with crowd.app_context():
        session = db.session()
        mine = MarkEntry.session_id == who.session_id
        assert session.scalar(select(func.count()).select_from(MarkEntry).where(mine)) == 20
        held = session.execute(
            select(CurrentMark.mark, CurrentMark.version).where(
                CurrentMark.session_id == who.session_id
            )
        ).all()
        assert [(mark.value, version) for mark, version in held] == [("present", 1)] * 20
        logged = select(func.count()).where(
            AuditEntry.action == "attendance:marked", AuditEntry.object_id == who.uid
        )
        assert session.scalar(logged) == 1
        assert session.get_one(SessionRow, who.session_id).marks == 20
        db.session.remove()


def test_processes_of_their_own_save_alike(crowd: Flask) -> None:
    who = Crowd(crowd, "农村电商并发四期")
    sent = {"login": who.world.login("lecturer"), "password": who.world.password}
    told = {
        "home": str(crowd.config["LMS"].home),
        "database": crowd.config["LMS"].database_url,
        "sign_in": sent,
        "url": who.url,
        "body": who.body("late"),
        "times": 5,
    }
    command = [sys.executable, "-c", PROGRAM]
    running = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(json.dumps(told))
        one.stdin.close()
    said = []
    for one in running:
        assert one.stdout is not None
        said += one.stdout.read().split()
        assert one.wait() == 0
    assert said == ["200"] * 15
    with crowd.app_context():
        mine = MarkEntry.session_id == who.session_id
        count = select(func.count()).select_from(MarkEntry).where(mine)
        assert db.session().scalar(count) == 20
        db.session.remove()


def test_of_different_saves_one_wins_and_the_others_are_told(crowd: Flask) -> None:
    who = Crowd(crowd, "农村电商并发二期")
    words = ("present", "late", "left_early", "leave", "absent")
    answers = who.send([who.body(words[at % 5]) for at in range(SAVES)])
    assert {status for status, _ in answers} == {200}
    with crowd.app_context():
        session = db.session()
        held = set(
            session.scalars(
                select(CurrentMark.mark).where(CurrentMark.session_id == who.session_id)
            )
        )
        assert len(held) == 1
        (winner,) = held
        db.session.remove()
    refused = [rows for _, rows in answers if rows]
    assert len(refused) == SAVES - SAVES // 5
    assert Counter(row["status"] for rows in refused for row in rows) == {
        winner.value: 20 * len(refused)
    }
    assert {row["code"] for rows in refused for row in rows} == {"MARK_CHANGED_MEANWHILE"}


def test_saves_of_different_half_days_lose_nothing(crowd: Flask) -> None:
    who = Crowd(crowd, "农村电商并发三期")
    with crowd.app_context(), unit_of_work() as session:
        cohort_id = session.get_one(SessionRow, who.session_id).cohort_id
        ids = list(session.scalars(select(SessionRow.id).where(SessionRow.cohort_id == cohort_id)))
    bodies = []
    for at in ids:
        who.session_id = at
        bodies.append(who.body("present"))
    answers = who.send(bodies)
    assert answers == [(200, [])] * len(ids)
    with crowd.app_context():
        session = db.session()
        marks = set(session.scalars(select(Enrolment.marks).where(Enrolment.id.in_(who.people))))
        assert marks == {len(ids)}
        db.session.remove()
