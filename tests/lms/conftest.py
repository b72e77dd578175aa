"""Applications with databases of their own, where tests commit, kill and compete."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from lms.db import db, unit_of_work
from tests.support import postgres, probe
from tests.support.running import make_app, tables_in

RESTART = """SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL"""
"""Ids begin anew: quicker than TRUNCATE, which makes a new file of every table and index."""


@pytest.fixture(scope="session")
def _apart_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_app(tmp_path_factory.mktemp("apart"), extra=[probe.plugin])


@pytest.fixture(scope="session")
def _apart_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: str, worker_id: str
) -> Iterator[Flask]:
    with postgres.database(postgres_server, f"apart_{worker_id}") as url:
        app = make_app(tmp_path_factory.mktemp("apart"), url, extra=[probe.plugin])
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def apart(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The frame with the plugin `probe`, on one engine after the other; what a test writes stays
    until the next one begins."""
    yield from _emptied(request.getfixturevalue(f"_apart_{request.param}"))


@pytest.fixture
def apart_sqlite(_apart_sqlite: Flask) -> Iterator[Flask]:
    """The same on SQLite alone."""
    yield from _emptied(_apart_sqlite)


@pytest.fixture
def apart_postgresql(_apart_postgresql: Flask) -> Iterator[Flask]:
    """The same on PostgreSQL alone, where writers work side by side."""
    yield from _emptied(_apart_postgresql)


def _emptied(app: Flask) -> Iterator[Flask]:
    probe.HEARD.clear()
    with app.app_context():
        with db.engine.begin() as connection:
            names = [table.name for table in tables_in(connection)]
            for name in reversed(names):
                connection.execute(text(f"DELETE FROM {name}"))
            if connection.dialect.name == "postgresql":
                connection.execute(text(RESTART))
        with unit_of_work() as session:
            session.add(probe.Number(id=1, value=0))
        db.engine.dispose()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
