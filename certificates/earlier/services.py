"""Acts on one certificate from before the system: revoking it."""

from datetime import datetime

from sqlalchemy.orm import Session

from certificates.models import EarlierCertificate
from certificates.queries import REVOKE
from certificates.rules import (
    CertificateState,
    RevocationGround,
    state_on,
    transition_findings,
)
from certificates.writing import REASON_LENGTH
from courses.cohorts.rules import faults
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError


def revoke(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate: EarlierCertificate,
    reason: str,
    ground: RevocationGround = RevocationGround.OTHER,
) -> None:
    """撤销: whoever asks by number and name sees the day, the class of the reason and the reason.

    It has no code, so no signed list can name it. Raises NOT_PERMITTED, CERTIFICATE_REASON_MISSING
    and CERTIFICATE_TRANSITION_NOT_ALLOWED.
    """
    actor.require(REVOKE, certificate.county, certificate.centre_id)
    session.refresh(certificate, with_for_update=True)
    state = state_on(certificate.state, certificate.valid_until, today(now))
    for one in faults(transition_findings(state, CertificateState.REVOKED, reason=reason)):
        raise DomainError(one.code, **one.facts)
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at, certificate.revoked_by = now, actor.name
    certificate.ground, certificate.reason = ground.value, reason.strip()[:REASON_LENGTH]
    session.flush()
    audit.record(
        session, actor, now, "certificates:earlier_revoked", county=certificate.county,
        object_type=certificate.__tablename__, object_id=certificate.uid, ground=ground.value,
    )  # fmt: skip
