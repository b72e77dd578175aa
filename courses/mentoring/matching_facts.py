"""What a matching is made from: the unpaired leaders of a place and the lecturers with room."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from courses.leaders.models import Leader, LeaderField, Village
from courses.leaders.rules import POOL
from courses.lecturers.models import Lecturer, LecturerField, LecturerRegion, LecturerTerm
from courses.lecturers.rules import TermDates, may_work, standing
from courses.mentoring import coordinates, places
from courses.mentoring.matching_rules import (
    LeaderFact,
    LecturerFact,
    Problem,
    Weights,
    way_costs,
)
from courses.mentoring.models import Exclusion, Pair, Wish
from courses.mentoring.pairing import PAIRABLE
from courses.mentoring.rules import PairRole, PairState
from courses.rosters.models import Person
from lms.accounts.actor import below
from lms.errors import DomainError, NotFound
from lms.settings import queries as settings
from lms.web.paging import Page

COUNTY = 6
Pins = Mapping[int, int]
Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A matching problem with the names that go with it."""

    problem: Problem
    leaders: Mapping[int, tuple[str, str]]
    """Leader key → name and village."""
    lecturers: Mapping[int, str]

    @property
    def digest(self) -> str:
        """Changes with any fact the answer depends on, pins and prohibitions left out."""
        plain = replace(self.problem, pinned={}, forbidden=frozenset())
        facts = (_plain(plain.leaders), _plain(plain.lecturers), plain.weights)
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def _plain(facts: Iterable[LeaderFact | LecturerFact]) -> list[Any]:
    """Facts in an order that does not depend on how Python hashes texts."""
    names = type(next(iter(facts), LeaderFact(0, ""))).__dataclass_fields__
    found = [[getattr(one, name) for name in names] for one in facts]
    return [
        [sorted(value) if isinstance(value, frozenset) else value for value in line]
        for line in found
    ]


def weights(session: Session, place: str) -> Weights:
    """The weights in force in a place. Raises MATCHING_WEIGHTS_INVALID."""
    way = way_costs(settings.text(session, "mentoring.weight_way", place) or "")
    if way is None:
        raise DomainError("MATCHING_WEIGHTS_INVALID")

    def number(name: str) -> int:
        return int(settings.number(session, f"mentoring.weight_{name}", place) or 0)

    return Weights(
        goods=number("goods"), region=number("region"), way=way, load=number("load"),
        language=number("language"), sex=number("sex"),
    )  # fmt: skip


def gather(
    session: Session,
    place: str,
    day: date,
    pinned: Pins | None = None,
    forbidden: Pairs = frozenset(),
    leader_id: int | None = None,
) -> Scene:
    """The unpaired leaders below `place` and who may take them. Raises MATCHING_WEIGHTS_INVALID.

    Exclusions on record are forbidden beside those given, and a lecturer who is a leader's second
    mentor is not offered to that leader again. With `leader_id` that leader alone, paired or not.
    """
    here = waiting(place) if leader_id is None else Leader.id == leader_id
    leaders, leader_names = _leaders(session, here)
    lecturers, lecturer_names = _lecturers(session, place, day)
    excluded = session.execute(
        select(Exclusion.leader_id, Exclusion.lecturer_id)
        .join(Leader, Leader.id == Exclusion.leader_id)
        .where(Exclusion.lifted_at.is_(None), below(Leader.place, place))
    )
    held = aliased(Pair)  # `here` asks of pairs too
    paired = session.execute(
        select(held.leader_id, held.lecturer_id)
        .join(Leader, Leader.id == held.leader_id)
        .where(held.state == PairState.ACTIVE, here)
    )
    apart = {(leader, lecturer) for leader, lecturer in (*excluded, *paired)}
    problem = Problem(
        leaders=tuple(leaders),
        lecturers=tuple(lecturers),
        weights=weights(session, place),
        forbidden=forbidden | apart,
        pinned=dict(pinned or {}),
    )
    return Scene(problem, leader_names, lecturer_names)


def leaders_below(place: str) -> ColumnElement[bool]:
    """SQL condition on Leader, by the index that serves it best."""
    return below(Leader.county if len(place) <= COUNTY else Leader.place, place)


def pool(place: str) -> ColumnElement[bool]:
    """SQL condition on Leader: on the way to a leader below a place (储备)."""
    return leaders_below(place) & Leader.state.in_(POOL)


def waiting(place: str) -> ColumnElement[bool]:
    """SQL condition on Leader: certified or serving below a place, without a main mentor."""
    has_main = select(Pair.id).where(
        Pair.leader_id == Leader.id,
        Pair.state == literal_column(f"'{PairState.ACTIVE}'"),  # written out: the index is partial
        Pair.role == PairRole.MAIN,
    )
    return leaders_below(place) & Leader.state.in_(PAIRABLE) & ~has_main.exists()


def _leaders(
    session: Session, here: ColumnElement[bool]
) -> tuple[list[LeaderFact], dict[int, tuple[str, str]]]:
    rows = session.execute(
        select(
            Leader.id, Leader.place, Leader.languages, Person.name, Village.name,
            Wish.language, Wish.sex,
        )
        .join(Person, Person.id == Leader.person_id)
        .join(Village, Village.id == Leader.village_id)
        .outerjoin(Wish, Wish.leader_id == Leader.id)
        .where(here)
        .order_by(Leader.id)
    ).all()  # fmt: skip
    goods: defaultdict[int, set[str]] = defaultdict(set)
    for leader, code in session.execute(
        select(LeaderField.leader_id, LeaderField.code)
        .join(Leader, Leader.id == LeaderField.leader_id)
        .where(here)
    ):
        goods[leader].add(code.value)
    points = coordinates.points(session, {row.place for row in rows}, towns=True)
    facts = [
        LeaderFact(
            key=row[0], village=row[1], goods=frozenset(goods[row[0]]),
            languages=frozenset([row[5]] if row[5] else row[2]), sex=row[6] or "",
            at=points.get(row[1]),
        )
        for row in rows
    ]  # fmt: skip
    return facts, {row[0]: (row[3], row[4]) for row in rows}


def _near(place: str) -> ColumnElement[bool]:
    """SQL condition on Lecturer: of the place, or serving (a part of) it."""
    above = [place[:length] for length in (2, 4, 6, 9) if length < len(place)]
    region = LecturerRegion.prefix
    reached = select(LecturerRegion.lecturer_id).where(below(region, place) | region.in_(above))
    return or_(below(Lecturer.county, place), Lecturer.id.in_(reached))


def lecturer_for(session: Session, place: str, lecturer_id: int) -> Lecturer:
    """A lecturer who belongs to the county of a place or serves it, in office or not; NotFound."""
    found = session.scalar(
        select(Lecturer).where(Lecturer.id == lecturer_id, _near(place[:COUNTY]))
    )
    if found is None:
        raise NotFound
    return found


def _lecturers(
    session: Session, place: str, day: date
) -> tuple[list[LecturerFact], dict[int, str]]:
    here = _near(place[:COUNTY]) & or_(Lecturer.left_on.is_(None), Lecturer.left_on > day)
    rows = session.scalars(select(Lecturer).where(here).order_by(Lecturer.id)).all()
    ids = select(Lecturer.id).where(here)
    terms: defaultdict[int, list[TermDates]] = defaultdict(list)
    for who, start, end in session.execute(
        select(LecturerTerm.lecturer_id, LecturerTerm.from_on, LecturerTerm.to_on).where(
            LecturerTerm.lecturer_id.in_(ids)
        )
    ):
        terms[who].append(TermDates(start, end))
    able = [one for one in rows if may_work(standing(terms[one.id], one.left_on, day))]
    return _facts_of(session, able, ids), {one.id: one.name for one in able}


def _facts_of(session: Session, able: list[Lecturer], ids: Any) -> list[LecturerFact]:
    fields: defaultdict[int, set[str]] = defaultdict(set)
    regions: defaultdict[int, list[str]] = defaultdict(list)
    known = LecturerField
    for who, code in session.execute(
        select(known.lecturer_id, known.code).where(known.lecturer_id.in_(ids))
    ):
        fields[who].add(code.value)
    served = LecturerRegion
    for who, prefix in session.execute(
        select(served.lecturer_id, served.prefix)
        .where(served.lecturer_id.in_(ids))
        .order_by(served.prefix)
    ):
        regions[who].append(prefix)
    capacity = places.capacities(session, able)
    held = places.held_by(session, [one.id for one in able])
    points = coordinates.points(session, {one.base_place or one.county for one in able})
    return [
        LecturerFact(
            key=one.id, base=one.base_place or one.county, fields=frozenset(fields[one.id]),
            regions=tuple(regions[one.id]), languages=frozenset(one.languages),
            sex=one.sex or "", at=points.get(one.base_place or one.county),
            held=held[one.id], capacity=capacity[one.id],
        )
        for one in able
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ready:
    """How many wait, and what room there is for them."""

    leaders: int
    lecturers: int
    free: int


def counts(session: Session, place: str, day: date) -> Ready:
    """Leaders who wait below a place, lecturers with room for them and the places they have."""
    waiting_now = session.scalar(select(func.count()).select_from(Leader).where(waiting(place)))
    able = [one.free for one in _lecturers(session, place, day)[0] if one.free]
    return Ready(waiting_now or 0, len(able), sum(able))


def leader_lines(
    session: Session, which: ColumnElement[bool], page: Page
) -> tuple[Sequence[Any], Page]:
    """Leaders of a condition by place: (id, name, village, town_name, state, state_on)."""
    total = session.scalar(select(func.count()).select_from(Leader).where(which)) or 0
    rows = session.execute(
        select(
            Leader.id, Person.name, Village.name.label("village"), Village.town_name,
            Leader.state, Leader.state_on,
        )
        .join(Person, Person.id == Leader.person_id)
        .join(Village, Village.id == Leader.village_id)
        .where(which)
        .order_by(Leader.place, Leader.id)
        .offset(page.offset)
        .limit(page.per_page)
    ).all()  # fmt: skip
    return rows, page.of(total)
