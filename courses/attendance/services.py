"""Making marks: one sheet, several half-days at once, an imported register."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.attendance.events import AttendanceMarked
from courses.attendance.models import CurrentMark, MarkEntry
from courses.attendance.rules import Mark, mark_conflict, mark_findings
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, Finding, SessionFact, fault, faults
from courses.cohorts.rules import Enrolment as Stay
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.events import publish

Cell = tuple[int, int]
"""(session id, enrolment id): one trainee in one half-day."""

REASON_LENGTH = 200
_Columns = tuple[InstrumentedAttribute[Any], ...]
_FACT: _Columns = (
    SessionRow.date, SessionRow.half, SessionRow.kind, SessionRow.online, SessionRow.state,
    SessionRow.id,
)  # fmt: skip
_STAY: _Columns = (Enrolment.id, Enrolment.from_date, Enrolment.until_date, Enrolment.state)
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
class Seen:
    """What a page showed of a cell before the change: its mark, or its version."""

    mark: Mark | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A mark that was not written, what is stored instead and why.

    `finding.code` is MARK_CHANGED_MEANWHILE or NOT_ENROLLED_THAT_DAY, in `mark_cells` also
    SESSION_IN_FUTURE or SESSION_CANCELLED.
    """

    session_id: int
    enrolment_id: int
    stored: Mark
    version: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """How many marks changed, how many said what was already stored, and what was refused."""

    changed: int
    unchanged: int
    conflicts: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where marks come from: `sheet`, `register`, `office` or `undo`; why; with which run."""

    source: str = "sheet"
    reason: str = ""
    run_id: int | None = None


@dataclass(slots=True)
class _Stored:
    """What is known of the cells before they are written."""

    sessions: dict[int, SessionFact]
    stays: dict[int, Stay]
    marks: dict[Cell, tuple[Mark, int]] = field(default_factory=dict)

    def at(self, cell: Cell) -> tuple[Mark, int]:
        return self.marks.get(cell, (Mark.UNMARKED, 0))


def mark_sheet(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    session_row: SessionRow,
    marks: Mapping[int, Mark],
    *,
    seen: Mapping[int, int] | None = None,
    source: str = "sheet",
    reason: str = "",
) -> MarkOutcome:
    """Make the marks {enrolment id: mark} of one half-day; what is stored already stays as it is.

    `seen` are the versions the page showed (0: no mark yet); without it nothing is a conflict.
    Raises SHEET_LOCKED, SESSION_CANCELLED, SESSION_IN_FUTURE; NotFound for people or sessions of
    another cohort. Single people's faults are in the outcome, the others are written.
    """
    outcome = mark_cells(
        session, actor, now, cohort,
        {(session_row.id, key): mark for key, mark in marks.items()},
        seen={(session_row.id, key): Seen(version=at) for key, at in (seen or {}).items()},
        origin=Origin(source, reason),
    )  # fmt: skip
    for one in outcome.conflicts:
        if one.finding.code in ("SESSION_CANCELLED", "SESSION_IN_FUTURE"):
            raise DomainError(one.finding.code, **one.finding.facts)
    return outcome


def mark_cells(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    marks: Mapping[Cell, Mark],
    *,
    seen: Mapping[Cell, Seen] | None = None,
    origin: Origin = Origin(),
) -> MarkOutcome:
    """Make marks of several half-days of one cohort at once, as `mark_sheet` does.

    Writers of one cohort queue up, so that what listens to the marks sees all of them. Raises
    SHEET_LOCKED and NotFound; every other fault concerns its own cell and is in the outcome.
    """
    state = _locked_state(session, cohort)
    stored = _stored(session, cohort, marks)
    outcome, changes = _judge(marks, seen or {}, stored, state, today(now))
    if changes:
        _write(session, actor, now, changes, stored, origin)
        _tell(session, actor, now, cohort, changes, outcome, origin)
    return outcome


def _locked_state(session: Session, cohort: Cohort) -> CohortState:
    """The cohort's state, kept from changing until this transaction ends."""
    locked = select(Cohort.state).where(Cohort.id == cohort.id)
    state = session.execute(locked.with_for_update(key_share=True)).scalar_one()
    if state in (CohortState.CLOSED, CohortState.CANCELLED):
        raise DomainError("SHEET_LOCKED", state=state.value)
    return state


def _stored(session: Session, cohort: Cohort, cells: Collection[Cell]) -> _Stored:
    sessions, people = {one for one, _ in cells}, {one for _, one in cells}
    half_days = select(*_FACT).where(SessionRow.cohort_id == cohort.id, SessionRow.id.in_(sessions))
    trainees = select(*_STAY).where(Enrolment.cohort_id == cohort.id, Enrolment.id.in_(people))
    known = _Stored(
        {key: SessionFact(*fact, key) for *fact, key in session.execute(half_days)},
        {key: Stay(*dates) for key, *dates in session.execute(trainees)},
    )
    if known.sessions.keys() != sessions or known.stays.keys() != people:
        raise NotFound
    mark = CurrentMark
    for key, enrolment, value, version in session.execute(
        select(mark.session_id, mark.enrolment_id, mark.mark, mark.version).where(
            mark.session_id.in_(sessions), mark.enrolment_id.in_(people)
        )
    ):
        known.marks[key, enrolment] = (value, version)
    return known


def _judge(
    marks: Mapping[Cell, Mark],
    seen: Mapping[Cell, Seen],
    stored: _Stored,
    state: CohortState,
    day: date,
) -> tuple[MarkOutcome, dict[Cell, Mark]]:
    refused: list[Refused] = []
    changes: dict[Cell, Mark] = {}
    for cell, wanted in marks.items():
        held, version = stored.at(cell)
        if held is wanted:
            continue
        against = _fault(cell, wanted, seen.get(cell), stored, state, day)
        if against is None:
            changes[cell] = wanted
        else:
            refused.append(Refused(*cell, held, version, against))
    unchanged = len(marks) - len(changes) - len(refused)
    return MarkOutcome(len(changes), unchanged, tuple(refused)), changes


def _fault(
    cell: Cell, wanted: Mark, seen: Seen | None, stored: _Stored, state: CohortState, day: date
) -> Finding | None:
    fact, stay = stored.sessions[cell[0]], stored.stays[cell[1]]
    for found in faults(mark_findings(fact, stay, cohort=state, today=day)):
        return found
    held, version = stored.at(cell)
    if seen is None or seen.version == version:
        return None
    if seen.mark is not None:
        return mark_conflict(held, seen.mark, wanted)
    return fault("MARK_CHANGED_MEANWHILE", stored=held.value)


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    changes: Mapping[Cell, Mark],
    stored: _Stored,
    origin: Origin,
) -> None:
    """Append the entries and bring the marks that hold up to date, in bulk."""
    rows = [
        {"at_session": at, "of": who, "to": mark, "next": stored.at((at, who))[1] + 1}
        for (at, who), mark in changes.items()
    ]
    if new := [row for row in rows if row["next"] == 1]:
        session.execute(_INSERT, new)
    if old := [row for row in rows if row["next"] != 1]:
        session.execute(_UPDATE, old)
    same = {"at": now, "by": actor.name, "source": origin.source, "run_id": origin.run_id}
    same["reason"] = origin.reason.strip()[:REASON_LENGTH]
    session.execute(
        insert(_ENTRIES),
        [
            {"session_id": at, "enrolment_id": who, "mark": mark, "before": stored.at((at, who))[0]}
            | same
            for (at, who), mark in changes.items()
        ],
    )


def _tell(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    changes: Mapping[Cell, Mark],
    outcome: MarkOutcome,
    origin: Origin,
) -> None:
    """One audit entry a save, then whoever listens."""
    sessions = sorted({at for at, _ in changes})
    people = frozenset(who for _, who in changes)
    audit.record(
        session, actor, now, "attendance:marked",
        county=cohort.county, object_type="cohort", object_id=cohort.uid,
        sessions=sessions, people=len(people), changed=outcome.changed,
        unchanged=outcome.unchanged, conflicts=len(outcome.conflicts), source=origin.source,
        marks=dict(Counter(mark.value for mark in changes.values())),
    )  # fmt: skip
    publish(session, AttendanceMarked(cohort.id, people, actor, now, origin.run_id))
