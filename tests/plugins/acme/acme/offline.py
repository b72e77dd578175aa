"""Things given back where there is no network."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from acme.queries import EDIT, loan_for
from acme.services import take_back
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.offline.rules import OfflineEvent


def apply(
    session: Session, actor: Actor, now: datetime, event: OfflineEvent
) -> Mapping[str, object]:
    """A loan is back; the body names it."""
    key = event.body.get("loan")
    if not isinstance(key, int):
        raise DomainError("REQUEST_INVALID")
    loan = loan_for(session, actor, key, EDIT)
    take_back(session, actor, event.happened_at, loan)
    return {"item": loan.item}
