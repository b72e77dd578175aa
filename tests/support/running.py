"""Applications for tests: made with keys and tables of their own, every test rolled back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import Connection, Table, event, inspect
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.app import create_app, ensure_key_file
from lms.audit.models import AuditEntry
from lms.config import Config
from lms.db import db
from lms.orm import Base
from lms.plugin import Plugin
from tests.support.clock import NOW

__all__ = ["NOW", "FreshClient", "config_in", "make_app", "rolled_back", "tables_in"]


@event.listens_for(AuditEntry, "before_insert")
def _has_label(_mapper: object, _connection: object, entry: AuditEntry) -> None:
    """No test writes an act into the log that nobody could read there."""
    assert entry.action in current_app.extensions["lms_registry"].audit_labels, entry.action


class FreshClient(FlaskClient):
    """A client whose every request has an application context of its own, as on a server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


def config_in(home: Path, database_url: str | None = None) -> Config:
    """Settings of an installation in a folder, by default on SQLite; jobs run at once."""
    return Config(
        home=home,
        database_url=database_url or f"sqlite:///{home / 'lms.db'}",
        key_file=home / "keys.json",
        jobs_inline=True,
        testing=True,
    )


def make_app(home: Path, database_url: str | None = None, extra: Iterable[Plugin] = ()) -> Flask:
    """An application with keys and tables of its own; unsafe requests need no token."""
    home.mkdir(parents=True, exist_ok=True)
    config = config_in(home, database_url)
    ensure_key_file(config)
    app = create_app(config, extra)
    app.test_client_class = FreshClient
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def tables_in(connection: Connection) -> list[Table]:
    """The mapped tables this database has: another test may have mapped a plugin's since."""
    there = set(inspect(connection).get_table_names())
    return [table for table in Base.metadata.sorted_tables if table.name in there]


@contextmanager
def rolled_back(app: Flask) -> Iterator[Session]:
    """Everything inside happens in one outer transaction that is rolled back, pages included."""
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            engines[None] = connection
            db.session.remove()
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                with Session(
                    connection, join_transaction_mode="create_savepoint", expire_on_commit=False
                ) as session:
                    yield session
            finally:
                db.session.remove()
                engines[None] = engine
                outer.rollback()
