"""People who sit in two cohorts on one day (OVERLAP), across all archives."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import aliased

from courses.cohorts import queries
from courses.cohorts.models import Cohort, Enrolment, Session
from courses.cohorts.rules import CohortState, SessionState
from courses.rosters.models import Person
from lms.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Overlap:
    """A person's days in another cohort that are days of this one too."""

    person_id: int
    cohort_id: int
    title: str
    county: str
    centre_id: int | None
    days: tuple[date, ...]


def overlaps(session: Db, cohort: Cohort, people: Iterable[int]) -> dict[int, list[Overlap]]:
    """Who of these has a planned half-day elsewhere on a day of the cohort; by person.

    Before the cohort has sessions every day from start to end counts. The same person in another
    county's archive is found by the blind index of the number.
    """
    own = {one.date for one in queries.session_facts(session, cohort.id) if one.planned}
    days: defaultdict[tuple[int, int], list[date]] = defaultdict(list)
    places: dict[int, tuple[str, str, int | None]] = {}
    for part in queries.chunks(people):
        for person_id, other, title, county, centre_id, day in session.execute(
            _elsewhere(cohort, part)
        ):
            if not own or day in own:
                days[person_id, other].append(day)
                places[other] = (title, county, centre_id)
    found: dict[int, list[Overlap]] = {}
    for (person_id, other), taken in days.items():
        one = Overlap(person_id, other, *places[other], days=tuple(taken))
        found.setdefault(person_id, []).append(one)
    return found


def _elsewhere(cohort: Cohort, people: list[int]) -> Any:
    same = aliased(Person)
    return (
        select(Person.id, Cohort.id, Cohort.title, Cohort.county, Cohort.centre_id, Session.date)
        .join(same, same.id_number_index == Person.id_number_index)
        .join(Enrolment, Enrolment.person_id == same.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Session, Session.cohort_id == Cohort.id)
        .where(
            Person.id.in_(people),
            Cohort.id != cohort.id,
            Cohort.state != CohortState.CANCELLED,
            Session.state == SessionState.PLANNED,
            Session.date.between(cohort.start, cohort.end),
            Session.date >= Enrolment.from_date,
            or_(Enrolment.until_date.is_(None), Session.date <= Enrolment.until_date),
        )
        .distinct()
        .order_by(Person.id, Cohort.id, Session.date)
    )


def as_fact(one: Overlap, actor: Actor) -> dict[str, Any]:
    """For a plan or a page: the other cohort is named only to whom it exists."""
    seen = actor.may("cohorts:cohort:view", one.county, one.centre_id)
    return {
        "cohort_id": one.cohort_id if seen else None,
        "title": one.title if seen else "",
        "first": one.days[0].isoformat(),
        "days": len(one.days),
    }
