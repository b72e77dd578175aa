"""Reading people: the record for an actor, many by id, by number; what is in doubt."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from courses.rosters.bulk import rows_by
from courses.rosters.models import Household, Person, PersonCentre, PersonChange, PersonDoubt
from courses.rosters.records import TABLE
from courses.rosters.values import Known
from lms.accounts.actor import Actor, below
from lms.divisions import queries as divisions
from lms.divisions.models import Centre
from lms.errors import NotFound
from lms.privacy import vault

VIEW = "rosters:person:view"
INDEX = "id_number_index"
CHUNK = 5000
Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists short enough for one statement's parameters."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def reach(actor: Actor, permission: str = VIEW) -> ColumnElement[bool]:
    """SQL condition on Person: the archive's county, or a link to one of the actor's centres."""
    linked = [
        and_(
            below(Person.county, grant.prefix),
            Person.id.in_(
                select(PersonCentre.person_id).where(PersonCentre.centre_id == grant.centre_id)
            ),
        )
        for grant in actor.grants
        if grant.centre_id is not None and permission in grant.permissions
    ]
    return or_(actor.within(permission, Person.county), *linked)


def person_for(session: Session, actor: Actor, person_id: int, permission: str = VIEW) -> Person:
    """The person with the household, if the actor may do that with them; NotFound otherwise."""
    person = session.scalar(
        select(Person)
        .where(Person.id == person_id, reach(actor, permission))
        .options(joinedload(Person.household))
    )
    if person is None:
        raise NotFound
    return person


def may_reach(session: Session, actor: Actor, person: Person, permission: str) -> bool:
    """Whether the permission reaches this person."""
    wanted = select(Person.id).where(Person.id == person.id, reach(actor, permission))
    return session.scalar(wanted) is not None


def people(session: Session, ids: Iterable[int]) -> dict[int, Person]:
    """People by id, each with the household; who does not exist is left out."""
    found: dict[int, Person] = {}
    for part in chunks(ids):
        rows = session.scalars(
            select(Person).where(Person.id.in_(part)).options(joinedload(Person.household))
        )
        found.update((person.id, person) for person in rows)
    return found


def find_by_number(session: Session, county: str, number: str) -> Person | None:
    """The person of a county's archive with this document number in its one spelling."""
    index = vault().blind("id_number", number)
    return session.scalar(
        select(Person)
        .where(Person.county == county, Person.id_number_index == index)
        .options(joinedload(Person.household))
    )


def find_everywhere(session: Session, number: str) -> Sequence[int]:
    """Ids of the records of all archives with this document number, for prior claims."""
    index = vault().blind("id_number", number)
    return session.scalars(
        select(Person.id).where(Person.id_number_index == index).order_by(Person.id)
    ).all()


def open_doubts(session: Session, person_ids: Iterable[int]) -> dict[int, list[PersonDoubt]]:
    """Doubts nobody has settled yet, by person; people without doubts are left out."""
    found: dict[int, list[PersonDoubt]] = {}
    for part in chunks(person_ids):
        rows = session.scalars(
            select(PersonDoubt)
            .where(PersonDoubt.person_id.in_(part), PersonDoubt.settled_at.is_(None))
            .order_by(PersonDoubt.id)
        )
        for doubt in rows:
            found.setdefault(doubt.person_id, []).append(doubt)
    return found


def doubts_of(session: Session, person_id: int) -> Sequence[PersonDoubt]:
    """All doubts of a person, the open ones first."""
    return session.scalars(
        select(PersonDoubt)
        .where(PersonDoubt.person_id == person_id)
        .order_by(PersonDoubt.settled_at.is_not(None), PersonDoubt.id)
    ).all()


def household_of(session: Session, actor: Actor, person: Person) -> Sequence[Person]:
    """The other members of the person's household within reach."""
    if person.household_id is None:
        return ()
    return session.scalars(
        select(Person)
        .where(Person.household_id == person.household_id, Person.id != person.id, reach(actor))
        .order_by(Person.id)
        .limit(50)
    ).all()


def centres_of(session: Session, person_id: int) -> Sequence[Centre]:
    """The training centres that registered or taught the person."""
    return session.scalars(
        select(Centre)
        .join(PersonCentre, PersonCentre.centre_id == Centre.id)
        .where(PersonCentre.person_id == person_id)
        .order_by(Centre.name)
    ).all()


def changes_of(session: Session, person_id: int) -> Sequence[PersonChange]:
    """The history of a person's fields, the newest first."""
    return session.scalars(
        select(PersonChange)
        .where(PersonChange.person_id == person_id)
        .order_by(PersonChange.id.desc())
    ).all()


KNOWN_COLUMNS: tuple[Any, ...] = (
    Person.id,
    Person.uid,
    Person.id_number_index,
    Person.name,
    Person.sex,
    Person.birth_date,
    Person.ethnic,
    Person.education,
    Person.category,
    Person.category_text,
    Person.home_place,
    Person.home_county,
    Person.home_text,
    Person.relation_to_head,
    Person.phone,
    Person.account,
    Person.bank,
    Person.remark,
    Household.number.label("household_number"),
)


def known_people(session: Session, county: str, indexes: Iterable[bytes]) -> dict[bytes, Known]:
    """Who of these is in the county's archive, by blind index, with what is known of them."""
    found: dict[bytes, Known] = {}
    there = [
        bytes(index)
        for part in chunks(indexes)
        for (index,) in rows_by(session, Person, [INDEX], county, INDEX, part)
    ]
    for part in chunks(there):
        wanted = (Person.county == county, Person.id_number_index.in_(part))
        found.update((index, known) for index, known in _known(session, *wanted))
    return found


def known_by_id(session: Session, ids: Iterable[int]) -> dict[int, Known]:
    """What the archive knows of people, by id."""
    found: dict[int, Known] = {}
    for part in chunks(ids):
        found.update((known.id, known) for _, known in _known(session, Person.id.in_(part)))
    return found


def _known(session: Session, *wanted: ColumnElement[bool]) -> Iterator[tuple[bytes, Known]]:
    keys = vault()
    rows = session.execute(
        select(*KNOWN_COLUMNS)
        .outerjoin(Household, Household.id == Person.household_id)
        .where(*wanted)
    )
    for row in rows.mappings():
        values = dict(row)
        uid, index = values["uid"], values.pop("id_number_index")
        for column in ("phone", "account"):
            values[column] = keys.open(TABLE, uid, column, values[column])
        birth = values["birth_date"]
        values["birth_date"] = birth.isoformat() if birth else None
        yield index, Known(values["id"], uid, values)


def home_names(session: Session, places: Iterable[str | None]) -> dict[str, str]:
    """Town and village of every home place, with the county before it where that is all there is."""
    wanted = {place for place in places if place}
    names = divisions.names_of(session, wanted) if wanted else {}
    found = {}
    for place, levels in names.items():
        near = [levels[level] for level in ("town", "village") if level in levels]
        found[place] = "".join(near or levels.values())
    return found
