"""The coverage board: eligible villages with and without a leader, the pool, the debt, by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from courses.leaders.api import served_on
from courses.leaders.models import Leader, LeaderService, Village, VillageFlag
from courses.leaders.rules import POOL
from courses.mentoring.coverage_rules import (
    Coverage,
    FlagFact,
    ServiceFact,
    month_ends,
    over_time,
    target_of,
)
from courses.mentoring.matching_facts import pool as in_pool
from courses.mentoring.matching_facts import waiting
from courses.mentoring.models import Pair
from courses.mentoring.rules import PairState
from courses.mentoring.sql_days import days_since
from courses.rosters.models import Person
from lms.accounts.actor import below
from lms.divisions.queries import names_of
from lms.settings import queries as settings
from lms.web.paging import Page

TARGET = "mentoring.coverage_target"
COUNTY, TOWN = 6, 9
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Free:
    """The next class with free places; `places` None where the class has no limit."""

    cohort_id: int
    title: str
    start: date
    places: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A county or town of the board. Days overdue are those of all its pairs together."""

    place: str
    name: str
    coverage: Coverage
    meets: bool | None
    pool: int
    waiting: int
    overdue: int
    days: int
    free: Free | None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board of a place on a cut-off day."""

    place: str
    day: date
    lines: tuple[Line, ...]
    total: Coverage
    target: Fraction | None
    pool: int
    waiting: int
    overdue: int
    days: int
    free: Free | None


def villages_below(place: str) -> ColumnElement[bool]:
    """SQL condition on Village, by the index that serves it best."""
    return below(Village.county if len(place) <= COUNTY else Village.code, place)


def eligible_on(day: date, today: date) -> ColumnElement[bool]:
    """SQL condition on Village: its last flag entry on or before `day` says eligible.

    As `courses.leaders.api.is_eligible`, asked village by village. Entries are never dated ahead,
    so the present flag answers for today; for an earlier day only villages whose present flag was
    set later look into their entries.
    """
    if day >= today:
        return Village.flagged_on <= day
    entry = (
        select(VillageFlag.eligible)
        .where(VillageFlag.village_id == Village.id, VillageFlag.effective_on <= day)
        .order_by(VillageFlag.seq.desc())
        .limit(1)
        .correlate(Village)
        .scalar_subquery()
    )
    return case((Village.flagged_on <= day, True), else_=func.coalesce(entry, False)).is_(True)


def covered_on(day: date) -> ColumnElement[bool]:
    """SQL condition on Village: at least one leader was active there on `day`."""
    served = select(LeaderService.id).where(LeaderService.village_id == Village.id, served_on(day))
    return served.correlate(Village).exists()


def coverage(session: Session, place: str, day: date, today: date) -> Coverage:
    """Eligible and covered villages below a place on a day."""
    parts = _coverage_by(session, place, day, today, COUNTY)
    return Coverage(
        sum(one.eligible for one in parts.values()), sum(one.covered for one in parts.values())
    )


def _coverage_by(
    session: Session, place: str, day: date, today: date, length: int
) -> dict[str, Coverage]:
    group = Village.county if length == COUNTY else func.substr(Village.code, 1, length)
    rows = session.execute(
        select(group, func.count(), func.sum(case((covered_on(day), 1), else_=0)))
        .where(villages_below(place), eligible_on(day, today))
        .group_by(group)
    )
    return {row[0]: Coverage(row[1], int(row[2])) for row in rows}


def board(session: Session, place: str, day: date, today: date) -> Board:
    """The board of a place: by county above the county, by town within one."""
    length = COUNTY if len(place) < COUNTY else TOWN
    covered = _coverage_by(session, place, day, today, length)
    pool = _leaders_by(session, length, in_pool(place))
    idle = _leaders_by(session, length, waiting(place))
    debt = _debt_by(session, place, today, length)
    free = next_classes(session, place, today)
    target = target_of(settings.number(session, TARGET, place))
    known = sorted({*covered, *pool, *idle, *debt})
    names = names_of(session, known)
    lines = tuple(
        Line(
            key, list(names[key].values())[-1] if names[key] else key,
            covered.get(key, Coverage(0, 0)),
            None if target is None else covered.get(key, Coverage(0, 0)).meets(target),
            pool.get(key, 0), idle.get(key, 0), *debt.get(key, (0, 0)), free.get(key[:COUNTY]),
        )
        for key in known
    )  # fmt: skip
    return Board(
        place, day, lines,
        Coverage(sum(c.eligible for c in covered.values()),
                 sum(c.covered for c in covered.values())),
        target, sum(pool.values()), sum(idle.values()),
        sum(one for one, _ in debt.values()), sum(days for _, days in debt.values()),
        free.get(place[:COUNTY]) if length == TOWN else None,
    )  # fmt: skip


def _leaders_by(session: Session, length: int, which: ColumnElement[bool]) -> dict[str, int]:
    group = Leader.county if length == COUNTY else func.substr(Leader.place, 1, length)
    rows = session.execute(select(group, func.count()).where(which).group_by(group))
    return {row[0]: row[1] for row in rows}


def _debt_by(session: Session, place: str, today: date, length: int) -> dict[str, tuple[int, int]]:
    """Pairs whose next contact is overdue, and their days overdue together."""
    late = [
        below(Pair.county, place[:COUNTY]), Pair.state == PairState.ACTIVE,
        Pair.next_due_on < today,
    ]  # fmt: skip
    sums = func.count(), func.sum(days_since(Pair.next_due_on, today))
    if length == COUNTY:
        rows = session.execute(select(Pair.county, *sums).where(*late).group_by(Pair.county))
    else:
        group = func.substr(Leader.place, 1, length)
        rows = session.execute(
            select(group, *sums)
            .join(Leader, Leader.id == Pair.leader_id)
            .where(*late, below(Leader.place, place))
            .group_by(group)
        )
    return {row[0]: (row[1], int(row[2])) for row in rows}


def next_classes(session: Session, place: str, today: date) -> dict[str, Free]:
    """For every county the next open class, not yet begun, that has room."""
    enrolled = (
        select(func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.state == EnrolmentState.ENROLLED)
        .correlate(Cohort)
        .scalar_subquery()
    )
    rows: Any = session.execute(
        select(Cohort.county, Cohort.id, Cohort.title, Cohort.start, Cohort.capacity, enrolled)
        .where(
            below(Cohort.county, place[:COUNTY]), Cohort.state == CohortState.OPEN,
            Cohort.start >= today,
        )
        .order_by(Cohort.start, Cohort.id)
    )  # fmt: skip
    found: dict[str, Free] = {}
    for county, key, title, start, capacity, taken in rows:
        left = None if capacity is None else capacity - taken
        if county not in found and (left is None or left > 0):
            found[county] = Free(key, title, start, left)
    return found


def history(session: Session, place: str, until: date) -> list[tuple[date, Coverage]]:
    """The coverage at the end of each of the last twelve months and on `until`."""
    days = month_ends(until, MONTHS)
    here = select(Village.id).where(below(Village.code, place))
    flags = session.execute(
        select(
            VillageFlag.village_id, VillageFlag.seq, VillageFlag.eligible, VillageFlag.effective_on
        ).where(VillageFlag.village_id.in_(here))
    )
    services = session.execute(
        select(LeaderService.village_id, LeaderService.from_on, LeaderService.to_on).where(
            LeaderService.village_id.in_(here)
        )
    )
    found = over_time(
        (FlagFact(*row) for row in flags), (ServiceFact(*row) for row in services), days
    )
    return list(zip(days, found, strict=True))


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village of the list with who covers it and who could."""

    id: int
    code: str
    name: str
    town: str
    flagged_on: date | None
    covered: bool
    leaders: tuple[tuple[int, str, str], ...]
    """Leader's id, name and state, of those active on the day and of the pool."""


def villages(
    session: Session, place: str, day: date, today: date, kind: str, page: Page
) -> tuple[list[VillageLine], Page]:
    """Eligible villages (`open`, `covered` or all) by code, with their people."""
    which = [villages_below(place), eligible_on(day, today)]
    if kind in ("open", "covered"):
        which.append(covered_on(day) if kind == "covered" else ~covered_on(day))
    total = session.scalar(select(func.count()).select_from(Village).where(*which)) or 0
    rows = session.execute(
        select(
            Village.id, Village.code, Village.name, Village.town_name, Village.flagged_on,
            covered_on(day),
        )
        .where(*which)
        .order_by(Village.code)
        .offset(page.offset)
        .limit(page.per_page)
    ).all()  # fmt: skip
    people = _people_of(session, [row[0] for row in rows], day)
    return [VillageLine(*row, people.get(row[0], ())) for row in rows], page.of(total)


def _people_of(
    session: Session, village_ids: Sequence[int], day: date
) -> Mapping[int, tuple[tuple[int, str, str], ...]]:
    """Who was active in these villages on the day, and who is in their pool now."""
    active = session.execute(
        select(LeaderService.village_id, Leader.id, Person.name, Leader.state)
        .join(Leader, Leader.id == LeaderService.leader_id)
        .join(Person, Person.id == Leader.person_id)
        .where(
            LeaderService.village_id.in_(village_ids), served_on(day),
        )
        .order_by(Leader.id)
    )  # fmt: skip
    pool = session.execute(
        select(Leader.village_id, Leader.id, Person.name, Leader.state)
        .join(Person, Person.id == Leader.person_id)
        .where(Leader.village_id.in_(village_ids), Leader.state.in_(POOL))
        .order_by(Leader.id)
    )
    found: dict[int, dict[int, tuple[int, str, str]]] = {}
    for village, key, name, state in (*active, *pool):
        found.setdefault(village, {})[key] = (key, name, state.value)
    return {village: tuple(known.values()) for village, known in found.items()}


def target(session: Session, place: str) -> Fraction | None:
    """The target share in force in a place."""
    return target_of(settings.number(session, TARGET, place))
