"""Closed classes whose graduates are to be followed up."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.outcomes.income import Income
from courses.outcomes.interviewing import Answers
from courses.outcomes.models import Case, Wave
from courses.outcomes.rules import Channel, Status
from lms.clock import today
from tests.courses.subsidies.classes import MAKER, enrol, mark, open_class, people

BEFORE = Income(1_800_000, 1_200_000, 520_000, 60_000, 240_000, 4)
AFTER = Income(2_000_000, 1_900_000, 860_000, 60_000, 240_000, 4)


def closed_class(
    session: Session,
    now: datetime,
    present: int = 3,
    absent: int = 0,
    *,
    ended: int = 35,
    first: int = 0,
    close: bool = True,
    **facts: Any,
) -> Cohort:
    """A class that ended some days ago; `absent` people were hardly ever there."""
    days = 5
    start = today(now) - timedelta(days=ended + days - 1)
    cohort = open_class(session, now, **{"days": days, "start": start, **facts})
    ids = people(session, now, present + absent, first=first, county=cohort.county)
    keys = enrol(session, now, cohort, ids)
    mark(session, now, cohort, keys, dict.fromkeys(keys[present:], 2 * days - 1))
    if close:
        cohorts.close(session, MAKER, now, cohort)
    return cohort


def cases(session: Session, cohort: Cohort) -> Sequence[Case]:
    """By enrolment, with waves and people."""
    return session.scalars(
        select(Case)
        .where(Case.cohort_id == cohort.id)
        .options(joinedload(Case.person))
        .order_by(Case.enrolment_id)
    ).all()


def wave(session: Session, case: Case, code: str = "d30") -> Wave:
    """One wave of a case, with everything a service needs."""
    return session.scalars(
        select(Wave)
        .where(Wave.case_id == case.id, Wave.wave == code)
        .options(
            joinedload(Wave.case).joinedload(Case.person),
            joinedload(Wave.case).joinedload(Case.cohort),
        )
    ).one()


def answers(on: date, income: Income = AFTER, **facts: Any) -> Answers:
    """Somebody with a shop."""
    given = {"status": Status.SHOP, "channel": Channel.PHONE} | facts
    return Answers(on=on, income=income, **given)
