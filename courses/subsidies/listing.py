"""The subsidy list of a cohort: drafted, and sent in with frozen lines."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import EnrolmentState, SessionState
from courses.subsidies.models import DecisionRow, ListLine, SubsidyList
from courses.subsidies.redeciding import redecide
from courses.subsidies.rules import ListFacts, ListState, Step, next_state
from courses.subsidies.steps import MADE, PREPARE, lock, require, write_step
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError

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
    write_step(session, actor, now, made, MADE, ListState.DRAFT, ListState.DRAFT, "")
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
    require(actor, PREPARE, made)
    cohort = session.get_one(Cohort, made.cohort_id)
    _refuse_running(session, cohort, now)
    redecide(session, actor, now, cohort.id)
    lock(session, made)
    decisions = _paying_order(session, cohort.id)
    paid = [row for row in decisions if row.total_fen > 0]
    facts = ListFacts(state=made.state, prepared_by=frozenset(), lines=len(paid))
    after = next_state(facts, Step.SUBMIT, "", today(now))
    _freeze(session, made, decisions)
    made.total_fen, made.people = sum(row.total_fen for row in paid), len(paid)
    made.submitted_at, made.digest = now, lines_digest(session, made.id)
    write_step(session, actor, now, made, Step.SUBMIT, made.state, after, "")
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
