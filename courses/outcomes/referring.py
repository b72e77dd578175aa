"""Needs on their way to a result (后续服务对接): opened, taken, ended; who is responsible."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outcomes.models import Case, Interview, Referral
from courses.outcomes.rules import Need, ReferralState
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError

GOING = (ReferralState.OPEN, ReferralState.TAKEN)


def open_need(
    session: Session,
    actor: Actor,
    now: datetime,
    case: Case,
    need: Need,
    interview: Interview | None = None,
    detail: str = "",
) -> Referral:
    """Hand a need on; one that is still on its way is not opened twice."""
    known = session.scalar(
        select(Referral).where(
            Referral.case_id == case.id, Referral.need == need, Referral.state.in_(GOING)
        )
    )
    if known is not None:
        return known
    row = Referral(
        case_id=case.id, county=case.county, centre_id=case.centre_id, place=case.place,
        need=need, detail=(detail or (interview.difficulties if interview else "")).strip()[:300],
        interview_id=interview.id if interview else None, state=ReferralState.OPEN,
        opened_on=interview.on if interview else day_of(now), opened_by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, now, "outcomes:need_opened", row)
    return row


def open_needs(session: Session, county: str) -> Sequence[Referral]:
    """What waits in a county, the oldest first."""
    return session.scalars(
        select(Referral)
        .where(Referral.county == county, Referral.state == ReferralState.OPEN)
        .order_by(Referral.id)
    ).all()


def take(session: Session, actor: Actor, now: datetime, row: Referral) -> None:
    """Somebody sees to it. Raises DomainError REFERRAL_STATE."""
    if row.state is not ReferralState.OPEN:
        raise DomainError("REFERRAL_STATE")
    row.state, row.taken_on, row.taken_by = ReferralState.TAKEN, day_of(now), actor.name
    row.responsible_id = actor.id
    session.flush()
    _note(session, actor, now, "outcomes:need_taken", row)


def end(
    session: Session, actor: Actor, now: datetime, row: Referral, result: str, *, met: bool
) -> None:
    """It came to a result, or could not be met. Raises DomainError REFERRAL_STATE, RESULT_MISSING."""
    if row.state not in GOING:
        raise DomainError("REFERRAL_STATE")
    if not result.strip():
        raise DomainError("RESULT_MISSING")
    row.state = ReferralState.DONE if met else ReferralState.DECLINED
    row.ended_on, row.ended_by, row.result = day_of(now), actor.name, result.strip()[:300]
    session.flush()
    _note(session, actor, now, "outcomes:need_ended", row)


def _note(session: Session, actor: Actor, now: datetime, action: str, row: Referral) -> None:
    audit.record(
        session, actor, now, action,
        county=row.county, object_type="outcomes.referral", object_id=row.id,
        need=row.need.value, state=row.state.value,
    )  # fmt: skip
