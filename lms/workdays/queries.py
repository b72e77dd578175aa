"""Reading the calendar."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.workdays.models import CalendarDay, CalendarYear


def overrides(session: Session) -> dict[date, bool]:
    """Officer-entered days: True is worked."""
    rows = session.execute(select(CalendarDay.day, CalendarDay.is_workday))
    return dict(rows.all())


def known_years(session: Session) -> frozenset[int]:
    """Years officers entered beyond the packaged calendar."""
    return frozenset(session.scalars(select(CalendarYear.year)))


def years(session: Session) -> Sequence[CalendarYear]:
    """Entered years with their source, the newest first."""
    return session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all()
