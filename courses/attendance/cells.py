"""What is stored of half-days and trainees, read and written in bulk statements."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.attendance.models import CurrentMark, MarkEntry
from courses.attendance.rules import Mark
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import Enrolment as Stay
from courses.cohorts.rules import SessionFact
from lms.errors import NotFound

Cell = tuple[int, int]
"""(session id, enrolment id): one trainee in one half-day."""

REASON_LENGTH = 200
_Columns = tuple[InstrumentedAttribute[Any], ...]
_FACT: _Columns = (
    SessionRow.date, SessionRow.half, SessionRow.kind, SessionRow.online, SessionRow.state,
)  # fmt: skip
_STAY: _Columns = (Enrolment.from_date, Enrolment.until_date, Enrolment.state)
_MARKS = CurrentMark.metadata.tables[CurrentMark.__tablename__]
_ENTRIES = MarkEntry.metadata.tables[MarkEntry.__tablename__]
_VALUES: dict[str, BindParameter[Any]] = {"mark": bindparam("to"), "version": bindparam("next")}
_CELL: dict[str, BindParameter[Any]] = {
    "session_id": bindparam("at_session"),
    "enrolment_id": bindparam("of"),
}
_INSERT = insert(_MARKS).values(_CELL | _VALUES)
_UPDATE = (
    update(_MARKS)
    .where(*(_MARKS.c[name] == given for name, given in _CELL.items()))
    .values(_VALUES)
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where marks come from: `sheet`, `register`, `office` or `undo`; why; with which run."""

    source: str = "sheet"
    reason: str = ""
    run_id: int | None = None


@dataclass(slots=True)
class Stored:
    """Half-days and stays by id, the mark and version of every marked cell among them.

    `by_session` and `by_enrolment` count the marks that are not blank, in all.
    """

    sessions: dict[int, SessionFact] = field(default_factory=dict)
    stays: dict[int, Stay] = field(default_factory=dict)
    marks: dict[Cell, tuple[Mark, int]] = field(default_factory=dict)
    by_session: Counter[int] = field(default_factory=Counter)
    by_enrolment: Counter[int] = field(default_factory=Counter)

    def at(self, cell: Cell) -> tuple[Mark, int]:
        """The mark that holds and its version, 0 where nobody ever marked."""
        return self.marks.get(cell, (Mark.UNMARKED, 0))


def read(session: Session, cohort: Cohort, cells: Collection[Cell]) -> Stored:
    """What is stored of these cells, in three queries. NotFound for any outside the cohort."""
    sessions, people = {one for one, _ in cells}, {one for _, one in cells}
    stored = Stored()
    for key, marks, day, half, kind, online, state in session.execute(
        select(SessionRow.id, SessionRow.marks, *_FACT).where(
            SessionRow.cohort_id == cohort.id, SessionRow.id.in_(sessions)
        )
    ):
        stored.sessions[key] = SessionFact(day, half, kind, online, state, key)
        stored.by_session[key] = marks or 0
    for key, marks, *stay in session.execute(
        select(Enrolment.id, Enrolment.marks, *_STAY).where(
            Enrolment.cohort_id == cohort.id, Enrolment.id.in_(people)
        )
    ):
        stored.stays[key] = Stay(*stay)
        stored.by_enrolment[key] = marks or 0
    if stored.sessions.keys() != sessions or stored.stays.keys() != people:
        raise NotFound
    one = CurrentMark
    marked = select(one.session_id, one.enrolment_id, one.mark, one.version).where(
        one.session_id.in_(sessions), one.enrolment_id.in_(people)
    )
    for key, who, mark, version in session.execute(marked):
        stored.marks[key, who] = (mark, version)
    return stored


def write(
    session: Session,
    by: str,
    now: datetime,
    changes: Mapping[Cell, Mark],
    stored: Stored,
    origin: Origin,
) -> None:
    """Append the entries and bring the marks that hold up to date; every change is a real one."""
    rows = [
        {"at_session": at, "of": who, "to": mark, "next": stored.at((at, who))[1] + 1}
        for (at, who), mark in changes.items()
    ]
    if new := [row for row in rows if row["next"] == 1]:
        session.execute(_INSERT, new)
    if old := [row for row in rows if row["next"] != 1]:
        session.execute(_UPDATE, old)
    same: dict[str, object] = {
        "at": now,
        "by": by,
        "source": origin.source,
        "reason": origin.reason.strip()[:REASON_LENGTH],
        "run_id": origin.run_id,
    }
    session.execute(
        insert(_ENTRIES),
        [
            {"session_id": at, "enrolment_id": who, "mark": mark, "before": stored.at((at, who))[0]}
            | same
            for (at, who), mark in changes.items()
        ],
    )


def counted_after(
    changes: Mapping[Cell, Mark], stored: Stored
) -> tuple[dict[int, int], dict[int, int]]:
    """Marks that are not blank after the changes, by session and by enrolment, where they differ."""
    sessions: Counter[int] = Counter()
    people: Counter[int] = Counter()
    for (at, who), mark in changes.items():
        step = (mark is not Mark.UNMARKED) - (stored.at((at, who))[0] is not Mark.UNMARKED)
        sessions[at] += step
        people[who] += step
    return (
        {key: stored.by_session[key] + step for key, step in sessions.items() if step},
        {key: stored.by_enrolment[key] + step for key, step in people.items() if step},
    )
