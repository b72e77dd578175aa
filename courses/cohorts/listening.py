"""What cohorts do when something below them changes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session as Db

from courses.cohorts.events import EnrolmentsChanged
from courses.cohorts.importing import enrolments_by_cohort
from courses.rosters.api import PeopleChanged, PersonCorrected
from lms.events import publish


def person_corrected(session: Db, event: PersonCorrected | Any) -> None:
    """A person's number, category or home place was put right: decide the enrolments anew."""
    _tell(session, event, [event.person_id])


def people_changed(session: Db, event: PeopleChanged | Any) -> None:
    """A list of people changed some who sit in cohorts: decide their enrolments anew."""
    _tell(session, event, event.person_ids)


def _tell(session: Db, event: PersonCorrected | PeopleChanged, people: Iterable[int]) -> None:
    for cohort_id, ids in enrolments_by_cohort(session, people).items():
        publish(session, EnrolmentsChanged(cohort_id, tuple(sorted(ids)), event.actor, event.now))
