"""The list of leaders: filters, paging, what a line shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from courses.leaders import coverage
from courses.leaders.models import Leader, LeaderField, LeaderStep, Shop, Village
from courses.leaders.queries import VIEW, reach
from courses.leaders.rules import LeaderAction, LeaderGroup, LeaderSource, LeaderState
from courses.lecturers.rules import Expertise
from courses.rosters.models import Person
from courses.rosters.rules import normalise_name
from lms.accounts.actor import Actor, below
from lms.divisions import queries as divisions
from lms.errors import NotFound
from lms.web.paging import Page

WAITING = ("review", "decide", "train", "certify", "activate")
"""What somebody in the office may wait for."""
NOTICE_STATES = {"review": LeaderState.RECOMMENDED, "train": LeaderState.DECIDED}
OPEN_STATES = {
    "decide": LeaderState.REVIEWED,
    "certify": LeaderState.TRAINED,
    "activate": LeaderState.CERTIFIED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A leader as a line of the list."""

    id: int
    name: str
    sex: str | None
    place: str
    village_id: int
    village: str
    group: LeaderGroup | None
    source: LeaderSource | None
    state: LeaderState
    state_on: date
    certificate_number: str
    shops: tuple[str, ...]
    households: int


@dataclass(frozen=True, slots=True)
class Register:
    """The register of a county as the subject of its exports."""

    county: str


def register_for(session: Session, actor: Actor, county: int) -> Register:
    """A county's register, for who sees all of it; NotFound otherwise."""
    code = f"{county:06d}"
    if not actor.may(VIEW, code):
        raise NotFound
    return Register(code)


def page_of_leaders(
    session: Session, actor: Actor, page: Page, today: date, counts: Mapping[LeaderState, int]
) -> tuple[list[Line], Page]:
    """One page of the leaders within the actor's reach that fit the filters.

    `counts` are those of `state_counts`: unless a step is waited for they know the total already.
    """
    where = and_(reach(actor, VIEW, Leader.place), *filters(page.args, today))
    state = page.args.get("state")
    if page.args.get("waiting") in WAITING:
        total = session.scalar(select(func.count(Leader.id)).where(where)) or 0
    elif state in set(LeaderState):
        total = counts[LeaderState(state)]
    else:
        total = sum(counts.values())
    ids = session.scalars(
        select(Leader.id)
        .where(where)
        .order_by(*_order(page.args.get("sort", "")))
        .limit(page.per_page)
        .offset(page.offset)
    ).all()
    return lines(session, ids, today), page.of(total)


def all_leaders(
    session: Session, actor: Actor, county: str, args: Mapping[str, str], today: date
) -> list[int]:
    """Ids of a county's leaders that fit the filters, in the order of the list, for a paper."""
    where = and_(
        reach(actor, VIEW, Leader.place), below(Leader.place, county), *filters(args, today)
    )
    chosen = select(Leader.id).where(where).order_by(*_order(args.get("sort", "")))
    return list(session.scalars(chosen))


def state_counts(
    session: Session, actor: Actor, args: Mapping[str, str], today: date
) -> dict[LeaderState, int]:
    """Leaders by state under all filters but that of the state."""
    kept = {name: value for name, value in args.items() if name not in ("state", "waiting")}
    where = and_(reach(actor, VIEW, Leader.place), *filters(kept, today))
    return coverage.states(session, where)


def _order(sort: str) -> list[ColumnElement[Any]]:
    if sort in ("on", "-on"):
        return [Leader.state_on.desc() if sort == "-on" else Leader.state_on.asc(), Leader.id.asc()]
    return [Leader.place.asc(), Leader.id.asc()]


def filters(args: Mapping[str, str], today: date) -> list[ColumnElement[bool]]:
    """Conditions of the filter row: q, state, kind, county, place, goods, waiting."""
    found: list[ColumnElement[bool]] = []
    words = normalise_name(args.get("q", ""))[:40]
    if words:
        named = Person.name.contains(words, autoescape=True)
        if words.isascii():
            named = or_(named, Person.name_key.contains(words.lower(), autoescape=True))
        found.append(select(Person.id).where(Person.id == Leader.person_id, named).exists())
    if args.get("state") in set(LeaderState):
        found.append(Leader.state == LeaderState(args["state"]))
    if args.get("kind") in set(LeaderGroup):
        found.append(Leader.group == LeaderGroup(args["kind"]))
    if args.get("kind") in set(LeaderSource):
        found.append(Leader.source == LeaderSource(args["kind"]))
    for name in ("county", "place"):
        place = args.get(name, "")
        if place.isdecimal() and place.isascii() and len(place) in (4, 6, 9, 12):
            found.append(below(Leader.place, place))
    if args.get("goods") in set(Expertise):
        chosen = select(LeaderField.leader_id).where(LeaderField.code == Expertise(args["goods"]))
        found.append(Leader.id.in_(chosen))
    if args.get("waiting") in WAITING:
        found.append(waits(args["waiting"], today))
    return found


def waits(name: str, today: date) -> ColumnElement[bool]:
    """SQL condition: leaders for whom this step is due, their notice being over."""
    if name in NOTICE_STATES:
        over = or_(Leader.notice_to.is_(None), Leader.notice_to < today)
        return and_(Leader.state == NOTICE_STATES[name], over)
    return Leader.state == OPEN_STATES[name]


def lines(session: Session, ids: Sequence[int], today: date) -> list[Line]:
    """The lines of these leaders in their order: leaders, shops and households in three queries."""
    rows = session.execute(
        select(Leader, Person.name, Person.sex, Village.name, Village.town_name)
        .join(Person, Person.id == Leader.person_id)
        .join(Village, Village.id == Leader.village_id)
        .where(Leader.id.in_(ids))
    )
    shops = _shops(session, ids)
    driven = coverage.households_now(session, ids, today)
    found = {
        leader.id: Line(
            leader.id, name, sex, leader.place, leader.village_id, f"{town}{village}",
            leader.group, leader.source, leader.state, leader.state_on,
            leader.certificate_number, tuple(shops.get(leader.id, ())), driven.get(leader.id, 0),
        )
        for leader, name, sex, village, town in rows
    }  # fmt: skip
    return [found[key] for key in ids if key in found]


def _shops(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(Shop.leader_id, Shop.name)
        .where(Shop.leader_id.in_(list(ids)), Shop.closed_on.is_(None))
        .order_by(Shop.id)
    )
    for leader_id, name in rows:
        found.setdefault(leader_id, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a step, since when the first, and which one if it is the only one."""

    count: int
    first: date | None
    only: int | None


def waiting(session: Session, actor: Actor, permission: str, name: str, today: date) -> Waiting:
    """Leaders for whom the actor may take this step; of a decision, not those it prepared."""
    where = [actor.within(permission, Leader.place), waits(name, today)]
    if name == "decide" and actor.id is not None:
        own = select(LeaderStep.leader_id).where(
            LeaderStep.by_account_id == actor.id,
            LeaderStep.action.in_((LeaderAction.RECOMMEND, LeaderAction.REVIEW)),
        )
        where.append(Leader.id.not_in(own))
    count, first, only = session.execute(
        select(func.count(Leader.id), func.min(Leader.state_on), func.min(Leader.id)).where(*where)
    ).one()
    return Waiting(count, first, only if count == 1 else None)


Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer this actor; `county` is the only county of the scope, or ''."""

    counties: Pairs
    towns: Pairs
    county: str


def choices(session: Session, actor: Actor, permission: str) -> Choices:
    """Counties within the permission; towns where there is one county only."""
    counties = divisions.counties_within(session, actor, permission)
    only = counties[0].code[:6] if len(counties) == 1 else ""
    towns = divisions.children(session, only) if only else ()
    return Choices(
        [(county.code[:6], county.name) for county in counties],
        [(town.code[:9], town.name) for town in towns],
        only,
    )
