"""Writing a planned roster in bulk: new people, matched people, links, changes, doubts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from courses.rosters.bulk import (
    for_driver,
    insert_rows,
    lock_archive,
    new_uids,
    next_ids,
    rows_by,
    table_of,
)
from courses.rosters.matching import Undo, write_matched
from courses.rosters.models import Household, Person, PersonCentre, PersonDoubt
from courses.rosters.planning import REJECTED
from courses.rosters.queries import chunks, known_people
from courses.rosters.records import TABLE
from courses.rosters.rules import search_key
from courses.rosters.values import values_in
from lms.accounts.actor import Actor
from lms.privacy import vault
from lms.runs.by_column import ByColumn
from lms.runs.models import Run
from lms.runs.services import remember


def write_people(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    centre_id: int | None,
    rows: Sequence[Mapping[str, Any]],
    run: Run | None = None,
) -> dict[int, int]:
    """Write the kept rows of a plan; the person's id by sheet row.

    Matching is asked anew, so that a second writing of the same rows changes nothing. With a run
    everything is remembered for `undo_people`. The caller has checked the actor's permission.
    """
    kept = _kept(rows)
    if not kept:
        return {}
    lock_archive(session, county)
    indexes = vault().blind_many("id_number", kept.columns["id_number"])
    known = known_people(session, county, filter(None, indexes))
    undo = Undo()
    households = household_ids(session, county, kept.columns["household_number"], undo)
    run_id = run.id if run else None
    new = [index for index in indexes if index not in known] if known else indexes
    fresh = kept.where(index not in known for index in indexes) if known else kept
    made = _write_new(session, now, county, fresh, new, households, run_id, undo)
    there = [(at, known[index]) for at, index in enumerate(indexes) if index in known]
    matched = [(kept[at], person) for at, person in there]
    if matched:
        write_matched(session, actor, now, matched, households, run_id, undo)
    found = made | {row["row"]: person.id for row, person in matched}
    if centre_id is not None:
        old = [person.id for _, person in matched]
        _link(session, centre_id, [*made.values(), *_unlinked(session, centre_id, old)], undo)
    if run is not None and undo:
        remember(session, run, [undo.as_item()])
    session.flush()
    return {row: found[row] for row in kept.columns["row"]}


def _kept(rows: Sequence[Mapping[str, Any]]) -> ByColumn:
    if not isinstance(rows, ByColumn):
        told = [row for row in rows if row["outcome"] != REJECTED]
        return ByColumn.of([{**row, **values_in(row)} for row in told])
    return rows.where(outcome != REJECTED for outcome in rows.columns["outcome"])


def household_ids(
    session: Session, county: str, numbers: Iterable[str | None], undo: Undo | None = None
) -> dict[str | None, int]:
    """Ids of the households with these numbers in a county's archive; missing ones are made."""
    wanted = list(dict.fromkeys(number for number in numbers if number))
    found: dict[str | None, int] = {}
    for part in chunks(wanted):
        found.update(rows_by(session, Household, ("number", "id"), county, "number", part))  # type: ignore[arg-type]  # pairs
    missing = [number for number in wanted if number not in found]
    if missing:
        ids = next_ids(session, Household, len(missing))
        made = zip(ids, new_uids(len(missing)), repeat(county), missing)
        insert_rows(session, Household, ("id", "uid", "county", "number"), made)
        found.update(zip(missing, ids, strict=True))
        if undo is not None:
            undo.households.extend(ids)
    return found


PLAIN = (
    "document_type", "name", "sex", "birth_date", "ethnic", "education", "category",
    "category_text", "home_place", "home_county", "home_text", "relation_to_head", "bank", "remark",
)  # fmt: skip
COLUMNS = (
    *PLAIN, "id", "uid", "county", "name_key", "household_id", "id_number", "id_number_index",
    "phone", "phone_index", "account", "account_index", "created_at", "changed_at", "version",
)  # fmt: skip


def _columns(
    session: Session,
    now: datetime,
    county: str,
    fresh: ByColumn,
    indexes: Sequence[bytes | None],
    households: Mapping[str | None, int],
    ids: Sequence[int],
) -> Iterable[tuple[Any, ...]]:
    """The rows of COLUMNS, one person each, built column by column."""
    values = fresh.columns
    uids = list(new_uids(len(fresh)))
    at = for_driver(session, Person, "created_at", now)
    keys = vault()

    def sealed(column: str) -> list[bytes | None]:
        return keys.seal_many(TABLE, column, uids, values[column])

    return zip(
        *(values[name] for name in PLAIN),
        ids,
        uids,
        repeat(county),
        [search_key(name or "")[:200] for name in values["name"]],
        map(households.get, values["household_number"]),
        sealed("id_number"),
        indexes,
        sealed("phone"),
        keys.blind_many("phone", values["phone"]),
        sealed("account"),
        keys.blind_many("account", values["account"]),
        repeat(at),
        repeat(at),
        repeat(1),
    )


def _write_new(
    session: Session,
    now: datetime,
    county: str,
    fresh: ByColumn,
    indexes: Sequence[bytes | None],
    households: Mapping[str | None, int],
    run_id: int | None,
    undo: Undo,
) -> dict[int, int]:
    if not fresh:
        return {}
    ids = next_ids(session, Person, len(fresh))
    rows = _columns(session, now, county, fresh, indexes, households, ids)
    insert_rows(session, Person, COLUMNS, rows)
    told = zip(ids, fresh.columns["codes"], fresh.columns["facts"], strict=True)
    doubts = [
        _doubt(key, code, facts.get(code, {}), run_id, now)
        for key, codes, facts in told
        for code in codes
    ]
    if doubts:
        session.execute(insert(table_of(PersonDoubt)), doubts)
    undo.people.extend(ids)
    return dict(zip(fresh.columns["row"], ids, strict=True))


def _doubt(
    person_id: int, code: str, facts: Mapping[str, Any], run_id: int | None, now: datetime
) -> dict[str, Any]:
    return {
        "person_id": person_id, "run_id": run_id, "code": code, "facts": facts,
        "raised_at": now, "reason": "",
    }  # fmt: skip


def _unlinked(session: Session, centre_id: int, matched: Sequence[int]) -> list[int]:
    """Of the people who were in the archive already, those the centre does not see yet."""
    linked: set[int] = set()
    for part in chunks(matched):
        linked.update(
            session.scalars(
                select(PersonCentre.person_id).where(
                    PersonCentre.centre_id == centre_id, PersonCentre.person_id.in_(part)
                )
            )
        )
    return [key for key in dict.fromkeys(matched) if key not in linked]


def _link(session: Session, centre_id: int, person_ids: Sequence[int], undo: Undo) -> None:
    """Let the centre see these people."""
    rows = zip(person_ids, repeat(centre_id))
    insert_rows(session, PersonCentre, ("person_id", "centre_id"), rows)
    undo.links.extend([key, centre_id] for key in person_ids)
