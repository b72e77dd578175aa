"""Opening a cohort and changing its facts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from courses.catalogue import api as catalogue
from courses.cohorts import journal, queries
from courses.cohorts.events import (
    CohortChanged,
)
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, Finding
from courses.cohorts.timetable import date_findings, session_findings
from courses.cohorts.titles import ordinal_in_title
from lms.accounts.actor import Actor
from lms.divisions.models import Centre
from lms.divisions.queries import county_exists
from lms.errors import DomainError
from lms.events import publish

EDIT = "cohorts:cohort:edit"
TITLE_LENGTH = 200
_MATTERS = frozenset(
    {"venue_county", "start", "end", "course_id", "hours", "online", "minimum_attendance"}
)
"""Facts that money or a certificate may depend on."""
_CHANGEABLE = _MATTERS | {"title", "centre_id", "venue", "capacity", "fund_source", "filed_on"}
FROZEN = frozenset({CohortState.CLOSED, CohortState.CANCELLED})


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
    check(session, cohort)
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
        try:
            check(session, cohort, dates={"start", "end"} & set(changed))
        except DomainError:
            session.refresh(cohort)
            raise
    cohort.ordinal = ordinal_in_title(cohort.title)
    if "course_id" in changed:
        _take_syllabus(session, cohort)
    if "start" in changed:
        shift_entries(session, cohort, old_start)
    session.flush()
    if {"centre_id", "course_id"} & set(changed):
        session.refresh(cohort, ["centre", "course"])
    what = {"fields": sorted(changed), "before": before, "after": changed}
    journal.write(session, actor, now, cohort, "changed", reason, **what)
    if _MATTERS & set(changed):
        publish(session, CohortChanged(cohort.id, actor, now))
    return True


def matters(cohort: Cohort, facts: Mapping[str, Any]) -> bool:
    """Whether these facts would change something that money or a certificate may depend on."""
    _before, changed = _differences(cohort, facts)
    return bool(_MATTERS & set(changed))


def require_editable(cohort: Cohort) -> None:
    """Raise COHORT_FROZEN for a closed or cancelled cohort: it is reopened first, with a reason."""
    if cohort.state in FROZEN:
        raise DomainError("COHORT_FROZEN", state=cohort.state.value)


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


def check(session: Db, cohort: Cohort, dates: set[str] | None = None) -> None:
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
    offered = {one.id for one in catalogue.courses_for(session, cohort.county)}
    syllabus = (
        catalogue.published(session, cohort.course_id) if cohort.course_id in offered else None
    )
    if syllabus is None:
        raise DomainError("COHORT_COURSE_UNKNOWN")
    cohort.syllabus_id = syllabus.id
    if cohort.hours is None:
        cohort.hours = (
            sum(one.theory_hours + one.practice_hours for one in syllabus.modules) or None
        )


def shift_entries(session: Db, cohort: Cohort, old_start: date) -> None:
    """Who began with the cohort begins with it again; nobody begins before it."""
    rows = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id))
    for row in rows:
        if row.from_date == old_start or row.from_date < cohort.start:
            row.from_date = cohort.start
