"""Reading courses and their syllabus versions."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.catalogue.models import Course, Syllabus
from lms.accounts.actor import Actor
from lms.errors import NotFound

VIEW = "catalogue:course:view"


def courses(session: Session, actor: Actor) -> Sequence[Course]:
    """Courses offered where the actor works: those of the country, of what lies above, and below."""
    return session.scalars(
        select(Course)
        .where(_offered(actor), Course.retired_at.is_(None))
        .options(selectinload(Course.syllabi))
        .order_by(Course.name)
    ).all()


def courses_for(session: Session, county: str) -> Sequence[Course]:
    """Courses a cohort of the county may teach, by name."""
    prefixes = [county[:length] for length in (0, 2, 4, 6)]
    return session.scalars(
        select(Course)
        .where(Course.prefix.in_(prefixes), Course.retired_at.is_(None))
        .order_by(Course.name)
    ).all()


def course_for(session: Session, actor: Actor, course_id: int) -> Course:
    """The course with its versions, or NotFound."""
    course = session.scalar(
        select(Course)
        .where(Course.id == course_id, _offered(actor))
        .options(selectinload(Course.syllabi))
    )
    if course is None:
        raise NotFound
    return course


def published(session: Session, course_id: int) -> Syllabus | None:
    """The newest published version, with its modules."""
    return session.scalar(
        select(Syllabus)
        .where(Syllabus.course_id == course_id, Syllabus.published_at.is_not(None))
        .order_by(Syllabus.version.desc())
        .limit(1)
    )


def course_named(session: Session, county: str, name: str) -> Course | None:
    """The course of that name nearest to the county."""
    found = [course for course in courses_for(session, county) if course.name == name]
    return max(found, key=lambda course: len(course.prefix), default=None)


def last_version(session: Session, course_id: int) -> int:
    """Number of the newest version, 0 for none."""
    newest = select(func.max(Syllabus.version)).where(Syllabus.course_id == course_id)
    return session.scalar(newest) or 0


def _offered(actor: Actor) -> ColumnElement[bool]:
    prefixes = actor.prefixes(VIEW)
    above = {prefix[:length] for prefix in prefixes for length in (0, 2, 4, 6)}
    return or_(Course.prefix.in_(above), actor.within(VIEW, Course.prefix))
