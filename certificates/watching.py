"""Noticing when the records say something else than a certificate, or somebody waits for one.

Nothing is ever altered by it: the certificate is marked for a person to look at.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CohortStanding
from certificates.queries import live, snapshot_of
from certificates.rules import CertificateEffect, CertificateState, effect_on_certificate
from certificates.snapshot import COMPLETION, Facts, differences
from certificates.standing import Standing, facts_of, standings
from courses.attendance.api import AttendanceMarked
from courses.attendance.rules import Completion
from courses.cohorts.api import (
    CohortCancelled,
    CohortChanged,
    CohortClosed,
    CohortReopened,
    EnrolmentsChanged,
    EnrolmentsRemoving,
    SessionsChanged,
)
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState
from courses.rosters.api import PersonCorrected
from lms.errors import DomainError
from lms.plugin import Listen

PASSING = frozenset({"COHORT_NOT_CLOSED"})
"""A cohort that is being corrected is open for a while: that alone says nothing against anybody."""


def recheck(session: Session, cohort_id: int) -> None:
    """Compare every live certificate of a cohort with the records; count who waits for one."""
    cohort = session.get_one(Cohort, cohort_id)
    closed = cohort.state is CohortState.CLOSED
    if not closed and not _any(session, Certificate.cohort_id == cohort_id):
        _stand(session, cohort_id, 0, 0)
        return
    found = standings(session, cohort)
    holders = [one for one in found if one.live is not None]
    facts = facts_of(session, cohort, [one.enrolment.person for one in holders])
    for one in holders:
        _mark(one, facts[one.enrolment.person_id])
    undecided = any("MINIMUM_ATTENDANCE_UNSET" in one.reasons for one in found)
    waiting = sum(not one.reasons for one in found)
    _stand(session, cohort_id, waiting if closed else 0, int(closed and undecided))
    session.flush()


def _mark(one: Standing, current: Facts) -> None:
    """Write beside the certificate which printed facts the records contradict."""
    if (held := one.live) is None:
        return
    against = tuple(code for code in one.completion.reasons if code not in PASSING)
    judged = Completion(not against, against)
    changed = differences(snapshot_of(held), current)
    effect = effect_on_certificate(judged, [held.state], changed=changed)
    names = [*changed, *([COMPLETION] if effect is CertificateEffect.REVOKE else [])]
    if (text := ",".join(names)) != held.differs:
        held.differs = text


def _stand(session: Session, cohort_id: int, waiting: int, undecided: int) -> None:
    row = session.get(CohortStanding, cohort_id)
    if row is None:
        if waiting or undecided:
            made = CohortStanding(cohort_id=cohort_id, waiting=waiting, undecided=undecided)
            session.add(made)
            session.flush()
        return
    row.waiting, row.undecided = waiting, undecided
    session.flush()


def _any(session: Session, *where: ColumnElement[bool]) -> bool:
    return bool(session.scalar(select(exists().where(*where))))


def cohort_touched(
    session: Session,
    event: AttendanceMarked
    | CohortCancelled
    | CohortChanged
    | CohortClosed
    | CohortReopened
    | EnrolmentsChanged
    | SessionsChanged,
) -> None:
    """Something of a cohort changed on which its certificates may depend."""
    recheck(session, event.cohort_id)


def person_corrected(session: Session, event: PersonCorrected) -> None:
    """A name or number was put right after certificates were issued with the old one."""
    if not {"name", "sex", "id_number", "document_type"} & set(event.fields):
        return
    cohort_ids = session.scalars(
        select(Certificate.cohort_id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(
            Enrolment.person_id == event.person_id,
            Certificate.state == CertificateState.VALID,
        )
        .distinct()
    ).all()
    for cohort_id in cohort_ids:
        recheck(session, cohort_id)


def enrolments_removing(session: Session, event: EnrolmentsRemoving) -> None:
    """Certificates are never deleted, so whoever holds one stays. Raises CERTIFICATES_EXIST."""
    ids: Collection[int] = event.enrolment_ids
    held = select(Certificate.id).where(Certificate.enrolment_id.in_(ids)).limit(1)
    if session.scalar(held) is not None:
        raise DomainError("CERTIFICATES_EXIST")


def differing(certificates: Iterable[Certificate]) -> list[Certificate]:
    """Live certificates that the records contradict."""
    return [one for one in certificates if one.differs and live(one)]


LISTENS = (
    *(
        Listen(event, cohort_touched)
        for event in (
            AttendanceMarked,
            CohortCancelled,
            CohortChanged,
            CohortClosed,
            CohortReopened,
            EnrolmentsChanged,
            SessionsChanged,
        )
    ),
    Listen(EnrolmentsRemoving, enrolments_removing),
    Listen(PersonCorrected, person_corrected),
)
