"""Any format an office uses gives the same cells; what cannot be read is refused by its reason."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from lms.errors import DomainError
from lms.sheets import read_file, read_workbook
from lms.sheets.limits import LIMITS, examine
from lms.sheets.read import _read_here, _read_in_child
from tests.lms.sheets.files import DATA, encrypted_office_file, ods, ods_row, xls, zipped

MOMENT = datetime.combine(date(2018, 9, 10), time(8, 30))
"""A cell of a spreadsheet knows no time zone."""
ROWS = [["姓名", "身份证号码"], ["李䶮", "411224197503239971"]]


def book(*rows: list[object]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def refusal(data: bytes, name: str = "名册.xlsx") -> DomainError:
    with pytest.raises(DomainError) as caught:
        read_workbook(data, name)
    assert caught.value.facts["file"] == name
    return caught.value


def test_zero_characters_are_left_out():
    data = book(["姓名", "备注"], ["李_x0000_四", "_x0000_"])
    examined = examine(data, "名册.xlsx", LIMITS)
    for sheets in (
        _read_here(data, "名册.xlsx", LIMITS),
        _read_in_child(data, "名册.xlsx", examined, LIMITS),
    ):
        assert sheets[0].rows == [["姓名", "备注"], ["李四", None]]


def test_the_sample_roster_is_read_with_merges_and_all_sheets():
    workbook = read_file(DATA / "lushi_2018" / "roster.xlsx")
    roster, notes = workbook.sheets
    assert (roster.name, notes.name) == ("学员花名册", "填表说明")
    assert len(roster.rows) == 55
    assert roster.cell(5, 1) == "程刚燕"
    assert roster.cell(48, 4) == pytest.approx(4.11224196402199e17)
    assert isinstance(roster.cell(48, 4), float)
    assert not any(roster.rows[28])
    assert ((2, 6), (2, 7)) in roster.merged


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables_in_every_usual_encoding_and_separator(encoding, separator):
    text = "\r\n".join(separator.join(row) for row in ROWS) + "\r\n"
    assert read_workbook(text.encode(encoding), "名册.csv").sheets[0].rows == ROWS


def test_tabs_before_every_account_do_not_make_the_tab_the_separator():
    rows = read_file(DATA / "meixian_2024" / "roster.csv").sheets[0].rows
    assert len(rows) == 31
    assert {len(row) for row in rows} == {8}
    assert rows[1][6] == "\t6217001837064190794"
    assert rows[6][1] == "4.41403E+17"


def test_csv_rows_count_records_blank_lines_included():
    rows = read_workbook('姓名,备注\n\n张伟,"两\n行"\n王霞,x\n'.encode(), "a.csv").sheets[0].rows
    assert rows[1] == []
    assert rows[2] == ["张伟", "两\n行"]
    assert rows[3] == ["王霞", "x"]


def test_odd_line_signs_inside_a_cell_do_not_break_the_row():
    rows = read_workbook("姓名,备注\n张伟,甲\u2028乙\u0085丙\n".encode(), "a.csv").sheets[0].rows
    assert rows[1] == ["张伟", "甲\u2028乙\u0085丙"]


def test_xls_and_ods_give_the_same_cells_as_xlsx():
    assert read_workbook(book(*ROWS), "a.xlsx").sheets[0].rows == ROWS
    assert read_workbook(xls(ROWS), "a.xls").sheets[0].rows == ROWS
    assert read_workbook(ods("".join(map(ods_row, ROWS))), "a.ods").sheets[0].rows == ROWS


def test_the_name_of_a_file_does_not_decide_what_it_is():
    assert read_workbook(book(*ROWS), "名册.csv").sheets[0].rows == ROWS


def test_cell_kinds_survive():
    day, moment = date(2018, 9, 10), MOMENT
    data = book(
        ["日期", "时间", "数", "是"], [day, moment, 1.5, True], [None, time(8, 30), None, 7]
    )
    rows = read_workbook(data, "a.xlsx").sheets[0].rows
    assert rows[1:] == [[day, moment, 1.5, True], [None, "08:30:00", None, 7]]


def test_the_child_process_reads_exactly_what_this_process_reads():
    day, moment = date(2018, 9, 10), MOMENT
    mixed = book([], [None, "x", day, moment, 1.5, True, time(8, 30), "𫖯\n\u2028"], [], [7])
    for data in (mixed, (DATA / "lushi_2018" / "roster.xlsx").read_bytes()):
        examined = examine(data, "a")
        assert examined.simple
        here = _read_here(data, "a", LIMITS)
        assert _read_in_child(data, "a", examined, LIMITS) == here


def test_hidden_sheets_are_marked():
    workbook = openpyxl.Workbook()
    workbook.active.append(["姓名"])
    workbook.create_sheet("字典").sheet_state = "hidden"
    out = io.BytesIO()
    workbook.save(out)
    sheets = read_workbook(out.getvalue(), "a.xlsx").sheets
    assert [sheet.visible for sheet in sheets] == [True, False]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 \xe2\xe3\xcf\xd3",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\x00\x01\x02\x03" * 50,
        zipped({"word/document.xml": "<w/>"}),
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    ],
)
def test_other_files_are_no_spreadsheets(data):
    assert refusal(data).code == "SHEET_NOT_A_SPREADSHEET"


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b",,,\n , \n", book(), ods(ods_row([""])), book([" ", None], ["\u3000"])]
)
def test_files_without_content_are_empty(data):
    assert refusal(data).code == "SHEET_EMPTY"


def test_password_protected_files():
    flag = bytearray(zipped({"xl/workbook.xml": "<workbook/>"}))
    flag[flag.index(b"PK\x01\x02") + 8] |= 1
    locked = [
        encrypted_office_file(),
        xls(ROWS, protected=True),
        ods("", manifest="<manifest:encryption-data/>"),
        bytes(flag),
    ]
    assert [refusal(data).code for data in locked] == ["SHEET_PASSWORD_PROTECTED"] * 4


def test_broken_files():
    whole = book(*ROWS)
    broken = [
        whole[:-200],
        whole[:2000] + b"\0" * 500 + whole[2500:],
        zipped({"xl/workbook.xml": "<workbook"}),
        xls(ROWS)[:1500],
    ]
    assert [refusal(data).code for data in broken] == ["SHEET_BROKEN"] * 4


def test_an_unclosed_quote_is_refused_with_its_row_instead_of_swallowing_people():
    error = refusal('姓名,备注\n张伟,好\n王霞,"未完\n李玉,x\n'.encode(), "a.csv")
    assert (error.code, error.facts["row"]) == ("SHEET_QUOTE_UNCLOSED", 3)


def test_quotes_in_the_middle_are_taken_as_typed():
    rows = read_workbook('姓名,备注\n张伟,"好"的\n'.encode(), "a.csv").sheets[0].rows
    assert rows[1] == ["张伟", "好的"]
