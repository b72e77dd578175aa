"""The background job that applies a large run slice by slice."""

from typing import Any

from lms.accounts.actor import Actor
from lms.clock import now
from lms.db import unit_of_work
from lms.jobs.progress import Progress
from lms.runs import services
from lms.runs.models import Run, RunState


def apply(progress: Progress, run_id: int, by: dict[str, Any]) -> None:
    """Apply what remains of a run; started again after a crash it goes on where it stood."""
    actor = Actor(id=by["id"], name=by["name"], handle=by["handle"], everything=True)
    parts = None
    more = True
    while more:
        with unit_of_work() as session:
            run = session.get_one(Run, run_id, with_for_update=True)
            if run.state != RunState.APPLYING:
                return
            if parts is None:  # a plan does not change any more: opened once, not for every slice
                parts = services.slices_left(run)
            more = services.apply_slice(session, actor, now(), run, next(parts, []))
            progress.advance(session, run.done_rows, run.total_rows)
