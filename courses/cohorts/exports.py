"""Papers of a cohort as they leave the system: 开班申请表, 学员花名册, blank 签到表."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session as Db

from courses.cohorts import papers, queries
from courses.cohorts import record as records
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.papers import (
    Application,
    CohortFacts,
    ModuleLine,
    RosterLine,
    SheetPerson,
    SheetSlot,
    TeacherLine,
)
from courses.cohorts.rules import EnrolmentState, SessionState
from courses.rosters.api import opened
from courses.rosters.rules import (
    CATEGORY_LABELS,
    EDUCATION_LABELS,
    ETHNIC_LABELS,
    SEX_LABELS,
    Category,
    Sex,
)
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.queries import full_name
from lms.errors import DomainError
from lms.plugin import File

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def application(session: Db, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """开班申请表; what nobody entered is left blank for the pen."""
    cohort = queries.cohort_for(session, actor, cohort_id)
    centre, course = cohort.centre, cohort.course
    people = sum(
        row.state is EnrolmentState.ENROLLED for row in queries.enrolments_of(session, cohort.id)
    )
    lecturers = {
        row.lecturer.id: row.lecturer
        for row in queries.session_rows(session, cohort.id)
        if row.lecturer is not None and row.state is SessionState.PLANNED
    }
    paper = Application(
        unit=centre.name if centre else "",
        applied_on=cohort.filed_on,
        legal_person=(centre.legal_person if centre else "") or "",
        contact=(centre.contact if centre else "") or "",
        phone=(centre.phone if centre else "") or "",
        trade=course.name if course else "",
        level=course.level if course else "",
        people=cohort.capacity or people,
        starts_on=cohort.start,
        ends_on=cohort.end,
        venue=cohort.venue or full_name(session, cohort.venue_county),
        modules=tuple(
            ModuleLine(one.title, one.theory_hours, one.practice_hours)
            for one in records.cohort_modules(session, cohort)
        ),
        teachers=tuple(
            TeacherLine(one.name, one.education, one.position) for one in lecturers.values()
        ),
        textbook=course.textbook if course else "",
        assessment=course.assessment if course else "",
        cohort=cohort.title,
        hours=cohort.hours or 0,
    )
    return _file(cohort, "开班申请表.pdf", PDF, papers.application_pdf(paper))


def roster_pdf(session: Db, actor: Actor, now: datetime, cohort_id: int) -> File:
    """学员花名册 on paper, with whole numbers: its columns are what offices file."""
    cohort, lines, facts = _roster(session, actor, now, cohort_id)
    return _file(cohort, "学员花名册.pdf", PDF, papers.roster_pdf(lines, facts))


def roster_xlsx(session: Db, actor: Actor, now: datetime, cohort_id: int) -> File:
    """学员花名册 as a spreadsheet."""
    cohort, lines, facts = _roster(session, actor, now, cohort_id)
    return _file(cohort, "学员花名册.xlsx", XLSX, papers.roster_xlsx(lines, facts))


def any_session(session: Db, cohort: Cohort) -> bool:
    """Whether there is a half-day to sign in for."""
    return any(one.planned for one in queries.session_facts(session, cohort.id))


def sign_in(session: Db, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """The blank 签到表 for every planned half-day. Raises COHORT_WITHOUT_SESSIONS."""
    cohort = queries.cohort_for(session, actor, cohort_id)
    slots = [
        SheetSlot(one.date, one.half.value)
        for one in queries.session_facts(session, cohort.id)
        if one.planned
    ]
    if not slots:
        raise DomainError("COHORT_WITHOUT_SESSIONS")
    people = [
        SheetPerson(row.seat, row.person.name)
        for row in queries.enrolments_of(session, cohort.id)
        if row.state is EnrolmentState.ENROLLED
    ]
    content = papers.sign_in_pdf(people, slots, _facts(cohort))
    return _file(cohort, "签到表.pdf", PDF, content)


def _roster(
    session: Db, actor: Actor, now: datetime, cohort_id: int
) -> tuple[Cohort, Sequence[RosterLine], CohortFacts]:
    cohort = queries.cohort_for(session, actor, cohort_id)
    rows = queries.enrolments_of(session, cohort.id, households=True)
    kept = [row for row in rows if row.state is EnrolmentState.ENROLLED]
    today = day_of(now)
    return cohort, [_line(session, cohort, row, today.year) for row in kept], _facts(cohort)


def _line(session: Db, cohort: Cohort, row: Enrolment, year: int) -> RosterLine:
    person, numbers, birth = row.person, opened(row.person), row.person.birth_date
    return RosterLine(
        number=row.seat,
        name=person.name,
        sex=SEX_LABELS[Sex(person.sex)] if person.sex else "",
        ethnic_group=ETHNIC_LABELS.get(person.ethnic or "", person.ethnic or ""),
        born=f"{birth:%Y-%m}\n{year - birth.year}岁" if birth else "",
        id_number=numbers.id_number,
        education=EDUCATION_LABELS.get(person.education or "", person.education or ""),
        home=person.home_text
        or (full_name(session, person.home_place) if person.home_place else ""),
        category=row.category_text or CATEGORY_LABELS[Category(row.category)],
        household_number=person.household.number if person.household else "",
        relation=person.relation_to_head or "",
        phone=numbers.phone or "",
        trade=cohort.course.name if cohort.course else "",
        cohort_number=f"第{cohort.ordinal}期" if cohort.ordinal else "",
        intention=row.intention,
        remark=person.remark,
    )


def _facts(cohort: Cohort) -> CohortFacts:
    unit = cohort.centre.name if cohort.centre else ""
    return CohortFacts(unit, cohort.title, cohort.start, cohort.end)


def _file(cohort: Cohort, name: str, mimetype: str, content: bytes) -> File:
    return File(f"{cohort.title}{name}", mimetype, content)
