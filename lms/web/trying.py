"""Doing an act in a savepoint, looking before and after, and taking it back.

What a page says beforehand is therefore what will happen: the same services run and listeners
decide anew, but nothing stays.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Seen = TypeVar("Seen")
_HOOKS = ("after_commit", "outliving")


def tried(
    session: Session, act: Callable[[], object], look: Callable[[], Seen]
) -> tuple[Seen, Seen, object]:
    """What `look` sees before and after `act`, and what `act` gave. Raises what `act` raises."""
    before = look()
    hooks = {name: list(session.info.get(name, ())) for name in _HOOKS}
    savepoint = session.begin_nested()
    try:
        result = act()
        session.flush()
        return before, look(), result
    finally:
        savepoint.rollback()
        session.info.update(hooks)


def sides(before: list[dict[str, object]], after: list[dict[str, object]]) -> list[dict[str, Any]]:
    """Panels loaded twice, each with both contexts; `after` is None for one that is gone.

    A panel that came up in between is left out: there is nothing to compare it with.
    """
    later: dict[object, object] = {_name(entry): entry["context"] for entry in after}
    return [
        {"panel": entry["panel"], "before": entry["context"], "after": later.get(_name(entry))}
        for entry in before
    ]


def _name(entry: dict[str, Any]) -> object:
    return entry["panel"].name
