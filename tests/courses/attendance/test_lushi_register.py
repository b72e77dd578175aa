"""The real-form register of 2018 gives the expected half-days, whole days and completions."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from courses.attendance.people import RegisterPerson, RosterPerson, match_people
from courses.attendance.register import register_columns, sessions_from_columns
from courses.attendance.rules import Mark, completion, tally
from courses.attendance.symbols import read_legend, read_mark
from courses.cohorts.rules import Enrolment as Stay
from courses.cohorts.rules import Slot, planned_sessions

DATA = Path(__file__).parents[2] / "data" / "lushi_2018"
START, END = dt.date(2018, 9, 10), dt.date(2018, 9, 22)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def rows() -> list[list[Any]]:
    book = CalamineWorkbook.from_path(DATA / "attendance.xlsx")
    return book.get_sheet_by_index(0).to_python()


def test_columns_are_the_sessions(rows: list[list[Any]], expected: dict[str, Any]) -> None:
    columns, problems = register_columns(list(zip(rows[2], rows[3], strict=True)), START, END)
    assert problems == ()
    assert [
        {"date": one.date.isoformat(), "half": one.half.value, "kind": one.kind.value}
        for one in sessions_from_columns(columns)
    ] == expected["cohort"]["sessions"]


def test_half_days_whole_days_and_completions(
    rows: list[list[Any]], expected: dict[str, Any]
) -> None:
    columns, _ = register_columns(list(zip(rows[2], rows[3], strict=True)), START, END)
    sessions = planned_sessions(Stay(START), sessions_from_columns(columns))
    legend = read_legend([str(rows[0][0]), str(rows[1][0])])
    assert len(legend) == 5
    lines = expected["subsidy"]
    roster = [RosterPerson(line["row"], line["name"], line["id"]) for line in lines]
    people = [
        RegisterPerson(at, str(row[1]), str(row[2])) for at, row in enumerate(rows) if at >= 4
    ]
    matching = match_people(people, roster)
    assert matching.findings == ()
    assert matching.unlisted == ()
    counted = {}
    for at, key in matching.keys.items():
        marks: dict[Slot, Mark] = {}
        for column in columns:
            mark = read_mark(rows[at][column.index], legend)
            assert mark is not None
            marks[column.date, column.half] = mark
        counted[key] = tally(marks, sessions)
    assert {
        row: (one.half_days_present, one.half_days_planned, one.whole_days)
        for row, one in counted.items()
    } == {
        line["row"]: (line["half_days_present"], line["half_days_planned"], line["whole_days"])
        for line in lines
    }
    minimum = Decimal(expected["minimum_attendance"])
    completed = [row for row, one in counted.items() if completion(one, minimum).completed]
    assert len(completed) == expected["certificates"]
