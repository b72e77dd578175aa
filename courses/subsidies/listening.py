"""What happens below that money depends on; decided anew in the same transaction."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courses.attendance.api import AttendanceMarked
from courses.cohorts.api import (
    CohortCancelled,
    CohortChanged,
    CohortReopened,
    EnrolmentsChanged,
    EnrolmentsRemoving,
    SessionsChanged,
)
from courses.cohorts.models import Enrolment
from courses.rosters.api import PersonCorrected
from courses.subsidies.models import DecisionRow, Doubt, Evidence, Invoice, ListLine
from courses.subsidies.redeciding import redecide
from courses.subsidies.rules import DoubtCode
from courses.subsidies.voiding import void_if_corrected
from lms.errors import DomainError
from lms.jobs.services import enqueue
from lms.plugin import Listen
from lms.settings.events import SettingChanged

PARAMETERS = frozenset({"attendance.minimum", "cohorts.planned_basis"})
"""Parameters on which the share of every class without its own depends."""
REDECIDE = "subsidies.redecide"


def marked(session: Session, event: AttendanceMarked) -> None:
    """Marks were made or changed: their trainees only."""
    redecide(session, event.actor, event.now, event.cohort_id, event.enrolment_ids)


def enrolments_changed(session: Session, event: EnrolmentsChanged) -> None:
    """Trainees came, went or were corrected."""
    redecide(session, event.actor, event.now, event.cohort_id, event.enrolment_ids or None)
    void_if_corrected(session, event.actor, event.now, event.cohort_id)


def person_corrected(session: Session, event: PersonCorrected) -> None:
    """A number was put right: whoever was taken for the same person is decided anew as well."""
    if "id_number" not in event.fields:
        return
    own = select(Enrolment.id).where(Enrolment.person_id == event.person_id)
    doubts = session.scalars(
        select(Doubt.facts).where(Doubt.enrolment_id.in_(own), Doubt.code == DoubtCode.OVERLAP)
    )
    others = {int(key) for facts in doubts for key in facts["with"]}
    cohorts: dict[int, set[int]] = {}
    for key, cohort_id in session.execute(
        select(Enrolment.id, Enrolment.cohort_id).where(Enrolment.id.in_(others))
    ):
        cohorts.setdefault(cohort_id, set()).add(key)
    for cohort_id in sorted(cohorts):
        redecide(session, event.actor, event.now, cohort_id, cohorts[cohort_id])


def cohort_changed(
    session: Session, event: SessionsChanged | CohortChanged | CohortCancelled | CohortReopened
) -> None:
    """Planned half-days, dates, venue or course: everybody."""
    redecide(session, event.actor, event.now, event.cohort_id)


def enrolments_removing(session: Session, event: EnrolmentsRemoving) -> None:
    """An import is taken back; decisions go with it, money that somebody entered or sent in stays.

    Raises DomainError ENROLMENT_ON_LIST, ENROLMENT_HAS_EVIDENCE.
    """
    keys = event.enrolment_ids
    if session.scalar(select(func.count()).where(ListLine.enrolment_id.in_(keys))):
        raise DomainError("ENROLMENT_ON_LIST")
    for kept in (Invoice, Evidence):
        standing = kept.enrolment_id.in_(keys) & kept.voided_at.is_(None)
        if session.scalar(select(func.count()).where(standing)):
            raise DomainError("ENROLMENT_HAS_EVIDENCE")
        session.execute(delete(kept).where(kept.enrolment_id.in_(keys)))
    session.execute(delete(Doubt).where(Doubt.enrolment_id.in_(keys)))
    session.execute(delete(DecisionRow).where(DecisionRow.enrolment_id.in_(keys)))


def parameter_changed(session: Session, event: SettingChanged) -> None:
    """A county's or a province's parameter: its classes are decided anew in the background."""
    if event.name in PARAMETERS:
        actor = event.actor
        by = {"id": actor.id, "name": actor.name, "handle": actor.handle}
        enqueue(session, event.now, REDECIDE, prefix=event.prefix, by=by)


LISTENS = (
    Listen(SettingChanged, parameter_changed),
    Listen(AttendanceMarked, marked),
    Listen(EnrolmentsChanged, enrolments_changed),
    Listen(PersonCorrected, person_corrected),
    Listen(EnrolmentsRemoving, enrolments_removing),
    Listen(SessionsChanged, cohort_changed),
    Listen(CohortChanged, cohort_changed),
    Listen(CohortCancelled, cohort_changed),
    Listen(CohortReopened, cohort_changed),
)
