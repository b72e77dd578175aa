"""Making courses and publishing syllabus versions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, Module, Syllabus
from courses.catalogue.queries import last_version
from courses.catalogue.rules import CourseKind, ModuleFact, syllabus_fault, total_hours
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError

EDIT = "catalogue:course:edit"


def create_course(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    prefix: str,
    name: str,
    kind: CourseKind = CourseKind.SKILL,
    occupation: str = "",
    level: str = "",
    textbook: str = "",
    assessment: str = "",
) -> Course:
    """Make a course offered below `prefix`. Raises `COURSE_NAME_TAKEN`, `NOT_PERMITTED`."""
    actor.require(EDIT, prefix)
    _refuse_taken(session, prefix, name, None)
    course = Course(
        prefix=prefix, name=name, kind=kind, occupation=occupation, level=level,
        textbook=textbook, assessment=assessment,
    )  # fmt: skip
    session.add(course)
    session.flush()
    _note(session, actor, now, "catalogue:course_created", course)
    return course


def change_course(
    session: Session, actor: Actor, now: datetime, course: Course, *, name: str, **facts: str
) -> None:
    """Change what a course is called and what it leads to; syllabus versions are left alone."""
    actor.require(EDIT, course.prefix)
    _refuse_taken(session, course.prefix, name, course.id)
    course.name = name
    for field in ("kind", "occupation", "level", "textbook", "assessment"):
        if field in facts:
            setattr(course, field, facts[field])
    session.flush()
    _note(session, actor, now, "catalogue:course_changed", course)


def publish(
    session: Session,
    actor: Actor,
    now: datetime,
    course: Course,
    modules: Sequence[ModuleFact],
    note: str = "",
) -> Syllabus:
    """Publish the next version of a course's syllabus; earlier cohorts keep the version they had.

    Raises `SYLLABUS_EMPTY`, `MODULE_WITHOUT_HOURS` or `MODULE_TWICE`.
    """
    actor.require(EDIT, course.prefix)
    fault = syllabus_fault(modules)
    if fault is not None:
        raise DomainError(fault)
    syllabus = Syllabus(
        course_id=course.id, version=last_version(session, course.id) + 1,
        published_at=now, published_by=actor.name, note=note,
        modules=[
            Module(
                position=place, title=module.title,
                theory_hours=module.theory_hours, practice_hours=module.practice_hours,
            )
            for place, module in enumerate(modules, 1)
        ],
    )  # fmt: skip
    session.add(syllabus)
    session.flush()
    session.expire(course, ["syllabi"])
    _note(session, actor, now, "catalogue:syllabus_published", course,
          version=syllabus.version, hours=total_hours(modules))  # fmt: skip
    return syllabus


def retire(session: Session, actor: Actor, now: datetime, course: Course) -> None:
    """Offer a course no more; cohorts that have it keep it."""
    actor.require(EDIT, course.prefix)
    course.retired_at = now
    session.flush()
    _note(session, actor, now, "catalogue:course_retired", course)


def _refuse_taken(session: Session, prefix: str, name: str, own: int | None) -> None:
    taken = session.scalar(select(Course.id).where(Course.prefix == prefix, Course.name == name))
    if taken is not None and taken != own:
        raise DomainError("COURSE_NAME_TAKEN", name=name)


def _note(
    session: Session, actor: Actor, now: datetime, action: str, course: Course, **facts: int
) -> None:
    county = course.prefix if len(course.prefix) == 6 else ""
    audit.record(
        session, actor, now, action,
        county=county, object_type="catalogue.course", object_id=course.id, **facts,
    )  # fmt: skip
