"""The stages of the job that take a file in: was it done, does the file differ, do it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.process import comparing
from certificates.process.comparing import Differs
from certificates.process.order import Order, Sent
from courses.attendance import api as attendance
from courses.catalogue.models import Course
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState
from courses.rosters.api import RosterReading
from courses.rosters.models import Person
from courses.subsidies import api as subsidies
from courses.subsidies.models import Invoice
from lms.accounts.actor import Actor
from lms.divisions.models import Centre
from lms.runs import services as runs
from lms.runs.models import Run, RunState

Rows = Sequence[Mapping[str, Any]]
REASON = "lms process"
INVOICE_KIND = "subsidies.import_invoices"
_HOOKS = ("after_commit", "outliving")


@dataclass(slots=True)
class Work:
    """A cohort being worked on; `reopened` once it had to be opened again for a missing stage."""

    session: Session
    actor: Actor
    now: datetime
    cohort: Cohort
    reopened: bool = False

    def open_again(self) -> None:
        """A closed cohort takes nothing in: it is reopened, and closed again at the end."""
        if self.cohort.state is CohortState.CLOSED:
            cohorts.reopen(self.session, self.actor, self.now, self.cohort, REASON)
            self.reopened = True

    def certificates(self) -> bool:
        """Whether any was ever issued."""
        found = exists().where(Certificate.cohort_id == self.cohort.id)
        return bool(self.session.scalar(select(found)))

    def enrolled(self, *where: Any) -> bool:
        """Whether the cohort has a trainee of whom this holds."""
        found = select(Enrolment.id).where(Enrolment.cohort_id == self.cohort.id, *where)
        return self.session.scalar(found.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Stage:
    """A kind of file: whether one was taken in, how it is rehearsed, how it differs."""

    kind: str
    done: Callable[[Work], bool]
    rehearse: Callable[[Work, Sent], Run]
    lines: Callable[[Work, Rows], Iterator[str]]


def _register(work: Work, sent: Sent) -> Run:
    """The columns are the sessions, whatever was planned; a blank takes a mark away."""
    return attendance.rehearse_register(
        work.session, work.actor, work.now, work.cohort, sent.data, sent.name,
        replace_sessions=True, clear_blanks=True,
    )  # fmt: skip


def _register_lines(work: Work, rows: Rows) -> Iterator[str]:
    names = work.session.scalars(
        select(Person.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.cohort_id == work.cohort.id, Enrolment.marks.is_not(None))
    )
    return comparing.register_lines(rows, names)


def _invoices(work: Work, sent: Sent) -> Run:
    return subsidies.rehearse_invoices(
        work.session, work.actor, work.now, work.cohort, sent.data, sent.name
    )


def _has_invoices(work: Work) -> bool:
    found = (
        select(Invoice.id)
        .join(Enrolment, Enrolment.id == Invoice.enrolment_id)
        .where(Enrolment.cohort_id == work.cohort.id, Invoice.voided_at.is_(None))
    )
    return work.session.scalar(found.limit(1)) is not None


def _roster(work: Work, sent: Sent) -> Run:
    return cohorts.rehearse_roster(
        work.session, work.actor, work.now, work.cohort, sent.data, sent.name
    )


ROSTER = Stage(
    cohorts.KIND,
    lambda work: work.enrolled(),
    _roster,
    lambda _work, rows: comparing.roster_lines(rows),
)
REGISTER = Stage(
    attendance.REGISTER_IMPORT,
    lambda work: work.enrolled(Enrolment.marks.is_not(None)),
    _register,
    _register_lines,
)
INVOICES = Stage(
    INVOICE_KIND, _has_invoices, _invoices, lambda _work, rows: comparing.invoice_lines(rows)
)


def take(work: Work, stage: Stage, sent: Sent) -> Rows:
    """The rows of the file: taken in now if no such file was before, else only read."""
    same = _applied(work, stage, sent)
    if same is not None:
        return runs.planned_rows(same)
    if stage.done(work):
        return _tried(work, stage, sent)[0]
    if stage is REGISTER:
        work.open_again()
    run = stage.rehearse(work, sent)
    runs.apply_all(work.session, work.actor, work.now, run)
    return runs.planned_rows(run)


def compare(work: Work, order: Order, reading: RosterReading) -> None:
    """Raise Differs if a file or an option contradicts what was taken in before."""
    lines = list(_facts(work, order))
    sent = ((ROSTER, order.roster), (REGISTER, order.register), (INVOICES, order.invoices))
    for stage, file in sent:
        if file is not None and stage.done(work) and _applied(work, stage, file) is None:
            lines += _tried(work, stage, file)[1]
    if lines:
        raise Differs(lines)


def _facts(work: Work, order: Order) -> Iterator[str]:
    cohort = work.cohort
    if cohort.venue_county != order.venue_county:
        yield comparing.fact_line(_l("授课地所在县"), cohort.venue_county, order.venue_county)
    known = cohort.minimum_attendance
    if order.minimum is not None and known is not None and not _equal(known, order.minimum):
        yield comparing.fact_line(_l("最低出勤率"), known, order.minimum)
    course = work.session.get(Course, cohort.course_id) if cohort.course_id is not None else None
    name = course.name if course else ""
    if order.course and order.course != name:
        yield comparing.fact_line(_l("培训项目"), name, order.course)


def _equal(one: str, other: str) -> bool:
    return one.rstrip("0") == other.rstrip("0")


def _tried(work: Work, stage: Stage, sent: Sent) -> tuple[Rows, list[str]]:
    """Rehearse in a savepoint that is taken back: the rows, and what they would change."""
    session = work.session
    hooks = {name: list(session.info.get(name, ())) for name in _HOOKS}
    savepoint = session.begin_nested()
    try:
        if work.cohort.state is CohortState.CLOSED:
            cohorts.reopen(session, work.actor, work.now, work.cohort, REASON)
        try:
            rows = runs.planned_rows(stage.rehearse(work, sent))
        except attendance.RegisterRefused as refused:
            if refused.code != "REGISTER_SESSIONS_MARKED":
                raise
            return (), [str(_l("考勤表的课次（日期、上下午、实习）与已登记的不同"))]
        return rows, list(stage.lines(work, rows))
    finally:
        savepoint.rollback()
        session.info.update(hooks)


def _applied(work: Work, stage: Stage, sent: Sent) -> Run | None:
    """The run that took in this very file, if it was not undone and its rows are still kept."""
    found = work.session.scalar(
        select(Run)
        .where(
            Run.kind == stage.kind,
            Run.subject_id == work.cohort.id,
            Run.state == RunState.APPLIED,
            Run.digest == hashlib.sha256(sent.data).hexdigest(),
        )
        .order_by(Run.id.desc())
        .limit(1)
    )
    return None if found is None or runs.CLEARED in found.options else found


def centre_named(session: Session, county: str, name: str) -> int | None:
    """The training centre of the county that a sheet names, if it is known."""
    if not name:
        return None
    wanted = select(Centre.id).where(Centre.county == county, Centre.name == name)
    return session.scalar(wanted)
