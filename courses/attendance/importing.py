"""Import of a filled register as a run: rehearse, apply, take back.

The columns of the register are the cohort's sessions as long as the cohort has no marks; later a
register must fit the timetable. What it says is compared with what is stored, trainee by trainee
and half-day by half-day, before anything is written.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.cells import Cell, Origin
from courses.attendance.comparing import compare, stored_of
from courses.attendance.models import MarkEntry
from courses.attendance.reading import RegisterReading, read_register
from courses.attendance.rules import Mark
from courses.attendance.services import Seen, lock, mark_cells
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState, Half, SessionFact, SessionKind, Slot
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.runs import services as runs
from lms.runs.models import Run

KIND = "attendance.import_register"
IMPORT = "attendance:register:import"
SOURCE, UNDO = "register", "undo"
CHANGES = (
    "marks_new", "marks_changed", "marks_cleared",
    "sessions_added", "sessions_removed", "sessions_altered",
)  # fmt: skip


def rehearse_register(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    data: bytes,
    file_name: str,
    *,
    replace_sessions: bool | None = None,
    add_sessions: bool = False,
    clear_blanks: bool = False,
) -> Run:
    """Read a filled register and say what it would do, without doing it.

    `replace_sessions`: its columns are the sessions; None: if the cohort has no marks yet. Else
    with `add_sessions` half-days that the timetable does not have are added to it. With
    `clear_blanks` a blank cell takes a stored mark away, else it says nothing. Raises SHEET_… of
    the reading, RegisterRefused (REGISTER_…), REGISTER_NOBODY_KNOWN, SHEET_LOCKED.
    """
    actor.require(IMPORT, cohort.county, cohort.centre_id)
    _require_open(cohort)
    reading = read_register(data, file_name, cohort.start, cohort.end)
    return rehearse_reading(
        session, actor, now, cohort, reading, data, file_name,
        replace_sessions=replace_sessions, add_sessions=add_sessions, clear_blanks=clear_blanks,
    )  # fmt: skip


def changes_nothing(run: Run) -> bool:
    """Whether applying would write nothing: the same register a second time."""
    return not any(run.counts.get(name) for name in CHANGES)


def rehearse_reading(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    reading: RegisterReading,
    data: bytes,
    file_name: str,
    *,
    replace_sessions: bool | None = None,
    add_sessions: bool = False,
    clear_blanks: bool = False,
) -> Run:
    """As `rehearse_register`, for a register that was read already from `data`."""
    actor.require(IMPORT, cohort.county, cohort.centre_id)
    _require_open(cohort)
    plan = compare(
        reading,
        stored_of(session, cohort),
        online=cohort.online,
        replace=replace_sessions,
        add=add_sessions,
        clear_blanks=clear_blanks,
        today=today(now),
    )
    sessions = None if plan.sessions is None else [_packed(one) for one in plan.sessions]
    return runs.rehearse(
        session,
        actor,
        now,
        KIND,
        title=cohort.title,
        county=cohort.county,
        centre_id=cohort.centre_id,
        subject_id=cohort.id,
        rows=plan.rows,
        counts=plan.counts,
        options={"sessions": sessions, "half_days": len(plan.sessions or reading.sessions)},
        file_name=file_name,
        source=data,
    )


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write one slice: with the first one the sessions, then the marks.

    Raises REGISTER_OUTDATED when the cohort's sessions or people are not those of the rehearsal.
    """
    cohort = session.get_one(Cohort, run.subject_id)
    lock(session, cohort)
    _require_open(cohort)
    if run.done_rows == 0 and run.options["sessions"] is not None:
        _set_timetable(session, actor, now, cohort, run)
    keys = {one.slot: one.key for one in _planned(session, cohort).values()}
    marks: dict[Cell, Mark] = {}
    seen: dict[Cell, Seen] = {}
    for row in rows:
        for day, half, after, before in row["marks"]:
            at = keys.get((date.fromisoformat(day), Half(half)))
            if at is None:
                raise DomainError("REGISTER_OUTDATED")
            marks[at, row["enrolment"]] = Mark(after)
            seen[at, row["enrolment"]] = Seen(mark=Mark(before))
    origin = Origin(SOURCE, run_id=run.id)
    try:
        outcome = mark_cells(session, actor, now, cohort, marks, seen=seen, origin=origin)
    except NotFound as fault:
        raise DomainError("REGISTER_OUTDATED") from fault
    return {"written": outcome.changed, "conflicts": len(outcome.conflicts)}


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing is left to do: marks, history and events are written with each slice."""


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Give every mark of the import its earlier value by an entry of its own.

    Marks that somebody changed since stay as they are. The timetable goes back as long as no
    half-day loses a mark by it. Raises SHEET_LOCKED for a closed cohort.
    """
    cohort = session.get_one(Cohort, run.subject_id)
    lock(session, cohort)
    _require_open(cohort)
    entries = session.execute(
        select(MarkEntry.session_id, MarkEntry.enrolment_id, MarkEntry.before, MarkEntry.mark)
        .where(MarkEntry.run_id == run.id, MarkEntry.source == SOURCE)
        .order_by(MarkEntry.id)
    ).all()
    marks = {(at, who): before for at, who, before, _ in entries}
    seen = {(at, who): Seen(mark=mark) for at, who, _, mark in entries}
    origin = Origin(UNDO, run_id=run.id)
    outcome = mark_cells(session, actor, now, cohort, marks, seen=seen, origin=origin)
    run.counts = {**run.counts, "undone": outcome.changed, "kept": len(outcome.conflicts)}
    _restore_timetable(session, actor, now, cohort, run)


def _require_open(cohort: Cohort) -> None:
    if cohort.state in (CohortState.CLOSED, CohortState.CANCELLED):
        raise DomainError("SHEET_LOCKED", state=cohort.state.value)


def _packed(one: SessionFact) -> list[Any]:
    return [one.date.isoformat(), one.half.value, one.kind.value, one.online]


def _unpacked(packed: Sequence[Any]) -> SessionFact:
    day, half, kind, online = packed
    return SessionFact(date.fromisoformat(day), Half(half), SessionKind(kind), online)


def _planned(session: Session, cohort: Cohort) -> dict[Slot, SessionFact]:
    facts = cohorts.session_facts(session, cohort.id)
    return {one.slot: one for one in facts if one.planned}


def _set_timetable(session: Session, actor: Actor, now: datetime, cohort: Cohort, run: Run) -> None:
    before = _planned(session, cohort)
    wanted = [_unpacked(one) for one in run.options["sessions"]]
    leaving = before.keys() - {one.slot for one in wanted}
    if leaving and any(row.marks for row in cohorts.session_rows(session, cohort.id)):
        raise DomainError("REGISTER_OUTDATED")  # marks were made since: no session may go
    runs.remember(session, run, [{"sessions": [_packed(one) for one in before.values()]}])
    cohorts.replace_sessions(session, actor, now, cohort, wanted)


def _restore_timetable(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, run: Run
) -> None:
    """Back to the sessions before, unless they were edited since or a mark would be lost."""
    for item in runs.remembered(session, run):
        before = [_unpacked(one) for one in item["sessions"]]
        mine = {_unpacked(one).slot for one in run.options["sessions"]}
        now_planned = _planned(session, cohort)
        leaving = now_planned.keys() - {one.slot for one in before}
        marked = {
            (one.date, one.half) for one in cohorts.session_rows(session, cohort.id) if one.marks
        }
        if now_planned.keys() == mine and not leaving & marked:
            cohorts.replace_sessions(session, actor, now, cohort, before)
