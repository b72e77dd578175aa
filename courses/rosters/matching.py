"""What a roster changes in people who are in the archive already, and in their doubts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from courses.rosters.bulk import table_of
from courses.rosters.models import Person, PersonChange, PersonDoubt
from courses.rosters.queries import chunks
from courses.rosters.storing import stored
from courses.rosters.values import COMPANIONS, FIELD_OF_CODE, Known, changes, settles, values_in
from lms.accounts.actor import Actor
from lms.orm import new_uid
from lms.privacy import vault

CHANGE_TABLE = "rosters_person_change"
IMPORTED = "imported"
"""Reason kept with a doubt that a later roster settled by a better value."""


@dataclass(slots=True)
class Undo:
    """What a slice of a run made and changed, as remembered for taking the run back."""

    people: list[int] = field(default_factory=list)
    households: list[int] = field(default_factory=list)
    links: list[list[int]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    doubts_new: list[int] = field(default_factory=list)
    doubts_before: list[dict[str, Any]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))

    def as_item(self) -> dict[str, Any]:
        """For `lms.runs.services.remember`; `of` tells it from what other plugins remember."""
        return {"of": "rosters", **{i.name: getattr(self, i.name) for i in fields(self)}}


def write_matched(
    session: Session,
    actor: Actor,
    now: datetime,
    matched: Sequence[tuple[Mapping[str, Any], Known]],
    households: Mapping[str | None, int],
    run_id: int | None,
    undo: Undo,
) -> None:
    """Change what the rows change, keep every change in the history, raise and settle doubts."""
    found = [(row, known, changes(known.values, values_in(row))) for row, known in matched]
    changed = [(values_in(row), known, diff) for row, known, diff in found if diff]
    write_changes(session, actor, now, changed, households, run_id)
    undo.changed.extend(
        {"id": known.id, "before": _picked(known.values, diff), "after": _picked(values, diff)}
        for values, known, diff in changed
    )
    _write_doubts(session, actor, now, found, run_id, undo)


def _picked(values: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {n: values[n] for name in fields for n in (name, *COMPANIONS.get(name, ()))}


def write_changes(
    session: Session,
    actor: Actor,
    now: datetime,
    changed: Sequence[tuple[Mapping[str, Any], Known, Mapping[str, tuple[Any, Any]]]],
    households: Mapping[str | None, int],
    run_id: int | None,
    reason: str = "",
) -> None:
    """Update people and append their history: (new values, known, {field: (before, after)})."""
    if not changed:
        return
    keys = vault()
    updates: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    history = []
    for values, known, diff in changed:
        columns: dict[str, Any] = {}
        for name in diff:
            columns |= stored(name, values, known.uid, keys, households)
        updates[tuple(columns)].append({"key": known.id, "at": now, **columns})
        for name, (before, after) in diff.items():
            uid = new_uid()
            history.append(
                {
                    "uid": uid,
                    "person_id": known.id,
                    "run_id": run_id,
                    "at": now,
                    "by": actor.name,
                    "field": name,
                    "before": sealed_side(uid, "before", before),
                    "after": sealed_side(uid, "after", after),
                    "reason": reason,
                }
            )
    table = table_of(Person)
    for names, rows in updates.items():
        bound: dict[str, Any] = {name: bindparam(name) for name in names}
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values(**bound, changed_at=bindparam("at"), version=table.c.version + 1),
            rows,
        )
    session.execute(insert(table_of(PersonChange)), history)
    session.expire_all()


def sealed_side(uid: str, side: str, value: str | None) -> bytes | None:
    """One side of a change in the history, sealed; None for an empty one."""
    return vault().seal(CHANGE_TABLE, uid, side, value) if value else None


def _write_doubts(
    session: Session,
    actor: Actor,
    now: datetime,
    found: Sequence[tuple[Mapping[str, Any], Known, Mapping[str, Any]]],
    run_id: int | None,
    undo: Undo,
) -> None:
    """Raise the doubts of the rows; settle those whose field the row put right."""
    existing: dict[tuple[int, str], PersonDoubt] = {}
    for part in chunks(known.id for row, known, diff in found if row["codes"] or diff):
        rows = session.scalars(select(PersonDoubt).where(PersonDoubt.person_id.in_(part)))
        existing.update(((doubt.person_id, doubt.code), doubt) for doubt in rows)
    made = []
    for row, known, diff in found:
        for code in row["codes"]:
            if code == "DIVISION_UNKNOWN" and _known_better(known, values_in(row)):
                continue
            doubt, facts = existing.get((known.id, code)), row["facts"].get(code, {})
            if doubt is None:
                made.append(
                    PersonDoubt(
                        person_id=known.id, run_id=run_id, code=code, facts=facts, raised_at=now
                    )
                )
            elif doubt.settled_at is not None and _again(doubt, facts, diff):
                undo.doubts_before.append(_as_was(doubt))
                doubt.facts, doubt.raised_at, doubt.run_id = facts, now, run_id
                doubt.settled_at, doubt.settled_by, doubt.reason = None, None, ""
        for code in (c for name in diff for c in settles(row["codes"], name)):
            doubt = existing.get((known.id, code))
            if doubt is not None and doubt.settled_at is None:
                undo.doubts_before.append(_as_was(doubt))
                doubt.settled_at, doubt.settled_by, doubt.reason = now, actor.name, IMPORTED
    session.add_all(made)
    session.flush()
    undo.doubts_new.extend(doubt.id for doubt in made)


def _known_better(known: Known, values: Mapping[str, Any]) -> bool:
    home = known.values["home_place"] or ""
    return bool(home) and home.startswith(values["home_place"] or "")


def _again(doubt: PersonDoubt, facts: Mapping[str, Any], diff: Mapping[str, Any]) -> bool:
    """Whether a settled doubt stands anew: about another value than the one it was settled for."""
    return dict(doubt.facts) != dict(facts) or FIELD_OF_CODE.get(doubt.code) in diff


def _as_was(doubt: PersonDoubt) -> dict[str, Any]:
    return {
        "id": doubt.id,
        "facts": dict(doubt.facts),
        "run_id": doubt.run_id,
        "raised_at": doubt.raised_at.isoformat(),
        "settled_at": doubt.settled_at.isoformat() if doubt.settled_at else None,
        "settled_by": doubt.settled_by,
        "reason": doubt.reason,
    }
