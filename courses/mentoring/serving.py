"""Lecturers out of office: who has left or whose last term has ended, and what follows for pairs."""

from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from courses.lecturers.models import Lecturer, LecturerTerm
from courses.lecturers.rules import Standing, TermDates, may_work, standing
from lms.errors import DomainError

_CODES = {
    Standing.LEFT: "LECTURER_LEFT",
    Standing.TERM_ENDED: "LECTURER_TERM_ENDED",
    Standing.NOT_YET: "LECTURER_TERM_AHEAD",
}


def standing_on(session: Session, lecturer: Lecturer, day: date) -> tuple[Standing, date | None]:
    """How a lecturer stands on a day, and the day of leaving or else the last day of all terms."""
    terms = session.execute(
        select(LecturerTerm.from_on, LecturerTerm.to_on).where(
            LecturerTerm.lecturer_id == lecturer.id
        )
    ).all()
    held = standing([TermDates(*row) for row in terms], lecturer.left_on, day)
    return held, lecturer.left_on or max((row.to_on for row in terms), default=None)


def ended_by(session: Session, lecturer: Lecturer, day: date) -> tuple[str, date | None] | None:
    """The code and the day of a lecturer's end where there was one by `day`."""
    held, last = standing_on(session, lecturer, day)
    return (_CODES[held], last) if held in (Standing.LEFT, Standing.TERM_ENDED) else None


def refuse_not_serving(session: Session, lecturer: Lecturer, day: date) -> None:
    """Raise LECTURER_LEFT, LECTURER_TERM_ENDED or LECTURER_TERM_AHEAD for one out of office."""
    held, last = standing_on(session, lecturer, day)
    if not may_work(held):
        raise DomainError(_CODES[held], lecturer=lecturer.name, day=last)


def out_of_office(today: date) -> Select[int]:
    """Ids of lecturers who left or whose last term has ended."""
    ended = (
        select(LecturerTerm.lecturer_id)
        .group_by(LecturerTerm.lecturer_id)
        .having(func.max(LecturerTerm.to_on) < today)
    )
    return select(Lecturer.id).where(
        or_(and_(Lecturer.left_on.is_not(None), Lecturer.left_on <= today), Lecturer.id.in_(ended))
    )
