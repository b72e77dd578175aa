"""A step of a list: who may take it, who had a hand in the list before, and the line it leaves."""

import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Enrolment
from courses.subsidies.doubting import open_doubts
from courses.subsidies.models import Invoice, ListStep, SubsidyList
from courses.subsidies.rules import ListFacts, ListState, Step, next_state
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.db import outliving
from lms.errors import DomainError

PREPARE = "subsidies:list:prepare"
REVIEW = "subsidies:list:review"
MADE = "make"


def require(actor: Actor, permission: str, made: SubsidyList) -> None:
    """Lists are sent in and signed by people, never by the system."""
    actor.require(permission, made.county)
    if actor.id is None:
        raise DomainError("NOT_PERMITTED", permission=permission)


def lock(session: Session, made: SubsidyList) -> None:
    """Read the list anew; of two who act on it at once the second sees what the first did."""
    session.flush()
    session.refresh(made, with_for_update=True)


def after_step(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, step: Step
) -> ListState:
    """The state after the step; a refused attempt of somebody who prepared the list is recorded.

    Raises DomainError as `rules.next_state`.
    """
    hands = preparers(session, made)
    own = marks_of(actor.id, actor.name)
    facts = ListFacts(
        state=made.state, prepared_by=hands, open_doubts=open_doubts(session, made.cohort_id)
    )
    person = next(iter(own & hands), actor.handle)
    try:
        return next_state(facts, step, person, today(now))
    except DomainError as fault:
        if fault.code == "SELF_REVIEW":
            _note_attempt(session, actor, now, made, step)
        raise


def preparers(session: Session, made: SubsidyList) -> frozenset[str]:
    """Everybody who had a hand in the list, each by account and by name.

    Who drafted it, who sent it in, and who entered a ticket that is paid by it.
    """
    found = set(marks_of(made.prepared_by_id, made.prepared_by))
    steps = session.execute(
        select(ListStep.by_id, ListStep.by).where(
            ListStep.list_id == made.id, ListStep.step.in_((MADE, Step.SUBMIT))
        )
    )
    for account, name in steps:
        found |= marks_of(account, name)
    names = session.scalars(
        select(Invoice.entered_by)
        .join(Enrolment, Enrolment.id == Invoice.enrolment_id)
        .where(Enrolment.cohort_id == made.cohort_id, Invoice.voided_at.is_(None))
        .distinct()
    )
    for name in names:
        found |= marks_of(None, name)
    return frozenset(found)


def marks_of(account: int | None, name: str) -> frozenset[str]:
    """What a person is known by: the account, and the name however it is spaced or cased."""
    folded = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return frozenset({f"name:{folded}", *([f"account:{account}"] if account is not None else [])})


def _note_attempt(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, step: Step
) -> None:
    county, uid = made.county, made.uid

    def note(after: Session) -> None:
        audit.record(
            after, actor, now, "subsidies:review_refused",
            county=county, object_type="subsidies.list", object_id=uid, step=step.value,
        )  # fmt: skip

    outliving(session, note)


def write_step(
    session: Session,
    actor: Actor,
    now: datetime,
    made: SubsidyList,
    step: str,
    before: ListState,
    after: ListState,
    reason: str,
) -> None:
    """Take the step: who, when, why, and an entry in the audit log."""
    made.state = after
    session.add(
        ListStep(
            list_id=made.id, step=str(step), before=before, after=after, at=now, by=actor.name,
            by_id=actor.id, reason=reason.strip()[:300],
        )
    )  # fmt: skip
    session.flush()
    audit.record(
        session, actor, now, f"subsidies:list_{step}",
        county=made.county, object_type="subsidies.list", object_id=made.uid,
        people=made.people, total_fen=made.total_fen, digest=made.digest,
    )  # fmt: skip
