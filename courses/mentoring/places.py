"""The places a lecturer has: how many leaders one may hold, and taking one under concurrency."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.lecturers.models import Lecturer
from courses.mentoring.models import Load
from lms.errors import DomainError
from lms.settings import queries as settings

CAPACITY = "lecturers.capacity"


def capacities(session: Session, lecturers: Iterable[Lecturer]) -> dict[int, int]:
    """How many leaders each may hold: as entered for the person, else the county's parameter."""
    found: dict[int, int] = {}
    by_county: dict[str, int] = {}
    for one in lecturers:
        if one.capacity is None and one.county not in by_county:
            by_county[one.county] = int(settings.number(session, CAPACITY, one.county) or 0)
        found[one.id] = by_county[one.county] if one.capacity is None else one.capacity
    return found


def held_by(session: Session, lecturer_ids: Iterable[int]) -> dict[int, int]:
    """Active pairs of each lecturer; one without any is 0."""
    wanted = dict.fromkeys(lecturer_ids, 0)
    rows = session.execute(select(Load.lecturer_id, Load.held).where(Load.lecturer_id.in_(wanted)))
    return wanted | dict(rows.all())


def hold(session: Session, lecturer_ids: Iterable[int]) -> None:
    """Let nobody else take or free places of these lecturers until this transaction ends.

    To be asked before places of several change: always in one order, so that of two who hand over
    to each other none waits for the other for ever.
    """
    rows = select(Load.lecturer_id).where(Load.lecturer_id.in_(set(lecturer_ids)))
    session.execute(rows.order_by(Load.lecturer_id).with_for_update()).all()


def take(session: Session, lecturer: Lecturer) -> None:
    """Take one place; the database lets the last place go once. Raises LECTURER_FULL."""
    capacity = capacities(session, [lecturer])[lecturer.id]
    if _count_up(session, lecturer.id, capacity):
        return
    _begin(session, lecturer.id)
    if not _count_up(session, lecturer.id, capacity):
        raise DomainError("LECTURER_FULL", lecturer=lecturer.name, capacity=capacity)


def give_back(session: Session, lecturer_id: int) -> None:
    """A pair ended: its place is free again."""
    session.execute(
        update(Load)
        .where(Load.lecturer_id == lecturer_id)
        .values(held=Load.held - 1)
        .execution_options(synchronize_session=False)
    )


def _count_up(session: Session, lecturer_id: int, capacity: int) -> bool:
    taken = session.execute(
        update(Load)
        .where(Load.lecturer_id == lecturer_id, Load.held < capacity)
        .values(held=Load.held + 1)
        .returning(Load.lecturer_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return taken is not None


def _begin(session: Session, lecturer_id: int) -> None:
    """A row for a lecturer who never held anybody; of two at once, one writes it."""
    if session.scalar(select(Load.lecturer_id).where(Load.lecturer_id == lecturer_id)) is not None:
        return
    try:
        with session.begin_nested():
            session.add(Load(lecturer_id=lecturer_id, held=0))
    except IntegrityError:
        pass  # written by somebody else a moment ago
