"""Nobody who writes on SQLite waits for ever behind somebody who writes again and again."""

import multiprocessing
import sqlite3
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms import turns
from lms.db import db, unit_of_work
from tests.support import probe
from tests.support.processes import together

ROUNDS = 60


def slices(app: Flask, waiting: object, through: object) -> Callable[[], int]:
    """Write slice after slice without a pause; how many after the other began to wait and
    before it had written."""

    def work() -> int:
        overtaken = 0
        for _ in range(ROUNDS):
            with app.app_context(), unit_of_work() as session:
                seen = waiting.is_set()  # type: ignore[attr-defined]  # an Event has no public type
                session.get_one(probe.Number, 1).value += 1
                session.flush()
                time.sleep(0.03)
            overtaken += seen and not through.is_set()  # type: ignore[attr-defined]  # the same
        return overtaken

    return work


def test_a_job_of_many_slices_lets_others_in(apart_sqlite: Flask) -> None:
    waiting, through = multiprocessing.Event(), multiprocessing.Event()

    def once() -> int:
        time.sleep(0.2)
        waiting.set()
        with apart_sqlite.app_context(), unit_of_work() as session:
            session.get_one(probe.Number, 1).value += 1000
            session.flush()
        through.set()
        return 0

    overtaken, _ = together(apart_sqlite, [slices(apart_sqlite, waiting, through), once])
    with apart_sqlite.app_context(), unit_of_work() as session:
        assert session.get_one(probe.Number, 1).value == 1000 + ROUNDS
    assert overtaken < ROUNDS // 2


def held(app: Flask) -> sqlite3.Connection:
    """Another process that keeps the database to itself."""
    path = app.config["LMS"].database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_who_waited_long_enough_is_told_and_can_go_on_later(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SECONDS", 0.05)
    other = held(apart_sqlite)
    client = apart_sqlite.test_client()
    assert client.post("/probe/add/200").status_code == 503
    other.execute("ROLLBACK")
    assert client.post("/probe/add/200").status_code == 200


def test_waiting_for_a_statement_is_as_patient_as_before(apart_sqlite: Flask) -> None:
    with apart_sqlite.app_context(), unit_of_work() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 15_000


def test_what_is_not_a_matter_of_waiting_is_raised_at_once(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_BEGIN", "BEGIN NONSENSE")
    started = time.monotonic()
    with apart_sqlite.app_context(), pytest.raises(OperationalError), unit_of_work() as session:
        session.connection()
    with apart_sqlite.app_context():
        db.session.remove()
    assert time.monotonic() - started < turns.SECONDS / 2
