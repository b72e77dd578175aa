"""The plugin contract, readable in one file.

A plugin is a folder whose `plugin.py` holds one frozen `Plugin(...)` value: data first, two or
three callables. `lms.registry` checks it at start and refuses with one sentence what does not fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from flask import Blueprint
    from sqlalchemy.orm import Session

    from lms.accounts.actor import Actor
    from lms.offline.rules import OfflineEvent
    from lms.orm import Base
    from lms.runs.models import Run


@dataclass(frozen=True, slots=True)
class Permission:
    """Something a role may do. `name` is `plugin:resource:action`; `roles` hold it by default."""

    name: str
    title: object
    roles: tuple[str, ...]


class Section(StrEnum):
    """The part of the office's work an entry of the navigation stands under (导航栏目)."""

    NONE = "none"
    TRAINING = "training"
    CERTIFICATES = "certificates"
    LEADERS = "leaders"
    OUTCOMES = "outcomes"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the main navigation, shown to whoever holds `permission`. Lower `order` first.

    Who sees many entries finds them gathered under their `section`; who sees few, side by side.
    `phone` is the place in the phone's bottom bar, where only the first three or four fit (`order`
    if None): what people do every day comes first. `pages` are the beginnings of the names of further
    endpoints that belong to the entry; what belongs to none stands under the plugin's first entry.
    """

    title: object
    endpoint: str
    permission: str
    icon: str = "circle"
    order: int = 50
    section: Section = Section.NONE
    phone: int | None = None
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence of the first page: what waits for this person, since when, and the way there."""

    sentence: object
    count: int
    url: str
    button: object
    due: date | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A source of `Task`s for the first page (今日)."""

    name: str
    permission: str
    load: "Callable[[Session, Actor, date], Sequence[Task]]"


@dataclass(frozen=True, slots=True)
class Panel:
    """A section that a higher plugin adds to a lower plugin's page, at `place`.

    `load(session, actor, subject)` returns the template's context, or None to show nothing.
    """

    name: str
    place: str
    title: object
    permission: str
    template: str
    load: "Callable[[Session, Actor, Any], Mapping[str, object] | None]"
    order: int = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's value as an exact fraction; `denominator` None for a plain count.

    A zero denominator reads 不适用 (not applicable), never 0% or 100%.
    """

    numerator: int
    denominator: int | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure for supervision (指标): counted below a division prefix, for the days from–to."""

    name: str
    title: object
    unit: object
    compute: "Callable[[Session, str, date, date], Figure]"


@dataclass(frozen=True, slots=True)
class File:
    """A finished file: its name for the person, its type and its bytes."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Export:
    """A paper or table that can be taken out of the system at `place` (top right of that page).

    Leaving the system is POST, needs a purpose and is logged; `make(session, actor, now, subject)`
    gets the place's subject id, only reads, and returns the file. `personal` says whether people
    are in it.
    """

    name: str
    title: object
    place: str
    permission: str
    make: "Callable[[Session, Actor, datetime, int], File]"
    personal: bool = True
    order: int = 50


@dataclass(frozen=True, slots=True)
class Job:
    """Background work. `run(progress, **args)` opens its own units of work and may be run again.

    A `daily` one is asked for once a day by itself, without arguments.
    """

    name: str
    title: object
    run: "Callable[..., None]"
    daily: bool = False


@dataclass(frozen=True, slots=True)
class RunKind:
    """A bulk act: rehearse → differences → apply → undo.

    `apply(session, actor, now, run, rows)` writes one slice of the rehearsed rows and returns
    counts; it is called slice by slice, each in its own transaction with the resume point.
    `finish(session, actor, now, run)` closes the run once, in the last slice's transaction.
    A slice that refuses ends the run half-way: it can be applied further or undone.
    `undo(session, actor, now, run)` takes the whole run back, also such a half one, or raises
    `DomainError`.
    `back(run)` is the URL of the page the run belongs to.
    """

    name: str
    title: object
    permission: str
    apply: (
        "Callable[[Session, Actor, datetime, Run, Sequence[Mapping[str, Any]]], Mapping[str, int]]"
    )
    finish: "Callable[[Session, Actor, datetime, Run], None]"
    undo: "Callable[[Session, Actor, datetime, Run], None]"
    back: "Callable[[Run], str]"
    template: str = "runs/differences.html"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter an administrator sets for the whole system, a province, a city or a county.

    `kind` is one of `integer`, `decimal`, `text`, `flag`; `default` None means "unset", which the
    rule that needs it says so by its own code. `source` is the paper the default comes from.
    `choices` are the only values there are, each with its words.
    """

    name: str
    title: object
    kind: str
    default: str | None
    source: object = ""
    choices: "Mapping[str, object]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that panels and exports may attach to. `load(session, actor, id)` answers 404 itself."""

    name: str
    title: object
    load: "Callable[[Session, Actor, int], Any]"


@dataclass(frozen=True, slots=True)
class Listen:
    """`handler(session, event)` is called inside the transaction that published the event."""

    event: type
    handler: "Callable[[Session, Any], None]"


@dataclass(frozen=True, slots=True)
class OfflineKind:
    """A kind of event that phones may send late, twice and out of order (docs/plugins/offline.md).

    `apply(session, actor, now, event)` is called once for each event, in a savepoint of its own;
    it checks the actor's scope itself, and returns what the phone is told, or raises `DomainError`.
    """

    name: str
    title: object
    permission: str
    apply: "Callable[[Session, Actor, datetime, OfflineEvent], Mapping[str, Any]]"


@dataclass(frozen=True, slots=True)
class Plugin:
    """Everything the frame knows of a plugin. See docs/plugins for a walk through each field."""

    name: str
    title: object
    requires: tuple[str, ...] = ()
    blueprint: "Blueprint | None" = None
    models: "tuple[type[Base], ...]" = ()
    permissions: tuple[Permission, ...] = ()
    navigation: tuple[NavItem, ...] = ()
    places: tuple[Place, ...] = ()
    cards: tuple[Card, ...] = ()
    panels: tuple[Panel, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    jobs: tuple[Job, ...] = ()
    runs: tuple[RunKind, ...] = ()
    offline: tuple[OfflineKind, ...] = ()
    cli: "tuple[click.Command, ...]" = ()
    settings: tuple[Setting, ...] = ()
    exports: tuple[Export, ...] = ()
    listens: tuple[Listen, ...] = ()
    events: tuple[type, ...] = ()
    audit_labels: Mapping[str, object] = field(default_factory=dict)
    sentences: Mapping[str, object] = field(default_factory=dict)
    migrations: str | None = None
    translations: str | None = None
