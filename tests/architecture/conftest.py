"""The house with a sample of everything in it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.house import House, everybody
from tests.support.running import rolled_back
from tests.support.samples import build
from tests.support.world import World


@pytest.fixture(scope="module")
def house(sqlite_app: Flask) -> Iterator[House]:
    """Everything inside one transaction that is rolled back at the end of the module."""
    world: World = sqlite_app.extensions["test_world"]
    with rolled_back(sqlite_app) as session:
        samples = build(session, world)
        yield House(sqlite_app, session, samples, tuple(everybody(sqlite_app, world)))
