"""Making marks, of one sheet or of several half-days at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from courses.attendance import cells
from courses.attendance.cells import Cell, Origin, Stored
from courses.attendance.events import AttendanceMarked
from courses.attendance.rules import Mark, mark_conflict, mark_findings
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, Finding, fault, faults
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError
from lms.events import publish

FROM_SHEET = Origin()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed of a cell before the change: its mark, or its version."""

    mark: Mark | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A mark that was not written, what is stored instead and why.

    `finding.code` is MARK_CHANGED_MEANWHILE or NOT_ENROLLED_THAT_DAY; from `mark_cells` also
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
        session,
        actor,
        now,
        cohort,
        {(session_row.id, key): mark for key, mark in marks.items()},
        seen={(session_row.id, key): Seen(version=at) for key, at in (seen or {}).items()},
        origin=Origin(source, reason),
    )
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
    origin: Origin = FROM_SHEET,
) -> MarkOutcome:
    """Make marks of several half-days of one cohort at once, as `mark_sheet` does.

    Writers of one cohort queue up, so that what listens to the marks sees all of them. Raises
    SHEET_LOCKED and NotFound; every other fault concerns its own cell and is in the outcome.
    """
    lock(session, cohort)
    if cohort.state in (CohortState.CLOSED, CohortState.CANCELLED):
        raise DomainError("SHEET_LOCKED", state=cohort.state.value)
    stored = cells.read(session, cohort, marks)
    outcome, changes = _judge(marks, seen or {}, stored, cohort.state, today(now))
    if changes:
        cells.write(session, actor.name, now, changes, stored, origin)
        _tell(session, actor, now, cohort, changes, stored, outcome, origin)
    return outcome


def lock(session: Session, cohort: Cohort) -> None:
    """Read the cohort anew and keep other writers of it waiting until this transaction ends."""
    session.execute(
        select(Cohort)
        .where(Cohort.id == cohort.id)
        .options(lazyload("*"))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _judge(
    marks: Mapping[Cell, Mark],
    seen: Mapping[Cell, Seen],
    stored: Stored,
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
    cell: Cell, wanted: Mark, seen: Seen | None, stored: Stored, state: CohortState, day: date
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


def _tell(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    changes: Mapping[Cell, Mark],
    stored: Stored,
    outcome: MarkOutcome,
    origin: Origin,
) -> None:
    """The cohort learns its counts, the audit log gets one entry a save, then whoever listens."""
    by_session, by_enrolment = cells.counted_after(changes, stored)
    cohorts.record_marks(
        session, actor, now, cohort, by_session=by_session, by_enrolment=by_enrolment
    )
    people = frozenset(who for _, who in changes)
    audit.record(
        session,
        actor,
        now,
        "attendance:marked",
        county=cohort.county,
        object_type="cohort",
        object_id=cohort.uid,
        sessions=sorted({at for at, _ in changes}),
        people=len(people),
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        conflicts=len(outcome.conflicts),
        source=origin.source,
        marks=dict(Counter(mark.value for mark in changes.values())),
    )
    publish(session, AttendanceMarked(cohort.id, people, actor, now, origin.run_id))
