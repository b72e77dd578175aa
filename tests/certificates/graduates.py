"""Closed classes with invented people, ready for certificates."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from certificates import queries, standing
from certificates.issuing import rehearse_issue
from certificates.models import Certificate
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.runs import services as runs
from lms.runs.models import Run
from tests.courses.subsidies.classes import MAKER, enrol, mark, open_class, people

TITLE = "卢氏县2018年第3期农村电商实操培训班"


def closed_class(
    session: Session,
    now: datetime,
    present: int = 3,
    absent: int = 0,
    *,
    first: int = 0,
    days: int = 5,
    **facts: Any,
) -> Cohort:
    """A closed class in which `present` people were there all the time and `absent` hardly ever."""
    cohort = open_class(session, now, **{"title": TITLE, "days": days, **facts})
    ids = people(session, now, present + absent, first=first, county=cohort.county)
    keys = enrol(session, now, cohort, ids)
    mark(session, now, cohort, keys, dict.fromkeys(keys[present:], 2 * days - 1))
    cohorts.close(session, MAKER, now, cohort)
    return cohort


def issue(
    session: Session, now: datetime, cohort: Cohort, actor: Actor = MAKER, **terms: Any
) -> Run:
    """Rehearse and apply."""
    run = rehearse_issue(session, actor, now, cohort, **terms)
    runs.apply_all(session, actor, now, run)
    return run


def held(session: Session, cohort: Cohort) -> list[Certificate]:
    """The certificates of a cohort in the order of their numbers."""
    return list(queries.of_cohort(session, cohort.id))


def open_count(session: Session, cohort: Cohort) -> int:
    """How many may be given one now."""
    return standing.counts(standing.standings(session, cohort)).open
