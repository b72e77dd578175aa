"""Telling the register of leaders who was trained, certified, or lost a certificate."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.events import CertificatesIssued, CertificatesVoided
from certificates.models import Certificate
from certificates.rules import CertificateState
from courses.attendance.api import completions
from courses.cohorts.api import CohortClosed
from courses.cohorts.models import Cohort, Enrolment
from courses.leaders import api as leaders
from courses.leaders.models import Leader
from lms.plugin import Listen

Told = CertificatesIssued | CertificatesVoided


def cohort_closed(session: Session, event: CohortClosed) -> None:
    """Leaders who have completed a cohort that closes are trained."""
    in_it = select(Leader.person_id).join(Enrolment, Enrolment.person_id == Leader.person_id)
    known = set(session.scalars(in_it.where(Enrolment.cohort_id == event.cohort_id)))
    if not known:
        return
    judged = completions(session, session.get_one(Cohort, event.cohort_id))
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id).where(
            Enrolment.cohort_id == event.cohort_id, Enrolment.person_id.in_(known)
        )
    )
    done = [person_id for key, person_id in rows if key in judged and judged[key].completed]
    leaders.record_trained(session, event.actor, event.now, event.cohort_id, done)


def issued(session: Session, event: CertificatesIssued) -> None:
    """A leader's certificate certifies the leader."""
    for certificate, person_id in _of(session, event):
        if certificate.state is CertificateState.VALID:
            leaders.record_certified(
                session, event.actor, event.now, person_id=person_id, number=certificate.number,
                on=certificate.issued_on, cohort_id=certificate.cohort_id,
            )  # fmt: skip


def voided(session: Session, event: CertificatesVoided) -> None:
    """A certificate taken back no longer certifies; one replaced does so by its successor."""
    for certificate, person_id in _of(session, event):
        if certificate.state is CertificateState.REVOKED:
            leaders.record_revoked(
                session, event.actor, event.now, person_id=person_id, number=certificate.number
            )


def _of(session: Session, event: Told) -> Iterator[tuple[Certificate, int]]:
    """The certificates of those enrolments whose people are in the register of leaders."""
    rows = session.execute(
        select(Certificate, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .join(Leader, Leader.person_id == Enrolment.person_id)
        .where(Enrolment.cohort_id == event.cohort_id, Enrolment.id.in_(event.enrolment_ids))
        .order_by(Certificate.serial)
    )
    yield from rows.all()


LISTENS = (
    Listen(CohortClosed, cohort_closed),
    Listen(CertificatesIssued, issued),
    Listen(CertificatesVoided, voided),
)
