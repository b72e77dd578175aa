"""What was put right in people's records since a moment, for papers that were signed before it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters.matching import CHANGE_TABLE
from courses.rosters.models import PersonChange
from courses.rosters.queries import chunks
from lms.privacy import vault

Sides = tuple[str, str]
"""A field before and after, in clear; '' for an empty one."""


def changed_since(
    session: Session, people: Iterable[int], since: datetime, fields: Collection[str]
) -> dict[int, dict[str, Sides]]:
    """The fields that differ from what they were at `since`, by person, in one query a thousand.

    Several corrections of one field count as one; a value that was put back is no change.
    """
    keys = vault()
    found: dict[int, dict[str, Sides]] = {}
    for part in chunks(people):
        rows = session.scalars(
            select(PersonChange)
            .where(
                PersonChange.person_id.in_(part),
                PersonChange.at > since,
                PersonChange.field.in_(fields),
            )
            .order_by(PersonChange.id)
        )
        for row in rows:
            before = keys.open(CHANGE_TABLE, row.uid, "before", row.before) or ""
            after = keys.open(CHANGE_TABLE, row.uid, "after", row.after) or ""
            mine = found.setdefault(row.person_id, {})
            mine[row.field] = (mine.get(row.field, (before, ""))[0], after)
    return {
        person: kept
        for person, sides in found.items()
        if (kept := {name: pair for name, pair in sides.items() if pair[0] != pair[1]})
    }


def differing_places(before: str, after: str) -> tuple[int, ...]:
    """Where two numbers of one length differ, counted from 1."""
    if len(before) != len(after):
        return ()
    pairs = enumerate(zip(before, after, strict=True), 1)
    return tuple(at for at, (one, other) in pairs if one != other)
