"""Entering a year's holidays."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, extract
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError
from lms.workdays.models import CalendarDay, CalendarYear


def enter_year(
    session: Session,
    actor: Actor,
    now: datetime,
    year: int,
    source: str,
    holidays: Iterable[date],
    workdays: Iterable[date],
) -> CalendarYear:
    """Enter (or enter anew) the days of a year that differ from their weekday.

    Raises `CALENDAR_DAY_OUTSIDE_YEAR` or `CALENDAR_DAY_TWICE`.
    """
    days = [(day, False) for day in holidays] + [(day, True) for day in workdays]
    for day, _worked in days:
        if day.year != year:
            raise DomainError("CALENDAR_DAY_OUTSIDE_YEAR", day=day, year=year)
    if len({day for day, _ in days}) != len(days):
        raise DomainError("CALENDAR_DAY_TWICE", year=year)
    session.execute(delete(CalendarDay).where(extract("year", CalendarDay.day) == year))
    session.add_all(CalendarDay(day=day, is_workday=worked) for day, worked in days)
    row = session.get(CalendarYear, year) or CalendarYear(year=year)
    row.source, row.entered_by, row.entered_at = source.strip(), actor.name, now
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        "workdays:year_entered",
        county="",
        object_type="workdays.year",
        object_id=year,
        days=len(days),
    )
    return row
