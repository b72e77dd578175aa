"""One trainee's money, opened: the decision, the days and marks behind it, tickets, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.api import marks_of
from courses.attendance.rules import Mark
from courses.cohorts.api import enrolment_for
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import Half
from courses.subsidies import queries, snapshot
from courses.subsidies.models import DecisionRow, Doubt, Evidence, Invoice
from courses.subsidies.snapshot import Snapshot, StoredDay
from lms.accounts.actor import Actor
from lms.errors import NotFound

VIEW = "subsidies:list:view"


@dataclass(frozen=True, slots=True)
class DayLine:
    """A date as the decision saw it; `am` and `pm` are the marks that hold now, where there are."""

    day: StoredDay
    am: Mark | None
    pm: Mark | None
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class TraineeMoney:
    """The page of one trainee: the decision asked for, and everything around it."""

    enrolment: Enrolment
    decision: DecisionRow
    read: Snapshot
    days: tuple[DayLine, ...]
    history: Sequence[DecisionRow]
    invoices: Sequence[Invoice]
    papers: Sequence[Evidence]
    doubts: Sequence[Doubt]
    cohorts: Mapping[str, Cohort]
    """Cohorts that pay a date of this trainee, by uid, as far as the reader may see them."""


def trainee_money(
    session: Session, actor: Actor, enrolment_id: int, uid: str | None = None
) -> TraineeMoney:
    """The decision that holds for a trainee, or the one of `uid`. NotFound outside the scope."""
    enrolment = enrolment_for(session, actor, enrolment_id, VIEW)
    history = queries.decision_history(session, enrolment.id)
    wanted = (row for row in history if (row.uid == uid if uid else row.current))
    decision = next(wanted, None)
    if decision is None:
        raise NotFound
    read = snapshot.read(decision.payload)
    return TraineeMoney(
        enrolment=enrolment,
        decision=decision,
        read=read,
        days=_days(session, enrolment.id, read, decision.current),
        history=history,
        invoices=_invoices(session, enrolment.id),
        papers=_papers(session, enrolment.id),
        doubts=_doubts(session, enrolment.id),
        cohorts=_payers(session, actor, read),
    )


def _days(
    session: Session, enrolment_id: int, read: Snapshot, current: bool
) -> tuple[DayLine, ...]:
    lines = marks_of(session, enrolment_id) if current else ()
    marks = {(line.date, line.half): line.mark for line in lines if line.planned}
    living = read.component("living")
    counted = living.counted if living else frozenset()
    why = living.uncounted if living else {}
    return tuple(
        DayLine(
            day,
            marks.get((day.on, Half.AM)),
            marks.get((day.on, Half.PM)),
            day.on in counted,
            why.get(day.on, ""),
        )
        for day in read.days
    )


def _invoices(session: Session, enrolment_id: int) -> Sequence[Invoice]:
    return session.scalars(
        select(Invoice)
        .where(Invoice.enrolment_id == enrolment_id)
        .order_by(Invoice.voided_at.is_not(None), Invoice.id)
    ).all()


def _papers(session: Session, enrolment_id: int) -> Sequence[Evidence]:
    return session.scalars(
        select(Evidence).where(Evidence.enrolment_id == enrolment_id).order_by(Evidence.id)
    ).all()


def _doubts(session: Session, enrolment_id: int) -> Sequence[Doubt]:
    return session.scalars(
        select(Doubt)
        .where(Doubt.enrolment_id == enrolment_id)
        .order_by(Doubt.settled_at.is_not(None), Doubt.id)
    ).all()


def _payers(session: Session, actor: Actor, read: Snapshot) -> dict[str, Cohort]:
    uids = {day.paid_elsewhere for day in read.days if day.paid_elsewhere}
    if not uids:
        return {}
    rows = session.scalars(select(Cohort).where(Cohort.uid.in_(uids)))
    return {row.uid: row for row in rows if actor.may(VIEW, row.county, row.centre_id)}
