"""Writing a planned roster in bulk: new people, matched people, links, changes, doubts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from courses.rosters.matching import Undo, write_matched
from courses.rosters.models import Household, Person, PersonCentre, PersonDoubt
from courses.rosters.queries import chunks, known_people
from courses.rosters.records import TABLE
from courses.rosters.rules import search_key
from lms.accounts.actor import Actor
from lms.orm import Base, new_uid
from lms.privacy import vault
from lms.runs.models import Run
from lms.runs.services import remember

REJECTED = "rejected"


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
    kept = [row for row in rows if row["outcome"] != REJECTED]
    lock_archive(session, county)
    keys = vault()
    indexes = [keys.blind("id_number", row["values"]["id_number"]) for row in kept]
    known = known_people(session, county, indexes)
    undo = Undo()
    households = household_ids(
        session, county, (row["values"]["household_number"] for row in kept), undo
    )
    fresh = [(row, index) for row, index in zip(kept, indexes, strict=True) if index not in known]
    found = {row["row"]: known[i].id for row, i in zip(kept, indexes, strict=True) if i in known}
    run_id = run.id if run else None
    found |= _write_new(session, now, county, fresh, households, run_id, undo)
    matched = [(row, known[i]) for row, i in zip(kept, indexes, strict=True) if i in known]
    write_matched(session, actor, now, matched, households, run_id, undo)
    if centre_id is not None:
        _link(session, centre_id, found.values(), undo)
    if run is not None and undo:
        remember(session, run, [undo.as_item()])
    session.flush()
    return {row["row"]: found[row["row"]] for row in kept}


def lock_archive(session: Session, county: str) -> None:
    """Let one writer at a time match numbers in a county's archive (SQLite has one anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(county)})


def next_ids(session: Session, table: type[Base], count: int) -> Sequence[int]:
    """Ids for rows about to be inserted, so that nothing has to be read back."""
    name = table.__tablename__
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(name, "id")
        drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return session.scalars(drawn).all()
    last = session.scalar(select(func.max(table.__table__.c.id))) or 0
    return range(last + 1, last + 1 + count)


def household_ids(
    session: Session, county: str, numbers: Iterable[str | None], undo: Undo | None = None
) -> dict[str, int]:
    """Ids of the households with these numbers in a county's archive; missing ones are made."""
    wanted = list(dict.fromkeys(number for number in numbers if number))
    found: dict[str, int] = {}
    for part in chunks(wanted):
        rows = session.execute(
            select(Household.number, Household.id).where(
                Household.county == county, Household.number.in_(part)
            )
        )
        found.update((number, key) for number, key in rows)
    missing = [number for number in wanted if number not in found]
    if missing:
        ids = next_ids(session, Household, len(missing))
        session.execute(
            insert(Household.__table__),  # type: ignore[arg-type]  # a Table, typed FromClause
            [
                {"id": key, "uid": new_uid(), "county": county, "number": number}
                for key, number in zip(ids, missing, strict=True)
            ],
        )
        found.update(zip(missing, ids, strict=True))
        if undo is not None:
            undo.households.extend(ids)
    return found


def _write_new(
    session: Session,
    now: datetime,
    county: str,
    fresh: Sequence[tuple[Mapping[str, Any], bytes]],
    households: Mapping[str, int],
    run_id: int | None,
    undo: Undo,
) -> dict[int, int]:
    if not fresh:
        return {}
    ids = next_ids(session, Person, len(fresh))
    people = []
    doubts = []
    keys = vault()
    seal, blind = keys.seal, keys.blind
    for (row, index), key in zip(fresh, ids, strict=True):
        values, uid = row["values"], new_uid()
        phone, account, birth = values["phone"], values["account"], values["birth_date"]
        household = values["household_number"]
        people.append(
            {
                **values,
                "id": key,
                "uid": uid,
                "county": county,
                "name_key": search_key(values["name"])[:200],
                "id_number": seal(TABLE, uid, "id_number", values["id_number"]),
                "id_number_index": index,
                "birth_date": date.fromisoformat(birth) if birth else None,
                "household_id": households[household] if household else None,
                "phone": seal(TABLE, uid, "phone", phone) if phone else None,
                "phone_index": blind("phone", phone) if phone else None,
                "account": seal(TABLE, uid, "account", account) if account else None,
                "account_index": blind("account", account) if account else None,
                "created_at": now,
                "changed_at": now,
                "version": 1,
            }
        )
        del people[-1]["household_number"]
        doubts += [_doubt(key, code, row, run_id, now) for code in row["codes"]]
    session.execute(insert(Person.__table__), people)  # type: ignore[arg-type]  # as above
    if doubts:
        session.execute(insert(PersonDoubt.__table__), doubts)  # type: ignore[arg-type]  # as above
    undo.people.extend(ids)
    return {row["row"]: key for (row, _), key in zip(fresh, ids, strict=True)}


def _doubt(
    person_id: int, code: str, row: Mapping[str, Any], run_id: int | None, now: datetime
) -> dict[str, Any]:
    facts = row["facts"].get(code, {})
    return {
        "person_id": person_id, "run_id": run_id, "code": code, "facts": facts,
        "raised_at": now, "reason": "",
    }  # fmt: skip


def _link(session: Session, centre_id: int, person_ids: Iterable[int], undo: Undo) -> None:
    """Let the centre see these people."""
    wanted = list(dict.fromkeys(person_ids))
    linked: set[int] = set()
    for part in chunks(wanted):
        linked.update(
            session.scalars(
                select(PersonCentre.person_id).where(
                    PersonCentre.centre_id == centre_id, PersonCentre.person_id.in_(part)
                )
            )
        )
    missing = [key for key in wanted if key not in linked]
    if missing:
        rows = [{"person_id": key, "centre_id": centre_id} for key in missing]
        session.execute(insert(PersonCentre.__table__), rows)  # type: ignore[arg-type]  # as above
        undo.links.extend([key, centre_id] for key in missing)
