"""Which days are rest days in mainland China, and working days counted from a date.

`chinesecalendar` is the seed; what officers enter from a year's announcement stands above it. A
year that neither knows is never treated as "weekends only": make-up days would be missed.

`overrides` maps the days that officers entered to "is worked"; `known_years` are the years they
entered with a document number: the other days of these follow the library, or else the weekday.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

import chinese_calendar

from lms.errors import DomainError

_SATURDAY = 5
_FIRST_KNOWN: int = min(chinese_calendar.constants.holidays).year
_LAST_KNOWN: int = max(chinese_calendar.constants.holidays).year


NO_OVERRIDES: Mapping[date, bool] = MappingProxyType({})


class DayNote(StrEnum):
    """What is worth saying about a date."""

    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    MAKE_UP_WORKDAY = "MAKE_UP_WORKDAY"
    CALENDAR_YEAR_UNKNOWN = "CALENDAR_YEAR_UNKNOWN"


def is_known(
    day: date, overrides: Mapping[date, bool] = NO_OVERRIDES, known_years: Collection[int] = ()
) -> bool:
    """Whether the calendar can say anything about a date."""
    return day in overrides or day.year in known_years or _FIRST_KNOWN <= day.year <= _LAST_KNOWN


def is_rest_day(
    day: date, overrides: Mapping[date, bool] = NO_OVERRIDES, known_years: Collection[int] = ()
) -> bool:
    """Whether nobody works on a date.

    Raises DomainError CALENDAR_YEAR_UNKNOWN with `year`.
    """
    if day in overrides:
        return not overrides[day]
    if _FIRST_KNOWN <= day.year <= _LAST_KNOWN:
        return bool(chinese_calendar.is_holiday(day))
    if day.year in known_years:
        return day.weekday() >= _SATURDAY
    raise DomainError("CALENDAR_YEAR_UNKNOWN", year=day.year)


def rest_day_or_unknown(
    day: date, overrides: Mapping[date, bool] = NO_OVERRIDES, known_years: Collection[int] = ()
) -> bool | None:
    """As `is_rest_day`, None where the calendar does not know the year."""
    return (
        is_rest_day(day, overrides, known_years) if is_known(day, overrides, known_years) else None
    )


def day_note(
    day: date, overrides: Mapping[date, bool] = NO_OVERRIDES, known_years: Collection[int] = ()
) -> DayNote | None:
    """Why a date is no ordinary working day; None for one that is. A note is no fault."""
    rest = rest_day_or_unknown(day, overrides, known_years)
    weekend = day.weekday() >= _SATURDAY
    if rest is None:
        return DayNote.CALENDAR_YEAR_UNKNOWN
    if not rest:
        return DayNote.MAKE_UP_WORKDAY if weekend else None
    return (
        DayNote.WEEKEND
        if weekend and not holiday_name(day, overrides, known_years)
        else DayNote.HOLIDAY
    )


def holiday_name(
    day: date, overrides: Mapping[date, bool] = NO_OVERRIDES, known_years: Collection[int] = ()
) -> str:
    """The library's English name of the holiday a rest day belongs to, empty if there is none."""
    if day in overrides or not _FIRST_KNOWN <= day.year <= _LAST_KNOWN:
        return ""
    rest, name = chinese_calendar.get_holiday_detail(day)
    return str(name) if rest and name else ""


def add_working_days(
    posted: date,
    count: int,
    overrides: Mapping[date, bool] = NO_OVERRIDES,
    known_years: Collection[int] = (),
) -> date:
    """The last of `count` working days after `posted`, which itself does not count.

    Raises DomainError CALENDAR_YEAR_UNKNOWN if the posting day or any day on the way lies in an
    unknown year, ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError("a notice runs for at least one working day")
    is_rest_day(posted, overrides, known_years)
    day = posted
    while count:
        day += timedelta(days=1)
        count -= not is_rest_day(day, overrides, known_years)
    return day
