"""Taking an import of people back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from courses.rosters.bulk import lock_archive
from courses.rosters.matching import write_changes
from courses.rosters.models import Household, Person, PersonCentre, PersonChange, PersonDoubt
from courses.rosters.queries import chunks, known_by_id
from courses.rosters.values import COMPARED
from courses.rosters.writing import household_ids
from lms.accounts.actor import Actor
from lms.orm import Base
from lms.runs.models import Run
from lms.runs.services import remembered

ROSTERS = "rosters"
OWN = frozenset({"rosters_person_centre", "rosters_person_change", "rosters_person_doubt"})


def undo_people(session: Session, actor: Actor, now: datetime, run: Run) -> dict[str, int]:
    """Take back what the run wrote of people: counts `removed`, `restored`, `stayed`.

    Changed fields get their former value unless somebody changed them again since. People the run
    made are removed unless something refers to them by now (an enrolment, another centre's link, a
    later change): they stay and are counted.
    """
    lock_archive(session, run.county)
    counts = {"removed": 0, "restored": 0, "stayed": 0}
    for item in list(remembered(session, run)):
        if item.get("of") != ROSTERS:
            continue
        _doubts_back(session, item)
        restored, stayed = _fields_back(session, actor, now, run, item["changed"])
        counts["restored"] += restored
        counts["stayed"] += stayed
        free = _unreferred(session, run, item["people"], item["links"])
        _remove(session, item, free)
        counts["removed"] += len(free)
        counts["stayed"] += len(item["people"]) - len(free)
    session.expire_all()
    return counts


def people_changed(session: Session, run: Run) -> tuple[int, ...]:
    """Ids of the people in the archive of whom the run wrote something else."""
    items = (item for item in remembered(session, run) if item.get("of") == ROSTERS)
    return tuple(sorted({one["id"] for item in items for one in item["changed"]}))


def _doubts_back(session: Session, item: Mapping[str, Any]) -> None:
    before = {was["id"]: was for was in item["doubts_before"]}
    for part in chunks(before):
        for doubt in session.scalars(select(PersonDoubt).where(PersonDoubt.id.in_(part))):
            was = before[doubt.id]
            doubt.facts, doubt.run_id, doubt.reason = was["facts"], was["run_id"], was["reason"]
            doubt.raised_at = datetime.fromisoformat(was["raised_at"])
            settled = was["settled_at"]
            doubt.settled_at = datetime.fromisoformat(settled) if settled else None
            doubt.settled_by = was["settled_by"]
    session.flush()
    _delete(session, PersonDoubt, item["doubts_new"])


def _fields_back(
    session: Session, actor: Actor, now: datetime, run: Run, fields: Iterable[Mapping[str, Any]]
) -> tuple[int, int]:
    """Restore fields that still have the value the run wrote: (people restored, people not)."""
    items = list(fields)
    known = known_by_id(session, (item["id"] for item in items))
    changed = []
    stayed = 0
    for item in items:
        person, before, after = known.get(item["id"]), item["before"], item["after"]
        if person is None:
            continue
        names = [n for n in COMPARED if n in after and person.values[n] == after[n]]
        stayed += len(names) < sum(n in after for n in COMPARED)
        diff = {name: (after[name], before[name]) for name in names}
        if diff:
            changed.append((before, person, diff))
    numbers = (before.get("household_number") for before, _, _ in changed)
    households = household_ids(session, run.county, numbers)
    write_changes(session, actor, now, changed, households, run.id, reason="undone")
    return len(changed), stayed


def _unreferred(
    session: Session, run: Run, ids: Iterable[int], links: Iterable[list[int]]
) -> set[int]:
    """Of the people a run made, those nothing refers to but the run itself."""
    free = set(ids)
    own_links = {(person, centre) for person, centre in links}
    for part in chunks(sorted(free)):
        for table, column in _referring():
            rows = session.scalars(select(table.c[column]).where(table.c[column].in_(part)))
            free.difference_update(rows)
        by_others = session.scalars(
            select(PersonChange.person_id).where(
                PersonChange.person_id.in_(part), PersonChange.run_id.is_distinct_from(run.id)
            )
        )
        free.difference_update(by_others)
        seen = session.execute(
            select(PersonCentre.person_id, PersonCentre.centre_id).where(
                PersonCentre.person_id.in_(part)
            )
        )
        free.difference_update(p for p, centre in seen if (p, centre) not in own_links)
    return free


def _referring() -> list[tuple[Table, str]]:
    """Every column of other plugins' tables that points at a person."""
    return [
        (table, key.parent.name)
        for table in Base.metadata.sorted_tables
        if table.name not in OWN
        for key in table.foreign_keys
        if key.column.table.name == Person.__tablename__
    ]


def _remove(session: Session, item: Mapping[str, Any], free: set[int]) -> None:
    made = set(item["people"])
    for part in chunks(sorted(free)):
        for model in (PersonCentre, PersonDoubt, PersonChange):
            session.execute(delete(model).where(model.person_id.in_(part)))
        session.execute(delete(Person).where(Person.id.in_(part)))
    for person, centre in item["links"]:
        if person not in made:
            session.execute(
                delete(PersonCentre).where(
                    PersonCentre.person_id == person, PersonCentre.centre_id == centre
                )
            )
    for part in chunks(item["households"]):
        used = select(Person.household_id).where(Person.household_id.in_(part))
        session.execute(delete(Household).where(Household.id.in_(part), Household.id.not_in(used)))


def _delete(session: Session, model: type[PersonDoubt], ids: Iterable[int]) -> None:
    for part in chunks(ids):
        session.execute(delete(model).where(model.id.in_(part)))
