"""Fixtures of the whole suite.

`app` and `session` run every test twice, on SQLite and on PostgreSQL; `client` and `sign_in` drive
the pages (SQLite alone). Each test works inside one outer transaction that is rolled back.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis.strategies as st
import pygal  # noqa: F401  # loaded before its importer is taken away below
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from lms.collecting import collect_seldom
from tests.support.clock import begin_at
from tests.support.running import NOW, make_app, rolled_back
from tests.support.world import World, build_world

# pygal leaves an importer of an old protocol behind that pytest's importlib mode trips over
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
pytest_plugins = ("tests.support.postgres",)
ENGINES = ("sqlite", "postgresql")
begin_at(NOW)
# whether a property holds does not depend on how busy the machine is
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end.

    First the browser's tests, together, because they share one; of these first those whose
    parts share what they have seen, always in the same order. Modules stay whole.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}

    def rank(item: pytest.Item) -> tuple[int, str]:
        if item.path.name == "test_everywhere.py":
            return 0, item.name
        if item.path.parent.name == "browser":
            return 1, ""
        return (2 if item.path in slow else 3), ""

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Let Hypothesis read Unicode before its first test, not at the expense of that test.

    In a clean clone it has no copy of the tables yet, and drawing the first text takes over a second.
    Then have the garbage collector look as seldom as where the product serves.
    """
    st.text().validate()
    collect_seldom()


class CompiledOnce(BytecodeCache):
    """Templates are compiled once for all applications of this process, not once for each."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options["bytecode_cache"] = CompiledOnce()


@event.listens_for(Engine, "connect")
def _need_not_wait_for_the_disk(connection: object, _record: object) -> None:
    """A database of a test need not outlive the machine; that of a killed process is whole anyway.

    Runs after the product's own settings, which are tested in `tests.lms.test_transaction`.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on SQLite, with the world in it."""
    app = make_app(tmp_path_factory.mktemp("sqlite"))
    app.extensions["test_world"] = build_world(app, NOW)
    return app


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Flask:
    """The application on PostgreSQL, with the world in it."""
    app = make_app(tmp_path_factory.mktemp("postgresql"), postgres_url)
    app.extensions["test_world"] = build_world(app, NOW)
    return app


OwnDatabase = tuple[Path, str | None]
"""A folder, and the address of an empty database (None: SQLite in the folder)."""


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], scope="module"
)
def own_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[OwnDatabase]:
    """For tests that commit: a database of this module's own, on each engine."""
    module = request.module.__name__.rpartition(".")[2]
    home = tmp_path_factory.mktemp(module)
    if request.param == "postgresql":
        from tests.support.postgres import database

        server = request.getfixturevalue("postgres_server")
        with database(server, f"{module}_{worker_id}") as url:
            yield home, url
    else:
        yield home, None


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
    with rolled_back(app) as session:
        yield session


@pytest.fixture
def web(sqlite_app: Flask) -> Iterator[Session]:
    """As `session`, on SQLite alone: for tests of pages, beside `sign_in`."""
    with rolled_back(sqlite_app) as session:
        yield session


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
