"""Migrations go up, down and up again on both engines, and end where the models are."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, func, inspect, select, table, text

from lms import migrate
from lms.app import create_app, ensure_key_file
from lms.config import Config
from lms.db import db
from lms.divisions.models import DivisionRow
from lms.registry import Registry
from tests.conftest import NOW
from tests.support.world import build_world

MADE_ANEW = {"outcomes_prepared"}
"""Figures a job works out again: a step that changes their form empties their table."""
FOLLOWED = ("outcomes_case", "outcomes_wave", "outcomes_referral")
SECOND = {"id": 2, "uid": "u2"}
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgres_url")
    config = Config(tmp_path, url, tmp_path / "keys.json", jobs_inline=True, testing=True)
    ensure_key_file(config)
    app = create_app(config)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


@pytest.mark.parametrize("fresh", ENGINES, indirect=True)
def test_up_down_up_with_data(fresh: Flask) -> None:
    migrate.upgrade(fresh)
    assert migrate.differences(fresh) == []
    build_world(fresh, NOW)
    with fresh.app_context():
        assert db.session().scalar(select(func.count()).select_from(DivisionRow))
        db.session.remove()
    migrate.downgrade(fresh)
    assert tables(fresh) == set()
    migrate.upgrade(fresh)
    assert migrate.differences(fresh) == []


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_each_step_goes_down_and_up(fresh: Flask) -> None:
    script = ScriptDirectory.from_config(migrate.settings(fresh))
    revisions = [r.revision for r in reversed(list(script.walk_revisions()))]
    for revision in revisions:
        migrate.upgrade(fresh, revision)
        migrate.downgrade(fresh, "-1")
        migrate.upgrade(fresh, revision)
    assert migrate.differences(fresh) == []


def row_for(table: Table) -> dict[str, object]:
    """A row that every column of a table takes; nothing is said of what it refers to."""
    plain: dict[type, object] = {
        bool: True,
        bytes: b"x",
        date: date(2026, 1, 1),
        datetime: datetime(2026, 1, 1),  # noqa: DTZ001 - as the column keeps it
        int: 1,
        str: "x",
    }
    kinds = {column.name: column.type.python_type for column in table.columns}
    return {name: plain.get(kind, {}) for name, kind in kinds.items()}


def fill(app: Flask, filled: set[str]) -> None:
    """One row for every table that is not `filled`, with all that it refers to."""
    with app.app_context(), db.engine.begin() as connection:
        _refer_later(connection)
        for name in sorted(tables(app) - filled):
            made = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
            connection.execute(made.insert().values(row_for(made)))
            filled.add(name)


def _refer_later(connection: Connection) -> None:
    """Let rows refer to others that come later in the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))


def counts(app: Flask, names: set[str]) -> dict[str, int | None]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table(name))) for name in names
        }


@pytest.mark.parametrize("fresh", ENGINES, indirect=True)
def test_rows_of_every_step_survive_the_next_ones(fresh: Flask) -> None:
    """A database in use goes up: each table gets a row as soon as it is there."""
    script = ScriptDirectory.from_config(migrate.settings(fresh))
    filled: set[str] = set()
    for revision in reversed(list(script.walk_revisions())):
        migrate.upgrade(fresh, revision.revision)
        fill(fresh, filled)
    assert {name for name, count in counts(fresh, filled).items() if count != 1} <= MADE_ANEW
    assert migrate.differences(fresh) == []


@pytest.mark.parametrize("fresh", ENGINES, indirect=True)
def test_people_of_a_comparison_go_with_its_tables(fresh: Flask) -> None:
    """Below 0017 nobody can be followed up who was not in a class; graduates stay."""
    migrate.upgrade(fresh, "0016")
    fill(fresh, set())
    migrate.upgrade(fresh, "0017")
    with fresh.app_context(), db.engine.begin() as connection:
        _refer_later(connection)
        case, wave, referral, comparison = (
            Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
            for name in (*FOLLOWED, "outcomes_comparison")
        )
        connection.execute(comparison.insert().values(row_for(comparison)))
        compared = {**row_for(case), "enrolment_id": None, "comparison_id": 1}
        connection.execute(case.insert().values({**compared, **SECOND}))
        for of in (wave, referral):
            connection.execute(of.insert().values({**row_for(of), **SECOND, "case_id": 2}))
    assert set(counts(fresh, set(FOLLOWED)).values()) == {2}
    migrate.downgrade(fresh, "0016")
    assert set(counts(fresh, set(FOLLOWED)).values()) == {1}


def test_one_line_of_history_and_one_plugin_a_revision(sqlite_app: Flask) -> None:
    script = ScriptDirectory.from_config(migrate.settings(sqlite_app))
    assert len(script.get_heads()) == 1
    registry: Registry = sqlite_app.extensions["lms_registry"]
    owners = {
        model.__tablename__: plugin.name for plugin in registry.plugins for model in plugin.models
    }
    for revision in script.walk_revisions():
        path = Path(revision.path)
        touched = set(
            re.findall(
                r"(?:create_table|drop_table|batch_alter_table)\(\s*[\"'](\w+)", path.read_text()
            )
        )
        plugins = {owners.get(table, table.split("_")[0]) for table in touched}
        assert len(plugins) == 1, (path.name, plugins)
        assert path.name.split("_")[1] == plugins.pop(), path.name
