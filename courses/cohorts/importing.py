"""A roster into a cohort: applied as people and enrolments, taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from courses.cohorts import enrolling, journal, queries
from courses.cohorts.enrolling import NewTrainee
from courses.cohorts.events import EnrolmentsChanged, EnrolmentsRemoving
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rehearsing import KEPT, UPDATED, stay_of_row
from courses.cohorts.rules import EnrolmentState
from courses.cohorts.services import require_editable
from courses.rosters.api import (
    people_changed,
    undo_people,
    write_people,
)
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.events import publish
from lms.runs import services as runs
from lms.runs.models import Run

OF = "cohorts"


def changes_nothing(run: Run) -> bool:
    """Whether applying would write nothing: the same file a second time."""
    return not any(
        run.counts.get(name) for name in ("people_new", "people_changed", "joining", "updated")
    )


def apply(
    session: Db, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write one slice: people first, then their enrolments."""
    cohort = session.get_one(Cohort, run.subject_id)
    require_editable(cohort)
    kept = [row for row in rows if row["outcome"] in KEPT]
    ids = write_people(
        session, actor, now, county=cohort.county, centre_id=cohort.centre_id, rows=kept, run=run
    )
    text = run.options.get("from_date")
    done = enrolling.enrol(
        session,
        actor,
        now,
        cohort,
        [NewTrainee(person_id=ids[row["row"]], **stay_of_row(row)) for row in kept],
        from_date=date.fromisoformat(text) if text else None,
        run=run,
        announce=False,
    )
    wanted = {ids[row["row"]]: stay_of_row(row) for row in kept}
    changed = _update(session, run, cohort, done.known, wanted)
    return {"enrolled": len(done.new), "changed": changed}


def _update(
    session: Db,
    run: Run,
    cohort: Cohort,
    people: Sequence[int],
    wanted: Mapping[int, Mapping[str, Any]],
) -> int:
    """Bring enrolments that were there before up to the sheet; remembered for undo."""
    old = []
    rows = session.scalars(
        select(Enrolment).where(
            Enrolment.cohort_id == cohort.id,
            Enrolment.person_id.in_(people),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
    )
    for row in rows:
        new = wanted[row.person_id]
        before = {name: getattr(row, name) for name in UPDATED if getattr(row, name) != new[name]}
        if before:
            old.append({"of": OF, "enrolment": row.id, "before": before})
            for name in before:
                setattr(row, name, new[name])
    if old:
        session.flush()
        runs.remember(session, run, old)
    return len(old)


def finish(session: Db, actor: Actor, now: datetime, run: Run) -> None:
    """One line of history, and one event for every cohort the sheet touched."""
    cohort = session.get_one(Cohort, run.subject_id)
    journal.write(
        session, actor, now, cohort, "roster_imported", run=run.uid,
        enrolled=run.counts.get("enrolled", 0), changed=run.counts.get("changed", 0),
        people_changed=run.counts.get("people_changed", 0), rejected=run.counts["rejected"],
    )  # fmt: skip
    own = set(session.scalars(select(Enrolment.id).where(Enrolment.run_id == run.id)))
    own |= {item["enrolment"] for item in runs.remembered(session, run) if item.get("of") == OF}
    touched = enrolments_by_cohort(session, people_changed(session, run))
    touched[cohort.id] = touched.get(cohort.id, set()) | own
    for cohort_id, ids in touched.items():
        if ids:
            publish(session, EnrolmentsChanged(cohort_id, tuple(sorted(ids)), actor, now))


def enrolments_by_cohort(session: Db, people: Iterable[int]) -> dict[int, set[int]]:
    """Enrolments of these people, by cohort; called-off ones too, for what was held is paid."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for part in queries.chunks(people):
        rows = session.execute(
            select(Enrolment.cohort_id, Enrolment.id).where(Enrolment.person_id.in_(part))
        )
        for cohort_id, key in rows:
            found[cohort_id].add(key)
    return dict(found)


def undo(session: Db, actor: Actor, now: datetime, run: Run) -> None:
    """Take the import back; refused with COHORT_HAS_MARKS once one of its trainees was marked."""
    cohort = session.get_one(Cohort, run.subject_id)
    require_editable(cohort)
    removed = _remove(session, actor, now, cohort, run)
    restored = set()
    for item in runs.remembered(session, run):
        if item.get("of") == OF and (row := session.get(Enrolment, item["enrolment"])) is not None:
            restored.add(row.id)
            for name, value in item["before"].items():
                setattr(row, name, value)
    session.flush()
    counts = undo_people(session, actor, now, run)
    journal.write(
        session, actor, now, cohort, "roster_undone", run=run.uid, removed=removed, people=counts
    )
    touched = enrolments_by_cohort(session, people_changed(session, run))
    touched[cohort.id] = touched.get(cohort.id, set()) | restored
    for cohort_id, ids in touched.items():
        publish(session, EnrolmentsChanged(cohort_id, tuple(sorted(ids)), actor, now))


def _remove(session: Db, actor: Actor, now: datetime, cohort: Cohort, run: Run) -> int:
    """Take the enrolments of a run back. Raises COHORT_HAS_MARKS when one was ever marked."""
    rows = session.scalars(select(Enrolment).where(Enrolment.run_id == run.id)).all()
    marked = sum(max(row.marks, 1) for row in rows if row.marks is not None)
    if marked:
        raise DomainError("COHORT_HAS_MARKS", count=marked)
    if any(row.state is EnrolmentState.TRANSFERRED for row in rows):
        raise DomainError("IMPORT_TRANSFERRED")
    ids = tuple(row.id for row in rows)
    publish(session, EnrolmentsRemoving(cohort.id, ids, actor, now))
    for row in rows:
        session.delete(row)
    session.flush()
    publish(session, EnrolmentsChanged(cohort.id, (), actor, now))
    return len(ids)
