"""Classes that were closed before following up began here."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.outcomes import scheduling
from courses.outcomes.models import Case


def waiting(session: Session) -> list[int]:
    """Ids of closed and running classes without a case."""
    followed = exists().where(Case.cohort_id == Cohort.id, Case.enrolment_id.is_not(None))
    return list(
        session.scalars(
            select(Cohort.id)
            .where(Cohort.state.in_((CohortState.CLOSED, CohortState.RUNNING)), ~followed)
            .order_by(Cohort.id)
        )
    )


def one(session: Session, now: datetime, cohort: Cohort) -> int:
    """Schedule one class; how many waves."""
    return scheduling.schedule(session, now, cohort)
