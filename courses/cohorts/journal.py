"""Every change of a cohort leaves a line in its history and an entry in the audit log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session as Db

from courses.cohorts.models import Cohort, CohortChange
from courses.cohorts.rules import Finding, faults
from courses.cohorts.timetable import Effects
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError

REASON_LENGTH = 300


def write(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    action: str,
    reason: str = "",
    **facts: Any,
) -> None:
    """Append the change: who, when, what, why and its effect. `facts` hold no names or numbers."""
    plain = {name: _plain(value) for name, value in facts.items()}
    session.add(
        CohortChange(
            cohort_id=cohort.id,
            at=now,
            by=actor.name,
            action=action,
            reason=reason.strip()[:REASON_LENGTH],
            facts=plain,
        )
    )
    audit.record(
        session,
        actor,
        now,
        f"cohorts:{action}",
        county=cohort.county,
        object_type="cohort",
        object_id=cohort.uid,
        **{name: value for name, value in plain.items() if name not in ("before", "after")},
    )


def effect_facts(effects: Effects) -> dict[str, int]:
    """What a change of the timetable did, in counts of half-days and marks."""
    return {
        "planned_before": effects.planned_before,
        "planned_after": effects.planned_after,
        "added": len(effects.added),
        "removed": len(effects.removed),
        "moved": len(effects.moved),
        "altered": len(effects.altered),
        "marks_lost": effects.marks_lost,
    }


def refuse_on(findings: Iterable[Finding]) -> None:
    """Raise DomainError for the first fault; notes pass."""
    for one in faults(findings):
        raise DomainError(one.code, **one.facts)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value
