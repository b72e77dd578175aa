"""The product with acme, installed by its entry point, on both engines.

`app`, `session` and `world` are those of this house.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from courses.cohorts.api import open_cohort
from courses.cohorts.models import Cohort
from lms.clock import today
from lms.db import db
from tests.support import acme, postgres
from tests.support.running import NOW, make_app, rolled_back
from tests.support.world import World, build_world

DAY = today(NOW)


@pytest.fixture(scope="session")
def acme_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder acme is installed in."""
    return acme.install(tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="session")
def acme_sqlite(tmp_path_factory: pytest.TempPathFactory, acme_site: Path) -> Flask:
    """The product with acme beside it, on SQLite."""
    with acme.on_path(acme_site):
        app = make_app(tmp_path_factory.mktemp("acme-sqlite"))
    app.extensions["test_world"] = build_world(app, NOW)
    return app


@pytest.fixture(scope="session")
def acme_postgresql(
    tmp_path_factory: pytest.TempPathFactory, acme_site: Path, postgres_url: str, worker_id: str
) -> Iterator[Flask]:
    """The same on PostgreSQL, in a database of its own."""
    with postgres.database(postgres_url, f"acme_{worker_id}") as url:
        with acme.on_path(acme_site):
            app = make_app(tmp_path_factory.mktemp("acme-postgresql"), url)
        app.extensions["test_world"] = build_world(app, NOW)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest) -> Flask:
    """The product with acme, on one engine after the other."""
    found: Flask = request.getfixturevalue(f"acme_{request.param}")
    return found


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with rolled_back(app) as session:
        yield session


@pytest.fixture
def world(app: Flask) -> World:
    found: World = app.extensions["test_world"]
    return found


@pytest.fixture
def cohort(session: Session, world: World) -> Cohort:
    found = open_cohort(
        session,
        world.actor("officer"),
        NOW,
        county="411224",
        centre_id=world.centre(),
        title="第1期电商培训",
        start=DAY,
        end=DAY + timedelta(days=9),
        venue_county="411224",
    )
    session.commit()
    return found


@pytest.fixture
def loan(session: Session, world: World, cohort: Cohort, lend: Callable[..., Any]) -> Any:
    return lend(world.actor("registrar"), cohort, "投影仪", 2)


@pytest.fixture
def lend(session: Session) -> Callable[..., Any]:
    """lend(actor, cohort, item, quantity) → the loan."""

    def make(actor: object, cohort: Cohort, item: str, quantity: int) -> Any:
        services = import_module("acme.services")
        made = services.lend(session, actor, NOW, cohort, item=item, quantity=quantity)
        session.commit()
        return made

    return make


@pytest.fixture
def enter(app: Flask, session: Session, world: World) -> Callable[..., FlaskClient]:
    """enter("officer") → a client signed in."""

    def sign_in(role: str, language: str = "zh", **where: str) -> FlaskClient:
        client = app.test_client()
        client.set_cookie("language", language)
        data = {"login": world.login(role, **where), "password": world.password}
        assert client.post("/sign-in", data=data).status_code == 302
        return client

    return sign_in
