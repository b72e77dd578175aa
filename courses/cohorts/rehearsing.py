"""A roster for a cohort, read and compared row by row; nothing is written but the plan."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session as Db

from courses.cohorts import journal, overlaps, queries, rules
from courses.cohorts.lifecycle import enrolment_findings
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import EnrolmentState, Finding
from courses.cohorts.services import EDIT, require_editable
from courses.cohorts.timetable import CohortPlan, plan_findings
from courses.rosters.api import (
    RosterReading,
    plan_people,
    read_roster,
    values_in,
)
from courses.rosters.rules import CheckedRow, check_rows
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.queries import gazetteer
from lms.runs import services as runs
from lms.runs.models import Run

KIND = "cohorts.import_roster"
KEPT = frozenset({"accepted", "warned"})
UPDATED = ("category", "category_text", "intention", "source_row")
"""What a later roster may say anew of an enrolment."""


def rehearse_roster(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    data: bytes,
    file_name: str,
    *,
    from_date: date | None = None,
) -> Run:
    """Read a centre's sheet and say what it would do, without doing it.

    Raises SHEET_… and ROSTER_EMPTY of the reading, COHORT_FROZEN, ENROLMENT_OUTSIDE_DATES.
    """
    _may(actor, cohort, from_date)
    today = day_of(now)
    reading = read_roster(session, data, file_name, county=cohort.county, today=today)
    return rehearse_reading(session, actor, now, cohort, reading, file_name, from_date=from_date)


def rehearse_reading(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    reading: RosterReading,
    file_name: str,
    *,
    from_date: date | None = None,
) -> Run:
    """As `rehearse_roster`, for a sheet that was read already."""
    _may(actor, cohort, from_date)
    missing = True
    return _rehearse(
        session, actor, now, cohort, reading.rows, file_name, reading.data, from_date, missing
    )


def rehearse_person(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    raw: Mapping[str, object],
    *,
    from_date: date | None = None,
) -> Run:
    """One trainee typed in (fields as in a roster's columns), judged and rehearsed like a sheet."""
    _may(actor, cohort, from_date)
    places = gazetteer(session, cohort.county)
    rows = check_rows([(1, dict(raw))], places, cohort.county, day_of(now))
    return _rehearse(session, actor, now, cohort, rows, "", b"", from_date, missing=False)


def _may(actor: Actor, cohort: Cohort, from_date: date | None) -> None:
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    stay = rules.Enrolment(from_date or cohort.start)
    journal.refuse_on(enrolment_findings(stay, cohort.start, cohort.end))


def _rehearse(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    checked: Sequence[CheckedRow],
    file_name: str,
    data: bytes,
    from_date: date | None,
    missing: bool,
) -> Run:
    rows = list(plan_people(session, county=cohort.county, rows=checked))
    known = {row.person_id: row for row in queries.enrolments_of(session, cohort.id)}
    _compare(rows, known)
    twice = overlaps.overlaps(
        session, cohort, [row["person_id"] for row in rows if row["person_id"] is not None]
    )
    for row in rows:
        found = twice.get(row["person_id"] or 0, ())
        row["overlaps"] = [overlaps.as_fact(one, actor) for one in found]
    if missing:
        rows += _missing(rows, known)
    counts = _counts(rows)
    notes = _plan_notes(session, cohort, known, counts["joining"])
    notes += _late_notes(session, cohort, from_date)
    return runs.rehearse(
        session,
        actor,
        now,
        KIND,
        title=cohort.title,
        county=cohort.county,
        centre_id=cohort.centre_id,
        subject_id=cohort.id,
        rows=rows,
        counts=counts,
        options={
            "from_date": from_date.isoformat() if from_date else None,
            "notes": [{"code": one.code, "facts": dict(one.facts)} for one in notes],
        },
        file_name=file_name,
        source=data,
    )


def _compare(rows: Iterable[dict[str, Any]], known: Mapping[int, Enrolment]) -> None:
    """Say for every kept row what becomes of the person in this cohort."""
    for row in rows:
        if row["outcome"] not in KEPT:
            row["enrolment"] = "none"
            continue
        old = known.get(row["person_id"]) if row["person_id"] is not None else None
        if old is None:
            row["enrolment"] = "joining"
        elif old.state is not EnrolmentState.ENROLLED:
            row["enrolment"] = old.state.value
        else:
            wanted = stay_of_row(row)
            differs = any(getattr(old, name) != wanted[name] for name in UPDATED)
            row["enrolment"] = (
                "updated" if _matters(old, wanted) else "moved" if differs else "known"
            )


def stay_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    values = values_in(row)
    return {
        "category": values["category"],
        "category_text": (values["category_text"] or "")[:80],
        "intention": (row["intention"] or "")[:80],
        "source_row": row["row"],
    }


def _matters(old: Enrolment, wanted: Mapping[str, Any]) -> bool:
    """Whether more differs than the number of the row in the sheet."""
    return any(getattr(old, name) != wanted[name] for name in UPDATED if name != "source_row")


def _missing(
    rows: Sequence[Mapping[str, Any]], known: Mapping[int, Enrolment]
) -> list[dict[str, Any]]:
    """Trainees whom the sheet does not name; nothing happens to them."""
    named = {row["person_id"] for row in rows}
    return [
        {
            "row": None,
            "name": old.person.name,
            "outcome": "missing",
            "codes": (),
            "facts": {},
            "notes": (),
            "change": "none",
            "differences": (),
            "person_id": person_id,
            "enrolment": "missing",
            "overlaps": (),
        }
        for person_id, old in known.items()
        if person_id not in named and old.state is EnrolmentState.ENROLLED
    ]


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    outcomes = Counter(row["outcome"] for row in rows)
    change = Counter(row["change"] for row in rows)
    stay = Counter(row["enrolment"] for row in rows)
    return {
        "accepted": outcomes["accepted"],
        "warned": outcomes["warned"],
        "rejected": outcomes["rejected"],
        "people_new": change["new"],
        "people_matched": change["matched"],
        "people_changed": change["changed"],
        "joining": stay["joining"],
        "updated": stay["updated"],
        "known": stay["known"] + stay["moved"],
        "left": stay["withdrawn"] + stay["transferred"],
        "missing": stay["missing"],
        "overlaps": sum(bool(row["overlaps"]) for row in rows),
    }


def _plan_notes(
    session: Db, cohort: Cohort, known: Mapping[int, Enrolment], joining: int
) -> tuple[Finding, ...]:
    """Capacity and class size with the new trainees in."""
    active = sum(row.state is EnrolmentState.ENROLLED for row in known.values())
    plan = CohortPlan(cohort.start, active + joining, cohort.capacity)
    norms = queries.limits(session, cohort.county)
    return plan_findings(plan, norms, is_rest_day=queries.rest_days(session))


def _late_notes(session: Db, cohort: Cohort, from_date: date | None) -> tuple[Finding, ...]:
    """What joining late does to half-days, and with them to money and the certificate."""
    if from_date is None or from_date <= cohort.start:
        return ()
    basis = queries.planned_basis(session, cohort.county)
    facts = queries.session_facts(session, cohort.id)
    planned = rules.planned_sessions(rules.Enrolment(from_date), facts, basis)
    if not planned:
        return ()
    possible = sum(one.date >= from_date for one in planned)
    return (rules.note("ENROLMENT_LATE_EFFECT", planned=len(planned), possible=possible),)
