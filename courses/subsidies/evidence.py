"""Papers and tickets told about a trainee: certificates by the plugin that issues them, the rest by hand."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.subsidies.models import Evidence, Invoice
from courses.subsidies.redeciding import redecide
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError

PREPARE = "subsidies:list:prepare"
CERTIFICATE = "certificate"
MOST_FEN = 100_000_00
"""A ticket above this is a slip of the hand."""


def record_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    enrolment_id: int,
    kind: str = CERTIFICATE,
    *,
    on: date,
) -> bool:
    """Be told that a trainee has a paper of this date; False when that was known."""
    return bool(record_all_evidence(session, actor, now, {enrolment_id: on}, kind))


def record_all_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    dates: Mapping[int, date],
    kind: str = CERTIFICATE,
) -> int:
    """As `record_evidence` for many trainees {enrolment id: date}; how many were new.

    A paper with another date takes the place of the one known. Decides the trainees anew.
    """
    known = _standing(session, dates, kind)
    fresh = {key: on for key, on in dates.items() if key not in known or known[key].on != on}
    for key, on in fresh.items():
        if key in known:
            known[key].voided_at = now
        session.add(Evidence(enrolment_id=key, kind=kind, on=on, at=now, by=actor.name))
    session.flush()
    _decide(session, actor, now, fresh)
    return len(fresh)


def withdraw_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    enrolment_ids: Collection[int],
    kind: str = CERTIFICATE,
) -> int:
    """Be told that papers are void (a revoked certificate); how many stood until now."""
    known = _standing(session, enrolment_ids, kind)
    for row in known.values():
        row.voided_at = now
    session.flush()
    _decide(session, actor, now, known)
    return len(known)


def _standing(session: Session, keys: Collection[int], kind: str) -> dict[int, Evidence]:
    rows = session.scalars(
        select(Evidence)
        .where(Evidence.enrolment_id.in_(keys), Evidence.kind == kind, Evidence.voided_at.is_(None))
        .order_by(Evidence.id)
    )
    return {row.enrolment_id: row for row in rows}


def _decide(session: Session, actor: Actor, now: datetime, keys: Collection[int]) -> None:
    by_cohort: dict[int, set[int]] = {}
    for key, cohort_id in session.execute(
        select(Enrolment.id, Enrolment.cohort_id).where(Enrolment.id.in_(keys))
    ):
        by_cohort.setdefault(cohort_id, set()).add(key)
    for cohort_id in sorted(by_cohort):
        redecide(session, actor, now, cohort_id, by_cohort[cohort_id])


def add_invoice(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    enrolment_id: int,
    amount_fen: int,
    reason: str = "",
) -> Invoice:
    """Enter one transport or lodging ticket by hand. Raises NOT_PERMITTED, INVOICE_AMOUNT_INVALID."""
    actor.require(PREPARE, cohort.county)
    if not 0 < amount_fen <= MOST_FEN:
        raise DomainError("INVOICE_AMOUNT_INVALID")
    row = Invoice(
        enrolment_id=enrolment_id, amount_fen=amount_fen, file_name="", entered_at=now,
        entered_by=actor.name, reason=reason.strip()[:200],
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, now, cohort, "subsidies:invoice_entered", row)
    redecide(session, actor, now, cohort.id, [enrolment_id])
    return row


def void_invoice(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, row: Invoice, reason: str
) -> None:
    """Take a ticket out with a reason; it stays in the records. Raises REASON_MISSING."""
    actor.require(PREPARE, cohort.county)
    if not reason.strip():
        raise DomainError("REASON_MISSING")
    if row.voided_at is not None:
        raise DomainError("INVOICE_VOIDED")
    row.voided_at, row.voided_by, row.reason = now, actor.name, reason.strip()[:200]
    session.flush()
    _note(session, actor, now, cohort, "subsidies:invoice_voided", row)
    redecide(session, actor, now, cohort.id, [row.enrolment_id])


def _note(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, action: str, row: Invoice
) -> None:
    audit.record(
        session, actor, now, action,
        county=cohort.county, object_type="cohort", object_id=cohort.uid,
        invoice=row.id, amount_fen=row.amount_fen,
    )  # fmt: skip
