"""The register of certificates (证书台账) and what of it waits: constant numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from certificates import queries
from certificates.models import Certificate, CohortNumber, CohortStanding
from certificates.queries import ISSUE, VIEW
from certificates.rules import CertificateState, normalise_number, state_on
from certificates.snapshot import Snapshot
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState
from courses.rosters.models import Person
from lms.accounts.actor import Actor, below
from lms.web.paging import Page

REACH = (Cohort.county, Cohort.centre_id)
KEYS = {
    "cohort": Certificate.cohort_id,
    "centre": Cohort.centre_id,
    "course": Cohort.course_id,
}
ORDER = (Certificate.issued_on.desc(), Certificate.cohort_id.desc(), Certificate.serial)
BY_CLASS = (CohortNumber.county, CohortNumber.year, CohortNumber.ordinal, Certificate.serial)
"""As numbers follow one another; as text …1000 would come before …101."""


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate in a list, with what was printed and the state it shows today."""

    certificate: Certificate
    printed: Snapshot
    state: CertificateState


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for somebody; `only` is the id of the one there is."""

    count: int
    only: int | None


def register_page(
    session: Session, actor: Actor, page: Page, today: date
) -> tuple[list[Line], Page]:
    """One page of the certificates in scope, by the filters of `_filters`."""
    wanted = _wanted(actor, page, today)
    total = session.scalar(wanted.with_only_columns(func.count(Certificate.id))) or 0
    # ids are sorted first, so that no sealed snapshot is carried through the sorting
    ids = wanted.order_by(*ORDER).limit(page.per_page).offset(page.offset)
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.id.in_(session.scalars(ids).all()))
        .options(joinedload(Certificate.cohort, innerjoin=True))
        .order_by(*ORDER)
    )
    return [line_of(row, today) for row in rows], page.of(total)


def register_lines(
    session: Session, actor: Actor, page: Page, today: date, most: int
) -> list[Line]:
    """All of them by the same filters, `most` at most, class by class as they were numbered."""
    ids = _wanted(actor, page, today)
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.id.in_(ids))
        .options(joinedload(Certificate.cohort, innerjoin=True))
        .join(CohortNumber, CohortNumber.cohort_id == Certificate.cohort_id)
        .order_by(*BY_CLASS)
        .limit(most)
    )
    return [line_of(row, today) for row in rows]


def _wanted(actor: Actor, page: Page, today: date) -> Select[int]:
    """Ids of the certificates in scope by the filters."""
    wanted = (
        select(Certificate.id)
        .join(Cohort, Cohort.id == Certificate.cohort_id)
        .where(actor.within(VIEW, *REACH), *_filters(page, today))
    )
    if page.args.get("year", "").isdigit():
        wanted = wanted.join(CohortNumber, CohortNumber.cohort_id == Cohort.id)
    if words := page.args.get("name", "").strip():
        by_name = Person.name.contains(words, autoescape=True)
        by_key = Person.name_key.contains(words.lower(), autoescape=True)
        wanted = (
            wanted.join(Enrolment, Enrolment.id == Certificate.enrolment_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(or_(by_name, by_key) if words.isascii() else by_name)
        )
    return wanted


def line_of(row: Certificate, today: date) -> Line:
    """A certificate with what was printed on it."""
    state = state_on(row.state, row.valid_until, today)
    return Line(row, queries.snapshot_of(row), state)


def _filters(page: Page, today: date) -> list[ColumnElement[bool]]:
    """county centre year cohort title course state number differs from to; name in `_wanted`."""
    asked = {name: page.args.get(name, "").strip() for name in page.args}
    where: list[ColumnElement[bool]] = []
    if county := asked.get("county"):
        where.append(Certificate.county == county)
    if (year := asked.get("year", "")).isdigit() and len(year) == 4:
        where.append(CohortNumber.year == int(year))
    for name, column in KEYS.items():
        if (key := asked.get(name, "")).isdigit() and len(key) < 10:
            where.append(column == int(key))
    where += _between(page)
    if title := asked.get("title"):
        where.append(Cohort.title.contains(title, autoescape=True))
    if number := asked.get("number"):
        where.append(Certificate.number.startswith(_number(number), autoescape=True))
    if asked.get("differs"):
        where.append(Certificate.differs != "")
    if (state := asked.get("state", "")) in set(CertificateState):
        where.append(_in_state(CertificateState(state), today))
    return where


def _between(page: Page) -> list[ColumnElement[bool]]:
    """The days of issue from and to."""
    since, until = page.day("from"), page.day("to")
    after = [Certificate.issued_on >= since] if since is not None else []
    before = [Certificate.issued_on <= until] if until is not None else []
    return [*after, *before]


def _number(typed: str) -> str:
    """A whole number in its one spelling, or the beginning of one."""
    text = normalise_number(typed)
    return text if text.startswith("PX") or not text.isdigit() else f"PX{text}"


def _in_state(state: CertificateState, today: date) -> ColumnElement[bool]:
    held = Certificate.state == CertificateState.VALID
    if state is CertificateState.VALID:
        return held & or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today)
    if state is CertificateState.EXPIRED:
        return held & (Certificate.valid_until < today)
    return Certificate.state == state


def years(session: Session, actor: Actor) -> Sequence[int]:
    """Years in the numbers of the cohorts in scope, the newest first."""
    return session.scalars(
        select(CohortNumber.year)
        .join(Cohort, Cohort.id == CohortNumber.cohort_id)
        .where(actor.within(VIEW, *REACH))
        .distinct()
        .order_by(CohortNumber.year.desc())
    ).all()


def counties(session: Session, actor: Actor) -> Sequence[str]:
    """Codes of the counties in scope that have certificates."""
    return session.scalars(
        select(CohortNumber.county)
        .join(Cohort, Cohort.id == CohortNumber.cohort_id)
        .where(actor.within(VIEW, *REACH))
        .distinct()
        .order_by(CohortNumber.county)
    ).all()


def waiting_cohorts(session: Session, actor: Actor) -> Waiting:
    """Closed cohorts whose people have completed and hold no certificate."""
    rows = session.scalars(
        select(CohortStanding.cohort_id)
        .join(Cohort, Cohort.id == CohortStanding.cohort_id)
        .where(*_waiting(actor))
    ).all()
    return Waiting(len(rows), rows[0] if len(rows) == 1 else None)


def _waiting(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        actor.within(ISSUE, *REACH),
        Cohort.state == CohortState.CLOSED,
        or_(CohortStanding.waiting > 0, CohortStanding.undecided > 0),
    )


def contradicted(session: Session, actor: Actor) -> Waiting:
    """Live certificates that the records say otherwise of."""
    rows = session.scalars(
        select(Certificate.id)
        .join(Cohort, Cohort.id == Certificate.cohort_id)
        .where(
            actor.within(ISSUE, *REACH),
            Certificate.state == CertificateState.VALID,
            Certificate.differs != "",
        )
    ).all()
    return Waiting(len(rows), rows[0] if len(rows) == 1 else None)


def of_person(session: Session, actor: Actor, person_id: int, today: date) -> list[Line]:
    """The certificates of one person that the actor may see, the newest first."""
    rows = session.scalars(
        select(Certificate)
        .join(Cohort, Cohort.id == Certificate.cohort_id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.person_id == person_id, actor.within(VIEW, *REACH))
        .options(contains_eager(Certificate.cohort))
        .order_by(Certificate.id.desc())
    )
    return [line_of(row, today) for row in rows]


def issued(session: Session, prefix: str, start: date, end: date) -> int:
    """Certificates issued from `start` to `end` below a division that still hold."""
    return session.scalar(select(func.count(Certificate.id)).where(*_held(prefix, start, end))) or 0


def holders(session: Session, prefix: str, start: date, end: date) -> int:
    """Distinct people behind them, whichever county keeps their archive."""
    counted = (
        select(func.count(Person.id_number_index.distinct()))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Certificate, Certificate.enrolment_id == Enrolment.id)
        .where(*_held(prefix, start, end))
    )
    return session.scalar(counted) or 0


def _held(prefix: str, start: date, end: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Certificate.state == CertificateState.VALID,
        Certificate.issued_on.between(start, end),
        below(Certificate.county, prefix),
    )


def waiting_list(session: Session, actor: Actor) -> Sequence[tuple[Cohort, int, int]]:
    """Those cohorts with how many wait, and whether the minimum is still unset."""
    rows = session.execute(
        select(Cohort, CohortStanding.waiting, CohortStanding.undecided)
        .join(CohortStanding, CohortStanding.cohort_id == Cohort.id)
        .where(*_waiting(actor))
        .order_by(Cohort.end.desc(), Cohort.id.desc())
    )
    return [(cohort, waiting, undecided) for cohort, waiting, undecided in rows]
