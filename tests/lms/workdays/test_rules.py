"""Rest days, and where a public notice ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import DomainError
from lms.workdays.rules import (
    DayNote,
    add_working_days,
    day_note,
    holiday_name,
    is_known,
    is_rest_day,
    rest_day_or_unknown,
)

NEW_YEAR_2027 = {date(2027, 1, 1): False, date(2027, 1, 3): True}


@pytest.mark.parametrize(
    ("posted", "ends"),
    [
        pytest.param(date(2018, 9, 28), date(2018, 10, 10), id="A27-national-day"),
        pytest.param(date(2018, 12, 28), date(2019, 1, 7), id="A27-new-year"),
        pytest.param(date(2019, 1, 31), date(2019, 2, 12), id="A28-spring-festival"),
        pytest.param(date(2020, 1, 22), date(2020, 2, 6), id="A28-2020-extended"),
        pytest.param(date(2018, 9, 10), date(2018, 9, 17), id="plain-week"),
        pytest.param(date(2018, 9, 15), date(2018, 9, 21), id="posted-on-a-saturday"),
    ],
)
def test_notice_of_five_working_days(posted: date, ends: date) -> None:
    assert add_working_days(posted, 5) == ends


@pytest.mark.parametrize(
    ("posted", "count", "year"),
    [
        pytest.param(date(2027, 3, 1), 5, 2027, id="A29"),
        pytest.param(date(2026, 12, 29), 5, 2027, id="A29-on-the-way"),
        pytest.param(date(2003, 12, 31), 1, 2003, id="A29-before-the-library"),
    ],
)
def test_a29_unknown_years_are_refused(posted: date, count: int, year: int) -> None:
    with pytest.raises(DomainError) as caught:
        add_working_days(posted, count)
    assert (caught.value.code, caught.value.facts) == ("CALENDAR_YEAR_UNKNOWN", {"year": year})


def test_a_year_entered_by_an_officer_is_known() -> None:
    assert add_working_days(date(2026, 12, 31), 2, NEW_YEAR_2027, {2027}) == date(2027, 1, 4)
    assert is_rest_day(date(2027, 1, 2), NEW_YEAR_2027, {2027})
    assert not is_rest_day(date(2027, 1, 5), NEW_YEAR_2027, {2027})
    with pytest.raises(DomainError):
        is_rest_day(date(2027, 1, 5), NEW_YEAR_2027)
    assert is_rest_day(date(2027, 1, 1), NEW_YEAR_2027)


def test_an_entered_day_stands_above_the_library() -> None:
    day = date(2018, 10, 1)
    assert is_rest_day(day)
    assert not is_rest_day(day, {day: True})
    assert is_rest_day(date(2018, 9, 10), {date(2018, 9, 10): False})


@pytest.mark.parametrize(
    ("day", "note", "name"),
    [
        (date(2018, 9, 10), None, ""),
        (date(2018, 9, 15), DayNote.WEEKEND, ""),
        (date(2018, 9, 29), DayNote.MAKE_UP_WORKDAY, ""),
        (date(2018, 10, 1), DayNote.HOLIDAY, "National Day"),
        (date(2018, 10, 6), DayNote.HOLIDAY, "National Day"),
        (date(2027, 1, 1), DayNote.CALENDAR_YEAR_UNKNOWN, ""),
    ],
)
def test_notes(day: date, note: DayNote | None, name: str) -> None:
    assert day_note(day) is note
    assert holiday_name(day) == name


def test_notes_of_entered_days() -> None:
    assert day_note(date(2027, 1, 1), NEW_YEAR_2027) is DayNote.HOLIDAY
    assert day_note(date(2027, 1, 3), NEW_YEAR_2027) is DayNote.MAKE_UP_WORKDAY
    assert day_note(date(2027, 1, 2), NEW_YEAR_2027, {2027}) is DayNote.WEEKEND
    assert day_note(date(2018, 10, 1), {date(2018, 10, 1): True}) is None


def test_known_years() -> None:
    assert [is_known(date(year, 6, 1)) for year in (2003, 2004, 2026, 2027)] == [
        False, True, True, False
    ]  # fmt: skip
    assert rest_day_or_unknown(date(2027, 6, 1)) is None
    assert rest_day_or_unknown(date(2018, 9, 15)) is True
    assert rest_day_or_unknown(date(2018, 9, 10)) is False


@pytest.mark.parametrize("count", [0, -1])
def test_a_notice_has_a_length(count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2018, 9, 10), count)


@given(st.dates(date(2004, 1, 1), date(2025, 12, 1)), st.integers(1, 20))
def test_the_last_day_is_the_countth_working_day(posted: date, count: int) -> None:
    ends = add_working_days(posted, count)
    days = [posted + timedelta(days=at) for at in range(1, (ends - posted).days + 1)]
    assert sum(not is_rest_day(day) for day in days) == count
    assert not is_rest_day(ends)
