"""Leading a cohort from opening to closing: 开班, 结班, 取消, 延期, 重新开放."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Db

from courses.cohorts import journal, queries
from courses.cohorts.events import (
    CohortCancelled,
    CohortChanged,
    CohortClosed,
    CohortReopened,
    CohortStarted,
    SessionsChanged,
)
from courses.cohorts.lifecycle import CohortAction, Transition, transition
from courses.cohorts.models import Cohort, Enrolment, Session
from courses.cohorts.moving import postponed
from courses.cohorts.rules import CohortState, SessionState
from courses.cohorts.services import check, shift_entries
from courses.cohorts.slots import place
from courses.cohorts.timetable import cancelled_from, date_findings, effects, session_findings
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.events import publish

CLOSE = "cohorts:cohort:close"
_SAID = {
    CohortAction.START: "started",
    CohortAction.CLOSE: "closed",
    CohortAction.CANCEL: "cancelled",
    CohortAction.POSTPONE: "postponed",
    CohortAction.REOPEN: "reopened",
}


def start(session: Db, actor: Actor, now: datetime, cohort: Cohort, reason: str = "") -> Transition:
    """开班: from its first day on, with sessions and trainees. Returns what is worth saying."""
    done = _step(session, actor, now, cohort, CohortAction.START, reason)
    publish(session, CohortStarted(cohort.id, actor, now))
    return done


def close(session: Db, actor: Actor, now: datetime, cohort: Cohort, reason: str = "") -> Transition:
    """结班: after the last planned session; unmarked half-days are a note (COHORT_UNMARKED)."""
    done = _step(session, actor, now, cohort, CohortAction.CLOSE, reason)
    cohort.closed_at = now
    session.flush()
    publish(session, CohortClosed(cohort.id, actor, now))
    return done


def cancel(session: Db, actor: Actor, now: datetime, cohort: Cohort, reason: str) -> Transition:
    """取消: sessions from today on are cancelled, those held before stay held."""
    done = _step(session, actor, now, cohort, CohortAction.CANCEL, reason)
    facts = queries.session_facts(session, cohort.id)
    after = cancelled_from(facts, day_of(now))
    gone = {one.key for one, other in zip(facts, after, strict=True) if one.state != other.state}
    for row in session.scalars(select(Session).where(Session.id.in_(gone))):
        row.state = SessionState.CANCELLED
    session.flush()
    publish(session, CohortCancelled(cohort.id, actor, now))
    return done


def postpone(
    session: Db, actor: Actor, now: datetime, cohort: Cohort, *, start: date, end: date, reason: str
) -> Transition:
    """延期: new dates; sessions without marks move to them day by day, sessions with marks stay.

    Raises POSTPONE_NO_ROOM when the new dates have fewer days than the sessions need, and
    SESSION_OUTSIDE_DATES when they leave out a session that was held.
    """
    journal.refuse_on(date_findings(start, end))
    rows = {row.id: row for row in queries.session_rows(session, cohort.id)}
    before = tuple(queries.fact_of(row) for row in rows.values())
    held = {row.id for row in rows.values() if row.marks}
    rest = queries.rest_days(session)
    after, findings = postponed(before, held, start, end, is_rest_day=rest)
    journal.refuse_on([*findings, *session_findings(after, start, end, is_rest_day=rest)])
    change = effects(before, after)
    facts = {
        "before": {"start": cohort.start, "end": cohort.end},
        "after": {"start": start, "end": end},
    }
    done = _step(
        session,
        actor,
        now,
        cohort,
        CohortAction.POSTPONE,
        reason,
        **facts,
        **journal.effect_facts(change),
    )
    old_start, cohort.start, cohort.end = cohort.start, start, end
    check(session, cohort, dates=set())
    place(session, rows, {pair[1].key: pair[1] for pair in change.moved if pair[1].key})
    shift_entries(session, cohort, old_start)
    session.flush()
    publish(session, CohortChanged(cohort.id, actor, now))
    publish(session, SessionsChanged(cohort.id, actor, now))
    return Transition(done.to, (*done.findings, *findings))


def reopen(session: Db, actor: Actor, now: datetime, cohort: Cohort, reason: str) -> Transition:
    """重新开放 a closed or cancelled cohort; cancelled sessions are put back one by one."""
    done = _step(session, actor, now, cohort, CohortAction.REOPEN, reason)
    cohort.closed_at = None
    session.flush()
    publish(session, CohortReopened(cohort.id, actor, now))
    return done


def record_marks(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    *,
    by_session: Mapping[int, int],
    by_enrolment: Mapping[int, int],
) -> None:
    """Be told how many marks (not blank) there are now, for the sessions and trainees that changed.

    An open cohort with marks is running from then on.
    """
    for model, counts in ((Session, by_session), (Enrolment, by_enrolment)):
        if counts:
            session.execute(update(model), [{"id": key, "marks": n} for key, n in counts.items()])
    if any(by_session.values()):
        _begin_by_marks(session, actor, now, cohort)


def _begin_by_marks(session: Db, actor: Actor, now: datetime, cohort: Cohort) -> None:
    """An open cohort that is marked is running, whoever forgot the button."""
    if cohort.state is not CohortState.OPEN:
        return
    cohort.state = CohortState.RUNNING
    session.flush()
    journal.write(session, actor, now, cohort, "started", by_marks=True)
    publish(session, CohortStarted(cohort.id, actor, now))


def _step(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    action: CohortAction,
    reason: str,
    **facts: Any,
) -> Transition:
    actor.require(CLOSE, cohort.county, cohort.centre_id)
    today = day_of(now)
    found = transition(
        queries.cohort_facts(session, cohort, today), action, today=today, reason=reason
    )
    journal.refuse_on(found.findings)
    if found.to is not None:
        cohort.state = found.to
    session.flush()
    codes = [one.code for one in found.findings]
    journal.write(session, actor, now, cohort, _SAID[action], reason, notes=codes, **facts)
    return found
