"""Background work: figures for cities and provinces, waves of classes closed before."""

from courses.cohorts.models import Cohort
from courses.outcomes import catching_up, preparing
from lms.clock import now, today
from lms.db import unit_of_work
from lms.jobs.progress import Progress

PREPARE = "outcomes.prepare"
CATCH_UP = "outcomes.catch_up"


def prepare(progress: Progress, prefix: str = "") -> None:
    """The figures of the counties below a division, each in a transaction of its own."""
    with unit_of_work() as session:
        found = preparing.counties(session, prefix)
    for at, county in enumerate(found, 1):
        with unit_of_work() as session:
            preparing.prepare(session, now(), today(), county)
            progress.advance(session, at, len(found))


def catch_up(progress: Progress) -> None:
    """Waves for the graduates of classes that were closed before anybody followed up."""
    with unit_of_work() as session:
        found = catching_up.waiting(session)
    for at, cohort_id in enumerate(found, 1):
        with unit_of_work() as session:
            catching_up.one(session, now(), session.get_one(Cohort, cohort_id))
            progress.advance(session, at, len(found))
