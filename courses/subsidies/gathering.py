"""What a decision looks at, read for a whole cohort in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.api import Tally, minimum_for, tallies
from courses.attendance.rules import Mark
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import EnrolmentState
from courses.rosters.models import Person
from courses.rosters.rules import categories_of
from courses.subsidies import models
from courses.subsidies.packs import load_packs
from courses.subsidies.rules import (
    Confirmation,
    CourseKind,
    Day,
    Facts,
    ListState,
    Mode,
    Pack,
    PriorClaim,
)

OPEN_STATES = frozenset({ListState.DRAFT, ListState.RETURNED, ListState.SUBMITTED})
"""States of the list that is being worked on."""
_MODES = {mode.value: mode for mode in Mode}


@dataclass(frozen=True, slots=True)
class Trainee:
    """An enrolment with what of its person money depends on; the numbers as blind indexes."""

    id: int
    person: bytes
    state: EnrolmentState
    category: str
    category_text: str
    home_county: str | None
    account: bytes | None
    phone: bytes | None
    seat: int

    @property
    def categories(self) -> frozenset[str]:
        """All categories written on the first day; a corrected one stands alone."""
        written = categories_of(self.category_text)
        if written and written[0].value == self.category:
            return frozenset(each.value for each in written)
        return frozenset({self.category})


@dataclass(frozen=True, slots=True)
class Ground:
    """What is common to all trainees of a cohort; `settled` says who chose among packs and why."""

    cohort: Cohort
    packs: tuple[Pack, ...]
    minimum: Fraction | None
    applied_on: date | None
    confirmations: tuple[Confirmation, ...] = ()
    settled: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Dates of the papers handed in for one trainee, tickets in fen."""

    invoices_fen: tuple[int, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)


NOTHING = Evidence()


def trainees(session: Session, cohort_id: int) -> list[Trainee]:
    """Everybody who was ever in the cohort, by seat."""
    rows = session.execute(
        select(
            Enrolment.id,
            Person.id_number_index,
            Enrolment.state,
            Enrolment.category,
            Enrolment.category_text,
            Person.home_county,
            Person.account_index,
            Person.phone_index,
            Enrolment.seat,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Enrolment.seat, Enrolment.id)
    )
    return [Trainee(*row) for row in rows]


def ground(session: Session, cohort: Cohort) -> Ground:
    """The rules, confirmations and parameters that hold for the cohort."""
    row = models.Confirmation
    confirmations = tuple(
        Confirmation(pack=pack, version=version, subject=cohort.uid, by=person, reason=reason)
        for pack, version, person, reason in session.execute(
            select(row.pack, row.version, row.person, row.reason)
            .where(row.cohort_id == cohort.id)
            .order_by(row.id)
        )
    )
    chosen = session.scalar(
        select(models.Settlement).where(models.Settlement.cohort_id == cohort.id)
    )
    return Ground(
        cohort,
        packs_for(cohort.county, chosen.pack if chosen else None),
        minimum_for(session, cohort),
        _applied_on(session, cohort.id),
        confirmations,
        {"pack": chosen.pack, "by": chosen.person, "reason": chosen.reason} if chosen else None,
    )


def packs_for(county: str, only: str | None = None) -> tuple[Pack, ...]:
    """The packs that speak of the county; of those with rules `only` the one an officer chose."""
    here = tuple(pack for pack in load_packs() if county.startswith(pack.jurisdiction))
    if only is None or all(pack.id != only for pack in here):
        return here
    return tuple(pack for pack in here if pack.id == only or not pack.rules)


def _applied_on(session: Session, cohort_id: int) -> date | None:
    return session.scalar(
        select(models.SubsidyList.applied_on)
        .where(
            models.SubsidyList.cohort_id == cohort_id,
            models.SubsidyList.state != ListState.WITHDRAWN,
        )
        .order_by(models.SubsidyList.id.desc())
        .limit(1)
    )


def evidence(session: Session, cohort_id: int) -> dict[int, Evidence]:
    """Tickets and papers that stand, by enrolment, in two queries."""
    tickets: defaultdict[int, list[int]] = defaultdict(list)
    ticket = models.Invoice
    for key, fen in session.execute(
        select(ticket.enrolment_id, ticket.amount_fen)
        .join(Enrolment, Enrolment.id == ticket.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, ticket.voided_at.is_(None))
        .order_by(ticket.id)
    ):
        tickets[key].append(fen)
    dates: defaultdict[int, dict[str, date]] = defaultdict(dict)
    paper = models.Evidence
    for key, kind, on in session.execute(
        select(paper.enrolment_id, paper.kind, paper.on)
        .join(Enrolment, Enrolment.id == paper.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, paper.voided_at.is_(None))
        .order_by(paper.id)
    ):
        dates[key][kind] = on
    return {key: Evidence(tuple(tickets[key]), dates[key]) for key in tickets.keys() | dates.keys()}


def counted(
    session: Session, cohort: Cohort, enrolment_ids: Collection[int] | None
) -> dict[int, Tally]:
    """The marks of the cohort as attendance counts them, by enrolment."""
    return tallies(session, cohort, enrolment_ids)


class Days:
    """Days as rules see them, each different one made once for the whole class."""

    def __init__(self) -> None:
        self._known: dict[tuple[date, Mark | None, Mark | None, str, str], Day] = {}

    def of(self, tally: Tally, elsewhere: Mapping[date, str]) -> tuple[Day, ...]:
        """The days of one trainee; `elsewhere` names the cohorts that already pay a date."""
        return tuple(
            [
                self._day(day.date, day.am, day.pm, day.mode.value, elsewhere.get(day.date, ""))
                for day in tally.days
            ]
        )

    def _day(self, on: date, am: Mark | None, pm: Mark | None, mode: str, elsewhere: str) -> Day:
        key = (on, am, pm, mode, elsewhere)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Day(
                on,
                am.counts_as_present if am else None,
                pm.counts_as_present if pm else None,
                _MODES[mode],
                elsewhere,
            )
        return found


def facts_of(
    ground: Ground,
    trainee: Trainee,
    days: tuple[Day, ...],
    planned: int,
    papers: Evidence,
    prior: Sequence[PriorClaim],
) -> Facts:
    """One trainee's facts; `planned` are the half-days the share is measured against."""
    cohort = ground.cohort
    course = cohort.course
    return Facts(
        subject=cohort.uid,
        county=cohort.county,
        home_county=trainee.home_county,
        venue_county=cohort.venue_county,
        class_start=cohort.start,
        class_end=cohort.end,
        categories=trainee.categories,
        days=days,
        minimum_attendance=ground.minimum,
        course_kind=CourseKind(course.kind) if course else CourseKind.SKILL,
        hours=cohort.hours,
        invoices_fen=papers.invoices_fen,
        prior=tuple(prior),
        occupation=course.occupation if course else "",
        level=course.level if course else "",
        certificate_on=papers.dates.get("certificate"),
        licence_on=papers.dates.get("licence"),
        agreement="agreement" in papers.dates,
        applied_on=ground.applied_on,
        confirmations=ground.confirmations,
        half_days_planned=planned,
    )
