"""What leaves the system: the papers of a class or of one person, and the register."""

from datetime import datetime

from sqlalchemy.orm import Session

from certificates import freezing, printing, queries
from certificates.models import Certificate
from certificates.proof import pades
from certificates.register import line_of
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError
from lms.plugin import File

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def any_live(session: Session, cohort: Cohort) -> bool:
    """Whether a certificate of the cohort holds."""
    return any(queries.live(one) for one in queries.of_cohort(session, cohort.id))


def class_pdf(session: Session, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """The certificates of a cohort that hold, one page each, in the order of seats."""
    cohort = cohort_for(session, actor, cohort_id)
    content = pades.sealed(freezing.printed(session, by_seat(session, cohort.id)), cohort.county)
    return File(f"{cohort.title}结业证书.pdf", PDF, content)


def by_seat(session: Session, cohort_id: int) -> list[Certificate]:
    """The certificates of a cohort in the order of the class list."""
    found = queries.of_cohort(session, cohort_id)
    return sorted(found, key=lambda one: (one.enrolment.seat, one.serial))


def single_pdf(session: Session, actor: Actor, _now: datetime, certificate_id: int) -> File:
    """One certificate. A void one is not printed any more (CERTIFICATE_VOID)."""
    one = queries.certificate_for(session, actor, certificate_id, queries.ISSUE)
    if not queries.live(one):
        raise DomainError("CERTIFICATE_VOID")
    content = pades.sealed(freezing.printed(session, [one]), one.county)
    return File(f"结业证书{one.number}.pdf", PDF, content)


def register(session: Session, actor: Actor, now: datetime, cohort_id: int) -> File:
    """证书台账 of a cohort."""
    cohort = cohort_for(session, actor, cohort_id)
    lines = [line_of(one, today(now)) for one in queries.of_cohort(session, cohort.id)]
    content = printing.register_xlsx(lines, cohort.title, actor.name, now)
    return File(f"{cohort.title}证书台账.xlsx", XLSX, content)


def cohort_for(session: Session, actor: Actor, cohort_id: int) -> Cohort:
    """The cohort for whoever may see its certificates."""
    return cohorts.cohort_for(session, actor, cohort_id, queries.VIEW)
