"""A roster file read through the service: outcomes as expected, and the sheet handed back."""

import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from courses.rosters import api
from lms.errors import DomainError
from tests.courses.rosters.people import OTHER_ACCOUNT, sheet, trainee, write

DATA = Path(__file__).parents[2] / "data" / "lushi_2018"
DAY = date(2018, 9, 10)


def _sample(session: Session) -> api.RosterReading:
    data = (DATA / "roster.xlsx").read_bytes()
    return api.read_roster(session, data, "roster.xlsx", county="411224", today=DAY)


def test_outcomes_equal_those_of_the_sample(session: Session) -> None:
    expected = json.loads((DATA / "expected.json").read_text("utf-8"))["roster"]
    reading = _sample(session)
    found = {row.row: (row.outcome.value, list(row.codes)) for row in reading.rows}
    assert found == {row["row"]: (row["outcome"], row["codes"]) for row in expected}
    assert reading.counts == {"accepted": 37, "warned": 5, "rejected": 6}
    assert reading.title_lines[0].startswith("卢氏县2018年第3期")


def test_the_sheet_comes_back_with_the_faults_beside_the_rows(session: Session) -> None:
    reading = _sample(session)
    data = api.checked_workbook(reading, lambda code, facts: f"{code} {sorted(facts)}")
    active = openpyxl.load_workbook(io.BytesIO(data)).active
    assert active is not None
    beside = {row[0].row: [cell.value for cell in row[-2:]] for row in active.iter_rows(min_row=5)}
    assert beside[10] == ["未收", "ID_CHECKSUM ['expected', 'found']"]
    assert beside[6] == ["存疑", "SEX_MISMATCH ['number', 'sheet']"]
    assert beside[5][0] == "收"


def test_headings_without_people_are_refused(session: Session) -> None:
    with pytest.raises(DomainError) as fault:
        api.read_roster(session, sheet([]), "名册.csv", county="411224", today=DAY)
    assert fault.value.code in ("ROSTER_EMPTY", "SHEET_EMPTY")


def test_a_sheet_without_numbers_is_refused(session: Session) -> None:
    with pytest.raises(DomainError) as fault:
        api.read_roster(session, "姓名\n赵小一\n".encode(), "a.csv", county="411224", today=DAY)
    assert fault.value.code == "SHEET_COLUMNS_MISSING"


def test_the_home_is_kept_as_written(session: Session) -> None:
    data = sheet([trainee(1)])
    row = api.read_roster(session, data, "a.csv", county="411224", today=DAY).rows[0]
    assert row.home_text == "东明镇涧北村"
    assert row.village_code is not None


def test_a_blank_home_that_the_archive_knows_is_no_doubt(session: Session, now: datetime) -> None:
    """A list of new accounts names nobody's village; whoever is new in it still raises the doubt."""
    write(session, now, [trainee(1), trainee(2, town="", village="")])
    blank = {"town": "", "village": "", "account": OTHER_ACCOUNT}
    data = sheet([trainee(1, **blank), trainee(2, **blank), trainee(3, **blank)])
    reading = api.read_roster(session, data, "a.csv", county="411224", today=DAY)
    codes = [row.codes for row in reading.rows]
    assert codes == [(), ("DIVISION_UNKNOWN",), ("DIVISION_UNKNOWN",)]
    assert reading.counts == {"accepted": 1, "warned": 2, "rejected": 0}
    wrong = sheet([trainee(1, village="无此村")])
    (row,) = api.read_roster(session, wrong, "a.csv", county="411224", today=DAY).rows
    assert row.codes == ("DIVISION_UNKNOWN",)
