"""`lms check`: what can be wrong with the code of an installation, found without its data."""

import re
from collections.abc import Iterator

from flask import Flask
from flask_babel import force_locale
from jinja2 import TemplateSyntaxError

from lms import migrate
from lms.accounts.roles import EVERYONE
from lms.documents import engine_problems
from lms.orm import Base
from lms.plugin import Panel, Plugin, RunKind
from lms.registry import FRAME, FRAME_PREFIXES, Registry
from lms.settings.rules import is_valid
from lms.web.sentences import sentence

HAN = re.compile(r"[\u4e00-\u9fff]")
TITLED = (
    "permissions",
    "navigation",
    "places",
    "panels",
    "indicators",
    "jobs",
    "runs",
    "settings",
    "exports",
)
"""Fields of a plugin whose items have a title."""


def problems(app: Flask) -> list[str]:
    """One line for each problem; the application's (empty) database is migrated on the way."""
    registry: Registry = app.extensions["lms_registry"]
    with app.test_request_context():
        found = [f"printing: {sentence(code)} [{code}]" for code in engine_problems()]
        found += _wordless(registry)
        found += _misdeclared(registry)
        found += _templates(app, registry)
    return [*found, *_unlisted_tables(registry), *_table_differences(app)]


def words_of(plugin: Plugin) -> Iterator[tuple[str, object]]:
    """(name, words) of everything a plugin declares that people read."""
    yield plugin.name, plugin.title
    for kind in TITLED:
        for item in getattr(plugin, kind):
            yield getattr(item, "name", None) or item.endpoint, item.title
    yield from plugin.audit_labels.items()
    yield from plugin.sentences.items()


def _wordless(registry: Registry) -> Iterator[str]:
    """What has no words, or none in English."""
    for plugin in registry.plugins:
        for name, words in words_of(plugin):
            if not str(words).strip():
                yield f"{plugin.name}: {name} has no words"
                continue
            with force_locale("zh"):
                chinese = str(words)
            with force_locale("en"):
                if str(words) == chinese and HAN.search(chinese):
                    yield f"{plugin.name}: {name} has no English"


def _misdeclared(registry: Registry) -> Iterator[str]:
    """Roles that there are not, defaults of settings that are no values."""
    for plugin in registry.plugins:
        for permission in plugin.permissions:
            for role in sorted({*permission.roles} - {*EVERYONE}):
                yield f"{plugin.name}: {permission.name} is for an unknown role {role}"
        for setting in plugin.settings:
            if setting.default is not None and not is_valid(setting.kind, setting.default):
                yield f"{plugin.name}: {setting.name} has no valid default"


def _templates(app: Flask, registry: Registry) -> Iterator[str]:
    """Templates that cannot be read, and those of panels and runs that are not there."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        try:
            app.jinja_env.get_template(name)
        except TemplateSyntaxError as fault:
            yield f"template {name}, line {fault.lineno}: {fault.message}"
    known = set(app.jinja_env.list_templates())
    for plugin in registry.plugins:
        drawn: list[Panel | RunKind] = [*plugin.panels, *plugin.runs]
        for part in drawn:
            if part.template not in known:
                yield f"{plugin.name}: {part.name} has no template {part.template}"


def _unlisted_tables(registry: Registry) -> Iterator[str]:
    """Tables under a plugin's prefix that its `models` leave out would never be checked."""
    listed = {m.__tablename__ for plugin in registry.plugins for m in plugin.models}
    prefixes = {plugin.name: plugin.name for plugin in registry.plugins}
    prefixes |= dict.fromkeys(FRAME_PREFIXES, FRAME)
    for table in sorted(Base.metadata.tables.keys() - listed):
        owner = prefixes.get(table.split("_")[0])
        if owner is not None:
            yield f"{owner}: table {table} is not among its models"


def _table_differences(app: Flask) -> list[str]:
    """Where the migrations do not lead to the models."""
    migrate.upgrade(app)
    return [f"migrations: {difference}" for difference in migrate.differences(app)]
