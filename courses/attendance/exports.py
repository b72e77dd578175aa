"""Papers of attendance that leave the system."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.attendance.boards import VIEW, trainees
from courses.attendance.counting import tallies
from courses.attendance.papers import (
    RegisterFacts,
    RegisterPerson,
    register_pdf,
    register_xlsx,
)
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.divisions.queries import full_name
from lms.errors import DomainError
from lms.plugin import File

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def any_cell(session: Session, cohort: Cohort) -> bool:
    """Whether the register has a trainee and a half-day."""
    planned = any(one.planned for one in cohorts.session_facts(session, cohort.id))
    return planned and bool(trainees(session, cohort.id))


def filled_pdf(session: Session, actor: Actor, now: datetime, cohort_id: int) -> File:
    """考勤表 with its marks, for printing and signing."""
    cohort, people, facts = _read(session, actor, cohort_id)
    return File(f"{cohort.title}考勤表.pdf", "application/pdf", register_pdf(people, facts))


def filled_xlsx(session: Session, actor: Actor, now: datetime, cohort_id: int) -> File:
    """考勤表 with its marks as a spreadsheet, to be filled further and read back."""
    cohort, people, facts = _read(session, actor, cohort_id)
    return File(f"{cohort.title}考勤表.xlsx", _XLSX, register_xlsx(people, facts))


def _read(
    session: Session, actor: Actor, cohort_id: int
) -> tuple[Cohort, list[RegisterPerson], RegisterFacts]:
    """Raises COHORT_WITHOUT_TRAINEES or COHORT_WITHOUT_SESSIONS: there is nothing to print."""
    cohort = cohorts.cohort_for(session, actor, cohort_id, VIEW)
    counted = tallies(session, cohort)
    people = [
        RegisterPerson(one.number, one.name, counted[one.id])
        for one in trainees(session, cohort.id)
    ]
    if not people:
        raise DomainError("COHORT_WITHOUT_TRAINEES")
    if not any(one.tally.days for one in people):
        raise DomainError("COHORT_WITHOUT_SESSIONS")
    unit = cohort.centre.name if cohort.centre else full_name(session, cohort.county)
    return cohort, people, RegisterFacts(unit, cohort.title, cohort.start, cohort.end)
