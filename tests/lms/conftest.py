"""An application with a database of its own, where tests commit, kill and compete."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from lms.db import db, unit_of_work
from tests.support import postgres, probe
from tests.support.running import make_app

_SERIAL = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def apart(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """The frame with the plugin `probe`, on one engine after the other; what it writes stays."""
    if request.param == "sqlite":
        yield from _ready(make_app(tmp_path, extra=[probe.plugin]))
        return
    server = request.getfixturevalue("postgres_server")
    with postgres.database(server, f"apart_{worker_id}_{next(_SERIAL)}") as url:
        yield from _ready(make_app(tmp_path, url, extra=[probe.plugin]))


@pytest.fixture
def apart_sqlite(tmp_path: Path) -> Iterator[Flask]:
    """The same on SQLite alone."""
    yield from _ready(make_app(tmp_path, extra=[probe.plugin]))


def _ready(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        with unit_of_work() as session:
            session.add(probe.Number(id=1, value=0))
        db.engine.dispose()
    probe.HEARD.clear()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
