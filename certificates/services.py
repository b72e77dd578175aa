"""Acts on one certificate: revoking it, issuing another in its place. Both need a reason."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from certificates import watching
from certificates.events import CertificatesIssued, CertificatesVoided
from certificates.freezing import freeze_later
from certificates.issuing import check_terms, rehearse_issue
from certificates.models import Certificate
from certificates.numbering import lock_cohort
from certificates.proof import statement as statements
from certificates.proof.keys import signer
from certificates.queries import COPIED, REVOKE, TABLE, live, snapshot_of
from certificates.rules import (
    CertificateState,
    RevocationGround,
    state_on,
    transition_findings,
)
from certificates.snapshot import Terms
from certificates.standing import Standing, compared, facts_of, standings
from certificates.writing import Wanted, told, void, write
from courses.cohorts.models import Cohort
from courses.cohorts.rules import faults
from courses.rosters import api as rosters
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError
from lms.events import publish
from lms.privacy import vault

REPLACED, REISSUED, REVOKED = "replaced", "reissued", "revoked"

__all__ = ["correct", "duplicate", "rehearse_issue", "replace", "revoke"]


def revoke(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate: Certificate,
    reason: str,
    ground: RevocationGround = RevocationGround.OTHER,
) -> None:
    """撤销 a certificate; it stays visible with the day, the class of the reason and the reason.

    Raises NOT_PERMITTED, CERTIFICATE_REASON_MISSING, CERTIFICATE_TRANSITION_NOT_ALLOWED.
    """
    cohort = _locked(session, actor, certificate)
    _may_become(certificate, CertificateState.REVOKED, reason, day_of(now))
    void(session, actor, now, certificate, CertificateState.REVOKED, REVOKED, reason, ground=ground)
    told(session, actor, now, [certificate])
    _note(session, actor, now, "certificates:revoked", certificate)
    _voided(session, actor, now, cohort, certificate)


def replace(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate: Certificate,
    reason: str,
    *,
    issued_on: date | None = None,
    valid_until: date | None = None,
    evidence: str = "",
) -> Certificate:
    """换发, or another after a revocation: a new certificate with the facts of today, the old one stays void.

    A certificate that holds becomes `replaced`; for a revoked one another is issued beside it. The
    holder must still have completed the cohort. Raises as `revoke`; CERTIFICATE_FOLLOWED when
    another was issued for it before; what `rehearse_issue` says of dates; and the first reason
    against issuing (ATTENDANCE_BELOW_MINIMUM, COHORT_NOT_CLOSED …).
    """
    cohort = _locked(session, actor, certificate)
    if not reason.strip():
        raise DomainError("CERTIFICATE_REASON_MISSING")
    one = _standing(session, cohort, certificate)
    last = one.certificates[-1]
    if last.id != certificate.id:
        raise DomainError("CERTIFICATE_FOLLOWED", number=last.number)
    for code in one.completion.reasons:
        raise DomainError(code, **one.facts)
    held = live(certificate)
    if held:
        _may_become(certificate, CertificateState.REPLACED, reason, day_of(now))
    after = CertificateState.REPLACED if held else certificate.state
    void(
        session, actor, now, certificate, after, REPLACED if held else REISSUED, reason,
        evidence=evidence,
    )  # fmt: skip
    dates = (issued_on or day_of(now), valid_until)
    made = _another(session, actor, now, cohort, one, certificate, dates)
    told(session, actor, now, [certificate, made])
    _note(session, actor, now, f"certificates:{REPLACED if held else REISSUED}", certificate, made)
    if held:
        _voided(session, actor, now, cohort, certificate)
    publish(session, CertificatesIssued(cohort.id, (made.enrolment_id,), actor, now))
    return made


def correct(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate: Certificate,
    reason: str,
    evidence: str,
    *,
    issued_on: date | None = None,
    valid_until: date | None = None,
) -> Certificate:
    """更正: the archive was put right after a proven error, the certificate follows it.

    A new number is linked to the old one, which shows 已换发. Raises CERTIFICATE_EVIDENCE_MISSING
    without what proved it, CERTIFICATE_NOTHING_DIFFERS while the archive says the same as the
    paper, and as `replace`.
    """
    if not evidence.strip():
        raise DomainError("CERTIFICATE_EVIDENCE_MISSING")
    if not compared(session, certificate):
        raise DomainError("CERTIFICATE_NOTHING_DIFFERS")
    return replace(
        session, actor, now, certificate, reason,
        issued_on=issued_on, valid_until=valid_until, evidence=evidence,
    )  # fmt: skip


def duplicate(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate: Certificate,
    reason: str,
    *,
    after: int | None = None,
) -> int:
    """补发 a lost paper: the same number and content, marked 补; how many there are by now.

    The copy's code carries a statement of its own that says which copy it is. `after` is how many
    there were when the act was begun: sent twice it is done once. Raises CERTIFICATE_COPIED_SINCE,
    CERTIFICATE_REASON_MISSING, and CERTIFICATE_VOID for one that does not hold any more.
    """
    _locked(session, actor, certificate)
    if not reason.strip():
        raise DomainError("CERTIFICATE_REASON_MISSING")
    if not live(certificate):
        raise DomainError("CERTIFICATE_VOID")
    if after is not None and after != certificate.duplicates:
        raise DomainError("CERTIFICATE_COPIED_SINCE", count=certificate.duplicates)
    void(session, actor, now, certificate, certificate.state, COPIED, reason, voids=False)
    certificate.duplicates += 1
    text = statements.write(
        signer(session, now, certificate.county), snapshot_of(certificate), certificate.token,
        now, copy=certificate.duplicates,
    )  # fmt: skip
    certificate.statement = vault().seal(TABLE, certificate.uid, "statement", text)
    session.flush()
    _note(session, actor, now, "certificates:copied", certificate)
    return certificate.duplicates


def _another(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    one: Standing,
    old: Certificate,
    dates: tuple[date, date | None],
) -> Certificate:
    printed = snapshot_of(old).terms
    terms = Terms(
        issuer=printed.issuer,
        issued_on=dates[0],
        valid_until=dates[1],
        result=printed.result,
        note=f"{'重新签发' if old.state is CertificateState.REVOKED else '换发'}，原证书{old.number}作废",
        design=printed.design,
        seal=printed.seal,
        signature=printed.signature,
        signatory=printed.signatory,
        signatory_title=printed.signatory_title,
    )
    check_terms(terms, cohort, day_of(now))
    facts = facts_of(session, cohort, [one.enrolment.person])[one.enrolment.person_id]
    photos = rosters.photo_uids(session, [one.enrolment.person_id])
    photo = photos.get(one.enrolment.person_id, "")
    wanted = Wanted(one.enrolment.id, facts, terms, old.id, photo)
    made = write(session, actor, now, cohort, [wanted])[0]
    watching.recheck(session, cohort.id)
    freeze_later(session, now, [made])
    return made


def _locked(session: Session, actor: Actor, certificate: Certificate) -> Cohort:
    """The certificate as it is now, nobody else issuing or voiding in its cohort."""
    cohort = session.get_one(Cohort, certificate.cohort_id)
    actor.require(REVOKE, cohort.county, cohort.centre_id)
    lock_cohort(session, cohort)
    # the row alone: what was loaded beside it hangs on outer joins, which cannot be locked
    session.refresh(certificate, with_for_update={"of": Certificate})
    return cohort


def _may_become(certificate: Certificate, to: CertificateState, reason: str, today: date) -> None:
    state = state_on(certificate.state, certificate.valid_until, today)
    for one in faults(transition_findings(state, to, reason=reason)):
        raise DomainError(one.code, **one.facts)


def _standing(session: Session, cohort: Cohort, certificate: Certificate) -> Standing:
    return next(
        one for one in standings(session, cohort) if one.enrolment.id == certificate.enrolment_id
    )


def _voided(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, certificate: Certificate
) -> None:
    watching.recheck(session, cohort.id)
    ids = (certificate.enrolment_id,)
    publish(session, CertificatesVoided(cohort.id, ids, actor, now))


def _note(
    session: Session,
    actor: Actor,
    now: datetime,
    action: str,
    certificate: Certificate,
    made: Certificate | None = None,
) -> None:
    audit.record(
        session,
        actor,
        now,
        action,
        county=certificate.county,
        object_type="certificates.certificate",
        object_id=certificate.uid,
        **({"by": made.uid} if made else {}),
    )
