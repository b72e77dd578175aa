"""The half-days of a cohort: proposed from its dates, replaced, added, moved, cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session as Db

from courses.cohorts import journal, queries
from courses.cohorts.events import SessionsChanged
from courses.cohorts.models import Cohort, Session
from courses.cohorts.rules import (
    Finding,
    Half,
    SessionFact,
    SessionKind,
    SessionState,
    faults,
)
from courses.cohorts.services import EDIT, require_editable
from courses.cohorts.slots import keyed, write
from courses.cohorts.timetable import (
    Effects,
    Proposal,
    effects,
    propose_sessions,
    session_findings,
)
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.events import publish


def propose(session: Db, cohort: Cohort, internship_days: int = 0) -> Proposal:
    """Two half-days for every working day of the cohort; nothing is written."""
    return propose_sessions(
        cohort.start,
        cohort.end,
        is_rest_day=queries.rest_days(session),
        internship_days=internship_days,
    )


def accept_proposal(
    session: Db, actor: Actor, now: datetime, cohort: Cohort, internship_days: int = 0
) -> Effects:
    """Make the proposal the timetable of a cohort."""
    proposal = propose(session, cohort, internship_days)
    journal.refuse_on(proposal.findings)
    facts = [
        SessionFact(one.date, one.half, one.kind, online=cohort.online) for one in proposal.sessions
    ]
    return replace_sessions(session, actor, now, cohort, facts)


def replace_sessions(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    facts: Iterable[SessionFact],
    reason: str = "",
) -> Effects:
    """Make these the planned half-days. A fact with a key is that session, one without its slot's.

    Sessions left out are deleted if never marked, else cancelled; their marks stay in the history
    and count for nothing. Raises SESSION_OUTSIDE_DATES, SESSION_DUPLICATE, COHORT_FROZEN.
    """
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    rows = list(queries.session_rows(session, cohort.id))
    by_slot = {(row.date, row.half): row for row in sorted(rows, key=_planned_last)}
    by_id = {row.id: row for row in rows}
    wanted = [keyed(one, by_id, by_slot) for one in facts]
    findings = session_findings(
        wanted, cohort.start, cohort.end, is_rest_day=queries.rest_days(session)
    )
    journal.refuse_on(findings)
    change = _effects(rows, wanted, findings)
    if not change.nothing:
        write(session, actor, now, cohort, rows, wanted)
        _said(session, actor, now, cohort, "timetable_replaced", reason, change)
    return change


def add_session(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    *,
    day: date,
    half: Half,
    kind: SessionKind = SessionKind.CLASS,
    online: bool | None = None,
    topic: str = "",
    lecturer_id: int | None = None,
    reason: str = "",
) -> Effects:
    """加课: one more half-day; a cancelled one in the same slot is put back with its marks."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    rows = list(queries.session_rows(session, cohort.id))
    before = [queries.fact_of(row) for row in rows]
    standing = {(row.date, row.half): row for row in sorted(rows, key=_planned_last)}
    old = standing.get((day, half))
    if old is not None and old.state is SessionState.PLANNED:
        raise DomainError("SESSION_DUPLICATE", date=day, half=half.value)
    is_online = cohort.online if online is None else online
    added = SessionFact(day, half, kind, is_online, key=old.id if old else None)
    after = [*(one for one in before if old is None or one.key != old.id), added]
    change = _checked(session, cohort, rows, after)
    row = old or Session(cohort_id=cohort.id, date=day, half=half)
    row.kind, row.online, row.state = kind, is_online, SessionState.PLANNED
    row.topic, row.lecturer_id = topic.strip()[:200], lecturer_id
    session.add(row)
    session.flush()
    _said(session, actor, now, cohort, "session_added", reason, change, date=day, half=half.value)
    return change


def move_session(
    session: Db,
    actor: Actor,
    now: datetime,
    row: Session,
    cohort: Cohort,
    *,
    day: date,
    half: Half,
    reason: str = "",
) -> Effects:
    """调课: the same session on another half-day, with its marks. Raises SESSION_DUPLICATE."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    if row.state is SessionState.CANCELLED:
        raise DomainError("SESSION_CANCELLED_ALREADY")
    was = {"date": row.date, "half": row.half.value}
    rows = list(queries.session_rows(session, cohort.id))
    after = [
        SessionFact(day, half, one.kind, one.online, one.state, one.id)
        if one is row
        else queries.fact_of(one)
        for one in rows
    ]
    change = _checked(session, cohort, rows, after)
    if change.nothing:
        return change
    row.date, row.half = day, half
    session.flush()
    facts = {"before": was, "after": {"date": day, "half": half.value}}
    _said(session, actor, now, cohort, "session_moved", reason, change, **facts)
    return change


def cancel_session(
    session: Db, actor: Actor, now: datetime, row: Session, cohort: Cohort, *, reason: str
) -> Effects:
    """停课: planned no more; its marks stay in the history. Needs a reason."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    if not reason.strip():
        raise DomainError("COHORT_REASON_MISSING")
    if row.state is SessionState.CANCELLED:
        raise DomainError("SESSION_CANCELLED_ALREADY")
    rows = list(queries.session_rows(session, cohort.id))
    after = [queries.fact_of(one) for one in rows if one is not row]
    change = _effects(rows, after)
    row.state = SessionState.CANCELLED
    session.flush()
    facts = {"date": row.date, "half": row.half.value}
    _said(session, actor, now, cohort, "session_cancelled", reason, change, **facts)
    return change


@dataclass(frozen=True, slots=True)
class Details:
    """What is taught in a half-day, and by whom."""

    topic: str = ""
    lecturer_id: int | None = None


def describe_sessions(
    session: Db, actor: Actor, cohort: Cohort, details: Mapping[tuple[date, Half], Details]
) -> int:
    """Topics and lecturers of planned half-days by slot; how many differ. No money depends on them."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    changed = 0
    for row in queries.session_rows(session, cohort.id):
        wanted = details.get((row.date, row.half))
        if wanted is None or row.state is SessionState.CANCELLED:
            continue
        topic = wanted.topic.strip()[:200]
        if (row.topic, row.lecturer_id) != (topic, wanted.lecturer_id):
            row.topic, row.lecturer_id = topic, wanted.lecturer_id
            changed += 1
    session.flush()
    return changed


def describe_session(
    session: Db,
    actor: Actor,
    now: datetime,
    row: Session,
    cohort: Cohort,
    *,
    topic: str,
    lecturer_id: int | None,
    kind: SessionKind,
    online: bool,
) -> Effects:
    """Topic, lecturer, kind and mode of one session; kind and mode may matter for money."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    rows = list(queries.session_rows(session, cohort.id))
    before = [queries.fact_of(one) for one in rows]
    row.topic, row.lecturer_id = topic.strip()[:200], lecturer_id
    row.kind, row.online = kind, online
    session.flush()
    change = effects(before, [queries.fact_of(one) for one in rows])
    if not change.nothing:
        facts = {"date": row.date, "half": row.half.value}
        _said(session, actor, now, cohort, "session_described", "", change, **facts)
    return change


def _planned_last(row: Session) -> tuple[bool, int]:
    """Of rows in one slot the planned one wins, else the latest."""
    return (row.state is SessionState.PLANNED, row.id)


def _effects(
    rows: Sequence[Session], after: Iterable[SessionFact], findings: Iterable[Finding] = ()
) -> Effects:
    """Compare rows as they are with what is wanted; marks are those the rows were told of."""
    marks = {row.id: row.marks or 0 for row in rows}
    change = effects(
        [queries.fact_of(row) for row in rows],
        after,
        marks_at=lambda one: marks.get(one.key or 0, 0),
    )
    notes = tuple(one for one in findings if one not in faults(findings))
    return _with(change, notes)


def _with(change: Effects, notes: tuple[Finding, ...]) -> Effects:
    return Effects(
        change.planned_before,
        change.planned_after,
        change.added,
        change.removed,
        change.moved,
        change.altered,
        change.marks_lost,
        (*change.findings, *notes),
    )


def _checked(
    session: Db, cohort: Cohort, rows: Sequence[Session], after: Sequence[SessionFact]
) -> Effects:
    """Refuse what the rules refuse; of the notes keep those the change brings."""
    rest = queries.rest_days(session)
    old = session_findings(
        [queries.fact_of(row) for row in rows], cohort.start, cohort.end, is_rest_day=rest
    )
    found = session_findings(after, cohort.start, cohort.end, is_rest_day=rest)
    journal.refuse_on(found)
    return _effects(rows, after, [one for one in found if one not in old])


def _said(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    action: str,
    reason: str,
    change: Effects,
    **facts: object,
) -> None:
    """History and event of a changed timetable."""
    journal.write(
        session, actor, now, cohort, action, reason, **facts, **journal.effect_facts(change)
    )
    publish(session, SessionsChanged(cohort.id, actor, now))
