"""The second signature: approved, sent back, or withdrawn before it comes to that."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.subsidies.corrected import corrected_since
from courses.subsidies.listing import intact
from courses.subsidies.models import SubsidyList
from courses.subsidies.rules import Step
from courses.subsidies.steps import PREPARE, REVIEW, after_step, lock, require, write_step
from courses.subsidies.voiding import differences
from lms.accounts.actor import Actor
from lms.errors import DomainError


def review(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, *, seen: str | None = None
) -> SubsidyList:
    """复核通过, by somebody who had no part in the list. `seen` is the digest that the page showed.

    Of two at once one wins. Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, SELF_REVIEW,
    DOUBTS_OPEN, LIST_ALTERED, LIST_CHANGED.
    """
    require(actor, REVIEW, made)
    lock(session, made)
    after = after_step(session, actor, now, made, Step.REVIEW)
    if not intact(session, made):
        raise DomainError("LIST_ALTERED")
    if (seen is not None and seen != made.digest) or differences(session, made):
        raise DomainError("LIST_CHANGED")
    if corrected_since(session, made):
        raise DomainError("LIST_CHANGED")
    made.reviewed_by_id, made.reviewed_by, made.reviewed_at = actor.id, actor.name, now
    write_step(session, actor, now, made, Step.REVIEW, made.state, after, "")
    return made


def send_back(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, reason: str
) -> SubsidyList:
    """退回: back to whoever prepared it, with a reason; a review given before is taken back.

    Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, SELF_REVIEW, REASON_MISSING.
    """
    require(actor, REVIEW, made)
    lock(session, made)
    _reasoned(reason)
    after = after_step(session, actor, now, made, Step.RETURN)
    made.reviewed_by_id, made.reviewed_by, made.reviewed_at = None, None, None
    write_step(session, actor, now, made, Step.RETURN, made.state, after, reason)
    return made


def withdraw(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, reason: str
) -> SubsidyList:
    """撤回 a list that is not yet reviewed, with a reason; a new one may be drafted then.

    Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, REASON_MISSING.
    """
    require(actor, PREPARE, made)
    lock(session, made)
    _reasoned(reason)
    after = after_step(session, actor, now, made, Step.WITHDRAW)
    write_step(session, actor, now, made, Step.WITHDRAW, made.state, after, reason)
    return made


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise DomainError("REASON_MISSING")
