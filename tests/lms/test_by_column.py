"""Rows kept by column are rows like any others."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.runs.by_column import ByColumn

ROWS = st.lists(st.fixed_dictionaries({"row": st.integers(), "name": st.text()}), max_size=8)


@given(ROWS, st.integers(0, 9), st.integers(0, 9))
def test_they_are_what_they_were_made_of(rows: list[dict[str, Any]], a: int, b: int) -> None:
    kept = ByColumn.of(rows)
    assert list(kept) == rows
    assert len(kept) == len(rows)
    assert list(kept[a:b]) == rows[a:b]
    assert [kept[at] for at in range(-len(rows), len(rows))] == rows * 2


@given(ROWS, st.lists(st.booleans(), min_size=8, max_size=8))
def test_some_of_them_are_chosen(rows: list[dict[str, Any]], wanted: list[bool]) -> None:
    chosen = ByColumn.of(rows).where(wanted[: len(rows)])
    assert list(chosen) == [row for row, yes in zip(rows, wanted, strict=False) if yes]


def test_a_row_that_is_not_there_is_an_error() -> None:
    with pytest.raises(IndexError):
        ByColumn.of([{"row": 1}])[1]
    with pytest.raises(IndexError):
        ByColumn({})[0]


def test_a_field_some_rows_lack_is_none_there() -> None:
    assert list(ByColumn.of([{"a": 1}, {"b": 2}])) == [{"a": 1, "b": None}, {"a": None, "b": 2}]


def test_what_one_row_changes_stays_with_it() -> None:
    kept = ByColumn.of([{"row": 1}])
    kept[0]["row"] = 2
    next(iter(kept))["row"] = 3
    assert kept[0] == {"row": 1}
