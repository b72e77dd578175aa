"""The command `lms`: an installation from nothing, accounts, refusals in one sentence."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select, update

from lms import checking, referring, turns
from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.accounts.roles import OFFICER
from lms.app import create_app, speaking_app
from lms.audit.models import AuditEntry
from lms.cli import main
from lms.db import db, unit_of_work
from lms.errors import DomainError
from lms.installation import Installation, passing
from lms.orm import Base
from lms.plugin import Panel, Permission, Plugin, Setting
from lms.privacy.models import KeyMark
from lms.web.sentences import refusal
from tests.conftest import OwnDatabase
from tests.support.running import NOW, config_in

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("accounts", "reset", "x")`, always on the same new installation."""
    return on(tmp_path)


def on(home: Path, database_url: str | None = None) -> Run:
    """Commands on the installation in a folder."""

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(main, words, obj=Installation(config_in(home, database_url)))

    return invoke


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """An installation made by the command, and what it said."""
    home = tmp_path_factory.mktemp("begun")
    said = on(home)("init", "--county", "411224", "--admin", "wang")
    assert said.exit_code == 0, said.output
    return home, said


@pytest.fixture
def started(begun: tuple[Path, Result], tmp_path: Path) -> Result:
    """What was said when the installation was made of which this test has a copy."""
    home, said = begun
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    return said


def opened(tmp_path: Path) -> Flask:
    return create_app(config_in(tmp_path))


def test_an_installation_from_nothing(tmp_path: Path, started: Result) -> None:
    assert "河南省三门峡市卢氏县（411224）" in started.output
    password = started.output.rsplit(maxsplit=1)[-1]
    app = opened(tmp_path)
    with app.app_context(), unit_of_work() as session:
        account, _ = accounts.sign_in(session, NOW, "wang", password)
        assert account.must_change_password
        assert [grant.place for grant in account.grants] == ["admin@411224"]
        assert session.scalars(select(KeyMark.fingerprint)).all() == [
            app.extensions["lms_vault"].fingerprint
        ]


def test_a_second_start_takes_nothing_away(run: Run, started: Result) -> None:
    again = run("init", "--county", "411224", "--admin", "wang")
    assert again.exit_code == 2
    assert "[LOGIN_TAKEN]" in again.output
    assert run("init", "--county", "411202", "--admin", "li").exit_code == 0


def test_an_unknown_county_leaves_no_account(run: Run, tmp_path: Path) -> None:
    said = run("init", "--county", "411299", "--admin", "wang")
    assert said.exit_code == 2
    assert "找不到县“411299”" in said.output
    with opened(tmp_path).app_context():
        assert db.session().scalars(select(Account)).all() == []


def test_accounts(run: Run, tmp_path: Path, started: Result) -> None:
    made = run(
        "accounts", "create", "li", "--name", "李", "--role", "officer", "--prefix", "411224"
    )
    assert made.exit_code == 0
    assert run("accounts", "disable", "li").output == "ok\n"
    with opened(tmp_path).app_context(), pytest.raises(DomainError), unit_of_work() as session:
        accounts.sign_in(session, NOW, "li", made.output.strip())
    assert run("accounts", "enable", "li").output == "ok\n"
    drawn = run("accounts", "reset", "li").output.strip()
    with opened(tmp_path).app_context(), unit_of_work() as session:
        assert accounts.sign_in(session, NOW, "li", drawn)[0].login == "li"
    assert "没有用户名 nobody。 [LOGIN_UNKNOWN]" in run("accounts", "reset", "nobody").output
    needs = run(
        "accounts", "create", "x", "--name", "x", "--role", "lecturer", "--prefix", "411224"
    )
    assert "[GRANT_NEEDS_CENTRE]" in needs.output


def test_the_audit_chain(run: Run, tmp_path: Path, started: Result) -> None:
    said = run("audit")
    assert (said.exit_code, said.output) == (0, "411224   ok\n")
    with opened(tmp_path).app_context(), unit_of_work() as session:
        session.execute(update(AuditEntry).values(actor="nobody"))
    said = run("audit")
    assert (said.exit_code, said.output) == (1, "411224   row 1: altered\n")


def test_the_tables(run: Run, started: Result) -> None:
    assert run("db", "upgrade").exit_code == 0
    said = run("db", "check")
    assert (said.exit_code, said.output) == (0, "ok\n")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "密钥文件 {path} 不能读取。请从备份恢复。 [KEY_FILE_BROKEN]\n"),
        (
            "en",
            "The key file {path} cannot be read. Restore it from the backup. [KEY_FILE_BROKEN]\n",
        ),
    ],
)
def test_what_keeps_it_from_starting_is_said_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("LMS_LANGUAGE", language)
    path = tmp_path / "keys.json"
    path.write_text("{}")
    answer = run("db", "upgrade")
    assert answer.exit_code == 2
    assert answer.output == said.format(path=path)
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    "words",
    [
        ("accounts", "reset", "li"),
        ("accounts", "create", "li", "--name", "李", "--role", "officer", "--prefix", "411224"),
        ("audit",),
    ],
)
def test_a_database_without_tables_is_said_to_have_none(
    own_database: OwnDatabase, tmp_path: Path, words: tuple[str, ...]
) -> None:
    answer = on(tmp_path, own_database[1])(*words)
    assert answer.exit_code == 2, answer.output
    assert "lms init" in answer.output
    assert answer.output.endswith("[TABLES_OLD]\n")


def test_a_database_of_another_version_is_said_to_be_one(
    run: Run, tmp_path: Path, started: Result
) -> None:
    with closing(sqlite3.connect(tmp_path / "lms.db")) as database:
        database.execute("ALTER TABLE accounts_account RENAME COLUMN name TO called")
    assert run("accounts", "reset", "wang").output.endswith("[TABLES_OLD]\n")


def test_a_busy_database_is_said_to_be_busy(
    run: Run, tmp_path: Path, started: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SECONDS", 0.05)
    with closing(sqlite3.connect(tmp_path / "lms.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = run("accounts", "reset", "wang")
    assert answer.exit_code == 2
    assert answer.output == "系统正忙，没有保存。请稍后重试。 [DATABASE_BUSY]\n"


def test_a_wrong_address_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LMS_PUBLIC_URL", "http://lms.example.cn")
    said = CliRunner().invoke(main, ["db", "upgrade"])
    assert said.exit_code == 2
    assert "[PUBLIC_URL_NEEDS_TLS]" in said.output
    assert list(tmp_path.iterdir()) == []


def test_help_and_plugins_touch_no_installation(tmp_path: Path) -> None:
    for words in (["--help"], ["plugins"]):
        done = subprocess.run(
            [sys.executable, "-m", "lms", *words],
            env={**os.environ, "LMS_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "cohorts" in done.stdout or "accounts" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_not_served_to_others_without_tls(run: Run) -> None:
    said = run("run", "--host", "0.0.0.0")  # noqa: S104  # refused
    assert said.exit_code == 2
    assert "[PUBLIC_URL_NEEDS_TLS]" in said.output


def test_check_finds_nothing() -> None:
    said = CliRunner().invoke(main, ["check"])
    assert said.output == "ok\n"
    assert said.exit_code == 0


def test_check_names_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = Plugin(
        "extra",
        "plain",
        permissions=(Permission("extra:a:b", " ", (OFFICER, "king")),),
        settings=(Setting("extra.days", "只有中文", "integer", "many"),),
        panels=(Panel("extra.p", "lms.today", "x", "extra:a:b", "extra/no.html", dict),),
        sentences={"EXTRA_ODD": "只有中文"},
    )
    monkeypatch.setattr(checking, "engine_problems", lambda: ("FONT_MISSING",))
    app = Installation(config_in(tmp_path)).app()
    registry = app.extensions["lms_registry"]
    app.extensions["lms_registry"] = type(registry)((*registry.plugins, plugin))
    found = checking.problems(app)
    assert found[0].startswith("printing: 缺少中文字体")
    assert found[1:] == [
        "extra: extra:a:b has no words",
        "extra: extra.days has no English",
        "extra: EXTRA_ODD has no English",
        "extra: extra:a:b is for an unknown role king",
        "extra: extra.days has no valid default",
        "extra: extra.p has no template extra/no.html",
    ]


def test_check_names_a_table_nobody_lists(tmp_path: Path) -> None:
    known = Installation(config_in(tmp_path))
    app = known.app()
    registry = app.extensions["lms_registry"]
    frame, *others = registry.plugins
    fewer = Plugin(
        **{**{f: getattr(frame, f) for f in frame.__slots__}, "models": frame.models[1:]}
    )
    app.extensions["lms_registry"] = type(registry)((fewer, *others))
    table = frame.models[0].__tablename__
    assert f"lms: table {table} is not among its models" in checking.problems(app)


def test_the_tables_of_all_plugins_are_in_the_house() -> None:
    with passing() as app:
        ours = {m.__tablename__ for p in app.extensions["lms_registry"].plugins for m in p.models}
    assert ours <= Base.metadata.tables.keys()


def test_reference_pages_are_up_to_date() -> None:
    """If this fails: `.venv/bin/lms reference --write`."""
    with passing() as app:
        found = referring.pages(app, main)
    assert referring.stale(found) == []


def test_reference_pages_are_written_and_stale_ones_go(tmp_path: Path) -> None:
    with passing() as app:
        found = referring.pages(app, main)
    (tmp_path / "old.md").write_text("old")
    assert referring.stale(found, tmp_path) == sorted([*found, "old.md"])
    referring.write(found, tmp_path)
    assert referring.stale(found, tmp_path) == []
    errors = found["errors.md"]
    assert "| `LOGIN_TAKEN` | lms | 用户名 %(login)s 已有人使用，请换一个。 |" in errors
    assert "`lms accounts create LOGIN" in found["commands.md"].replace("[OPTIONS] ", "")


def test_a_refusal_can_be_said_without_an_application() -> None:
    app = speaking_app("en")
    with app.test_request_context():
        assert refusal(DomainError("PLUGIN_TWICE", plugin="x")) == "Plugin x is installed twice."
