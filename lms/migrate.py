"""Bringing a database to the tables of this version, for the product and for third-party plugins."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from flask import Flask

from lms.clock import now
from lms.db import db, unit_of_work
from lms.orm import Base
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


def differences(app: Flask) -> list[str]:
    """Where the migrated tables are not what the plugins' models say; empty when they agree."""
    plugins = app.extensions["lms_registry"].plugins
    ours = {model.__tablename__ for plugin in plugins for model in plugin.models}

    def known(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return name in ours if kind == "table" else item.table.name in ours

    options = {"compare_type": True, "include_object": known}
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return [str(item) for item in compare_metadata(context, Base.metadata)]
