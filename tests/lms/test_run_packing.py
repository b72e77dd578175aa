"""Rows of a run packed and opened again, in slices and from a resume point."""

import json
import zlib
from enum import StrEnum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.runs.by_column import ByColumn
from lms.runs.packing import SLICE, pack, slices, unpack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


class Word(StrEnum):
    GIVEN = "given"


class Pair(NamedTuple):
    left: int
    right: int


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=6))
def test_rows_come_back_as_json_has_them(rows: list[dict[str, object]]) -> None:
    assert list(unpack(pack(rows))) == rows


@pytest.mark.parametrize("by_column", [False, True])
@pytest.mark.parametrize(
    ("done", "lengths"),
    [
        (0, [SLICE, SLICE, 7]),
        (1, [SLICE - 1, SLICE, 7]),
        (SLICE, [SLICE, 7]),
        (SLICE + 1, [SLICE - 1, 7]),
        (2 * SLICE, [7]),
        (2 * SLICE + 7, []),
    ],
)
def test_what_remains_comes_in_slices(done: int, lengths: list[int], by_column: bool) -> None:
    rows = [{"row": row, "codes": ["A"] * (row % 3)} for row in range(2 * SLICE + 7)]
    parts = list(slices(pack(ByColumn.of(rows) if by_column else rows), done))
    assert [row for part in parts for row in part] == rows[done:]
    assert [len(part) for part in parts] == lengths
    assert all(isinstance(part, ByColumn) is by_column for part in parts)


def test_a_plan_in_one_line_is_cut_too() -> None:
    rows = [{"row": row} for row in range(2 * SLICE + 7)]
    packed = zlib.compress(json.dumps(rows).encode())
    assert [len(part) for part in slices(packed)] == [SLICE, SLICE, 7]


def test_whatever_the_standard_library_takes_is_packed() -> None:
    rows = [{"word": Word.GIVEN, "pair": Pair(1, 2), "codes": ("A",)}, {"by": {7: "seven"}}]
    opened = [{"word": "given", "pair": [1, 2], "codes": ["A"]}, {"by": {"7": "seven"}}]
    assert list(unpack(pack(rows))) == opened


def test_no_rows_are_no_slice() -> None:
    assert list(slices(pack([]))) == []
