"""Opening a cohort, changing its facts, and leading it from opening to closing."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
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
from courses.cohorts.rules import CohortState, Finding, SessionState
from courses.cohorts.timetable import cancelled_from, date_findings, effects, session_findings
from courses.cohorts.titles import ordinal_in_title
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.models import Centre
from lms.divisions.queries import county_exists
from lms.errors import DomainError
from lms.events import publish

EDIT = "cohorts:cohort:edit"
CLOSE = "cohorts:cohort:close"
TITLE_LENGTH = 200
_MATTERS = frozenset(
    {"venue_county", "start", "end", "course_id", "hours", "online", "minimum_attendance"}
)
"""Facts that money or a certificate may depend on."""
_CHANGEABLE = _MATTERS | {"title", "centre_id", "venue", "capacity", "fund_source", "filed_on"}
_FROZEN = frozenset({CohortState.CLOSED, CohortState.CANCELLED})


def open_cohort(
    session: Db,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    centre_id: int | None,
    title: str,
    start: date,
    end: date,
    venue_county: str,
    venue: str = "",
    course_id: int | None = None,
    hours: int | None = None,
    capacity: int | None = None,
    fund_source: str = "",
    online: bool = False,
    minimum_attendance: str | Decimal | None = None,
    filed_on: date | None = None,
) -> Cohort:
    """File a new cohort; its number is the 第N期 of the title. It has no sessions yet.

    Raises NOT_PERMITTED, COUNTY_UNKNOWN, COHORT_CENTRE_UNKNOWN, COHORT_TITLE_MISSING,
    COHORT_DATES_ORDER, COHORT_TOO_LONG, COHORT_MINIMUM_INVALID, COHORT_KNOWN (the same county,
    title and dates) or COHORT_COURSE_UNKNOWN.
    """
    actor.require(EDIT, county, centre_id)
    cohort = Cohort(
        county=county,
        centre_id=centre_id,
        title=_title(title),
        ordinal=ordinal_in_title(title),
        venue_county=venue_county,
        venue=venue.strip(),
        start=start,
        end=end,
        capacity=capacity,
        hours=hours,
        online=online,
        fund_source=fund_source.strip(),
        minimum_attendance=_minimum(minimum_attendance),
        filed_on=filed_on,
        course_id=course_id,
        state=CohortState.OPEN,
        created_at=now,
        created_by=actor.name,
    )
    _check(session, cohort)
    _take_syllabus(session, cohort)
    session.add(cohort)
    session.flush()
    journal.write(session, actor, now, cohort, "opened", start=start, end=end)
    return cohort


def change_cohort(
    session: Db, actor: Actor, now: datetime, cohort: Cohort, *, reason: str = "", **facts: Any
) -> bool:
    """Change facts of a cohort by the names `open_cohort` knows; False when nothing differs.

    New dates must hold every planned session (SESSION_OUTSIDE_DATES otherwise); trainees who
    began with the cohort begin with it again. Raises as `open_cohort`, and COHORT_FROZEN.
    """
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    before, changed = _differences(cohort, facts)
    if not changed:
        return False
    actor.require(EDIT, cohort.county, changed.get("centre_id", cohort.centre_id))
    old_start = cohort.start
    with session.no_autoflush:
        for name, value in changed.items():
            setattr(cohort, name, value)
        _check(session, cohort, dates={"start", "end"} & set(changed))
    cohort.ordinal = ordinal_in_title(cohort.title)
    if "course_id" in changed:
        _take_syllabus(session, cohort)
    if "start" in changed:
        _shift_entries(session, cohort, old_start)
    session.flush()
    if {"centre_id", "course_id"} & set(changed):
        session.refresh(cohort, ["centre", "course"])
    what = {"fields": sorted(changed), "before": before, "after": changed}
    journal.write(session, actor, now, cohort, "changed", reason, **what)
    if _MATTERS & set(changed):
        publish(session, CohortChanged(cohort.id, actor, now))
    return True


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
    _check(session, cohort, dates=set())
    place(session, rows, {pair[1].key: pair[1] for pair in change.moved if pair[1].key})
    _shift_entries(session, cohort, old_start)
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


def begin_by_marks(session: Db, actor: Actor, now: datetime, cohort: Cohort) -> None:
    """An open cohort that is marked is running, whoever forgot the button."""
    if cohort.state is not CohortState.OPEN:
        return
    cohort.state = CohortState.RUNNING
    session.flush()
    journal.write(session, actor, now, cohort, "started", by_marks=True)
    publish(session, CohortStarted(cohort.id, actor, now))


def require_editable(cohort: Cohort) -> None:
    """Raise COHORT_FROZEN for a closed or cancelled cohort: it is reopened first, with a reason."""
    if cohort.state in _FROZEN:
        raise DomainError("COHORT_FROZEN", state=cohort.state.value)


def place(session: Db, rows: Mapping[int, Session], slots: Mapping[int, Any]) -> None:
    """Give sessions new slots; they are taken out first, so that they may swap places."""
    for number, key in enumerate(slots):
        rows[key].date = date.fromordinal(1 + number)
    session.flush()
    for key, fact in slots.items():
        rows[key].date, rows[key].half = fact.date, fact.half
    session.flush()


_SAID = {
    CohortAction.START: "started",
    CohortAction.CLOSE: "closed",
    CohortAction.CANCEL: "cancelled",
    CohortAction.POSTPONE: "postponed",
    CohortAction.REOPEN: "reopened",
}


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


def _differences(cohort: Cohort, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts that differ, as they are and as they shall be."""
    if unknown := set(facts) - _CHANGEABLE:
        raise TypeError(f"not a fact of a cohort: {sorted(unknown)}")
    clean = dict(facts)
    if "title" in clean:
        clean["title"] = _title(clean["title"])
    if "minimum_attendance" in clean:
        clean["minimum_attendance"] = _minimum(clean["minimum_attendance"])
    changed = {k: v for k, v in clean.items() if getattr(cohort, k) != v}
    return {name: getattr(cohort, name) for name in changed}, changed


def _title(text: str) -> str:
    title = " ".join(text.split())[:TITLE_LENGTH]
    if not title:
        raise DomainError("COHORT_TITLE_MISSING")
    return title


def _minimum(value: str | Decimal | None) -> str | None:
    """An exact share in (0, 1] as it was written, without trailing blanks."""
    if value is None or not str(value).strip():
        return None
    text = str(value).strip()
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(-1)
    if not share.is_finite() or not 0 < share <= 1 or len(text) > 12:
        raise DomainError("COHORT_MINIMUM_INVALID", value=text)
    return text


def _check(session: Db, cohort: Cohort, dates: set[str] | None = None) -> None:
    """Everything a cohort's facts must satisfy; `dates` None for one that has no sessions yet."""
    for county in (cohort.county, cohort.venue_county):
        if not county_exists(session, county):
            raise DomainError("COUNTY_UNKNOWN", county=county)
    if cohort.centre_id is not None:
        centre = session.get(Centre, cohort.centre_id)
        if centre is None or centre.county != cohort.county:
            raise DomainError("COHORT_CENTRE_UNKNOWN")
    journal.refuse_on(date_findings(cohort.start, cohort.end))
    known = queries.known_cohort(session, cohort.county, cohort.title, cohort.start, cohort.end)
    if known is not None and known is not cohort:
        raise DomainError("COHORT_KNOWN", title=cohort.title)
    if dates:
        facts = queries.session_facts(session, cohort.id)
        findings: tuple[Finding, ...] = session_findings(
            facts, cohort.start, cohort.end, is_rest_day=lambda _day: False
        )
        journal.refuse_on(findings)


def _take_syllabus(session: Db, cohort: Cohort) -> None:
    """The version in force when the course was chosen stays with the cohort."""
    if cohort.course_id is None:
        cohort.syllabus_id = None
        return
    syllabus = queries.syllabus_in_force(session, cohort.county, cohort.course_id)
    if syllabus is None:
        raise DomainError("COHORT_COURSE_UNKNOWN")
    cohort.syllabus_id = syllabus.id
    if cohort.hours is None:
        cohort.hours = (
            sum(one.theory_hours + one.practice_hours for one in syllabus.modules) or None
        )


def _shift_entries(session: Db, cohort: Cohort, old_start: date) -> None:
    """Who began with the cohort begins with it again; nobody begins before it."""
    rows = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id))
    for row in rows:
        if row.from_date == old_start or row.from_date < cohort.start:
            row.from_date = cohort.start
