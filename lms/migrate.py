"""Bringing a database to the tables of this version, for the product and for third-party plugins."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from flask import Flask

from lms.clock import now
from lms.db import db, unit_of_work
from lms.errors import DomainError
from lms.orm import Base
from lms.plugin import Plugin
from lms.privacy import pairing, vault

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def settings(app: Flask) -> AlembicConfig:
    """Alembic's settings with the version folders of every plugin."""
    config = AlembicConfig(str(FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(FOLDER))
    places = [str(FOLDER / "versions")]
    places += [p.migrations for p in app.extensions["lms_registry"].plugins if p.migrations]
    config.set_main_option("version_locations", ";".join(places))
    config.set_main_option("path_separator", ";")
    return config


def upgrade(app: Flask, revision: str = "heads") -> None:
    """Go up to a revision, by default to the newest of every branch; a new database notes its keys."""
    with app.app_context():
        command.upgrade(settings(app), revision)
        if revision == "heads":
            with unit_of_work() as session:
                pairing.remember(session, now(), vault())


def downgrade(app: Flask, revision: str = "base") -> None:
    """Go down to a revision."""
    with app.app_context():
        command.downgrade(settings(app), revision)


def revise(app: Flask, name: str, message: str) -> Path:
    """Write the next revision of one plugin: what its models say beyond the newest tables.

    Goes up to the newest revision first, so give it a database of the moment. A built-in plugin's
    revision follows the one line of ours, a third party's its own branch. Raises `PLUGIN_UNKNOWN`,
    and `REVISION_EMPTY` when the tables already are what the models say.
    """
    plugin = next((p for p in app.extensions["lms_registry"].plugins if p.name == name), None)
    if plugin is None:
        raise DomainError("PLUGIN_UNKNOWN", plugin=name)
    upgrade(app)
    tables = {model.__tablename__ for model in plugin.models}
    found = settings(app)
    found.attributes["include_object"] = _only(tables)
    if not differences(app, tables):
        raise DomainError("REVISION_EMPTY", plugin=name)
    with app.app_context():
        script = command.revision(
            found, message=f"{name} {message}", autogenerate=True, **_next(found, plugin)
        )
    return Path(cast("Script", script).path)  # one head, so one file


def _next(found: AlembicConfig, plugin: Plugin) -> dict[str, Any]:
    """Where the next revision stands: in our one line, or in the branch of a third party."""
    own = plugin.migrations is not None
    prefix = f"{plugin.name}_" if own else ""
    script = ScriptDirectory.from_config(found)
    names = [revision.revision for revision in script.walk_revisions()]
    ours = [name for name in names if re.fullmatch(rf"{prefix}\d{{4}}", name)]
    place = {
        "rev_id": f"{prefix}{len(ours) + 1:04d}",
        "version_path": plugin.migrations or str(FOLDER / "versions"),
    }
    if ours:
        return place | {"head": f"{ours[0]}@head"}
    newest = max(name for name in names if re.fullmatch(r"\d{4}", name))
    return place | {"head": "base", "branch_label": plugin.name, "depends_on": newest}


def _only(tables: set[str]) -> Callable[..., bool]:
    """Alembic's filter: these tables and what belongs to them."""

    def known(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return name in tables if kind == "table" else item.table.name in tables

    return known


def differences(app: Flask, tables: set[str] | None = None) -> list[str]:
    """Where the migrated tables are not what the plugins' models say; empty when they agree.

    Looks at `tables`, by default at those of every plugin.
    """
    plugins = app.extensions["lms_registry"].plugins
    ours = {model.__tablename__ for plugin in plugins for model in plugin.models}
    options = {"compare_type": True, "include_object": _only(ours if tables is None else tables)}
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return [str(item) for item in compare_metadata(context, Base.metadata)]
