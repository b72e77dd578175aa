"""The table is found whatever stands around it, and headings are known in every spelling."""

import csv
import io

import pytest

from lms.errors import DomainError
from lms.sheets import (
    Field,
    Sheet,
    Workbook,
    column_headings,
    find_table,
    normalise,
    read_file,
    read_workbook,
    require_table,
    title_without_form_name,
)
from tests.lms.sheets.files import DATA

NAME = Field("name", ("姓名", "学员姓名"), required=True)
ID = Field("id_number", ("身份证号码", "身份证号", "证件号码"), required=True)
TOWN = Field("town", ("乡镇",))
VILLAGE = Field("village", ("行政村", "户籍所在村"))
ACCOUNT = Field("account", ("社保卡银行账号", "银行账号", "卡号"))
PHONE = Field("phone", ("联系电话", "手机号", "电话"))
SESSIONS = Field("sessions", pattern=r"\d+月\d+日", many=True)
FIELDS = (NAME, ID, TOWN, VILLAGE, ACCOUNT, PHONE)


def as_csv(sheet: Sheet) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(sheet.rows)
    return out.getvalue().encode()


def test_the_sample_roster():
    table = require_table(read_file(DATA / "lushi_2018" / "roster.xlsx"), FIELDS)
    rows = list(table.rows())
    assert table.header_rows == (3, 4)
    assert table.first_row == 5
    assert len(rows) == 48
    assert rows[0] == (
        5,
        {
            "name": "程刚燕",
            "id_number": "411224196201269978",
            "town": "东明镇",
            "village": "涧北村村委会",
            "account": "6217000711380835419",
            "phone": "18761407992",
        },
    )
    assert [number for number, _ in rows] == [*range(5, 29), *range(30, 54)]
    assert table.left_out() == ((54, "合计：48人"), (55, "制表人： 审核人： 负责人："))
    assert title_without_form_name(table.title_lines[0]) == "卢氏县2018年第3期农村电商实操培训班"
    assert "备注" in table.unknown_headings
    assert "序号" not in table.unknown_headings


@pytest.mark.parametrize("saved_as_text", [False, True])
def test_the_sample_register_has_a_heading_of_two_lines(saved_as_text):
    workbook = read_file(DATA / "lushi_2018" / "attendance.xlsx")
    if saved_as_text:
        workbook = read_workbook(as_csv(workbook.sheets[0]), "a.csv")
    table = require_table(workbook, (NAME, ID, SESSIONS))
    assert table.header_rows == (3, 4)
    assert len(table.columns["sessions"]) == 24
    headings = [table.headings[column] for column in table.columns["sessions"]]
    assert headings[:3] == [("9月10日", "上午"), ("9月10日", "下午"), ("9月11日", "上午")]
    assert headings[-1] == ("9月22日（实习）", "下午")
    assert len(list(table.rows())) == 42
    assert table.cells(6, "sessions")[:2] == ("假", "√")
    assert column_headings(workbook.sheets[0], (3, 4))[1] == ("姓名",)


def test_the_heading_of_a_register_is_two_lines_even_when_only_names_are_looked_for():
    workbook = read_file(DATA / "lushi_2018" / "attendance.xlsx")
    assert require_table(workbook, (NAME, ID)).header_rows == (3, 4)


def test_other_headings_in_a_csv():
    table = require_table(read_file(DATA / "meixian_2024" / "roster.csv"), FIELDS)
    assert table.header_rows == (1,)
    assert table.column("village") == 3
    assert table.column("account") == 6
    assert table.column("town") is None
    assert len(list(table.rows())) == 30


@pytest.mark.parametrize(
    "heading",
    ["姓 名", "姓\n名", "＊姓名", "姓名：", "姓名（必填）", "【姓名】", "\u3000姓\u3000名 *"],
)
def test_spellings_of_one_heading(heading):
    sheet = Sheet("s", [[heading, "身份证号"], ["张伟", "1"]])
    assert find_table(sheet, (NAME, ID)).column("name") == 0


def test_normalising():
    assert normalise("身份证\n号码") == normalise("身份证 号 码：") == "身份证号码"
    assert normalise("ＩＤ－Ｎｏ．") == "idno"


def test_the_better_synonym_wins_and_the_other_column_is_reported():
    sheet = Sheet("s", [["姓名", "卡号", "社保卡银行账号"], ["张伟", "1", "2"]])
    table = find_table(sheet, (NAME, ACCOUNT))
    assert table.column("account") == 2
    assert table.unknown_headings == ("卡号",)


def test_parents_tell_equal_headings_apart():
    rows = [
        ["姓名", "现住址", "", "户籍地", ""],
        ["", "乡镇", "村", "乡镇", "村"],
        ["张伟", *"甲乙丙丁"],
    ]
    home = Field("home", ("户籍地乡镇", "乡镇"))
    merged = (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (0, 4)))
    for spans in (merged, ()):
        table = find_table(Sheet("s", rows, spans), (NAME, home))
        assert table.header_rows == (1, 2)
        assert table.column("home") == 3


def test_what_is_not_data():
    rows = [
        ["序号", "姓名", "身份证号"],
        [1, "张伟", "1"],
        [None, None, None],
        ["序号", "姓名", "身份证号"],
        [2, "王霞", None],
        [3, None, None],
        ["小计", 2, None],
        [4, None, "7"],
        ["备注：以上人员", None, None],
        ["第二组", None, None],
    ]
    table = find_table(Sheet("s", rows, (((9, 0), (9, 2)),)), (NAME, ID))
    assert [number for number, _ in table.rows()] == [2, 5, 8]
    assert [number for number, _ in table.left_out()] == [4, 6, 7, 9, 10]


def test_headings_repeated_with_wider_letters_and_digits_are_not_data():
    fields = (Field("code", ("QQ号", "2018年"), required=True), NAME)
    for heading, wide in (("QQ号", "ＱＱ号"), ("2018年", "２０１８年")):
        sheet = Sheet("名册", [[heading, "姓名"], ["甲", "程刚燕"], [wide, "姓名"], ["乙", "李四"]])
        table = find_table(sheet, fields)
        assert [number for number, _ in table.rows()] == [2, 4]
        assert table.left_out() == ((3, f"{heading} 姓名"),)


def test_a_sheet_without_any_column_has_no_rows():
    table = find_table(Sheet("别的", [["程刚燕", "东明镇"], ["李四"]]), FIELDS)
    assert table.columns == {}
    assert list(table.rows()) == []


@pytest.mark.parametrize("text", ["教师签字：", "任课老师：王某", "授课教师（签名）：", "盖章："])
def test_signatures_below_a_register_are_nobody(text):
    table = find_table(Sheet("s", [["序号", "姓名"], ["1", "张伟"], ["", text]]), (NAME,))
    assert table.left_out() == ((3, text),)


def test_people_whose_names_look_like_footers_stay():
    rows = [["姓名", "身份证号"], ["单位", "1"], ["总计划", "2"], ["共产", "3"], ["注册", "4"]]
    assert len(list(find_table(Sheet("s", rows), (NAME, ID)).rows())) == 4


def test_short_rows_of_a_text_file_are_filled():
    table = find_table(Sheet("s", [["姓名", "身份证号"], ["张伟"]]), (NAME, ID))
    assert list(table.rows()) == [(2, {"name": "张伟", "id_number": None})]


def test_the_sheet_with_the_table_is_chosen_and_hidden_ones_come_last():
    table_rows = [["姓名", "身份证号"], ["张伟", "1"]]
    workbook = Workbook(
        "a.xlsx",
        (
            Sheet("填表说明", [["姓名请填全"]]),
            Sheet("旧", table_rows, visible=False),
            Sheet("名册", table_rows),
        ),
    )
    assert require_table(workbook, (NAME, ID)).sheet.name == "名册"


def test_missing_columns_are_named():
    workbook = Workbook("a.xlsx", (Sheet("名册", [["名字", "证件"], ["张伟", "1"]]),))
    with pytest.raises(DomainError) as caught:
        require_table(workbook, FIELDS)
    assert caught.value.code == "SHEET_COLUMNS_MISSING"
    assert caught.value.facts == {
        "file": "a.xlsx",
        "sheet": "名册",
        "columns": "姓名、身份证号码",
    }


@pytest.mark.parametrize(
    ("title", "cohort"),
    [
        ("某县第2期培训班签到表", "某县第2期培训班"),
        ("某县第2期培训班学员名单（40人）", "某县第2期培训班"),
        ("某县第2期培训班", "某县第2期培训班"),
    ],
)
def test_the_cohort_in_the_title_of_a_form(title, cohort):
    assert title_without_form_name(title) == cohort
