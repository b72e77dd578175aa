"""What leaves the office prints like a form, stays text, and is the same bytes every time."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.sheets import Column, Kind, defuse, read_workbook, undefuse, write_csv, write_xlsx

COLUMNS = (
    Column("序号", Kind.NUMBER),
    Column("姓名"),
    Column("身份证号码", width=22),
    Column("补贴金额\n（元）", Kind.MONEY),
    Column("日期", Kind.DATE),
)
ROWS = [(1, "李䶮", "411224197503239971", Decimal("718.50"), date(2018, 9, 22)), (2, "赵𫖯华")]
FORMULAS = ["=1+1", "+86 139", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "http://x", "007"]


def written(**options: object) -> bytes:
    return write_xlsx(
        COLUMNS,
        ROWS,
        title="补贴发放花名册",
        sheet_name="名册",
        head_lines=("填报单位：",),
        foot_lines=("合计大写：柒佰壹拾捌元伍角整", "制表人："),
        **{"landscape": True, **options},
    )


def test_the_list_reads_back_cell_by_cell():
    rows = read_workbook(written(total_row=("合计", "", "", Decimal("718.50"))), "a").sheets[0].rows
    assert rows[0][0] == "补贴发放花名册"
    assert rows[2] == [column.heading for column in COLUMNS]
    assert rows[3] == [1, "李䶮", "411224197503239971", 718.5, date(2018, 9, 22)]
    assert rows[5][:4] == ["合计", None, None, 718.5]
    assert rows[7][0] == "制表人："


def test_the_list_prints_like_a_form():
    sheet = openpyxl.load_workbook(io.BytesIO(written(page_header="草拟 & 内部")))["名册"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$3:$3"
    assert "第 &P 页 共 &N 页" in sheet.oddFooter.center.text
    assert "草拟 && 内部" in sheet.oddHeader.right.text
    assert sheet["A1"].font.size in (14, 15, 16)
    assert sheet["B4"].border.left.style == "thin"
    assert sheet["D4"].number_format == "#,##0.00"
    assert sheet["C4"].number_format == "@"
    assert sheet.column_dimensions["C"].width == pytest.approx(22, abs=1)


def test_text_is_never_a_formula_link_or_number():
    data = write_xlsx([Column("文本")], [[text] for text in FORMULAS], sheet_name="a/b[c]*")
    parts = zipfile.ZipFile(io.BytesIO(data))
    xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    texts = [row[0] for row in read_workbook(data, "a").sheets[0].rows[1:]]
    assert [text.replace("_x000D_", "\r") for text in texts] == FORMULAS


def test_the_same_list_is_the_same_bytes():
    assert written() == written()
    assert len({info.date_time for info in zipfile.ZipFile(io.BytesIO(written())).infolist()}) == 1


def test_csv_is_defused_and_restored_by_our_own_reader():
    data = write_csv([Column("文本"), Column("b")], [[text, "x"] for text in FORMULAS])
    cells = [row[0] for row in read_workbook(data, "a.csv").sheets[0].rows[1:]]
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r＝]", cell)]
    assert [undefuse(cell) for cell in cells] == FORMULAS


def test_csv_numbers_stay_numbers():
    lines = write_csv(COLUMNS, [(1, "a", "b", Decimal("-7.5"), date(2018, 9, 1))]).decode(
        "utf-8-sig"
    )
    assert lines.splitlines()[-1] == "1,a,b,-7.50,2018-09-01"


@given(st.text() | st.from_regex(r"'*[=+\-@\t\r＝＋－＠].*", fullmatch=True))
def test_defusing_is_undone_exactly(text):
    assert undefuse(defuse(text)) == text
    assert not re.match(r"[=+\-@\t\r＝＋－＠]", defuse(text))
