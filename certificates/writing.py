"""Making certificate rows, and the steps that void them. Nothing here asks who may."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateStep
from certificates.numbering import take
from certificates.proof import statement as statements
from certificates.proof.keys import signer
from certificates.queries import TABLE, live
from certificates.rules import CertificateState, RevocationGround
from certificates.snapshot import Facts, Snapshot, Terms, digest_of
from certificates.tokens import draw
from courses.cohorts.models import Cohort
from courses.subsidies import api as subsidies
from lms.accounts.actor import Actor
from lms.orm import new_uid
from lms.privacy import vault
from lms.runs.models import Run

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate to be made: for whom, saying what, in place of which."""

    enrolment_id: int
    facts: Facts
    terms: Terms
    replaces_id: int | None = None
    photo: str = ""


def write(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    wanted: Sequence[Wanted],
    run: Run | None = None,
) -> list[Certificate]:
    """Number, freeze and seal certificates, in the order given."""
    keys = vault()
    signs = signer(session, now, cohort.county)
    made = []
    for one, taken in zip(wanted, take(session, cohort, len(wanted)), strict=True):
        uid = new_uid()
        printed = Snapshot(taken.number, one.facts, one.terms, secrets.token_hex(16), one.photo)
        text, token = printed.as_json(), draw()
        statement = statements.write(signs, printed, token, now)
        made.append(
            Certificate(
                uid=uid,
                county=cohort.county,
                cohort_id=cohort.id,
                enrolment_id=one.enrolment_id,
                number=taken.number,
                serial=taken.serial,
                token=token,
                state=CertificateState.VALID,
                issued_on=one.terms.issued_on,
                valid_until=one.terms.valid_until,
                snapshot=keys.seal(TABLE, uid, "snapshot", text),
                digest=digest_of(text),
                differs="",
                replaces_id=one.replaces_id,
                run_id=run.id if run else None,
                issued_at=now,
                issued_by=actor.name,
                statement=keys.seal(TABLE, uid, "statement", statement),
                duplicates=0,
            )
        )
    session.add_all(made)
    session.flush()
    return made


def void(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate: Certificate,
    to: CertificateState,
    action: str,
    reason: str,
    *,
    ground: RevocationGround | None = None,
    evidence: str = "",
    voids: bool = True,
) -> None:
    """Append what happened and show it; the number stays taken. A copy `voids` nothing."""
    session.add(
        CertificateStep(
            certificate_id=certificate.id,
            action=action,
            before=certificate.state,
            after=to,
            at=now,
            by=actor.name,
            reason=reason.strip()[:REASON_LENGTH],
            ground=ground.value if ground else "",
            evidence=evidence.strip()[:REASON_LENGTH],
        )
    )
    certificate.state = to
    if voids:
        certificate.differs = ""
    session.flush()


def told(
    session: Session, actor: Actor, now: datetime, certificates: Iterable[Certificate]
) -> None:
    """Tell subsidies which trainees have a certificate of which date, and who has none any more."""
    known = list(certificates)
    dates = {one.enrolment_id: one.issued_on for one in known if live(one)}
    gone = {one.enrolment_id for one in known} - dates.keys()
    if gone:
        subsidies.withdraw_evidence(session, actor, now, gone)
    if dates:
        subsidies.record_all_evidence(session, actor, now, dates)
