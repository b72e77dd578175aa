"""Finding the plugins, putting them in order and checking them, once, at start."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from flask import Flask

from lms.accounts.queries import role_permissions
from lms.builtin import BUILTIN
from lms.errors import DomainError
from lms.plugin import (
    Card,
    Export,
    Indicator,
    Job,
    NavItem,
    OfflineKind,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
    Setting,
)

GROUP = "lms.plugins"
FRAME = "lms"
FRAME_PATH = "lms.frame"
FRAME_PREFIXES = (
    "accounts",
    "audit",
    "divisions",
    "jobs",
    "runs",
    "privacy",
    "workdays",
    "settings",
    "offline",
)
NAMED = (
    "permissions",
    "places",
    "cards",
    "panels",
    "jobs",
    "runs",
    "offline",
    "exports",
    "settings",
    "indicators",
    "cli",
    "sentences",
)
"""Fields of a plugin whose names belong to one plugin only."""


@dataclass(frozen=True)
class Registry:
    """The plugins in order of requirement; everything they contribute, by kind."""

    plugins: tuple[Plugin, ...]

    @cached_property
    def permissions(self) -> dict[str, Permission]:
        return {p.name: p for plugin in self.plugins for p in plugin.permissions}

    @cached_property
    def places(self) -> dict[str, Place]:
        return {p.name: p for plugin in self.plugins for p in plugin.places}

    @cached_property
    def jobs(self) -> dict[str, Job]:
        return {j.name: j for plugin in self.plugins for j in plugin.jobs}

    @cached_property
    def runs(self) -> dict[str, RunKind]:
        return {r.name: r for plugin in self.plugins for r in plugin.runs}

    @cached_property
    def offline(self) -> dict[str, OfflineKind]:
        return {k.name: k for plugin in self.plugins for k in plugin.offline}

    @cached_property
    def exports(self) -> dict[str, Export]:
        return {e.name: e for plugin in self.plugins for e in plugin.exports}

    @cached_property
    def settings(self) -> dict[str, Setting]:
        return {s.name: s for plugin in self.plugins for s in plugin.settings}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {i.name: i for plugin in self.plugins for i in plugin.indicators}

    @cached_property
    def events(self) -> frozenset[type]:
        return frozenset(event for plugin in self.plugins for event in plugin.events)

    @cached_property
    def audit_labels(self) -> dict[str, object]:
        return {k: v for plugin in self.plugins for k, v in plugin.audit_labels.items()}

    @cached_property
    def sentences(self) -> dict[str, object]:
        return {k: v for plugin in self.plugins for k, v in plugin.sentences.items()}

    @cached_property
    def role_permissions(self) -> dict[str, frozenset[str]]:
        return role_permissions(tuple(self.permissions.values()))

    def panels_at(self, place: str) -> list[Panel]:
        """Panels that plugins add to one place, in their order."""
        found = [p for plugin in self.plugins for p in plugin.panels if p.place == place]
        return sorted(found, key=lambda panel: panel.order)

    def exports_at(self, place: str) -> list[Export]:
        """Exports offered at one place, in their order."""
        return sorted((e for e in self.exports.values() if e.place == place), key=lambda e: e.order)


def load(extra: Iterable[Plugin] = ()) -> Registry:
    """Built-in plugins, then those installed under the entry-point group `lms.plugins`."""
    found = [import_module(path).plugin for path in BUILTIN]
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return Registry(order([*found, *(_installed(point) for point in points), *extra]))


def _installed(point: EntryPoint) -> Plugin:
    """A third party's plugin. Raises `PLUGIN_UNLOADABLE` for whatever goes wrong in its code."""
    try:
        plugin = point.load()
    except Exception as fault:
        raise DomainError("PLUGIN_UNLOADABLE", plugin=point.name, fault=repr(fault)) from fault
    if not isinstance(plugin, Plugin):
        raise DomainError("PLUGIN_UNLOADABLE", plugin=point.name, fault=type(plugin).__name__)
    return plugin


def order(plugins: Sequence[Plugin]) -> tuple[Plugin, ...]:
    """Sort so that each stands behind what it requires; the frame is always first.

    Raises `PLUGIN_TWICE`, `PLUGIN_REQUIREMENT_MISSING` or `PLUGIN_CYCLE`.
    """
    by_name: dict[str, Plugin] = {}
    for plugin in plugins:
        if plugin.name in by_name:
            raise DomainError("PLUGIN_TWICE", plugin=plugin.name)
        by_name[plugin.name] = plugin
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for plugin in plugins:
        for needed in plugin.requires:
            if needed not in by_name:
                raise DomainError("PLUGIN_REQUIREMENT_MISSING", plugin=plugin.name, missing=needed)
        implied = () if plugin.name == FRAME or FRAME not in by_name else (FRAME,)
        sorter.add(plugin.name, *plugin.requires, *implied)
    try:
        names = tuple(sorter.static_order())
    except CycleError as fault:
        raise DomainError("PLUGIN_CYCLE", cycle=" → ".join(fault.args[1])) from fault
    return tuple(by_name[name] for name in names)


def check(registry: Registry, app: Flask) -> None:
    """Refuse to start, with one sentence, on whatever breaks the contract."""
    for plugin in registry.plugins:
        _check_prefixes(plugin)
        _check_targets(registry, plugin, app)
    _check_names_once(registry)
    _check_endpoints(registry, app)


def _check_targets(registry: Registry, plugin: Plugin, app: Flask) -> None:
    """What a plugin points to is there."""
    placed: list[Panel | Export] = [*plugin.panels, *plugin.exports]
    for part in placed:
        if part.place not in registry.places:
            raise DomainError("PLUGIN_PLACE_UNKNOWN", plugin=plugin.name, place=part.place)
    for item in plugin.navigation:
        if item.endpoint not in app.view_functions:
            raise DomainError("PLUGIN_ENDPOINT_UNKNOWN", plugin=plugin.name, endpoint=item.endpoint)
    guarded: list[NavItem | Card | Panel | Export | RunKind | OfflineKind] = [
        *plugin.navigation,
        *plugin.cards,
        *plugin.panels,
        *plugin.exports,
        *plugin.runs,
        *plugin.offline,
    ]
    for named in guarded:
        if named.permission not in registry.permissions:
            raise DomainError(
                "PLUGIN_PERMISSION_UNKNOWN", plugin=plugin.name, permission=named.permission
            )
    for listen in plugin.listens:
        if listen.event not in registry.events:
            raise DomainError(
                "PLUGIN_EVENT_UNKNOWN", plugin=plugin.name, event=listen.event.__name__
            )


def _check_names_once(registry: Registry) -> None:
    for kind in NAMED:
        seen: set[str] = set()
        for plugin in registry.plugins:
            for name in _names(plugin, kind):
                if name in seen:
                    raise DomainError("PLUGIN_NAME_TWICE", plugin=plugin.name, name=name)
                seen.add(name)


def _names(plugin: Plugin, kind: str) -> list[str]:
    items = getattr(plugin, kind)
    return list(items) if isinstance(items, Mapping) else [str(item.name) for item in items]


def _check_prefixes(plugin: Plugin) -> None:
    allowed = (plugin.name, *FRAME_PREFIXES) if plugin.name == FRAME else (plugin.name,)
    named: list[tuple[str, str]] = [
        *(("permission", p.name.split(":")[0]) for p in plugin.permissions),
        *(("setting", s.name.split(".")[0]) for s in plugin.settings),
        *(("job", j.name.split(".")[0]) for j in plugin.jobs),
        *(("run", r.name.split(".")[0]) for r in plugin.runs),
        *(("offline kind", k.name.split(".")[0]) for k in plugin.offline),
        *(("export", e.name.split(".")[0]) for e in plugin.exports),
        *(("indicator", i.name.split(".")[0]) for i in plugin.indicators),
        *(("place", p.name.split(".")[0]) for p in plugin.places),
        *(("card", c.name.split(".")[0]) for c in plugin.cards),
        *(("panel", p.name.split(".")[0]) for p in plugin.panels),
        *(("audit label", label.split(":")[0]) for label in plugin.audit_labels),
        *(("table", m.__tablename__.split("_")[0]) for m in plugin.models),
    ]
    for kind, prefix in named:
        if prefix not in allowed:
            raise DomainError("PLUGIN_PREFIX", plugin=plugin.name, kind=kind, prefix=prefix)
    if plugin.blueprint is not None and plugin.blueprint.name not in allowed:
        raise DomainError(
            "PLUGIN_PREFIX", plugin=plugin.name, kind="endpoint", prefix=plugin.blueprint.name
        )


def _check_endpoints(registry: Registry, app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint == "static" or endpoint.endswith(".static"):
            continue
        view = inspect.unwrap(view)
        permission = getattr(view, "lms_permission", None)
        if permission is None and not getattr(view, "lms_public", False):
            raise DomainError("ENDPOINT_UNDECLARED", endpoint=endpoint)
        if permission is not None and permission not in registry.permissions:
            raise DomainError(
                "ENDPOINT_PERMISSION_UNKNOWN", endpoint=endpoint, permission=permission
            )
