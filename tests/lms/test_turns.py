"""Nobody who writes on SQLite waits for ever behind somebody who writes again and again."""

import errno
import multiprocessing
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from lms import turns
from lms.db import db, unit_of_work, writing
from tests.support import probe
from tests.support.processes import together
from tests.support.world import PASSWORD, officer_of

ROUNDS = 20
"""Slices written after another writer has become the next."""
LARGE = 1000


def slices(app: Flask, next_one: Event) -> Callable[[], tuple[int, int]]:
    """Write slice after slice without a pause; how many, and how many of those that began after
    the other had become the next were written before it."""

    def work() -> tuple[int, int]:
        overtaken, rounds, after = 0, 0, 0
        while after < ROUNDS:
            waits = next_one.is_set()
            with app.app_context(), unit_of_work() as session:
                number = session.get_one(probe.Number, 1)
                overtaken += waits and number.value < LARGE
                number.value += 1
                session.flush()
                time.sleep(0.01)
            rounds, after = rounds + 1, after + waits
        return rounds, overtaken

    return work


def test_a_job_of_many_slices_lets_others_in(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_one, taken = multiprocessing.Event(), turns._taken

    def became_next(folder: int) -> bool:
        if found := taken(folder):
            next_one.set()
        return found

    def once() -> None:
        monkeypatch.setattr(turns, "_taken", became_next)  # in this process alone
        with apart_sqlite.app_context(), unit_of_work() as session:
            session.get_one(probe.Number, 1).value += LARGE
            session.flush()

    (rounds, overtaken), _ = together(apart_sqlite, [slices(apart_sqlite, next_one), once])
    with apart_sqlite.app_context(), unit_of_work() as session:
        assert session.get_one(probe.Number, 1).value == LARGE + rounds
    assert overtaken == 0


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


@pytest.mark.parametrize("path", ["/probe/add/200", "/password", "/nowhere"])
def test_who_is_signed_in_waits_once_and_is_told(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Neither finding out who asks nor drawing the page of the refusal waits for other writers."""
    client = officer_of(apart_sqlite)
    waits, begin = [], turns.begin

    def counted(connection: Connection) -> None:
        waits.append(1)
        begin(connection)

    monkeypatch.setattr(turns, "begin", counted)
    monkeypatch.setattr(turns, "SECONDS", 0.05)
    with closing(held(apart_sqlite)):
        answer = client.post(path, data={"old": PASSWORD, "new": "ten-letters-1"})
    writes = path != "/nowhere"
    assert (answer.status_code, len(waits)) == (503 if writes else 404, int(writes))


def test_waiting_for_a_statement_is_as_patient_as_before(apart_sqlite: Flask) -> None:
    with apart_sqlite.app_context(), unit_of_work() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 15_000


def test_what_is_not_a_matter_of_waiting_is_raised_at_once(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[float] = []
    monkeypatch.setattr(turns, "_BEGIN", "BEGIN NONSENSE")
    monkeypatch.setattr(turns.time, "sleep", looked.append)
    with apart_sqlite.app_context(), pytest.raises(OperationalError), unit_of_work() as session:
        session.connection()
    with apart_sqlite.app_context():
        db.session.remove()
    assert looked == []


def folder_of(app: Flask) -> Path:
    return Path(app.config["LMS"].database_url.removeprefix("sqlite:///")).parent


def test_a_process_forked_by_who_is_next_does_not_stay_next(apart_sqlite: Flask) -> None:
    fork = multiprocessing.get_context("fork")
    folder, stays = folder_of(apart_sqlite), fork.Event()
    child = fork.Process(target=stays.wait)
    with turns._next(str(folder / "lms.db"), time.monotonic() + 60):
        child.start()
    other = os.open(folder, os.O_RDONLY)
    try:
        assert turns._taken(other)
    finally:
        os.close(other)
        stays.set()
        child.join()


def test_a_transaction_that_is_open_already_is_not_taken_for_a_new_one(
    apart_sqlite: Flask,
) -> None:
    with apart_sqlite.app_context():
        with db.engine.connect() as connection, writing():
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("BEGIN")
            with pytest.raises(OperationalError, match="within a transaction"):
                connection.begin()
        with unit_of_work() as session:
            session.get_one(probe.Number, 1).value += LARGE
        assert probe.value(db.session()) == LARGE
        db.session.remove()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EBADF])
def test_a_folder_that_cannot_be_locked_keeps_nobody_from_writing(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_folder: int, _how: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(turns.fcntl, "flock", refuse)
    assert apart_sqlite.test_client().post("/probe/add/200").status_code == 200
