"""A third-party plugin uses every field of the contract: found, listed, translated, migrated."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect

from lms import migrate
from lms.checking import words_of
from lms.cli import main
from lms.db import db
from lms.installation import Installation
from lms.plugin import Plugin
from lms.registry import Registry
from lms.web.sentences import sentence
from tests.support import acme, postgres
from tests.support.running import config_in


def registry(app: Flask) -> Registry:
    found: Registry = app.extensions["lms_registry"]
    return found


def test_found_by_entry_point_behind_what_it_requires(acme_sqlite: Flask) -> None:
    names = [plugin.name for plugin in registry(acme_sqlite).plugins]
    assert names[0] == "lms"
    assert names.index("cohorts") < names.index("acme")


def test_uses_every_field_of_the_contract(acme_sqlite: Flask) -> None:
    plugin = next(p for p in registry(acme_sqlite).plugins if p.name == "acme")
    empty = [field.name for field in fields(Plugin) if not getattr(plugin, field.name)]
    assert empty == []


def test_not_there_without_its_folder(sqlite_app: Flask) -> None:
    assert "acme" not in {plugin.name for plugin in registry(sqlite_app).plugins}


def test_named_by_the_command_line(acme_site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lms", "plugins"],
        env={**os.environ, "PYTHONPATH": str(acme_site)},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("acme"))
    assert "器材" in line
    assert "← cohorts" in line


def test_command_of_its_own(app: Flask, acme_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Installation(app.config["LMS"])
    known.opened = app
    with acme.on_path(acme_site):
        said = CliRunner().invoke(main, ["acme-loans", "--county", "411224"], obj=known)
        assert "acme-loans" in CliRunner().invoke(main, ["--help"]).output
    assert (said.exit_code, said.output) == (0, "0\n")


def test_words_in_both_languages(app: Flask, enter: Callable[..., FlaskClient]) -> None:
    page = enter("officer", language="en").get("/acme/").text
    assert "Equipment" in page
    assert "Nothing is lent." in page
    assert "器材" not in page
    with app.test_request_context(headers={"Cookie": "language=en"}):
        said = sentence("ACME_LINE", {"row": 4})
        assert said == "Line 4 is not “item,pieces”. Mend it and submit again."
        plugin = next(p for p in registry(app).plugins if p.name == "acme")
        assert all(str(words).isascii() or "“" in str(words) for _, words in words_of(plugin))


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_tables_come_and_go_by_its_own_branch(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, acme_site: Path
) -> None:
    if engine == "sqlite":
        _go_up_and_down(tmp_path, acme_site, None)
        return
    with postgres.database(request.getfixturevalue("postgres_url"), "acme_migrated") as url:
        _go_up_and_down(tmp_path, acme_site, url)


def _go_up_and_down(home: Path, acme_site: Path, url: str | None) -> None:
    with acme.on_path(acme_site):
        app = Installation(config_in(home, url)).app()
    migrate.upgrade(app)
    assert [found for found in migrate.differences(app) if "acme" in found] == []
    with app.app_context():
        assert inspect(db.engine).has_table("acme_loan")
        db.engine.dispose()
    migrate.downgrade(app, "acme@base")
    with app.app_context():
        assert not inspect(db.engine).has_table("acme_loan")
        assert inspect(db.engine).has_table("cohorts_cohort")
        db.engine.dispose()
