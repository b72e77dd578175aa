"""The contact debt map: for every lecturer leaders held, days overdue, ways and hours."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring import coordinates, places
from courses.mentoring.matching_rules import kilometres, tree_distance
from courses.mentoring.models import Load, Pair
from courses.mentoring.queries import pairs_within
from courses.mentoring.rules import PairState, days_overdue
from courses.mentoring.serving import out_of_office
from courses.mentoring.sql_days import days_since
from lms.accounts.actor import Actor, below
from lms.web.paging import Page

COUNTY = 6


@dataclass(frozen=True, slots=True)
class Way:
    """How far a leader is from where the lecturer's way begins; km only where both are known."""

    level: int
    km: int | None


@dataclass(frozen=True, slots=True)
class Debtor:
    """A lecturer of the debt map; pairs and days are those of the place asked for."""

    id: int
    name: str
    county: str
    held: int
    capacity: int
    pairs: int
    overdue: int
    days: int
    worst: int
    minutes: int
    farthest: int | None
    km: int | None


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair with what is overdue and the way there."""

    pair: Pair
    overdue: int
    way: Way


def debtors(session: Session, place: str, today: date, page: Page) -> tuple[list[Debtor], Page]:
    """Lecturers of a place and those who hold leaders there, most days overdue first."""
    late = case((Pair.next_due_on < today, days_since(Pair.next_due_on, today)), else_=0)
    sums = (
        select(
            Pair.lecturer_id.label("who"), func.count().label("pairs"),
            func.sum(case((Pair.next_due_on < today, 1), else_=0)).label("overdue"),
            func.sum(late).label("days"), func.max(late).label("worst"),
            func.sum(Pair.contact_minutes).label("minutes"),
        )
        .where(_here(place))
        .group_by(Pair.lecturer_id)
        .subquery()
    )  # fmt: skip
    found = select(Lecturer, sums, func.count().over().label("total"))
    rows = session.execute(
        found.outerjoin(sums, sums.c.who == Lecturer.id)
        .where(_lecturers(place, sums))
        .order_by(
            func.coalesce(sums.c.days, 0).desc(), func.coalesce(sums.c.pairs, 0).desc(), Lecturer.id
        )
        .offset(page.offset)
        .limit(page.per_page)
    ).all()
    return _with_ways(session, rows, place), page.of(rows[0].total if rows else 0)


def _here(place: str) -> Any:
    parts = [below(Pair.county, place[:COUNTY]), Pair.state == PairState.ACTIVE]
    if len(place) > COUNTY:
        parts.append(Pair.leader_id.in_(select(Leader.id).where(below(Leader.place, place))))
    return and_(*parts)


def _lecturers(place: str, sums: Any) -> Any:
    """Lecturers who hold somebody there, and those of the county who have not left."""
    return or_(
        sums.c.pairs.is_not(None),
        and_(below(Lecturer.county, place[:COUNTY]), Lecturer.left_on.is_(None)),
    )


def _with_ways(session: Session, rows: Sequence[Any], place: str) -> list[Debtor]:
    lecturers = [row[0] for row in rows]
    capacity = places.capacities(session, lecturers)
    held = places.held_by(session, [one.id for one in lecturers])
    found = session.execute(
        select(Pair.lecturer_id, Leader.place)
        .join(Leader, Leader.id == Pair.leader_id)
        .where(Pair.lecturer_id.in_([one.id for one in lecturers]), _here(place))
    ).all()
    ways: defaultdict[int, list[Way]] = defaultdict(list)
    bases = {one.id: one.base_place or one.county for one in lecturers}
    known = ways_between(session, [(bases[who], to) for who, to in found])
    for (who, _to), way in zip(found, known, strict=True):
        ways[who].append(way)
    return [_debtor(row, capacity, held, ways[row[0].id]) for row in rows]


def _debtor(row: Any, capacity: dict[int, int], held: dict[int, int], ways: list[Way]) -> Debtor:
    one: Lecturer = row[0]
    km = [way.km for way in ways]
    return Debtor(
        one.id, one.name, one.county, held[one.id], capacity[one.id], row.pairs or 0,
        int(row.overdue or 0), int(row.days or 0), int(row.worst or 0), int(row.minutes or 0),
        max((way.level for way in ways), default=None),
        sum(k for k in km if k is not None) if km and None not in km else None,
    )  # fmt: skip


def ways_between(session: Session, trips: Sequence[tuple[str, str]]) -> list[Way]:
    """The way of each trip from a lecturer's base to a leader's village."""
    starts = coordinates.points(session, {start for start, _ in trips})
    ends = coordinates.points(session, {end for _, end in trips}, towns=True)
    return [
        Way(
            tree_distance(start, end),
            kilometres(starts[start], ends[end]) if start in starts and end in ends else None,
        )
        for start, end in trips
    ]


def distribution(session: Session, place: str) -> list[tuple[int, int]]:
    """How many lecturers of a place hold 0, 1, 2 … leaders, without gaps."""
    held = func.coalesce(Load.held, 0)
    rows = session.execute(
        select(held, func.count())
        .select_from(Lecturer)
        .outerjoin(Load, Load.lecturer_id == Lecturer.id)
        .where(below(Lecturer.county, place[:COUNTY]), Lecturer.left_on.is_(None))
        .group_by(held)
    )
    known: dict[int, int] = {row[0]: row[1] for row in rows}
    return [(count, known.get(count, 0)) for count in range(max(known, default=-1) + 1)]


def pair_lines(
    session: Session,
    actor: Actor,
    today: date,
    page: Page,
    *,
    place: str = "",
    lecturer_id: int | None = None,
    which: str = "active",
) -> tuple[list[PairLine], Page]:
    """Pairs an actor may see, the longest overdue first; `which`: active, overdue, handing,
    expired, ended."""
    chosen = [pairs_within(actor), below(Pair.county, place[:COUNTY]), _which(which, today)]
    if len(place) > COUNTY:
        chosen.append(below(Leader.place, place))
    if lecturer_id is not None:
        chosen.append(Pair.lecturer_id == lecturer_id)
    base = (
        select(Pair)
        .join(Leader, Leader.id == Pair.leader_id)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(*chosen)
    )
    total = session.scalar(base.with_only_columns(func.count())) or 0
    ordered = Pair.ended_on.desc() if which == "ended" else Pair.next_due_on
    rows = session.scalars(
        base.options(
            joinedload(Pair.lecturer, innerjoin=True),
            joinedload(Pair.leader, innerjoin=True).options(
                joinedload(Leader.person, innerjoin=True),
                joinedload(Leader.village, innerjoin=True),
            ),
        )
        .order_by(ordered, Pair.id)
        .offset(page.offset)
        .limit(page.per_page)
    ).all()
    ways = ways_between(session, [_trip(one) for one in rows])
    lines = [
        PairLine(one, days_overdue(one.next_due_on, today), way)
        for one, way in zip(rows, ways, strict=True)
    ]
    return lines, page.of(total)


def _trip(pair: Pair) -> tuple[str, str]:
    return pair.lecturer.base_place or pair.lecturer.county, pair.leader.place


def _which(which: str, today: date) -> Any:
    active = Pair.state == PairState.ACTIVE
    return {
        "overdue": and_(active, Pair.next_due_on < today),
        "handing": and_(active, handing(today)),
        "expired": and_(active, expired(today)),
        "ended": Pair.state == PairState.ENDED,
    }.get(which, active)


def handing(today: date) -> Any:
    """SQL condition on Pair: its lecturer is out of office, so that it waits to be handed over."""
    return Pair.lecturer_id.in_(out_of_office(today))


def expired(today: date) -> Any:
    """SQL condition on Pair: past its agreement, with a lecturer who is in office."""
    return and_(Pair.until_date < today, ~handing(today))


def line_of(session: Session, pair: Pair, today: date) -> PairLine:
    """One pair with what is overdue and the way there."""
    [way] = ways_between(session, [_trip(pair)])
    late = days_overdue(pair.next_due_on, today) if pair.state is PairState.ACTIVE else 0
    return PairLine(pair, late, way)
