"""Background work: deciding many classes anew."""

from typing import Any

from courses.subsidies.queries import unsigned_cohorts
from courses.subsidies.redeciding import redecide
from lms.accounts.actor import Actor
from lms.clock import now
from lms.db import unit_of_work
from lms.jobs.progress import Progress

SLICE = 20


def redecide_below(progress: Progress, prefix: str, by: dict[str, Any]) -> None:
    """Decide the classes below a division that no list was sent in for; started again it repeats."""
    actor = Actor(id=by["id"], name=by["name"], handle=by["handle"], everything=True)
    with unit_of_work() as session:
        ids = unsigned_cohorts(session, prefix)
    for first in range(0, len(ids), SLICE):
        part = ids[first : first + SLICE]
        with unit_of_work() as session:
            for cohort_id in part:
                redecide(session, actor, now(), cohort_id)
            progress.advance(session, first + len(part), len(ids))
