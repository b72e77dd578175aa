"""The list of cohorts and what of them waits: constant numbers of queries, whatever their size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, case, exists, extract, func, or_, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import contains_eager

from courses.cohorts.models import Cohort, Enrolment, Session
from courses.cohorts.rules import CohortState, EnrolmentState, SessionState
from lms.accounts.actor import Actor
from lms.divisions.models import Centre
from lms.errors import DomainError
from lms.web.paging import Page
from lms.workdays import queries as workdays
from lms.workdays.rules import add_working_days

VIEW = "cohorts:cohort:view"
SOON_WORKDAYS = 5
_SORTS: Mapping[str, Any] = {"title": Cohort.title, "start": Cohort.start, "end": Cohort.end}
_HAS_SESSIONS = exists().where(
    Session.cohort_id == Cohort.id, Session.state == SessionState.PLANNED
)
_HAS_TRAINEES = exists().where(
    Enrolment.cohort_id == Cohort.id, Enrolment.state == EnrolmentState.ENROLLED
)


@dataclass(frozen=True, slots=True)
class Line:
    """A cohort in a list. `marked` of `due` half-days of trainees up to today have a mark."""

    cohort: Cohort
    enrolled: int
    half_days: int
    marked: int
    due: int

    @property
    def progress(self) -> Fraction | None:
        """The share of due half-days that are marked; None while none is due."""
        return Fraction(min(self.marked, self.due), self.due) if self.due else None


def cohorts_page(session: Db, actor: Actor, page: Page, today: date) -> tuple[list[Line], Page]:
    """One page of the cohorts in scope by the filters `q state centre year waiting` and `sort`."""
    where = [actor.within(VIEW, Cohort.county, Cohort.centre_id), *_filters(session, page, today)]
    total = session.scalar(select(func.count(Cohort.id)).where(*where)) or 0
    rows = session.scalars(
        select(Cohort)
        .where(*where)
        .order_by(*_order(page.args.get("sort", "")), Cohort.id.desc())
        .limit(page.per_page)
        .offset(page.offset)
    ).all()
    return lines_of(session, rows, today), page.of(total)


def current_cohorts(session: Db, actor: Actor, today: date, limit: int = 8) -> list[Line]:
    """What is running or about to, the next to begin last, for the first page."""
    rows = session.scalars(
        select(Cohort)
        .where(
            actor.within(VIEW, Cohort.county, Cohort.centre_id),
            or_(
                Cohort.state == CohortState.RUNNING,
                (Cohort.state == CohortState.OPEN) & (Cohort.end >= today - timedelta(days=30)),
            ),
        )
        .order_by(case((Cohort.state == CohortState.RUNNING, 0), else_=1), Cohort.start, Cohort.id)
        .limit(limit)
    ).all()
    return lines_of(session, rows, today)


def stays_of_person(session: Db, actor: Actor, person_id: int) -> Sequence[Enrolment]:
    """Enrolments of a person in cohorts within scope, the latest first, with their cohorts."""
    return session.scalars(
        select(Enrolment)
        .join(Enrolment.cohort)
        .where(
            Enrolment.person_id == person_id, actor.within(VIEW, Cohort.county, Cohort.centre_id)
        )
        .options(contains_eager(Enrolment.cohort))
        .order_by(Cohort.start.desc(), Enrolment.id.desc())
    ).all()


def lines_of(session: Db, rows: Sequence[Cohort], today: date) -> list[Line]:
    """Figures of these cohorts, in two queries."""
    ids = [row.id for row in rows]
    counted = session.execute(
        select(Enrolment.cohort_id, func.count())
        .where(Enrolment.cohort_id.in_(ids), Enrolment.state == EnrolmentState.ENROLLED)
        .group_by(Enrolment.cohort_id)
    )
    enrolled = {row[0]: row[1] for row in counted}
    begun = case((Session.date <= today, 1), else_=0)
    halves = {
        key: (count, marked, held)
        for key, count, marked, held in session.execute(
            select(
                Session.cohort_id,
                func.count(),
                func.coalesce(func.sum(Session.marks), 0),
                func.sum(begun),
            )
            .where(Session.cohort_id.in_(ids), Session.state == SessionState.PLANNED)
            .group_by(Session.cohort_id)
        )
    }
    found = []
    for row in rows:
        people = enrolled.get(row.id, 0)
        count, marked, held = halves.get(row.id, (0, 0, 0))
        found.append(Line(row, people, count, int(marked), int(held) * people))
    return found


def years(session: Db, actor: Actor) -> list[int]:
    """Years in which cohorts in scope begin, the latest first."""
    found = session.execute(
        select(func.min(Cohort.start), func.max(Cohort.start)).where(
            actor.within(VIEW, Cohort.county, Cohort.centre_id)
        )
    ).one()
    first: date | None = found[0]
    return [] if first is None else list(range(found[1].year, first.year - 1, -1))


def centres_with_cohorts(session: Db, actor: Actor) -> Sequence[Centre]:
    """Centres that have a cohort in scope."""
    own = select(Cohort.centre_id).where(actor.within(VIEW, Cohort.county, Cohort.centre_id))
    return session.scalars(select(Centre).where(Centre.id.in_(own)).order_by(Centre.name)).all()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cohorts wait for something, the first date of them, and the only one if it is one."""

    count: int
    first: date | None
    only: int | None


def waiting(session: Db, actor: Actor, permission: str, name: str, today: date) -> Waiting:
    """Cohorts for which the actor holds `permission` and that `unprepared`, `unstarted` or
    `unclosed` says."""
    day = Cohort.end if name == "unclosed" else Cohort.start
    count, first, only = session.execute(
        select(func.count(Cohort.id), func.min(day), func.min(Cohort.id)).where(
            actor.within(permission, Cohort.county, Cohort.centre_id),
            _waits(session, name, today),
        )
    ).one()
    return Waiting(count, first, only if count == 1 else None)


def any_within(session: Db, actor: Actor, permission: str) -> bool:
    """Whether there is a cohort for which the actor holds `permission`."""
    within = actor.within(permission, Cohort.county, Cohort.centre_id)
    return session.scalar(select(Cohort.id).where(within).limit(1)) is not None


def _waits(session: Db, name: str, today: date) -> ColumnElement[bool]:
    match name:
        case "unprepared":
            soon = _working_days_ahead(session, today)
            bare = or_(~_HAS_SESSIONS, ~_HAS_TRAINEES)
            return (Cohort.state == CohortState.OPEN) & (Cohort.start <= soon) & bare
        case "unstarted":
            ready = _HAS_SESSIONS & _HAS_TRAINEES
            return (Cohort.state == CohortState.OPEN) & (Cohort.start <= today) & ready
        case _:
            return (Cohort.state == CohortState.RUNNING) & (Cohort.end < today)


def _working_days_ahead(session: Db, today: date) -> date:
    """Five working days on; a week on where the calendar of the year is not entered yet."""
    overrides, known = workdays.overrides(session), workdays.known_years(session)
    try:
        return add_working_days(today, SOON_WORKDAYS, overrides, known)
    except DomainError:
        return today + timedelta(days=7)


def _filters(session: Db, page: Page, today: date) -> list[ColumnElement[bool]]:
    args = page.args
    found: list[ColumnElement[bool]] = []
    if words := args.get("q", "").strip():
        found.append(Cohort.title.icontains(words, autoescape=True))
    if (state := args.get("state", "")) in set(CohortState):
        found.append(Cohort.state == CohortState(state))
    if (centre := args.get("centre", "")).isdecimal() and len(centre) < 19:
        found.append(Cohort.centre_id == int(centre))
    if (year := args.get("year", "")).isdecimal() and len(year) == 4:
        found.append(extract("year", Cohort.start) == int(year))
    if (name := args.get("waiting", "")) in ("unprepared", "unstarted", "unclosed"):
        found.append(_waits(session, name, today))
    return found


def _order(sort: str) -> list[Any]:
    column = _SORTS.get(sort.removeprefix("-"))
    if column is None:
        return [Cohort.start.desc()]
    return [column.desc() if sort.startswith("-") else column]
