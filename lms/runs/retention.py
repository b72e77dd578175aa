"""Old bulk acts lose their rows, the report stays; finished jobs go.

A plan and what is kept for undoing hold sealed personal data of everybody in a file, long after the
people themselves were put right or taken out. Who did what, when and how many stays for ever, in the
run and in the audit log.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.clock import now
from lms.db import unit_of_work
from lms.jobs.models import JobRow
from lms.jobs.progress import Progress
from lms.privacy import vault
from lms.runs.models import Run, RunContent, RunMemory, RunState
from lms.runs.packing import pack
from lms.runs.services import CLEARED, CONTENT
from lms.settings import queries as settings

DAYS = "runs.retention_days"
AT_LEAST = 184
"""Half a year, whatever the parameter says: access logs are kept at least that long."""
TIDY = "runs.tidy"
AT_ONCE = 200
BUSY = (RunState.APPLYING, RunState.UNDOING)


def tidy(progress: Progress) -> None:
    """The job: clear what is due, a few runs a transaction."""
    done = 0
    while True:
        with unit_of_work() as session:
            cleared = clear(session, now())
            done += cleared
            progress.advance(session, done, done)
        if cleared < AT_ONCE:
            return


def clear(session: Session, moment: datetime) -> int:
    """Empty the runs that are due, at most AT_ONCE, and delete jobs that ended long ago; how many."""
    due = [run for run in _old(session, moment) if _is_due(session, run, moment)][:AT_ONCE]
    for run in due:
        content = session.get_one(RunContent, run.id)
        content.plan = vault().seal(CONTENT, run.uid, "plan", pack([]))
        content.source = None
        run.options = {**run.options, CLEARED: moment.date().isoformat()}
        if run.state == RunState.REHEARSED:
            run.state = RunState.DISCARDED
    session.execute(delete(RunMemory).where(RunMemory.run_id.in_([run.id for run in due])))
    ended = moment - timedelta(days=_days(session, ""))
    session.execute(delete(JobRow).where(JobRow.state == "done", JobRow.ended_at < ended))
    session.flush()
    return len(due)


def _old(session: Session, moment: datetime) -> list[Run]:
    earliest = moment - timedelta(days=AT_LEAST)
    found = session.scalars(
        select(Run).where(Run.created_at < earliest, Run.state.not_in(BUSY)).order_by(Run.id)
    )
    return [run for run in found if CLEARED not in run.options]


def _is_due(session: Session, run: Run, moment: datetime) -> bool:
    last = max(at for at in (run.created_at, run.applied_at, run.undone_at) if at is not None)
    return last < moment - timedelta(days=_days(session, run.county))


def _days(session: Session, county: str) -> int:
    return max(AT_LEAST, int(settings.number(session, DAYS, county) or 0))
