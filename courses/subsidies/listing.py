"""The subsidy list of a cohort: drafted, sent in with frozen lines, reviewed by another person."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import EnrolmentState, SessionState
from courses.subsidies.models import (
    DecisionRow,
    Doubt,
    Invoice,
    ListLine,
    ListStep,
    SubsidyList,
)
from courses.subsidies.redeciding import redecide
from courses.subsidies.rules import ListFacts, ListState, Step, next_state
from courses.subsidies.voiding import differences
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.db import outliving
from lms.errors import DomainError

PREPARE = "subsidies:list:prepare"
REVIEW = "subsidies:list:review"
MADE = "make"
WORKED_ON = frozenset({ListState.DRAFT, ListState.RETURNED, ListState.SUBMITTED})


def make_list(session: Session, actor: Actor, now: datetime, cohort: Cohort) -> SubsidyList:
    """Draft the cohort's list and decide everybody anew; the list that is worked on if there is one.

    Raises DomainError: NOT_PERMITTED; LIST_SIGNED when a list of the cohort is already reviewed:
    what changed since stands there as its difference.
    """
    actor.require(PREPARE, cohort.county)
    made = list_of(session, cohort.id)
    if made is not None and made.state not in WORKED_ON:
        raise DomainError("LIST_SIGNED", number=made.number)
    if made is None:
        made = _new_list(session, actor, now, cohort)
    if made.state is not ListState.SUBMITTED:
        redecide(session, actor, now, cohort.id)
        _sum_up(session, made)
    return made


def list_of(session: Session, cohort_id: int) -> SubsidyList | None:
    """The cohort's list that is not withdrawn, None before one was drafted."""
    return session.scalar(
        select(SubsidyList)
        .where(SubsidyList.cohort_id == cohort_id, SubsidyList.state != ListState.WITHDRAWN)
        .order_by(SubsidyList.id.desc())
        .limit(1)
    )


def _new_list(session: Session, actor: Actor, now: datetime, cohort: Cohort) -> SubsidyList:
    last = session.scalar(
        select(func.max(SubsidyList.number)).where(SubsidyList.cohort_id == cohort.id)
    )
    made = SubsidyList(
        county=cohort.county,
        cohort_id=cohort.id,
        number=(last or 0) + 1,
        state=ListState.DRAFT,
        prepared_by_id=actor.id,
        prepared_by=actor.name,
        created_at=now,
        applied_on=today(now),
        total_fen=0,
        people=0,
    )
    session.add(made)
    session.flush()
    _step(session, actor, now, made, MADE, ListState.DRAFT, ListState.DRAFT, "")
    return made


def _sum_up(session: Session, made: SubsidyList) -> None:
    row = DecisionRow
    total, people = session.execute(
        select(func.coalesce(func.sum(row.total_fen), 0), func.count()).where(
            row.cohort_id == made.cohort_id, row.current, row.total_fen > 0
        )
    ).one()
    made.total_fen, made.people = int(total), people
    session.flush()


def submit(session: Session, actor: Actor, now: datetime, made: SubsidyList) -> SubsidyList:
    """送复核: decide everybody once more and freeze a line for each, with the decision behind it.

    Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, LIST_EMPTY, COHORT_NOT_OVER.
    """
    _may(session, actor, PREPARE, made)
    cohort = session.get_one(Cohort, made.cohort_id)
    _refuse_running(session, cohort, now)
    redecide(session, actor, now, cohort.id)
    _lock(session, made)
    decisions = _paying_order(session, cohort.id)
    paid = [row for row in decisions if row.total_fen > 0]
    facts = ListFacts(state=made.state, prepared_by=frozenset(), lines=len(paid))
    after = next_state(facts, Step.SUBMIT, "", today(now))
    _freeze(session, made, decisions)
    made.total_fen, made.people = sum(row.total_fen for row in paid), len(paid)
    made.submitted_at, made.digest = now, lines_digest(session, made.id)
    _step(session, actor, now, made, Step.SUBMIT, made.state, after, "")
    return made


def _refuse_running(session: Session, cohort: Cohort, now: datetime) -> None:
    last = session.scalar(
        select(func.max(SessionRow.date)).where(
            SessionRow.cohort_id == cohort.id, SessionRow.state == SessionState.PLANNED
        )
    )
    if last is not None and last > today(now):
        raise DomainError("COHORT_NOT_OVER", date=last)


def _paying_order(session: Session, cohort_id: int) -> Sequence[DecisionRow]:
    return session.scalars(
        select(DecisionRow)
        .join(Enrolment, Enrolment.id == DecisionRow.enrolment_id)
        .where(
            DecisionRow.cohort_id == cohort_id,
            DecisionRow.current,
            Enrolment.state != EnrolmentState.TRANSFERRED,
        )
        .order_by(Enrolment.seat, Enrolment.id)
    ).all()


def _freeze(session: Session, made: SubsidyList, decisions: Sequence[DecisionRow]) -> None:
    session.execute(delete(ListLine).where(ListLine.list_id == made.id))
    session.add_all(
        ListLine(
            list_id=made.id,
            position=position,
            enrolment_id=row.enrolment_id,
            decision_id=row.id,
            living_fen=row.living_fen,
            transport_lodging_fen=row.transport_lodging_fen,
            total_fen=row.total_fen,
            reason=row.reason,
        )
        for position, row in enumerate(decisions, 1)
    )
    session.flush()


def lines_digest(session: Session, list_id: int) -> str:
    """SHA-256 over the frozen lines and the decisions behind them: what a reviewer signs."""
    line = ListLine
    rows = session.execute(
        select(
            line.position, line.enrolment_id, line.living_fen, line.transport_lodging_fen,
            line.total_fen, DecisionRow.digest,
        )
        .join(DecisionRow, DecisionRow.id == line.decision_id)
        .where(line.list_id == list_id)
        .order_by(line.position)
    )  # fmt: skip
    return sha256("\n".join("|".join(map(str, row)) for row in rows).encode()).hexdigest()


def intact(session: Session, made: SubsidyList) -> bool:
    """Whether the frozen lines are those that were sent in and signed; true for a draft."""
    return not made.digest or lines_digest(session, made.id) == made.digest


def review(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, *, seen: str | None = None
) -> SubsidyList:
    """复核通过, by somebody who had no part in the list. `seen` is the digest that the page showed.

    Of two at once one wins. Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, SELF_REVIEW,
    DOUBTS_OPEN, LIST_ALTERED, LIST_CHANGED.
    """
    _may(session, actor, REVIEW, made)
    _lock(session, made)
    after = _next(session, actor, now, made, Step.REVIEW)
    if not intact(session, made):
        raise DomainError("LIST_ALTERED")
    if (seen is not None and seen != made.digest) or differences(session, made):
        raise DomainError("LIST_CHANGED")
    made.reviewed_by_id, made.reviewed_by, made.reviewed_at = actor.id, actor.name, now
    _step(session, actor, now, made, Step.REVIEW, made.state, after, "")
    return made


def send_back(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, reason: str
) -> SubsidyList:
    """退回: back to whoever prepared it, with a reason; a review given before is taken back.

    Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, SELF_REVIEW, REASON_MISSING.
    """
    _may(session, actor, REVIEW, made)
    _lock(session, made)
    _reasoned(reason)
    after = _next(session, actor, now, made, Step.RETURN)
    made.reviewed_by_id, made.reviewed_by, made.reviewed_at = None, None, None
    _step(session, actor, now, made, Step.RETURN, made.state, after, reason)
    return made


def withdraw(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, reason: str
) -> SubsidyList:
    """撤回 a list that is not yet reviewed, with a reason; a new one may be drafted then.

    Raises DomainError: NOT_PERMITTED, STEP_NOT_ALLOWED, REASON_MISSING.
    """
    _may(session, actor, PREPARE, made)
    _lock(session, made)
    _reasoned(reason)
    after = _next(session, actor, now, made, Step.WITHDRAW)
    _step(session, actor, now, made, Step.WITHDRAW, made.state, after, reason)
    return made


def settle_doubt(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, doubt: Doubt, reason: str
) -> Doubt:
    """Say with a reason why a 疑点 does not stand in the way.

    Raises DomainError: NOT_PERMITTED, REASON_MISSING, DOUBT_SETTLED.
    """
    if not (actor.may(PREPARE, cohort.county) or actor.may(REVIEW, cohort.county)):
        raise DomainError("NOT_PERMITTED", permission=PREPARE)
    _reasoned(reason)
    if doubt.settled_at is not None:
        raise DomainError("DOUBT_SETTLED")
    doubt.settled_at, doubt.settled_by, doubt.reason = now, actor.name, reason.strip()[:300]
    session.flush()
    audit.record(
        session, actor, now, "subsidies:doubt_settled",
        county=cohort.county, object_type="cohort", object_id=cohort.uid, code=doubt.code,
    )  # fmt: skip
    return doubt


def open_doubts(session: Session, cohort_id: int) -> int:
    """How many 疑点 of a cohort nobody has settled."""
    return (
        session.scalar(
            select(func.count()).where(Doubt.cohort_id == cohort_id, Doubt.settled_at.is_(None))
        )
        or 0
    )


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise DomainError("REASON_MISSING")


def _may(session: Session, actor: Actor, permission: str, made: SubsidyList) -> None:
    """Lists are sent in and signed by people, never by the system."""
    actor.require(permission, made.county)
    if actor.id is None:
        raise DomainError("NOT_PERMITTED", permission=permission)


def _lock(session: Session, made: SubsidyList) -> None:
    """Read the list anew; of two who act on it at once the second sees what the first did."""
    session.flush()
    session.refresh(made, with_for_update=True)


def _next(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, step: Step
) -> ListState:
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


def _step(
    session: Session,
    actor: Actor,
    now: datetime,
    made: SubsidyList,
    step: str,
    before: ListState,
    after: ListState,
    reason: str,
) -> None:
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
