"""Reading decisions, lists, evidence and doubts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.subsidies.models import (
    DecisionRow,
)

VIEW = "subsidies:list:view"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One trainee's outcome; money in fen, attendance in half-days, `row` of the roster sheet."""

    enrolment_id: int
    row: int | None
    half_days_present: int
    half_days_planned: int
    whole_days: int
    eligible: bool
    reason: str | None
    living_fen: int
    transport_lodging_fen: int
    total_fen: int


def decisions(session: Session, cohort_id: int) -> dict[int, DecisionRow]:
    """The decision that holds for every trainee of the cohort, by enrolment."""
    rows = session.scalars(
        select(DecisionRow).where(DecisionRow.cohort_id == cohort_id, DecisionRow.current)
    )
    return {row.enrolment_id: row for row in rows}


def decision_history(session: Session, enrolment_id: int) -> Sequence[DecisionRow]:
    """Every decision ever made for one trainee, the last first."""
    return session.scalars(
        select(DecisionRow)
        .where(DecisionRow.enrolment_id == enrolment_id)
        .order_by(DecisionRow.id.desc())
    ).all()


def result_lines(session: Session, cohort: Cohort) -> list[ResultLine]:
    """What came out for every trainee of the cohort, by seat."""
    row = DecisionRow
    columns: tuple[Any, ...] = (
        row.half_days_present, row.half_days_planned, row.whole_days, row.eligible, row.reason,
        row.living_fen, row.transport_lodging_fen, row.total_fen,
    )  # fmt: skip
    rows = session.execute(
        select(Enrolment.id, Enrolment.source_row, *columns)
        .join(row, (row.enrolment_id == Enrolment.id) & row.current)
        .where(Enrolment.cohort_id == cohort.id)
        .order_by(Enrolment.seat, Enrolment.id)
    )
    return [ResultLine(*each) for each in rows]
