"""One commit per unsafe request that succeeded; nothing is lost between processes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.accounts import services as accounts
from lms.audit.models import AuditEntry
from lms.db import _prepare_sqlite as prepare_sqlite
from lms.db import after_commit, db, looking, outliving, unit_of_work, worked_out
from lms.web.transaction import as_refusal
from tests.support import probe
from tests.support.processes import together
from tests.support.world import officer_of


def test_what_is_committed_on_sqlite_is_on_the_disk(tmp_path: Path) -> None:
    """Tests themselves do without (`tests.conftest`); these are the settings of the product."""
    with closing(sqlite3.connect(tmp_path / "lms.db")) as connection:
        prepare_sqlite(connection, None)
        kept = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "foreign_keys")
        }
    assert kept == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def number(app: Flask) -> int:
    """The number as it is committed."""
    with app.app_context():
        try:
            return db.session().scalars(select(probe.Number.value)).one()
        finally:
            db.session.remove()


@pytest.mark.parametrize(
    ("status", "kept"), [(200, 1), (302, 1), (399, 1), (400, 0), (404, 0), (422, 0), (500, 0)]
)
def test_commits_only_below_400(apart: Flask, status: int, kept: int) -> None:
    apart.test_client().post(f"/probe/add/{status}")
    assert number(apart) == kept


def test_reading_never_writes(apart: Flask) -> None:
    assert apart.test_client().get("/probe/read").json == {"value": 1000}
    assert number(apart) == 0


def test_a_refusal_undoes_all_but_what_outlives_it(apart: Flask) -> None:
    answer = apart.test_client().post("/probe/refuse", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "REQUEST_INVALID"
    assert number(apart) == 100
    assert probe.HEARD == []


@pytest.mark.parametrize("when", ["at_commit", "in_view"])
def test_what_the_database_refuses_is_said_and_not_called_saved(
    apart_sqlite: Flask, when: str
) -> None:
    client = apart_sqlite.test_client()
    answer = client.post(f"/probe/twice/{when}", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["code"] == "CHANGED_MEANWHILE"
    assert "Content-Security-Policy" in answer.headers
    assert "已保存。" not in client.get("/sign-in").text
    assert probe.HEARD == []
    with apart_sqlite.app_context():
        assert db.session().scalar(select(func.count(probe.Line.id))) == 0


def test_what_follows_a_commit_cannot_take_it_back(apart: Flask) -> None:
    answer = apart.test_client().post("/probe/wake")
    assert answer.status_code == 200
    assert number(apart) == 1
    assert probe.HEARD == ["second"]


def test_a_fault_of_ours_says_nothing_of_itself(apart: Flask) -> None:
    apart.testing = False
    try:
        answer = apart.test_client().post("/probe/crash")
    finally:
        apart.testing = True
    assert answer.status_code == 500
    assert "UNEXPECTED" in answer.text
    assert "secret detail" not in answer.text
    assert number(apart) == 0


def test_unit_of_work_commits_at_the_end_or_not_at_all(apart: Flask) -> None:
    heard: list[str] = []

    def add(session: Session, amount: int) -> None:
        session.get_one(probe.Number, 1).value += amount
        after_commit(session, lambda: heard.append("after"))
        outliving(session, lambda _later: heard.append("outliving"))

    with apart.app_context():
        with pytest.raises(ZeroDivisionError), unit_of_work() as session:  # noqa: PT012  # the fault is inside
            add(session, 1)
            1 / 0  # noqa: B018  # some fault
        assert heard == ["outliving"]
        with unit_of_work() as session:
            add(session, 10)
    assert heard == ["outliving", "outliving", "after"]
    assert number(apart) == 10


def hits(app: Flask, times: int) -> Callable[[], list[int]]:
    """So many requests, one after the other; the values they were told."""

    def send() -> list[int]:
        client = app.test_client()
        answers = [client.post("/probe/add/200?slow=1") for _ in range(times)]
        return [0 if answer.status_code != 200 else answer.json["value"] for answer in answers]

    return send


@pytest.mark.slow
def test_no_update_is_lost_between_eight_processes(apart_sqlite: Flask) -> None:
    told = together(apart_sqlite, [hits(apart_sqlite, 150)] * 8)
    assert sorted(value for values in told for value in values) == list(range(1, 1201))
    assert number(apart_sqlite) == 1200


def write_meanwhile(app: Flask) -> None:
    """What another process does, at once or not at all."""
    database = app.config["LMS"].database_url.removeprefix("sqlite:///")
    with sqlite3.connect(database, timeout=0, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE probe_number SET value = value + 1")
        other.execute("COMMIT")


def test_comparing_a_password_keeps_no_writer_waiting(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a quarter of a second, and a class signs in at the same time."""

    def compare(_stored: str, _password: str) -> bool:
        write_meanwhile(apart_sqlite)
        return False

    monkeypatch.setattr(accounts, "_matches", compare)
    answer = apart_sqlite.test_client().post("/sign-in", data={"login": "x", "password": "y"})
    assert answer.status_code == 422
    assert number(apart_sqlite) == 1


def test_making_a_file_keeps_no_writer_waiting(
    apart_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = officer_of(apart_sqlite)
    monkeypatch.setattr(probe, "MEANWHILE", lambda: write_meanwhile(apart_sqlite))
    answer = client.post("/exports/probe.file/1", data={"purpose": "archive"})
    assert (answer.status_code, answer.data) == (200, b"1")
    assert number(apart_sqlite) == 1
    with apart_sqlite.app_context():
        acts = db.session().scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["accounts:created", "lms:exported"]


def test_a_full_sqlite_is_told_from_a_busy_one() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert as_refusal(OperationalError("", {}, full.value)).code == "STORAGE_FULL"
    busy = sqlite3.OperationalError("database is locked")
    assert as_refusal(OperationalError("", {}, busy)).code == "DATABASE_BUSY"


def test_a_full_postgresql_is_told_by_its_code_in_any_language() -> None:
    full = psycopg.errors.DiskFull("konnte Datei nicht erweitern")
    assert as_refusal(OperationalError("", {}, full)).code == "STORAGE_FULL"
    away = psycopg.errors.AdminShutdown("terminating connection")
    assert as_refusal(OperationalError("", {}, away)).code == "DATABASE_BUSY"


@pytest.mark.parametrize(("number", "status"), [(28, 507), (122, 507), (5, 500)])
def test_a_full_disk_or_quota_met_by_a_page_is_said(
    apart: Flask, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    def fail() -> None:
        raise OSError(number, "no")

    monkeypatch.setitem(probe.ACTS, "crash", fail)
    apart.testing = False
    try:
        answer = apart.test_client().post("/probe/crash")
    finally:
        apart.testing = True
    assert answer.status_code == status
    assert ("存储空间已满" in answer.text) is (status == 507)


def test_what_a_look_works_out_is_kept_for_that_look_only(apart: Flask) -> None:
    calls: list[int] = []

    def work() -> int:
        calls.append(1)
        return len(calls)

    with apart.app_context():
        session = db.session()
        assert [worked_out(session, "a", work), worked_out(session, "a", work)] == [1, 2]
        with looking(session):
            assert [worked_out(session, key, work) for key in ("a", "b", "a")] == [3, 4, 3]
        with looking(session):
            assert worked_out(session, "a", work) == 5
        assert worked_out(session, "a", work) == 6
