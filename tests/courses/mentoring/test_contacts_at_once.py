"""Phones that send the same at once: one contact, the same answer for all (R3, R4), on both engines."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.mentoring.contact_models import Contact
from courses.mentoring.models import Pair
from lms.audit.models import AuditEntry
from lms.clock import now, today
from lms.db import db, unit_of_work
from lms.offline.models import OfflineEventRow
from tests.conftest import OwnDatabase
from tests.courses.mentoring.tours import event, tour
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world

TIMES, AT_ONCE = 50, 10


@pytest.fixture(scope="module")
def crowd(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own, with pairs that are really committed."""
    return prepared(make_app(*own_database))


def prepared(app: Flask) -> Flask:
    world = build_world(app, NOW)
    with app.app_context(), unit_of_work() as session:
        made = tour(session, world.actor("lecturer").id, count=8)
        app.extensions["test_pairs"] = made.ids
    app.extensions["test_world"] = world
    return app


def send(app: Flask, batches: list[list[dict[str, Any]]]) -> list[tuple[int, Any]]:
    """Send batches from ten phones of one person at once; status and answers of each."""
    gate = Barrier(AT_ONCE)
    world: World = app.extensions["test_world"]

    def phone(group: list[list[dict[str, Any]]]) -> list[tuple[int, Any]]:
        client = app.test_client()
        login = world.login("lecturer")
        client.post("/sign-in", data={"login": login, "password": world.password})
        gate.wait()
        answers = []
        for events in group:
            body = {"sent_at": now().isoformat(), "events": events}
            answer = client.post("/offline/events", json=body)
            assert answer.json is not None
            answers.append((answer.status_code, answer.json.get("events")))
        return answers

    groups = [batches[at::AT_ONCE] for at in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [one for found in pool.map(phone, groups) for one in found]


def made(pair: int, **body: str) -> dict[str, Any]:
    """A contact of the real today: these tests run by the real clock."""
    at = now()
    facts = {"day": today(at).isoformat()} | body
    return event(pair, **facts) | {"device_time": at.isoformat()}


@pytest.fixture
def running(crowd: Flask) -> Flask:
    """The pairs hold today by the real clock, whatever it says."""
    with crowd.app_context(), unit_of_work() as session:
        for pair in session.scalars(select(Pair)):
            pair.from_date, pair.until_date = today().replace(month=1, day=1), today()
    return crowd


def contacts(app: Flask, pair: int) -> int:
    with app.app_context():
        found = db.session().scalar(
            select(func.count()).select_from(Contact).where(Contact.lines.any(pair_id=pair))
        )
        db.session.remove()
        return found or 0


def logged(app: Flask) -> int:
    """How many contacts the audit log tells of."""
    with app.app_context():
        told = select(func.count()).where(AuditEntry.action == "mentoring:contact_recorded")
        found = db.session().scalar(told)
        db.session.remove()
        return found or 0


def test_fifty_times_the_same_event_is_one_contact(running: Flask) -> None:
    pair = running.extensions["test_pairs"][0]
    one = made(pair)
    before = logged(running)
    answers = send(running, [[one]] * TIMES)
    assert {status for status, _ in answers} == {200}
    assert all(told == answers[0][1] for _, told in answers)
    assert answers[0][1][0]["outcome"] == "done"
    assert contacts(running, pair) == 1
    with running.app_context():
        kept = db.session().get_one(Pair, pair)
        assert kept.contacts == 1
        db.session.remove()
    assert logged(running) == before + 1


def test_batches_of_the_same_events_in_other_orders_do_not_lock_each_other(running: Flask) -> None:
    pairs = running.extensions["test_pairs"][1:6]
    events = [made(pair) | {"seq": at} for at, pair in enumerate(pairs)]
    turned = [events, events[::-1], events[2:] + events[:2]]
    answers = send(running, [turned[at % 3] for at in range(TIMES)])
    assert {status for status, _ in answers} == {200}
    told = [{one["id"]: one for one in found} for _, found in answers]
    assert all(one == told[0] for one in told)
    assert [contacts(running, pair) for pair in pairs] == [1] * 5


def test_altered_ones_are_refused_whoever_comes_first(running: Flask) -> None:
    pair = running.extensions["test_pairs"][6]
    one = made(pair)
    bodies = [one | {"body": one["body"] | {"minutes": str(30 + at % 5)}} for at in range(TIMES)]
    answers = send(running, [[body] for body in bodies])
    assert {status for status, _ in answers} == {200}
    done = [found[0] for _, found in answers if found[0]["outcome"] == "done"]
    altered = [found[0] for _, found in answers if found[0].get("code") == "OFFLINE_EVENT_ALTERED"]
    assert (len(done), len(altered)) == (TIMES // 5, TIMES - TIMES // 5)
    assert contacts(running, pair) == 1


def test_different_contacts_at_once_are_all_counted(running: Flask) -> None:
    pair = running.extensions["test_pairs"][7]
    events = [made(pair, started=f"{at % 24:02}:{at // 24:02}", minutes="30") for at in range(40)]
    answers = send(running, [[one] for one in events])
    assert {found[0]["outcome"] for _, found in answers} == {"done"}
    with running.app_context():
        kept = db.session().get_one(Pair, pair)
        assert (kept.contacts, kept.contact_minutes) == (40, 1200)
        ids = [one["id"] for one in events]
        kept_events = select(func.count()).where(OfflineEventRow.event_id.in_(ids))
        assert db.session().scalar(kept_events) == 40
        db.session.remove()
