"""Reading marks: one half-day with its history, a trainee's days, a cohort's sheet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.attendance.models import CurrentMark, MarkEntry
from courses.attendance.rules import Mark
from courses.cohorts.models import Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import Half, SessionKind, SessionState


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One mark as it was made: who, when, from what to what, why and by which way.

    `source` is `sheet`, `register`, `office` or `undo`; `run_id` the import it came with.
    """

    id: int
    session_id: int
    enrolment_id: int
    before: Mark
    mark: Mark
    at: datetime
    by: str
    source: str
    reason: str
    run_id: int | None


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One half-day of one trainee: the mark that holds and every mark ever made, the last first."""

    session_id: int
    cohort_id: int
    date: date
    half: Half
    kind: SessionKind
    planned: bool
    mark: Mark
    version: int
    entries: tuple[EntryLine, ...]


def marks_of(session: Session, enrolment_id: int) -> tuple[MarkLine, ...]:
    """Every planned half-day of the trainee's cohort, marked or not, in order; with its history.

    Marks of a cancelled half-day are listed too (`planned` False) and count for nothing. Days of
    an earlier cohort (a transfer) belong to the earlier enrolment.
    """
    history: dict[int, list[EntryLine]] = defaultdict(list)
    for line in _entries(session, MarkEntry.enrolment_id == enrolment_id):
        history[line.session_id].append(line)
    row = SessionRow
    here = (CurrentMark.session_id == row.id) & (CurrentMark.enrolment_id == Enrolment.id)
    rows = session.execute(
        select(
            row.id, row.cohort_id, row.date, row.half, row.kind, row.state,
            CurrentMark.mark, CurrentMark.version,
        )
        .join(Enrolment, Enrolment.cohort_id == row.cohort_id)
        .outerjoin(CurrentMark, here)
        .where(Enrolment.id == enrolment_id)
        .order_by(row.date, row.half)
    )  # fmt: skip
    return tuple(
        MarkLine(
            key, cohort_id, day, half, kind, state is SessionState.PLANNED,
            mark or Mark.UNMARKED, version or 0, tuple(history.get(key, ())),
        )
        for key, cohort_id, day, half, kind, state, mark, version in rows
        if state is SessionState.PLANNED or key in history
    )  # fmt: skip


def entries(session: Session, session_id: int, enrolment_id: int) -> tuple[EntryLine, ...]:
    """Every mark ever made for one trainee in one half-day, the last first."""
    here = (MarkEntry.session_id == session_id) & (MarkEntry.enrolment_id == enrolment_id)
    return tuple(_entries(session, here))


def _entries(session: Session, wanted: ColumnElement[bool]) -> list[EntryLine]:
    row = MarkEntry
    columns: tuple[InstrumentedAttribute[Any], ...] = (
        row.id, row.session_id, row.enrolment_id, row.before, row.mark, row.at, row.by,
        row.source, row.reason, row.run_id,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(wanted).order_by(row.id.desc()))
    return [EntryLine(*line) for line in rows]
