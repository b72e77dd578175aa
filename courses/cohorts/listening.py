"""What cohorts do when something below them changes."""

from typing import Any

from sqlalchemy.orm import Session as Db

from courses.cohorts.events import EnrolmentsChanged
from courses.cohorts.importing import enrolments_by_cohort
from courses.rosters.api import PersonCorrected
from lms.events import publish


def person_corrected(session: Db, event: PersonCorrected | Any) -> None:
    """A person's number, category or home place was put right: decide the enrolments anew."""
    for cohort_id, ids in enrolments_by_cohort(session, [event.person_id]).items():
        publish(session, EnrolmentsChanged(cohort_id, tuple(sorted(ids)), event.actor, event.now))
