"""The migration of a plugin is written from its models, in its own branch, and goes up and down."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

from lms import migrate
from lms.app import create_app, ensure_key_file
from lms.db import db
from lms.errors import DomainError
from tests.support import acme
from tests.support.running import config_in


@pytest.fixture
def without_revisions(acme_site: Path, tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """`make(name)`: an empty database beside an acme that has no migration yet."""
    with acme.on_path(acme_site):
        plugin = import_module("acme.plugin").plugin
    plugin = replace(plugin, migrations=str(tmp_path / "versions"))
    with ExitStack() as opened:
        yield lambda name: opened.enter_context(_app(tmp_path / name, plugin))


@contextmanager
def _app(home: Path, plugin: object) -> Iterator[Flask]:
    home.mkdir()
    config = config_in(home)
    ensure_key_file(config)
    app = create_app(config, [plugin])  # type: ignore[list-item]  # known only when installed
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_first_revision_starts_a_branch_and_needs_our_tables(
    without_revisions: Callable[[str], Flask],
) -> None:
    path = migrate.revise(without_revisions("writing"), "acme", "tables")
    assert path.name == "acme_0001_acme_tables.py"
    assert "branch_labels = ('acme',)" in path.read_text().replace('"', "'")
    app = without_revisions("using")
    migrate.upgrade(app)
    assert migrate.differences(app, {"acme_loan"}) == []
    with app.app_context():
        assert "acme_loan" in inspect(db.engine).get_table_names()
    with pytest.raises(DomainError) as refused:
        migrate.revise(app, "acme", "again")
    assert refused.value.code == "REVISION_EMPTY"
    migrate.downgrade(app)


def test_the_next_revision_follows_its_own_branch(
    without_revisions: Callable[[str], Flask],
) -> None:
    first = migrate.revise(without_revisions("writing"), "acme", "tables")
    shortened = [line for line in first.read_text().splitlines() if "sa.Column('item'" not in line]
    first.write_text("\n".join(shortened))
    second = migrate.revise(without_revisions("changing"), "acme", "item")
    assert second.name == "acme_0002_acme_item.py"
    assert "batch_op.add_column(sa.Column('item'" in second.read_text()
    app = without_revisions("using")
    migrate.upgrade(app)
    assert migrate.differences(app, {"acme_loan"}) == []


def test_an_unknown_plugin_is_refused(without_revisions: Callable[[str], Flask]) -> None:
    with pytest.raises(DomainError) as refused:
        migrate.revise(without_revisions("any"), "nobody", "tables")
    assert refused.value.code == "PLUGIN_UNKNOWN"
