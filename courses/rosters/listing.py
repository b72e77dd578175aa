"""The list of people: filters, paging, exact search, and what a line shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from courses.rosters.models import Person, PersonCentre, PersonDoubt
from courses.rosters.queries import VIEW, chunks, home_names, reach
from courses.rosters.records import masked
from courses.rosters.rules import Category, check_phone, normalise_name, normalise_number
from lms.accounts.actor import Actor, below
from lms.divisions import queries as divisions
from lms.errors import NotFound
from lms.privacy import vault
from lms.web.paging import Page

IMPORT = "rosters:person:import"
SORTS = {"name": Person.name_key, "home": Person.home_place}


@dataclass(frozen=True, slots=True)
class Line:
    """A person as a line of the list; numbers are masked."""

    id: int
    name: str
    id_number: str
    sex: str | None
    category: Category
    home: str
    phone: str
    doubts: int


Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer this actor; `county` is the only county of the scope, or None."""

    counties: Pairs
    towns: Pairs
    centres: Pairs
    county: str | None


def choices(session: Session, actor: Actor, permission: str) -> Choices:
    """Counties and centres within the permission; towns where there is one county only."""
    counties = divisions.counties_within(session, actor, permission)
    only = counties[0].code[:6] if len(counties) == 1 else None
    towns = divisions.children(session, only) if only else ()
    centres = divisions.centres(session, actor)
    return Choices(
        [(county.code[:6], county.name) for county in counties],
        [(town.code[:9], town.name) for town in towns],
        [(str(centre.id), centre.name) for centre in centres],
        only,
    )


@dataclass(frozen=True, slots=True)
class Archive:
    """A county's archive as the subject of its exports."""

    county: str


def archive_for(session: Session, actor: Actor, county: int) -> Archive:
    """The archive of a county of which the actor sees at least a centre's part; else NotFound."""
    code = f"{county:06d}"
    if not actor.may(VIEW, code, centre_in(actor, code)):
        raise NotFound
    return Archive(code)


def centre_in(actor: Actor, county: str) -> int | None:
    """The centre to which the actor's sight of a county is limited; None for the whole county."""
    if actor.may(VIEW, county):
        return None
    held = [g.centre_id for g in actor.grants if VIEW in g.permissions and g.prefix == county]
    return held[0] if held else None


def import_places(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Where one may import to, as (`county/centre id`, name): centres first, then whole counties."""
    counties, centres = divisions.counties_and_centres(session, actor, IMPORT)
    return [*centres, *counties]


def page_of_people(session: Session, actor: Actor, page: Page) -> tuple[list[Line], Page]:
    """One page of the people within the actor's reach that fit the filters."""
    chosen = select(Person.id).where(reach(actor), *filters(page.args))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    part = ordered(chosen, page.args.get("sort", "")).limit(page.per_page).offset(page.offset)
    return lines(session, _in_order(session, part)), page.of(total)


def all_people(session: Session, actor: Actor, county: str, args: Mapping[str, str]) -> list[Line]:
    """Everybody of one county's archive within reach who fits the filters, for an export."""
    chosen = select(Person.id).where(reach(actor), Person.county == county, *filters(args))
    return lines(session, _in_order(session, ordered(chosen, args.get("sort", ""))))


def _in_order(session: Session, chosen: Select[int]) -> list[Person]:
    """The people of these ids in their order: sorting ids alone is several times quicker."""
    ids = session.scalars(chosen).all()
    found = {
        person.id: person
        for part in chunks(ids)
        for person in session.scalars(select(Person).where(Person.id.in_(part)))
    }
    return [found[key] for key in ids]


def filters(args: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """Conditions of the filter row: q, category, county, centre, place, doubt; nonsense is left out."""
    found: list[ColumnElement[bool]] = []
    words = normalise_name(args.get("q", ""))[:40]
    if words:
        found.append(_named(words))
    if args.get("category") in set(Category):
        found.append(Person.category == args["category"])
    if args.get("county", "").isdecimal():
        found.append(Person.county == args["county"][:6])
    if args.get("centre", "").isdecimal():
        linked = select(PersonCentre.person_id).where(
            PersonCentre.centre_id == int(args["centre"][:9])
        )
        found.append(Person.id.in_(linked))
    place = args.get("place", "")
    if place.isdecimal() and place.isascii() and len(place) in (4, 6, 9, 12):
        found.append(below(Person.home_place, place))
    if args.get("doubt") == "open":
        doubtful = select(PersonDoubt.person_id).where(PersonDoubt.settled_at.is_(None))
        found.append(Person.id.in_(doubtful))
    return found


def _named(words: str) -> ColumnElement[bool]:
    by_name = Person.name.contains(words, autoescape=True)
    if not words.isascii():
        return by_name
    return or_(by_name, Person.name_key.contains(words.lower(), autoescape=True))


def ordered(chosen: Select[int], sort: str) -> Select[int]:
    """By the column asked for, else the newest roster first, in the order of its sheet."""
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return chosen.order_by(Person.created_at.desc(), Person.id)
    return chosen.order_by(column.desc() if sort.startswith("-") else column.asc(), Person.id)


def lines(session: Session, people: Sequence[Person]) -> list[Line]:
    """Lines for the list, with names of places and counts of doubts in two queries."""
    doubts = _doubt_counts(session, people)
    homes = home_names(session, (person.home_place for person in people))
    found = []
    for person in people:
        numbers = masked(person)
        found.append(
            Line(
                person.id,
                person.name,
                numbers.id_number,
                person.sex,
                Category(person.category),
                homes.get(person.home_place or "", "") or person.home_text,
                numbers.phone,
                doubts.get(person.id, 0),
            )
        )
    return found


def _doubt_counts(session: Session, people: Iterable[Person]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for part in chunks(person.id for person in people):
        rows = session.execute(
            select(PersonDoubt.person_id, func.count())
            .where(PersonDoubt.person_id.in_(part), PersonDoubt.settled_at.is_(None))
            .group_by(PersonDoubt.person_id)
        )
        counts.update((person_id, count) for person_id, count in rows)
    return counts


def exact(session: Session, actor: Actor, written: str) -> Sequence[Person]:
    """People within reach with this ID number or telephone; the number never leaves this call."""
    keys = vault()
    number = normalise_number(written)
    if not number:
        return ()
    phone, _ = check_phone(written)
    same = or_(
        Person.id_number_index == keys.blind("id_number", number),
        Person.phone_index == keys.blind("phone", phone),
    )
    wanted = select(Person).where(reach(actor), same).order_by(Person.id).limit(50)
    return session.scalars(wanted).all()


def open_doubt_count(session: Session, actor: Actor, permission: str) -> int:
    """How many people within the permission have doubts nobody has settled."""
    doubtful = select(PersonDoubt.person_id).where(PersonDoubt.settled_at.is_(None))
    wanted = select(func.count()).where(reach(actor, permission), Person.id.in_(doubtful))
    return session.scalar(wanted) or 0
