"""What the pages of attendance show: a roll, a grid, the half-days that wait to be marked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.attendance.cells import Cell
from courses.attendance.models import CurrentMark, MarkEntry
from courses.attendance.rules import Mark
from courses.attendance.services import Seen
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, EnrolmentState, Half, SessionFact, SessionState
from courses.cohorts.rules import Enrolment as Stay
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.errors import NotFound
from lms.web.paging import Page

VIEW, EDIT = "attendance:mark:view", "attendance:mark:edit"
LOOK_BACK = timedelta(days=30)
"""How far back half-days nobody marked are still asked for."""

_Columns = tuple[InstrumentedAttribute[Any], ...]
_TRAINEE: _Columns = (
    Enrolment.id, Enrolment.seat, Person.name, Person.name_key, Enrolment.from_date,
    Enrolment.until_date, Enrolment.state,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trainee:
    """A trainee as a sheet needs one; `search` is pinyin and initials."""

    id: int
    number: int
    name: str
    search: str
    stay: Stay


@dataclass(frozen=True, slots=True)
class Sheet:
    """Trainees and half-days with the marks that hold; a cell without an entry is not planned.

    `stamp` is the last entry the reader saw, for pages that are sent back as a form.
    """

    people: tuple[Trainee, ...]
    sessions: tuple[SessionFact, ...]
    marks: Mapping[Cell, Mark]
    stamp: int


@dataclass(frozen=True, slots=True)
class OpenRoll:
    """A half-day that is not marked to the end: how many belong there, how many are marked."""

    session_id: int
    cohort_id: int
    title: str
    date: date
    half: Half
    expected: int
    marked: int

    @property
    def missing(self) -> int:
        """Trainees without a mark."""
        return max(0, self.expected - self.marked)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many half-days wait, in how many cohorts, since when; the oldest one's id."""

    half_days: int
    cohorts: int
    first: date | None
    session_id: int | None


def session_for(
    session: Session, actor: Actor, session_id: int, permission: str = VIEW
) -> tuple[SessionRow, Cohort]:
    """A half-day with its cohort, or NotFound outside the scope of `permission`."""
    row = session.get(SessionRow, session_id)
    if row is None:
        raise NotFound
    return row, cohorts.cohort_for(session, actor, row.cohort_id, permission)


def trainees(session: Session, cohort_id: int) -> list[Trainee]:
    """Everybody who was ever in the cohort, by seat."""
    return [_trainee(row) for row in session.execute(_trainees(cohort_id))]


def trainee_for(session: Session, cohort_id: int, enrolment_id: int) -> Trainee:
    """A trainee of the cohort; NotFound for anybody else."""
    row = session.execute(_trainees(cohort_id).where(Enrolment.id == enrolment_id)).one_or_none()
    if row is None:
        raise NotFound
    return _trainee(row)


def roll(session: Session, row: SessionRow) -> Sheet:
    """Everybody who belongs to the cohort on that day, and whoever is marked although not."""
    here = (CurrentMark.session_id == row.id) & (CurrentMark.enrolment_id == Enrolment.id)
    found = session.execute(
        _trainees(row.cohort_id).add_columns(CurrentMark.mark).outerjoin(CurrentMark, here)
    )
    people: list[Trainee] = []
    marks: dict[Cell, Mark] = {}
    for *values, mark in found:
        one = _trainee(values)
        belongs = one.stay.active_on(row.date)
        if belongs:
            marks[row.id, one.id] = mark or Mark.UNMARKED
        if belongs or mark not in (None, Mark.UNMARKED):
            people.append(one)
    return Sheet(tuple(people), (cohorts.fact_of(row),), marks, _stamp(session, [row.id]))


def grid(session: Session, cohort: Cohort, page: Page) -> tuple[Sheet, Page]:
    """A page of trainees over all planned half-days of the cohort."""
    count = select(func.count()).where(Enrolment.cohort_id == cohort.id)
    total = session.scalar(count) or 0
    rows = session.execute(_trainees(cohort.id).limit(page.per_page).offset(page.offset))
    people = tuple(_trainee(row) for row in rows)
    planned = tuple(one for one in cohorts.session_facts(session, cohort.id) if one.planned)
    keys = [one.key for one in planned if one.key is not None]
    held = _held(session, keys, [one.id for one in people])
    marks = {
        (one.key, who.id): held.get((one.key, who.id), Mark.UNMARKED)
        for who in people
        for one in planned
        if one.key is not None and who.stay.active_on(one.date)
    }
    return Sheet(people, planned, marks, _stamp(session, keys)), page.of(total)


def seen_since(session: Session, cells: Collection[Cell], stamp: int) -> dict[Cell, Seen]:
    """What a page that was read at `stamp` showed of the cells that changed after it."""
    rows = session.execute(
        select(MarkEntry.session_id, MarkEntry.enrolment_id, MarkEntry.before)
        .where(MarkEntry.session_id.in_({at for at, _ in cells}), MarkEntry.id > stamp)
        .order_by(MarkEntry.id.desc())
    )
    return {(at, who): Seen(mark=before) for at, who, before in rows}


def open_rolls(session: Session, actor: Actor, today: date, limit: int = 200) -> Sequence[OpenRoll]:
    """Half-days up to today that are not marked to the end, the oldest first.

    Of the last thirty days, in cohorts that are not closed or cancelled, within the scope.
    """
    rows = session.execute(
        _open(actor, today - LOOK_BACK, today)
        .order_by(SessionRow.date, SessionRow.half, Cohort.title)
        .limit(limit)
    )
    return [OpenRoll(*row) for row in rows]


def waiting(session: Session, actor: Actor, since: date, until: date) -> Waiting:
    """The same counted, for the first page."""
    found = _open(actor, since, until).subquery()
    row = session.execute(
        select(
            func.count(),
            func.count(found.c.cohort_id.distinct()),
            func.min(found.c.date),
            func.min(found.c.id),
        ).select_from(found)
    ).one()
    return Waiting(*row)


def _open(actor: Actor, since: date, until: date) -> Select[Any]:
    """Planned half-days of these days with fewer marks than trainees who belong there."""
    expected = (
        select(func.count(Enrolment.id))
        .where(
            Enrolment.cohort_id == SessionRow.cohort_id,
            Enrolment.from_date <= SessionRow.date,
            or_(Enrolment.until_date.is_(None), Enrolment.until_date >= SessionRow.date),
        )
        .correlate(SessionRow)
        .scalar_subquery()
    )
    marked = func.coalesce(SessionRow.marks, 0)
    return (
        select(
            SessionRow.id, SessionRow.cohort_id, Cohort.title, SessionRow.date, SessionRow.half,
            expected.label("expected"), marked.label("marked"),
        )
        .join(Cohort, Cohort.id == SessionRow.cohort_id)
        .where(
            SessionRow.date.between(since, until),
            SessionRow.state == SessionState.PLANNED,
            Cohort.state.in_((CohortState.OPEN, CohortState.RUNNING)),
            actor.within(EDIT, Cohort.county, Cohort.centre_id),
            expected > marked,
        )
    )  # fmt: skip


def _trainees(cohort_id: int) -> Select[Any]:
    return (
        select(*_TRAINEE)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Enrolment.seat, Enrolment.id)
    )


def _trainee(row: Sequence[Any]) -> Trainee:
    key, seat, name, search, start, end, state = row
    return Trainee(key, seat, name, search, Stay(start, end, EnrolmentState(state)))


def _held(session: Session, sessions: Collection[int], people: Collection[int]) -> dict[Cell, Mark]:
    wanted: ColumnElement[bool] = CurrentMark.session_id.in_(sessions)
    rows = session.execute(
        select(CurrentMark.session_id, CurrentMark.enrolment_id, CurrentMark.mark).where(
            wanted, CurrentMark.enrolment_id.in_(people)
        )
    )
    return {(at, who): mark for at, who, mark in rows}


def _stamp(session: Session, sessions: Collection[int]) -> int:
    """The last entry made in these half-days; writers of a cohort queue, so it only grows."""
    last = select(func.max(MarkEntry.id)).where(MarkEntry.session_id.in_(sessions))
    return session.scalar(last) or 0
