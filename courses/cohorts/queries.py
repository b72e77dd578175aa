"""Reading cohorts, their sessions and their enrolments."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import joinedload

from courses.cohorts import rules
from courses.cohorts.lifecycle import CohortFacts
from courses.cohorts.models import Cohort, CohortChange, Enrolment, Session
from courses.cohorts.rules import (
    EnrolmentState,
    Planned,
    PlannedBasis,
    SessionFact,
    SessionState,
)
from courses.cohorts.timetable import CohortLimits, RestDay
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.errors import NotFound
from lms.settings import queries as settings
from lms.workdays import queries as workdays
from lms.workdays.rules import rest_day_or_unknown


def chunks(items: Iterable[int], size: int = 5000) -> Iterator[list[int]]:
    """Lists short enough for the parameters of one statement."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def cohort_for(
    session: Db, actor: Actor, cohort_id: int, permission: str = "cohorts:cohort:view"
) -> Cohort:
    """The cohort with centre and course, or NotFound outside the scope of `permission`."""
    cohort = session.get(Cohort, cohort_id)
    if cohort is None or not actor.may(permission, cohort.county, cohort.centre_id):
        raise NotFound
    return cohort


def known_cohort(session: Db, county: str, title: str, start: date, end: date) -> Cohort | None:
    """The cohort these four say, if it was opened before."""
    return session.scalar(
        select(Cohort).where(
            Cohort.county == county,
            Cohort.title == title,
            Cohort.start == start,
            Cohort.end == end,
        )
    )


def session_rows(session: Db, cohort_id: int) -> Sequence[Session]:
    """All half-days of a cohort in order, cancelled ones too, with their lecturers."""
    return session.scalars(
        select(Session)
        .where(Session.cohort_id == cohort_id)
        .options(joinedload(Session.lecturer))
        .order_by(Session.date, Session.half)
    ).all()


def session_for(
    session: Db, actor: Actor, session_id: int, permission: str = "cohorts:cohort:view"
) -> tuple[Session, Cohort]:
    """A half-day with its lecturer, and its cohort; NotFound outside the scope of `permission`."""
    row = session.get(Session, session_id, options=[joinedload(Session.lecturer)])
    if row is None:
        raise NotFound
    return row, cohort_for(session, actor, row.cohort_id, permission)


def fact_of(row: Session) -> SessionFact:
    """A session as the rules see it; its key is the row's id."""
    return SessionFact(row.date, row.half, row.kind, row.online, row.state, row.id)


def session_facts(session: Db, cohort_id: int) -> tuple[SessionFact, ...]:
    """All half-days of a cohort in order as the rules see them, cancelled ones too."""
    return _facts_of(session, [cohort_id])[cohort_id]


def _facts_of(session: Db, cohort_ids: Collection[int]) -> dict[int, tuple[SessionFact, ...]]:
    found: dict[int, list[SessionFact]] = {cohort_id: [] for cohort_id in cohort_ids}
    columns = (
        Session.cohort_id,
        Session.date,
        Session.half,
        Session.kind,
        Session.online,
        Session.state,
        Session.id,
    )
    rows = session.execute(
        select(*columns).where(Session.cohort_id.in_(found)).order_by(Session.date, Session.half)
    )
    for row in rows:
        found[row[0]].append(SessionFact(row[1], row[2], row[3], row[4], row[5], row[6]))
    return {cohort_id: tuple(facts) for cohort_id, facts in found.items()}


def enrolments_of(session: Db, cohort_id: int, *, households: bool = False) -> Sequence[Enrolment]:
    """Everybody who was ever in the cohort, by seat, with the person loaded."""
    person = joinedload(Enrolment.person, innerjoin=True)
    if households:
        person = person.joinedload(Person.household)
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id)
        .options(person)
        .order_by(Enrolment.seat, Enrolment.id)
    ).all()


def enrolment_for(
    session: Db, actor: Actor, enrolment_id: int, permission: str = "cohorts:cohort:view"
) -> Enrolment:
    """The enrolment with cohort and person, or NotFound outside the scope of `permission`."""
    row = session.scalar(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .options(
            joinedload(Enrolment.person, innerjoin=True),
            joinedload(Enrolment.cohort, innerjoin=True),
        )
    )
    if row is None or not actor.may(permission, row.cohort.county, row.cohort.centre_id):
        raise NotFound
    return row


def stay_of(row: Enrolment) -> rules.Enrolment:
    """An enrolment as the rules see it."""
    return rules.Enrolment(row.from_date, row.until_date, row.state)


def planned_basis(session: Db, county: str) -> PlannedBasis:
    """Which half-days late joiners are measured against in a county."""
    text = settings.text(session, "cohorts.planned_basis", county)
    return PlannedBasis(text) if text in set(PlannedBasis) else PlannedBasis.WHOLE_COHORT


def planned(session: Db, cohort: Cohort) -> dict[int, Planned]:
    """For every enrolment of a cohort its planned half-days, through earlier cohorts if transferred.

    Queries: three, and one more for each step of the longest chain of transfers.
    """
    rows = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()
    earlier = _earlier(session, rows)
    facts = _facts_of(session, {cohort.id, *(row.cohort_id for row in earlier.values())})
    basis = planned_basis(session, cohort.county)
    plain: dict[rules.Enrolment, Planned] = {}
    answer: dict[int, Planned] = {}
    for row in rows:
        chain = [(stay_of(one), facts[one.cohort_id]) for one in _chain(row, earlier)]
        if len(chain) > 1:
            answer[row.id] = rules.planned_with_transfers(chain, basis)
            continue
        stay = chain[0][0]
        if stay not in plain:
            plain[stay] = rules.planned_with_transfers(chain, basis)
        answer[row.id] = plain[stay]
    return answer


def planned_of_active(session: Db, cohort: Cohort) -> dict[int, Planned]:
    """As `planned`, for those who are in the cohort now."""
    active = session.scalars(
        select(Enrolment.id).where(
            Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ENROLLED
        )
    )
    found = planned(session, cohort)
    return {key: found[key] for key in active}


def planned_of(session: Db, row: Enrolment) -> Planned:
    """The planned half-days of one trainee."""
    basis = planned_basis(session, row.cohort.county)
    return rules.planned_with_transfers(stays(session, row), basis)


def stays(
    session: Db, enrolment: Enrolment
) -> list[tuple[rules.Enrolment, tuple[SessionFact, ...]]]:
    """The stays of a trainee up to this enrolment, the oldest first, with their cohorts' sessions."""
    chain = _chain(enrolment, _earlier(session, [enrolment]))
    facts = _facts_of(session, {row.cohort_id for row in chain})
    return [(stay_of(row), facts[row.cohort_id]) for row in chain]


def _earlier(session: Db, rows: Sequence[Enrolment]) -> dict[int, Enrolment]:
    """All enrolments that these continue, by id."""
    found: dict[int, Enrolment] = {}
    wanted = {row.previous_id for row in rows if row.previous_id is not None}
    while wanted:
        step = session.scalars(select(Enrolment).where(Enrolment.id.in_(wanted))).all()
        found |= {row.id: row for row in step}
        wanted = {row.previous_id for row in step if row.previous_id is not None} - set(found)
    return found


def _chain(row: Enrolment, earlier: Mapping[int, Enrolment]) -> list[Enrolment]:
    chain = [row]
    while chain[0].previous_id is not None and len(chain) <= len(earlier):
        chain.insert(0, earlier[chain[0].previous_id])
    return chain


def rest_days(session: Db) -> RestDay:
    """Whether a day is a rest day by the calendar as it is entered; None for an unknown year."""
    overrides, years = workdays.overrides(session), workdays.known_years(session)
    return lambda day: rest_day_or_unknown(day, overrides, years)


def limits(session: Db, county: str) -> CohortLimits:
    """The county's norms; None where none is set."""
    size = settings.number(session, "cohorts.class_size", county)
    share = settings.number(session, "cohorts.practice_share", county)
    filing = settings.number(session, "cohorts.filing_workdays", county)
    return CohortLimits(
        class_size=None if size is None else int(size),
        practice_share=None if share is None else Fraction(share),
        filing_workdays=None if filing is None else int(filing),
    )


def cohort_facts(session: Db, cohort: Cohort, today: date) -> CohortFacts:
    """What a transition looks at, in two queries; half-days are counted up to `today`."""
    held = session.execute(
        select(Session.date, func.coalesce(Session.marks, 0)).where(
            Session.cohort_id == cohort.id, Session.state == SessionState.PLANNED
        )
    ).all()
    stay = (Enrolment.from_date, Enrolment.until_date, Enrolment.state)
    groups = session.execute(
        select(*stay, func.count()).where(Enrolment.cohort_id == cohort.id).group_by(*stay)
    )
    trainees = [(rules.Enrolment(row[0], row[1], row[2]), row[3]) for row in groups]
    begun = [(day, marks) for day, marks in held if day <= today]
    return CohortFacts(
        state=cohort.state,
        start=cohort.start,
        end=cohort.end,
        planned_sessions=len(held),
        active_trainees=sum(n for one, n in trainees if one.state is EnrolmentState.ENROLLED),
        last_session=max((day for day, _ in held), default=None),
        marked=sum(marks for _, marks in held),
        unmarked=sum(
            max(0, sum(n for one, n in trainees if one.active_on(day)) - marks)
            for day, marks in begun
        ),
    )


def history(session: Db, cohort_id: int) -> Sequence[CohortChange]:
    """What happened to a cohort, the newest first."""
    return session.scalars(
        select(CohortChange)
        .where(CohortChange.cohort_id == cohort_id)
        .order_by(CohortChange.id.desc())
    ).all()
