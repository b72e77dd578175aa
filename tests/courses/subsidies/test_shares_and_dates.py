"""Shares of attendance, months between dates, and a decision as plain data."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.subsidies.rules import (
    Attendance,
    Day,
    add_months,
    as_data,
    decide,
    minimum_share,
    percent,
)
from lms.errors import DomainError
from tests.courses.subsidies.builders import (
    PACKS,
    START,
    TODAY,
    henan,
)


@pytest.mark.parametrize(
    ("present", "planned", "minimum", "reached"),
    [
        (20, 24, "0.80", True),
        (19, 24, "0.80", False),
        (699, 1000, "0.70", False),
        (700, 1000, "0.70", True),
        (2, 3, "2/3", True),
        (0, 0, "0.01", False),
        (24, 24, "1", True),
        (23, 24, "1", False),
    ],
)
def test_share_is_exact(present: int, planned: int, minimum: str, reached: bool) -> None:
    assert Attendance(present, planned, 0).reaches(Fraction(minimum)) is reached


@given(st.integers(0, 300), st.integers(0, 300), st.fractions(0, 1, max_denominator=100))
def test_share_equals_the_fraction(present: int, planned: int, minimum: Fraction) -> None:
    expected = planned > 0 and Fraction(present, planned) >= minimum
    assert Attendance(present, planned, 0).reaches(minimum) is expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2018, 1, 10), 6, date(2018, 7, 10)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 31), 0, date(2024, 12, 31)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_months_never_go_back(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 0) == later)


@pytest.mark.parametrize(
    ("text", "share"),
    [("0.80", "4/5"), ("80%", "4/5"), (" 80％ ", "4/5"), ("2/3", "2/3"), ("1", "1"), ("0.005", "1/200")],
)  # fmt: skip
def test_minimum_as_written(text: str, share: str) -> None:
    assert minimum_share(text) == Fraction(share)


@pytest.mark.parametrize(
    "text", ["", "0", "80", "101%", "-0.5", "八成", "1/0", "nan", "1e-999999999"]
)
def test_minimum_that_is_none(text: str) -> None:
    with pytest.raises(DomainError, match="MINIMUM_ATTENDANCE_INVALID"):
        minimum_share(text)


def test_percentages() -> None:
    shares = ["4/5", "7/8", "2/3", "1", "0.8333"]
    assert [percent(Fraction(each)) for each in shares] == ["80%", "87.5%", "2/3", "100%", "83.33%"]


def test_archive_is_plain_and_refuses_floats() -> None:
    data = as_data(decide(henan(), PACKS, TODAY))
    assert isinstance(data, dict)
    assert data["decided_on"] == "2018-11-01"
    assert data["facts"]["minimum_attendance"] == "4/5"
    assert data["components"][0]["rule"]["id"] == "HN-2017-71.living"
    assert data["components"][0]["counted_days"][0] == "2018-09-10"
    with pytest.raises(TypeError):
        as_data({"share": 0.8})


def test_facts_that_contradict_themselves() -> None:
    with pytest.raises(ValueError, match="one entry a date"):
        henan(days=(Day(START, True, None), Day(START, None, True)))
    with pytest.raises(ValueError, match="not negative"):
        henan(invoices_fen=(-1,))
