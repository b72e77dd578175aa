"""Fixtures of the whole suite.

`app` and `session` run every test twice, on SQLite and on PostgreSQL; `client` and `sign_in` drive
the pages (SQLite alone). Each test works inside one outer transaction that is rolled back.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.app import create_app, ensure_key_file
from lms.config import Config
from lms.db import db
from lms.orm import Base
from tests.support.world import World, build_world

pytest_plugins = ("tests.support.postgres",)
ENGINES = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""The moment services are told it is: 20 November 2026, 10:00 in China."""


class FreshClient(FlaskClient):
    """A client whose every request has an application context of its own, as on a server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


def make_app(home: Path, database_url: str) -> Flask:
    """An application with keys and tables of its own."""
    home.mkdir(parents=True, exist_ok=True)
    config = Config(
        home=home,
        database_url=database_url,
        key_file=home / "keys.json",
        jobs_inline=True,
        testing=True,
    )
    ensure_key_file(config)
    app = create_app(config)
    app.test_client_class = FreshClient
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on SQLite, with the world in it."""
    home = tmp_path_factory.mktemp("sqlite")
    app = make_app(home, f"sqlite:///{home / 'lms.db'}")
    app.extensions["test_world"] = build_world(app, NOW)
    return app


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Flask:
    """The application on PostgreSQL, with the world in it."""
    app = make_app(tmp_path_factory.mktemp("postgresql"), postgres_url)
    app.extensions["test_world"] = build_world(app, NOW)
    return app


@pytest.fixture(
    params=[
        pytest.param(name, marks=[pytest.mark.postgres] if name == "postgresql" else [])
        for name in ENGINES
    ]
)
def app(request: pytest.FixtureRequest) -> Flask:
    """The application, on one engine after the other."""
    found: Flask = request.getfixturevalue(f"{request.param}_app")
    return found


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside a transaction that the test never commits for good."""
    yield from _rolled_back(app)


@pytest.fixture
def web(sqlite_app: Flask) -> Iterator[Session]:
    """As `session`, on SQLite alone: for tests of pages, beside `sign_in`."""
    yield from _rolled_back(sqlite_app)


def _rolled_back(app: Flask) -> Iterator[Session]:
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


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small world of the test's engine: see `tests.support.world`."""
    name = "app" if "app" in request.fixturenames else "sqlite_app"
    found: World = request.getfixturevalue(name).extensions["test_world"]
    return found


@pytest.fixture
def now() -> datetime:
    """What services are told the time is."""
    return NOW


SignIn = Callable[..., FlaskClient]


@pytest.fixture
def sign_in(web: Session, sqlite_app: Flask) -> SignIn:
    """`sign_in("officer")` gives a client signed in as that role; `at="411202"` in another county,
    `centre="second"` of the other centre; `language="en"`."""
    known: World = sqlite_app.extensions["test_world"]

    def enter(
        role: str, at: str = "411224", centre: str = "first", language: str = "zh"
    ) -> FlaskClient:
        client = sqlite_app.test_client()
        client.set_cookie("language", language)
        answer = client.post(
            "/sign-in", data={"login": known.login(role, at, centre), "password": known.password}
        )
        assert answer.status_code == 302, answer.text
        return client

    return enter


@pytest.fixture
def client(web: Session, sqlite_app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return sqlite_app.test_client()
