"""The list of villages: eligible or not, with and without a leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, distinct, func, select
from sqlalchemy.orm import Session

from courses.leaders.models import Leader, Village, VillageFlag
from courses.leaders.queries import VILLAGES, reach
from courses.leaders.rules import POOL, SERVING
from lms.accounts.actor import Actor, below
from lms.web.paging import Page


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village as a line of the list; leaders and candidates are those of now."""

    id: int
    code: str
    town: str
    name: str
    flagged_on: date | None
    merged_on: date | None
    successor_id: int | None
    leaders: int
    candidates: int


@dataclass(frozen=True, slots=True)
class VillageCounts:
    """Villages under the filters of place and name."""

    all: int
    eligible: int
    without: int
    merged: int


def page_of_villages(
    session: Session, actor: Actor, page: Page, counted: VillageCounts
) -> tuple[list[VillageLine], Page]:
    """One page of the villages within reach that fit the filters, by code.

    `counted` is what `counts` gave: of most filters it knows the total already.
    """
    where = and_(reach(actor, VILLAGES, Village.code), *filters(page.args))
    total = _known_total(page.args, counted)
    if total is None:
        total = session.scalar(select(func.count(Village.id)).where(where)) or 0
    rows = session.scalars(
        select(Village).where(where).order_by(Village.code).limit(page.per_page).offset(page.offset)
    ).all()
    return _lines(session, rows), page.of(total)


def _known_total(args: Mapping[str, str], counted: VillageCounts) -> int | None:
    asked = (args.get("flag") or "", args.get("leader") or "")
    return {
        ("", ""): counted.all,
        ("yes", ""): counted.eligible,
        ("yes", "without"): counted.without,
        ("yes", "with"): counted.eligible - counted.without,
        ("merged", ""): counted.merged,
    }.get(asked)


def _lines(session: Session, rows: Sequence[Village]) -> list[VillageLine]:
    people: dict[int, list[int]] = {}
    counted = session.execute(
        select(Leader.village_id, Leader.state, func.count())
        .where(Leader.village_id.in_([row.id for row in rows]), Leader.state.in_(SERVING | POOL))
        .group_by(Leader.village_id, Leader.state)
    )
    for village_id, state, count in counted:
        two = people.setdefault(village_id, [0, 0])
        two[0 if state in SERVING else 1] += count
    return [
        VillageLine(
            row.id, row.code, row.town_name, row.name, row.flagged_on, row.merged_on,
            row.successor_id, *people.get(row.id, (0, 0)),
        )
        for row in rows
    ]  # fmt: skip


def counts(session: Session, actor: Actor, args: Mapping[str, str]) -> VillageCounts:
    """How many villages there are, are eligible, have no active leader, were merged away."""
    kept = {name: value for name, value in args.items() if name in ("q", "county", "place")}
    where = and_(reach(actor, VILLAGES, Village.code), *filters(kept))
    eligible = Village.flagged_on.is_not(None)
    every, flagged, merged = session.execute(
        select(
            func.count(Village.id),
            func.count(Village.flagged_on),
            func.count(Village.merged_on),
        ).where(where)
    ).one()
    served = session.scalar(
        select(func.count(distinct(Leader.village_id)))
        .join(Village, Village.id == Leader.village_id)
        .where(Leader.state.in_(SERVING), reach(actor, VILLAGES, Leader.place), where, eligible)
    )
    return VillageCounts(every, flagged, flagged - (served or 0), merged)


def _served() -> ColumnElement[bool]:
    return Village.id.in_(select(Leader.village_id).where(Leader.state.in_(SERVING)))


def filters(args: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """Conditions of the filter row: q, county, place, flag (yes, no, merged), leader (with …)."""
    found: list[ColumnElement[bool]] = []
    if words := args.get("q", "").strip()[:40]:
        found.append(Village.name.contains(words, autoescape=True))
    for name in ("county", "place"):
        place = args.get(name, "")
        if place.isdecimal() and place.isascii() and len(place) in (4, 6, 9, 12):
            found.append(below(Village.code, place))
    match args.get("flag"):
        case "yes":
            found.append(Village.flagged_on.is_not(None))
        case "no":
            found.append(Village.flagged_on.is_(None) & Village.merged_on.is_(None))
        case "merged":
            found.append(Village.merged_on.is_not(None))
    match args.get("leader"):
        case "with":
            found.append(_served())
        case "without":
            found.append(~_served())
    return found


def flags_of(session: Session, village: Village) -> Sequence[VillageFlag]:
    """The history of a village's flag, the newest first."""
    return session.scalars(
        select(VillageFlag)
        .where(VillageFlag.village_id == village.id)
        .order_by(VillageFlag.seq.desc())
    ).all()


def merged_into(session: Session, village: Village) -> Sequence[Village]:
    """Villages that were merged into this one."""
    return session.scalars(
        select(Village).where(Village.successor_id == village.id).order_by(Village.code)
    ).all()


def choices(
    session: Session, actor: Actor, permission: str, county: str
) -> dict[str, list[tuple[str, str]]]:
    """Villages of a county that are not merged away, as choices grouped by town."""
    rows = session.execute(
        select(Village.id, Village.town_name, Village.name)
        .where(
            below(Village.code, county),
            reach(actor, permission, Village.code),
            Village.merged_on.is_(None),
        )
        .order_by(Village.code)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for village_id, town, name in rows:
        found.setdefault(town, []).append((str(village_id), name))
    return found
