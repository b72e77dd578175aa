"""What happens to classes, told in the same transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.api import AttendanceMarked
from courses.cohorts.api import (
    CohortCancelled,
    CohortChanged,
    CohortClosed,
    CohortReopened,
    CohortStarted,
    EnrolmentsChanged,
    EnrolmentsRemoving,
)
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.outcomes import choosing, scheduling
from courses.outcomes.models import Case
from lms.plugin import Listen


def follow(session: Session, event: CohortStarted | CohortClosed) -> None:
    """The class began (baselines) or ended (everything else)."""
    cohort = session.get_one(Cohort, event.cohort_id)
    scheduling.schedule(session, event.now, cohort)
    choosing.leave(session, event.now, cohort)


def cancelled(session: Session, event: CohortCancelled) -> None:
    """The class is not held."""
    choosing.stop(session, session.get_one(Cohort, event.cohort_id))


def enrolments_changed(session: Session, event: EnrolmentsChanged) -> None:
    """Somebody came, went or was corrected in a class; a class that has begun is followed up."""
    cohort = session.get_one(Cohort, event.cohort_id)
    choosing.leave(session, event.now, cohort, event.enrolment_ids)
    if cohort.state in (CohortState.RUNNING, CohortState.CLOSED):
        scheduling.schedule(session, event.now, cohort, event.enrolment_ids)


def marked(session: Session, event: AttendanceMarked) -> None:
    """Marks of a closed class were corrected: who completed it may have changed."""
    cohort = session.get_one(Cohort, event.cohort_id)
    if cohort.state is CohortState.CLOSED and _followed(session, cohort):
        scheduling.schedule(session, event.now, cohort, event.enrolment_ids)


def changed(session: Session, event: CohortChanged) -> None:
    """Dates or course of a class that is followed up changed."""
    cohort = session.get_one(Cohort, event.cohort_id)
    if _followed(session, cohort):
        scheduling.schedule(session, event.now, cohort)
    else:
        scheduling.schedule_compared(session, event.now, cohort)


def reopened(session: Session, event: CohortReopened) -> None:
    """A closed class goes on."""
    cohort = session.get_one(Cohort, event.cohort_id)
    scheduling.back_in_class(session, cohort)
    scheduling.schedule_compared(session, event.now, cohort)


def removing(session: Session, event: EnrolmentsRemoving) -> None:
    """An import is taken back."""
    scheduling.take_back(session, event.enrolment_ids)
    choosing.come_back(session, event.now, event.enrolment_ids)


def _followed(session: Session, cohort: Cohort) -> bool:
    enrolled = select(Case.id).where(Case.cohort_id == cohort.id, Case.enrolment_id.is_not(None))
    return session.scalar(enrolled.limit(1)) is not None


LISTENS = (
    Listen(CohortStarted, follow),
    Listen(CohortClosed, follow),
    Listen(CohortCancelled, cancelled),
    Listen(CohortReopened, reopened),
    Listen(CohortChanged, changed),
    Listen(EnrolmentsChanged, enrolments_changed),
    Listen(EnrolmentsRemoving, removing),
    Listen(AttendanceMarked, marked),
)
