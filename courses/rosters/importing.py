"""The plugin's own run: a list of people without a cohort, rehearsed, applied, taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courses.rosters.listing import IMPORT
from courses.rosters.planning import plan_people
from courses.rosters.reading import RosterReading, read_roster
from courses.rosters.records import PeopleChanged
from courses.rosters.undoing import people_changed, undo_people
from courses.rosters.writing import write_people
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.events import publish
from lms.runs import services as runs
from lms.runs.models import Run
from lms.runs.queries import run_for

KIND = PLACE = "rosters.import"


def rehearse_people(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    centre_id: int | None,
    data: bytes,
    file_name: str,
) -> Run:
    """Read a list of people and say what it would do. Raises NOT_PERMITTED and SHEET_…."""
    actor.require(IMPORT, county, centre_id)
    reading = read_roster(session, data, file_name, county=county, today=today(now))
    return rehearse_reading(
        session, actor, now, reading, county=county, centre_id=centre_id, file_name=file_name
    )


def rehearse_reading(
    session: Session,
    actor: Actor,
    now: datetime,
    reading: RosterReading,
    *,
    county: str,
    centre_id: int | None,
    file_name: str,
) -> Run:
    """As `rehearse_people`, for a list that was read already."""
    actor.require(IMPORT, county, centre_id)
    rows = plan_people(session, county=county, rows=reading.rows)
    changes = Counter(rows.columns["change"])
    counts = {
        **reading.counts,
        **{f"people_{n}": changes[n] for n in ("new", "matched", "changed")},
    }
    return runs.rehearse(
        session,
        actor,
        now,
        KIND,
        title=reading.title_lines[0] if reading.title_lines else file_name,
        county=county,
        centre_id=centre_id,
        subject_id=None,
        rows=rows,
        counts=counts,
        file_name=file_name,
        source=reading.data,
    )


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write one slice."""
    written = write_people(
        session, actor, now, county=run.county, centre_id=run.centre_id, rows=rows, run=run
    )
    return {"written": len(written)}


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Tell whoever decided something from what the archive said before."""
    _tell(session, actor, now, run)


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take the list back and keep with the run what could not be."""
    actor.require(IMPORT, run.county, run.centre_id)
    run.counts = {**run.counts, **undo_people(session, actor, now, run)}
    _tell(session, actor, now, run)


def _tell(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    if people := people_changed(session, run):
        publish(session, PeopleChanged(people, run.county, actor, now))


def run_of(session: Session, actor: Actor, run_id: int) -> Run:
    """A run that brings people in, for panels about what it would do; NotFound out of reach."""
    run = session.get(Run, run_id)
    if run is None:
        raise NotFound
    return run_for(session, actor, run.uid)


def reread(session: Session, run: Run) -> RosterReading:
    """The sender's sheet of a run, judged as on the day it came. Raises SHEET_SOURCE_GONE."""
    source = runs.source_of(run)
    if source is None:
        raise DomainError("SHEET_SOURCE_GONE")
    day = today(run.created_at)
    return read_roster(session, source, run.file_name, county=run.county, today=day)
