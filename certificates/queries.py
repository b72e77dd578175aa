"""Reading certificates: one for an actor, by token or number, its history, what it was frozen as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from certificates.models import Certificate, CertificateStep, Collection
from certificates.rules import CertificateState, RevocationGround, public_name, state_on
from certificates.snapshot import Snapshot, digest_of, from_json
from courses.rosters.rules import normalise_name
from lms.accounts.actor import Actor
from lms.errors import DomainError, NotFound
from lms.privacy import vault

TABLE = "certificates_certificate"
VIEW = "certificates:certificate:view"
ISSUE = "certificates:certificate:issue"
REVOKE = "certificates:certificate:revoke"
COPIED = "copied"
"""Action of the step that gives out a copy for a lost paper."""
UNDONE = "undone"
"""Action of the step that takes back a whole issuing: such certificates do not bar a new one."""


@dataclass(frozen=True, slots=True)
class PublicView:
    """What anybody with the code (or number and name) may know of a certificate."""

    number: str
    name: str
    course: str
    cohort: str
    hours: int | None
    starts_on: date
    ends_on: date
    issuer: str
    issued_on: date
    valid_until: date | None
    state: CertificateState
    changed_at: datetime | None
    reason: str
    ground: RevocationGround | None
    token: str
    later: str
    """Token of the one it was replaced by; '' for none."""
    copies: int
    copied_at: datetime | None


def certificate_for(
    session: Session, actor: Actor, certificate_id: int, permission: str = VIEW
) -> Certificate:
    """The certificate with its cohort, or NotFound outside the scope of `permission`."""
    found = session.scalar(
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .options(joinedload(Certificate.cohort, innerjoin=True))
    )
    if found is None or not actor.may(permission, found.cohort.county, found.cohort.centre_id):
        raise NotFound
    return found


def snapshot_of(certificate: Certificate) -> Snapshot:
    """What was printed. Raises SEAL_BROKEN or CERTIFICATE_ALTERED: then nothing is vouched for."""
    text = vault().open(TABLE, certificate.uid, "snapshot", certificate.snapshot) or ""
    if digest_of(text) != certificate.digest:
        raise DomainError("CERTIFICATE_ALTERED")
    try:
        found = from_json(text)
    except (ValueError, KeyError, TypeError) as fault:
        raise DomainError("CERTIFICATE_ALTERED") from fault
    if found.number != certificate.number:
        raise DomainError("CERTIFICATE_ALTERED")
    return found


def of_cohort(session: Session, cohort_id: int) -> Sequence[Certificate]:
    """All certificates of a cohort, void ones too, in the order of their numbers."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.cohort_id == cohort_id)
        .options(joinedload(Certificate.enrolment, innerjoin=True))
        .order_by(Certificate.serial)
    ).all()


def undone_ids(session: Session, cohort_id: int) -> frozenset[int]:
    """Certificates of a cohort that were void before anybody had them: the issuing was undone."""
    return frozenset(
        session.scalars(
            select(CertificateStep.certificate_id)
            .join(Certificate, Certificate.id == CertificateStep.certificate_id)
            .where(Certificate.cohort_id == cohort_id, CertificateStep.action == UNDONE)
        )
    )


def handed_out(session: Session, ids: Sequence[int]) -> int:
    """How many of these certificates somebody has collected."""
    counted = select(func.count(Collection.certificate_id.distinct())).where(
        Collection.certificate_id.in_(ids), Collection.taken_back_at.is_(None)
    )
    return session.scalar(counted) or 0


def live(certificate: Certificate) -> bool:
    """Neither revoked nor replaced."""
    return certificate.state in (CertificateState.VALID, CertificateState.EXPIRED)


def history(session: Session, certificate_id: int) -> Sequence[CertificateStep]:
    """What happened to a certificate after issuing, the newest first."""
    return session.scalars(
        select(CertificateStep)
        .where(CertificateStep.certificate_id == certificate_id)
        .order_by(CertificateStep.id.desc())
    ).all()


def chain(session: Session, certificate: Certificate) -> dict[str, Certificate]:
    """The certificate this one was issued for (`earlier`) and the one issued for it (`later`)."""
    found = {}
    if certificate.replaces_id is not None:
        found["earlier"] = session.get_one(Certificate, certificate.replaces_id)
    later = session.scalar(select(Certificate).where(Certificate.replaces_id == certificate.id))
    if later is not None:
        found["later"] = later
    return found


def by_token(session: Session, token: str, today: date) -> PublicView | None:
    """What the code on a paper leads to; None for any other token."""
    found = session.scalar(select(Certificate).where(Certificate.token == token))
    return None if found is None else _public(session, found, today)


def by_number(session: Session, number: str, name: str, today: date) -> PublicView | None:
    """The same for a number and the holder's name as printed; None unless both are right."""
    found = certificate_by_number(session, number, name)
    return None if found is None else _public(session, found, today)


def certificate_by_number(session: Session, number: str, name: str) -> Certificate | None:
    """The certificate of a number, for who knows the printed name too."""
    found = session.scalar(select(Certificate).where(Certificate.number == number))
    if found is None:
        return None
    printed = snapshot_of(found).facts.name
    same = normalise_name(name).casefold() == normalise_name(printed).casefold()
    return found if same else None


def _public(session: Session, certificate: Certificate, today: date) -> PublicView:
    printed = snapshot_of(certificate)
    touched = certificate.duplicates or not live(certificate)
    steps = history(session, certificate.id) if touched else []
    voiding = next((step for step in steps if step.after is not step.before), None)
    copied = next((step.at for step in steps if step.action == COPIED), None)
    return PublicView(
        number=certificate.number,
        name=public_name(printed.facts.name),
        course=printed.facts.course,
        cohort=printed.facts.cohort,
        hours=printed.facts.hours,
        starts_on=printed.facts.starts_on,
        ends_on=printed.facts.ends_on,
        issuer=printed.terms.issuer,
        issued_on=printed.terms.issued_on,
        valid_until=printed.terms.valid_until,
        state=state_on(certificate.state, certificate.valid_until, today),
        changed_at=voiding.at if voiding else None,
        reason=voiding.reason if voiding else "",
        ground=_ground(certificate, voiding),
        token=certificate.token,
        later=_later(session, certificate),
        copies=certificate.duplicates,
        copied_at=copied,
    )


def _ground(certificate: Certificate, voiding: CertificateStep | None) -> RevocationGround | None:
    """The class of the reason of a revocation; steps from before there were classes have none."""
    if voiding is None or certificate.state is not CertificateState.REVOKED or not voiding.ground:
        return None
    return RevocationGround(voiding.ground)


def _later(session: Session, certificate: Certificate) -> str:
    if certificate.state is not CertificateState.REPLACED:
        return ""
    found = select(Certificate.token).where(Certificate.replaces_id == certificate.id)
    return session.scalar(found) or ""


def numbers_of(session: Session, enrolment_ids: Sequence[int]) -> Mapping[int, str]:
    """The number of the live certificate of each enrolment that has one."""
    rows = session.execute(
        select(Certificate.enrolment_id, Certificate.number).where(
            Certificate.enrolment_id.in_(enrolment_ids),
            Certificate.state == CertificateState.VALID,
        )
    )
    return dict(rows.tuples().all())
