"""Doing the whole job of a cohort inside the caller's transaction.

Every stage goes the way of the pages: rehearsed and applied as a run, told to whoever listens. A
stage that was done before is compared and never done again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from certificates import issuing
from certificates.process import stages
from certificates.process.order import Order, unit_in_lines
from certificates.process.stages import Work
from courses.attendance import api as attendance
from courses.catalogue import api as catalogue
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.rosters import api as rosters
from courses.rosters.api import RosterReading
from courses.subsidies import api as subsidies
from courses.subsidies.rules import ListState
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.runs import services as runs

REOPENED = "lms process"
NO_RULE = frozenset({"NO_ACTIVE_RULE", "RULE_AMBIGUOUS", "RULE_NEEDS_NO_CONFIRMATION"})
"""The run goes on without a confirmation: the lines say why nothing is paid."""

Rows = Sequence[Mapping[str, Any]]
Say = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(slots=True)
class Done:
    """What came of it; rows are those of the rehearsals. `warnings` are codes with their facts."""

    order: Order
    cohort: Cohort
    reading: RosterReading
    register_rows: Rows = ()
    invoice_rows: Rows = ()
    warnings: list[DomainError] = field(default_factory=list)


def run(session: Session, actor: Actor, now: datetime, order: Order, say: Say) -> Done:
    """Do what is not done yet. Raises DomainError when it cannot be done, Differs (nothing may be
    kept then) when the files say something else than what was taken in before."""
    say("roster")
    for county in (order.county, order.venue_county):
        if not divisions.county_exists(session, county):
            raise DomainError("COUNTY_UNKNOWN", county=county)
    reading = rosters.read_roster(
        session, order.roster.data, order.roster.name, county=order.county, today=day_of(now)
    )
    cohort = _cohort(session, actor, now, order, reading)
    done = Done(order, cohort, reading)
    work = Work(session, actor, now, cohort)
    stages.compare(work, order, reading)
    _take_roster(work, order, reading)
    if order.register is None:
        if order.invoices is not None:
            done.warnings.append(DomainError("INVOICES_WITHOUT_REGISTER"))
        return done
    say("register")
    _set_minimum(work, order)
    done.register_rows = stages.take(work, stages.REGISTER, order.register)
    if order.invoices is not None:
        say("invoices")
        done.invoice_rows = stages.take(work, stages.INVOICES, order.invoices)
    say("decisions")
    _confirm(work, order, done)
    _close(work)
    _issue(work, reading)
    _draft(work)
    return done


def title_of(session: Session, order: Order, reading: RosterReading) -> str:
    """The title given, else what the sheet calls the cohort, else its county and its days."""
    given = " ".join(order.title.split()) or cohorts.cohort_title(reading.title_lines)
    if given:
        return given[: cohorts.TITLE_LENGTH]
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (order.start, order.end))
    return f"{divisions.name_of(session, order.county)}{first}至{last}培训班"


def _cohort(
    session: Session, actor: Actor, now: datetime, order: Order, reading: RosterReading
) -> Cohort:
    title = title_of(session, order, reading)
    known = cohorts.known_cohort(session, order.county, title, order.start, order.end)
    if known is not None:
        return known
    return cohorts.open_cohort(
        session,
        actor,
        now,
        county=order.county,
        centre_id=stages.centre_named(session, order.county, unit_in_lines(reading.title_lines)),
        title=title,
        start=order.start,
        end=order.end,
        venue_county=order.venue_county,
        course_id=_course_id(session, order),
        hours=cohorts.hours_in_lines(reading.title_lines),
        minimum_attendance=order.minimum,
    )


def _course_id(session: Session, order: Order) -> int | None:
    if not order.course:
        return None
    course = catalogue.course_named(session, order.county, order.course)
    if course is None:
        raise DomainError("COURSE_UNKNOWN", name=order.course, county=order.county)
    return course.id


def _take_roster(work: Work, order: Order, reading: RosterReading) -> None:
    if stages.ROSTER.done(work):
        return
    work.open_again()
    one = cohorts.rehearse_reading(
        work.session, work.actor, work.now, work.cohort, reading, order.roster.name
    )
    runs.apply_all(work.session, work.actor, work.now, one)


def _set_minimum(work: Work, order: Order) -> None:
    """A minimum that was not given before is set now; another one was refused by comparing."""
    if order.minimum is None or work.cohort.minimum_attendance is not None:
        return
    work.open_again()
    cohorts.change_cohort(
        work.session, work.actor, work.now, work.cohort,
        reason=REOPENED, minimum_attendance=order.minimum,
    )  # fmt: skip


def _confirm(work: Work, order: Order, done: Done) -> None:
    if not order.confirmation:
        return
    try:
        subsidies.confirm_rule(work.session, work.actor, work.now, work.cohort, order.confirmation)
    except DomainError as fault:
        if fault.code not in NO_RULE:
            raise
        done.warnings.append(fault)


def _close(work: Work) -> None:
    """Completion needs a closed cohort; one that somebody reopened after issuing is left open."""
    again = work.reopened or not work.certificates()
    if work.cohort.state is CohortState.OPEN and again and work.enrolled():
        cohorts.start(work.session, work.actor, work.now, work.cohort)  # nobody was ever marked
    if work.cohort.state is CohortState.RUNNING and again:
        cohorts.close(work.session, work.actor, work.now, work.cohort)


def _issue(work: Work, reading: RosterReading) -> None:
    """Certificates for everybody who has completed, once; later ones are issued by a person."""
    if work.certificates() or not any(
        one.completed for one in attendance.completions(work.session, work.cohort).values()
    ):
        return
    issuer = issuing.default_issuer(work.session, work.cohort)
    one = issuing.rehearse_issue(
        work.session, work.actor, work.now, work.cohort,
        issuer=issuer or unit_in_lines(reading.title_lines),
    )  # fmt: skip
    runs.apply_all(work.session, work.actor, work.now, one)


def _draft(work: Work) -> None:
    """The list stays a draft; one that is sent in or reviewed is left to the people who sign."""
    made = subsidies.list_of(work.session, work.cohort.id)
    if made is None or made.state is ListState.DRAFT:
        subsidies.make_list(work.session, work.actor, work.now, work.cohort)
