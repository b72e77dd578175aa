"""What bulk acts keep: rows and files for a time, the report for ever."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.rosters.importing import rehearse_people
from lms.accounts.actor import system
from lms.errors import DomainError
from lms.jobs.models import JobRow
from lms.runs import retention, services
from lms.runs.models import Run, RunMemory, RunState
from lms.settings.services import set_value
from tests.courses.rosters import people
from tests.support.world import World

MAKER = system("test")


def an_import(session: Session, at: datetime, serial: int) -> Run:
    """An applied import of one person."""
    run = rehearse_people(
        session, MAKER, at, county="411224", centre_id=None,
        data=people.sheet([people.trainee(serial)]), file_name="名册.csv",
    )  # fmt: skip
    services.apply_all(session, MAKER, at, run)
    return run


def memories(session: Session, run: Run) -> int:
    wanted = select(func.count()).select_from(RunMemory).where(RunMemory.run_id == run.id)
    return session.scalar(wanted) or 0


def test_old_rows_go_and_the_report_stays(session: Session, now: datetime, world: World) -> None:
    old = an_import(session, now - timedelta(days=401), 1)
    young = an_import(session, now - timedelta(days=399), 2)
    counts = dict(old.counts)
    assert memories(session, old) == 1
    assert retention.clear(session, now) == 1
    assert services.planned_rows(old) == []
    assert services.source_of(old) is None
    assert memories(session, old) == 0
    assert (old.counts, old.state) == (counts, RunState.APPLIED)
    assert len(services.planned_rows(young)) == 1
    assert services.source_of(young) is not None
    assert retention.clear(session, now) == 0
    with pytest.raises(DomainError, match="RUN_CLEARED"):
        services.undo(session, MAKER, now, old)
    services.undo(session, MAKER, now, young)


def test_the_parameter_decides_and_half_a_year_is_the_least(
    session: Session, now: datetime, world: World
) -> None:
    run = an_import(session, now - timedelta(days=190), 3)
    last = an_import(session, now - timedelta(days=183), 4)
    assert retention.clear(session, now) == 0
    set_value(session, MAKER, now, retention.DAYS, "411224", "30")
    assert retention.clear(session, now) == 1
    assert services.planned_rows(run) == []
    assert services.planned_rows(last) != []


def test_a_forgotten_rehearsal_is_discarded(session: Session, now: datetime, world: World) -> None:
    run = rehearse_people(
        session, MAKER, now - timedelta(days=500), county="411224", centre_id=None,
        data=people.sheet([people.trainee(5)]), file_name="名册.csv",
    )  # fmt: skip
    assert retention.clear(session, now) == 1
    assert run.state == RunState.DISCARDED


def test_finished_jobs_go_and_failed_ones_stay(session: Session, now: datetime) -> None:
    kept = []
    for state, days in (("done", 401), ("done", 10), ("failed", 401)):
        job = JobRow(
            uid=f"{state}{days}", name="runs.apply", args={}, state=state,
            created_at=now - timedelta(days=days), ended_at=now - timedelta(days=days),
        )  # fmt: skip
        session.add(job)
        kept.append(job.uid)
    session.flush()
    retention.clear(session, now)
    left = set(session.scalars(select(JobRow.uid).where(JobRow.uid.in_(kept))))
    assert left == {"done10", "failed401"}
