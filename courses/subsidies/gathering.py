"""What a decision looks at, read for a whole cohort in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from courses.attendance.api import minimum_for
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import Enrolment as Stay
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
    Pack,
    PriorClaim,
)
from lms.orm import BigInt


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
    previous_id: int | None
    from_date: date
    until_date: date | None

    @property
    def stay(self) -> Stay:
        """The stay as the rules of cohorts see it."""
        return Stay(self.from_date, self.until_date, self.state)

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


_OF_COHORT = bindparam("cohort_id", type_=BigInt)
_TRAINEES: Any = (
    select(
        Enrolment.id, Person.id_number_index, Enrolment.state, Enrolment.category,
        Enrolment.category_text, Person.home_county, Person.account_index, Person.phone_index,
        Enrolment.previous_id, Enrolment.from_date, Enrolment.until_date,
    )
    .join(Person, Person.id == Enrolment.person_id)
    .where(Enrolment.cohort_id == _OF_COHORT)
    .order_by(Enrolment.seat, Enrolment.id)
)  # fmt: skip
_CONFIRMATIONS: Any = (
    select(
        models.Confirmation.pack,
        models.Confirmation.version,
        models.Confirmation.person,
        models.Confirmation.reason,
    )
    .where(models.Confirmation.cohort_id == _OF_COHORT)
    .order_by(models.Confirmation.id)
)
_CHOSEN: Any = select(
    models.Settlement.pack, models.Settlement.person, models.Settlement.reason
).where(models.Settlement.cohort_id == _OF_COHORT)
_APPLIED: Any = (
    select(models.SubsidyList.applied_on)
    .where(
        models.SubsidyList.cohort_id == _OF_COHORT,
        models.SubsidyList.state != ListState.WITHDRAWN,
    )
    .order_by(models.SubsidyList.id.desc())
    .limit(1)
)
_TICKETS: Any = (
    select(models.Invoice.enrolment_id, models.Invoice.amount_fen)
    .join(Enrolment, Enrolment.id == models.Invoice.enrolment_id)
    .where(Enrolment.cohort_id == _OF_COHORT, models.Invoice.voided_at.is_(None))
    .order_by(models.Invoice.id)
)
_PAPERS: Any = (
    select(models.Evidence.enrolment_id, models.Evidence.kind, models.Evidence.on)
    .join(Enrolment, Enrolment.id == models.Evidence.enrolment_id)
    .where(Enrolment.cohort_id == _OF_COHORT, models.Evidence.voided_at.is_(None))
    .order_by(models.Evidence.id)
)


def trainees(session: Session, cohort_id: int) -> list[Trainee]:
    """Everybody who was ever in the cohort, by seat."""
    return [Trainee(*row) for row in session.execute(_TRAINEES, {"cohort_id": cohort_id})]


def ground(session: Session, cohort: Cohort) -> Ground:
    """The rules, confirmations and parameters that hold for the cohort."""
    here = {"cohort_id": cohort.id}
    confirmations = tuple(
        Confirmation(pack=pack, version=version, subject=cohort.uid, by=person, reason=reason)
        for pack, version, person, reason in session.execute(_CONFIRMATIONS, here)
    )
    chosen = session.execute(_CHOSEN, here).first()
    return Ground(
        cohort,
        packs_for(cohort.county, chosen.pack if chosen else None),
        minimum_for(session, cohort),
        session.scalar(_APPLIED, here),
        confirmations,
        {"pack": chosen.pack, "by": chosen.person, "reason": chosen.reason} if chosen else None,
    )


def packs_for(county: str, only: str | None = None) -> tuple[Pack, ...]:
    """The packs that speak of the county; of those with rules `only` the one an officer chose."""
    here = tuple(pack for pack in load_packs() if county.startswith(pack.jurisdiction))
    if only is None or all(pack.id != only for pack in here):
        return here
    return tuple(pack for pack in here if pack.id == only or not pack.rules)


def evidence(session: Session, cohort_id: int) -> dict[int, Evidence]:
    """Tickets and papers that stand, by enrolment, in two queries."""
    here = {"cohort_id": cohort_id}
    tickets: defaultdict[int, list[int]] = defaultdict(list)
    for key, fen in session.execute(_TICKETS, here):
        tickets[key].append(fen)
    dates: defaultdict[int, dict[str, date]] = defaultdict(dict)
    for key, kind, on in session.execute(_PAPERS, here):
        dates[key][kind] = on
    return {key: Evidence(tuple(tickets[key]), dates[key]) for key in tickets.keys() | dates.keys()}


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
