"""The two sample rosters, as centres send them, row by row against what is expected."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from courses.rosters.columns import FIELDS
from courses.rosters.rules import CheckedRow, category_of, check_rows, is_registered_poor
from lms.divisions.packaged import read_skeleton
from lms.divisions.rules import Gazetteer
from lms.sheets.headings import require_table
from lms.sheets.read import read_file

DATA = Path(__file__).parents[2] / "data"


def _expected(folder: str) -> list[dict[str, Any]]:
    return list(json.loads((DATA / folder / "expected.json").read_text("utf-8"))["roster"])


def _checked(folder: str, file: str, county: str) -> dict[int, CheckedRow]:
    table = require_table(read_file(DATA / folder / file), FIELDS)
    gazetteer = Gazetteer(read_skeleton(county))
    today = date(2018, 9, 10)
    return {each.row: each for each in check_rows(table.rows(), gazetteer, county, today)}


LUSHI = _checked("lushi_2018", "roster.xlsx", "411224")
MEIXIAN = _checked("meixian_2024", "roster.csv", "441403")


def test_neither_title_nor_footer_is_a_row() -> None:
    assert list(LUSHI) == [row["row"] for row in _expected("lushi_2018")]
    assert list(MEIXIAN) == [row["row"] for row in _expected("meixian_2024")]


@pytest.mark.parametrize("expected", _expected("lushi_2018"), ids=lambda row: str(row["row"]))
def test_every_row_of_the_henan_roster(expected: dict[str, Any]) -> None:
    row = LUSHI[expected["row"]]
    assert (row.outcome, list(row.codes)) == (expected["outcome"], expected["codes"])
    assert (row.name or None) == expected["name"]
    assert (row.id_number if row.kept else None) == expected["id"]
    assert row.village_code == expected["village_code"]
    assert is_registered_poor(row.category) == expected["poor"]
    assert row.place.home_county == "411224"
    assert row.notes == ()


@pytest.mark.parametrize("expected", _expected("meixian_2024"), ids=lambda row: str(row["row"]))
def test_every_row_of_the_guangdong_roster(expected: dict[str, Any]) -> None:
    row = MEIXIAN[expected["row"]]
    assert (row.outcome, list(row.codes)) == (expected["outcome"], expected["codes"])
    assert row.name == expected["name"]
    assert row.id_number == expected["id"]
    assert row.village_code == expected["village_code"]
    assert row.category_text == expected["category"]
    assert row.category is category_of(expected["category"])
    assert row.category != "other"


def test_what_the_sheet_says_beside_is_kept() -> None:
    first = LUSHI[5]
    assert (first.ethnic, first.education, first.sex) == ("01", "30", "male")
    assert first.birth_date == date(1962, 1, 26)
    assert first.household_number == "411224651341"
    assert first.account == "6217000711380835419"
    assert LUSHI[41].name == "阿卜杜拉·买买提"
    assert LUSHI[41].ethnic == "05"
    assert LUSHI[25].phone == "0398-7873489"
    assert LUSHI[45].facts["DUPLICATE_IN_FILE"] == {"first": 39}
    assert MEIXIAN[6].phone == "13949894474"
    assert MEIXIAN[9].intention.startswith("=HYPERLINK(")
    assert MEIXIAN[2].sex == "female"
