"""Events: what happened, told inside the same transaction. The only event mechanism."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from lms.plugin import Plugin

Listeners = dict[type, list[Callable[[Session, Any], None]]]


def connect(app: Flask, plugins: Iterable[Plugin]) -> None:
    """Give the application the listeners its plugins declare, in plugin order."""
    listeners: Listeners = defaultdict(list)
    for plugin in plugins:
        for listen in plugin.listens:
            listeners[listen.event].append(listen.handler)
    app.extensions["lms_listeners"] = dict(listeners)


def publish(session: Session, event: object) -> None:
    """Call every listener of the event's type, now, in this transaction; a refusal undoes all."""
    listeners: Listeners = current_app.extensions["lms_listeners"]
    for handler in listeners.get(type(event), ()):
        handler(session, event)
