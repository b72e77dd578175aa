"""A class and people of the archive to compare it with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts.models import Cohort
from courses.outcomes import choosing
from courses.outcomes.models import Case, Comparison
from courses.outcomes.rules import Beside
from tests.courses.outcomes.graduates import closed_class
from tests.courses.subsidies.classes import MAKER, people


def class_and_archive(
    session: Session, now: datetime, present: int = 6, others: int = 8, **facts: Any
) -> tuple[Cohort, list[int]]:
    """A closed class, and ids of people of the archive who are on no list."""
    cohort = closed_class(session, now, present, **facts)
    return cohort, people(session, now, others, first=3000)


def drawn(
    session: Session, now: datetime, cohort: Cohort, wanted: int = 6, **facts: Any
) -> Comparison:
    """People who are on no list."""
    known = choosing.draws(session, cohort)
    given: dict[str, Any] = {"beside": Beside.UNTRAINED, "number": len(known) + 1} | facts
    return choosing.choose(session, MAKER, now, cohort, wanted=wanted, **given)


def compared(session: Session, cohort: Cohort) -> Sequence[Case]:
    """The cases of the people compared, with people."""
    return session.scalars(
        select(Case)
        .where(Case.cohort_id == cohort.id, Case.comparison_id.is_not(None))
        .options(joinedload(Case.person))
        .order_by(Case.id)
    ).all()
