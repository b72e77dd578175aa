"""The sender's own register back: every sheet, every row, whatever the format."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy.orm import Session

from courses.attendance.annotating import checked_register
from courses.attendance.api import rehearse_register
from courses.attendance.blueprint import attendance_said
from lms.runs import services as runs
from tests.courses.attendance.classes import MAKER, START, Class, open_class
from tests.courses.attendance.test_import_register import DAYS, people_of, sheet

WORDS = {"accepted": "无误", "warned": "存疑", "rejected": "未收"}
HEADINGS = ("结果", "说明")


@pytest.fixture
def known(session: Session, now: datetime) -> Class:
    return open_class(session, now)


def checked(
    app: Flask, session: Session, now: datetime, known: Class, data: bytes, name: str
) -> list[list[list[Any]]]:
    """The sheets of the annotated register as rows."""
    run = rehearse_register(session, MAKER, now, known.cohort, data, name)
    with app.test_request_context():
        rows = runs.planned_rows(run)
        made = checked_register(data, name, rows, attendance_said, words=WORDS, headings=HEADINGS)
        again = checked_register(data, name, rows, attendance_said, words=WORDS, headings=HEADINGS)
    assert made == again, "the same register gives the same bytes"
    book = openpyxl.load_workbook(io.BytesIO(made))
    return [[list(row) for row in page.iter_rows(values_only=True)] for page in book.worksheets]


def test_faults_stand_beside_their_rows(
    app: Flask, session: Session, now: datetime, known: Class
) -> None:
    people = [*people_of(session, known)[:2], ("路人甲", ""), ("", "")]
    marks = ["√"] * 10
    data = sheet(people, [marks, ["√"] * 9 + ["?!"], marks, marks])
    (page,) = checked(app, session, now, known, data, "考勤.xlsx")
    result, words = page[2].index("结果"), page[2].index("说明")
    assert [row[result] for row in page[4:8]] == ["无误", "存疑", "未收", "未收"]
    assert page[4][words] is None
    assert "M6" in page[5][words]
    assert "路人甲不在名册里" in page[6][words]
    assert "没有姓名和身份证号码" in page[7][words]


def test_every_sheet_of_a_register_is_written_back(
    app: Flask, session: Session, now: datetime, known: Class
) -> None:
    person = people_of(session, known)[0]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, days, stranger in (("上旬", DAYS[:2], "路人甲"), ("下旬", DAYS[2:], "路人乙")):
            target = book.add_worksheet(name)
            target.write_row(0, 0, ["姓名", "身份证号码", *(f"{d.month}月{d.day}日" for d in days)])
            target.write_row(1, 0, [*person, *("√" for _ in days)])
            target.write_row(2, 0, [stranger, "", *("√" for _ in days)])
        book.add_worksheet("图例").write(0, 0, "√到")
    first, second, legend = checked(app, session, now, known, buffer.getvalue(), "两页.xlsx")
    for page, stranger in ((first, "路人甲"), (second, "路人乙")):
        assert page[0][-2:] == list(HEADINGS)
        assert page[1][-2] == "无误"
        assert page[2][-2] == "未收"
        assert stranger in page[2][-1]
    assert legend == [["√到"]]


def test_a_csv_comes_back_as_a_spreadsheet(
    app: Flask, session: Session, now: datetime, known: Class
) -> None:
    name, number = people_of(session, known)[0]
    text = f"姓名,身份证号码,{START.month}月{START.day}日\n{name},{number},√\n路人甲,,√\n"
    (page,) = checked(app, session, now, known, text.encode("gb18030"), "考勤.csv")
    assert [row[-2] for row in page] == ["结果", "无误", "未收"]
    assert page[1][1] == number
