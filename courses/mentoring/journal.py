"""Every step of a pair leaves a line in its history and an entry in the audit log."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from courses.mentoring.models import Pair, PairStep
from lms.accounts.actor import Actor
from lms.audit import services as audit

REASON_LENGTH = 300


def write(
    session: Session,
    actor: Actor,
    now: datetime,
    pair: Pair,
    action: str,
    reason: str = "",
    *,
    of_run: bool = False,
    **facts: Any,
) -> None:
    """Append the step: who, when, what, why. `facts` hold no names and no numbers of people.

    What a run does stands in the log once, as the run's own entry.
    """
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }
    session.add(
        PairStep(
            pair_id=pair.id,
            at=now,
            by=actor.name,
            action=action,
            reason=reason.strip()[:REASON_LENGTH],
            facts=plain,
        )
    )
    if of_run:
        return
    audit.record(
        session, actor, now, f"mentoring:{action}",
        county=pair.county, object_type="mentoring.pair", object_id=pair.uid, **plain,
    )  # fmt: skip
