"""The reference pages: every name the plugins declare, from the registry, in both languages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import getdoc
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale

from lms.accounts.roles import role_named
from lms.migrate import FOLDER
from lms.plugin import Plugin
from lms.registry import Registry

HOME = FOLDER.parent / "docs" / "reference"
NOTE = "*Written by `lms reference --write`; do not edit.*"
Row = Sequence[object]


def pages(app: Flask, commands: click.Group) -> dict[str, str]:
    """File name → text of every reference page."""
    registry: Registry = app.extensions["lms_registry"]
    with app.test_request_context():
        tables: dict[str, tuple[str, Row, Iterable[Row]]] = {
            "permissions": ("Permissions", _PERMISSIONS, _permissions(registry)),
            "settings": ("Settings", _SETTINGS, _settings(registry)),
            "errors": ("Codes and sentences", _ERRORS, _errors(registry)),
            "exports": ("Exports", _EXPORTS, _exports(registry)),
            "runs": ("Bulk acts", _RUNS, _runs(registry.runs)),
            "offline": ("Events of phones", _RUNS, _runs(registry.offline)),
            "jobs": ("Background jobs", _TITLED, _titled(registry.jobs)),
            "indicators": ("Indicators", _INDICATORS, _indicators(registry)),
            "places": ("Places for panels and exports", _PLACES, _places(registry)),
            "events": ("Events", _EVENTS, _events(registry.plugins)),
            "commands": ("Commands", _COMMANDS, _commands(commands, "lms")),
        }
        return {f"{name}.md": _page(*table) for name, table in tables.items()}


_PERMISSIONS = ("permission", "中文", "English", "roles")
_SETTINGS = ("setting", "中文", "English", "kind", "default", "source")
_ERRORS = ("code", "plugin", "中文", "English")
_EXPORTS = ("export", "中文", "English", "place", "permission", "personal data")
_RUNS = ("run kind", "中文", "English", "permission")
_TITLED = ("job", "中文", "English")
_INDICATORS = ("indicator", "中文", "English", "unit")
_PLACES = ("place", "中文", "English", "panels there", "exports there")
_EVENTS = ("event", "plugin", "meaning", "listened to by")
_COMMANDS = ("command", "what it does")


def write(found: Mapping[str, str], home: Path = HOME) -> None:
    """Write the pages; those of kinds that are no more go."""
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob("*.md"):
        if old.name not in found:
            old.unlink()
    for name, text in found.items():
        (home / name).write_text(text, encoding="utf-8")


def stale(found: Mapping[str, str], home: Path = HOME) -> list[str]:
    """Names of pages that do not say what they should, or that should not be there."""
    there = {path.name: path.read_text(encoding="utf-8") for path in home.glob("*.md")}
    names = sorted(there.keys() | found.keys())
    return [name for name in names if there.get(name) != found.get(name)]


def _permissions(registry: Registry) -> Iterator[Row]:
    for name, item in sorted(registry.permissions.items()):
        yield f"`{name}`", *_both(item.title), _join(_en(role_named(r).title) for r in item.roles)


def _settings(registry: Registry) -> Iterator[Row]:
    for name, item in sorted(registry.settings.items()):
        default = "unset" if item.default is None else f"`{item.default}`"
        yield f"`{name}`", *_both(item.title), item.kind, default, _zh(item.source)


def _errors(registry: Registry) -> Iterator[Row]:
    owners = {code: plugin.name for plugin in registry.plugins for code in plugin.sentences}
    for code, words in sorted(registry.sentences.items()):
        yield f"`{code}`", owners[code], *_both(words)


def _exports(registry: Registry) -> Iterator[Row]:
    for name, item in sorted(registry.exports.items()):
        personal = "yes" if item.personal else "no"
        yield f"`{name}`", *_both(item.title), f"`{item.place}`", f"`{item.permission}`", personal


def _runs(items: Mapping[str, Any]) -> Iterator[Row]:
    for name, item in sorted(items.items()):
        yield f"`{name}`", *_both(item.title), f"`{item.permission}`"


def _titled(items: Mapping[str, object]) -> Iterator[Row]:
    for name, item in sorted(items.items()):
        yield f"`{name}`", *_both(getattr(item, "title", ""))


def _indicators(registry: Registry) -> Iterator[Row]:
    for name, item in sorted(registry.indicators.items()):
        yield f"`{name}`", *_both(item.title), " / ".join(_both(item.unit))


def _places(registry: Registry) -> Iterator[Row]:
    for name, item in sorted(registry.places.items()):
        panels = _join(f"`{panel.name}`" for panel in registry.panels_at(name))
        exports = _join(f"`{export.name}`" for export in registry.exports_at(name))
        yield f"`{name}`", *_both(item.title), panels, exports


def _events(plugins: Iterable[Plugin]) -> Iterator[Row]:
    plugins = tuple(plugins)
    for plugin in plugins:
        for event in plugin.events:
            by = (p.name for p in plugins if any(item.event is event for item in p.listens))
            meaning = (getdoc(event) or "").partition("\n\n")[0]
            yield f"`{event.__module__}.{event.__name__}`", plugin.name, meaning, _join(by)


def _commands(group: click.Group, path: str) -> Iterator[Row]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        elif command is not None:
            usage = " ".join(command.collect_usage_pieces(click.Context(command)))
            said = (command.help or "").partition("\n\n")[0]
            yield f"`{path} {name} {usage}`", said


def _both(words: object) -> tuple[str, str]:
    return _zh(words), _en(words)


def _zh(words: object) -> str:
    with force_locale("zh"):
        return str(words)


def _en(words: object) -> str:
    with force_locale("en"):
        return str(words)


def _join(items: Iterable[str]) -> str:
    return ", ".join(items)


def _page(title: str, head: Row, rows: Iterable[Row]) -> str:
    lines = [f"# {title}", "", NOTE, "", _line(head), _line(["---"] * len(head))]
    return "\n".join([*lines, *(_line(row) for row in rows), ""])


def _line(cells: Row) -> str:
    shown = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(shown) + " |"
