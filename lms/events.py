"""Events: what happened, told inside the same transaction. The only event mechanism."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from lms.plugin import Plugin

_listeners: dict[type, list[Callable[[Session, Any], None]]] = defaultdict(list)


def connect(plugins: Iterable[Plugin]) -> None:
    """Replace all listeners by those the plugins declare, in plugin order."""
    _listeners.clear()
    for plugin in plugins:
        for listen in plugin.listens:
            _listeners[listen.event].append(listen.handler)


def publish(session: Session, event: object) -> None:
    """Call every listener of the event's type, now, in this transaction; a refusal undoes all."""
    for handler in _listeners[type(event)]:
        handler(session, event)
