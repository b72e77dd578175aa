"""The sender gets the own sheet back with every fault beside its row."""

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from lms.sheets import Field, read_workbook, require_table, write_back, writeback_kept
from tests.lms.sheets.files import DATA, ods, ods_row, xls

NAME = Field("name", ("姓名",), required=True)
ID = Field("id_number", ("身份证号码", "证件号码"), required=True)
FAULTS = {
    5: [],
    6: [("warned", "性别与身份证不符。")],
    10: [("warned", "电话有误。"), ("rejected", "第 10 行 身份证号码：校验不符。")],
}
ROSTER = DATA / "lushi_2018" / "roster.xlsx"


def returned(data: bytes, faults: dict, **options: object) -> tuple[bytes, openpyxl.Workbook]:
    workbook = read_workbook(data, "名册")
    checked = write_back(data, workbook, require_table(workbook, (NAME, ID)), faults, **options)
    return checked, openpyxl.load_workbook(io.BytesIO(checked))


def test_the_sample_roster_comes_back_whole_with_two_columns_more():
    original = openpyxl.load_workbook(ROSTER)
    _, book = returned(ROSTER.read_bytes(), FAULTS)
    sheet, before = book["学员花名册"], original["学员花名册"]
    assert book.sheetnames == original.sheetnames
    for row in before.iter_rows():
        for cell in row:
            same = sheet[cell.coordinate]
            assert (same.value, same.data_type) == (cell.value, cell.data_type)
    assert set(map(str, before.merged_cells.ranges)) <= set(map(str, sheet.merged_cells.ranges))
    assert (sheet["N3"].value, sheet["O3"].value) == ("结果", "说明")
    assert (sheet["N5"].value, sheet["O5"].value) == ("收", None)
    assert (sheet["N6"].value, sheet["O6"].value) == ("存疑", "性别与身份证不符。")
    assert sheet["N10"].value == "未收"
    assert sheet["O10"].value == "电话有误。\n第 10 行 身份证号码：校验不符。"
    assert sheet["A10"].fill.fgColor.rgb.endswith("FDE7E4")
    assert sheet["A5"].fill.fill_type is None
    assert sheet["N7"].value is None
    assert sheet["E5"].data_type == "s"


def test_headings_and_words_can_be_english():
    _, book = returned(
        ROSTER.read_bytes(),
        FAULTS,
        headings=("Result", "Remarks"),
        words={"rejected": "Rejected", "warned": "Doubtful", "accepted": "Accepted"},
    )
    assert [book["学员花名册"][place].value for place in ("N3", "O3", "N6")] == [
        "Result",
        "Remarks",
        "Doubtful",
    ]


def test_the_checked_file_is_deterministic():
    first, _ = returned(ROSTER.read_bytes(), FAULTS)
    second, _ = returned(ROSTER.read_bytes(), FAULTS)
    assert first == second


def test_a_checked_file_sent_again_gets_no_further_columns():
    first, _ = returned(ROSTER.read_bytes(), FAULTS)
    _, book = returned(first, {10: []})
    sheet = book["学员花名册"]
    assert sheet.max_column == 15
    assert (sheet["N10"].value, sheet["O10"].value) == ("收", None)
    assert sheet["A10"].fill.fill_type is None


def with_formulas() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号码", "备注"])
    sheet.append(["张伟", "411224197804219982", "=1+1"])
    sheet.append(["王霞", "1", None])
    sheet["C3"].value = '=HYPERLINK("http://x")'
    sheet["C3"].data_type = "s"
    sheet["A2"].font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_no_formula_is_live_in_what_we_write():
    _, book = returned(with_formulas(), {2: [("warned", "=cmd|calc")], 3: []})
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert book.active["C2"].value == "=1+1"
    assert book.active["C3"].value == '=HYPERLINK("http://x")'
    assert book.active["E2"].value == "=cmd|calc"
    assert book.active["A2"].font.bold


ROWS = [["姓名", "身份证号码"], ["张伟", "411224197804219982"], ["=1+1", "4.11E+17"]]


@pytest.mark.parametrize(
    "data",
    [
        "\n".join(",".join(row) for row in ROWS).encode("gb18030"),
        xls(ROWS),
        ods("".join(map(ods_row, ROWS))),
    ],
    ids=["csv", "xls", "ods"],
)
def test_other_formats_come_back_as_text_in_the_same_rows(data):
    checked, book = returned(data, {3: [("rejected", "有误。")]})
    values = list(book.active.iter_rows(values_only=True))
    assert values == [
        (*ROWS[0], "结果", "说明"),
        (*ROWS[1], None, None),
        (*ROWS[2], "未收", "有误。"),
    ]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
    assert book.active["B2"].data_type == "s"
    assert book.active["A3"].fill.fgColor.rgb.endswith("FDE7E4")
    assert checked == returned(data, {3: [("rejected", "有误。")]})[0]


def test_a_file_whose_layout_cannot_be_kept_still_comes_back(monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise TypeError("a style of another program")

    data = ROSTER.read_bytes()
    workbook = read_workbook(data, "名册.xlsx")
    table = require_table(workbook, (NAME, ID))
    monkeypatch.setattr(writeback_kept.openpyxl, "load_workbook", fails)
    checked = write_back(data, workbook, table, FAULTS)
    sheets = read_workbook(checked, "x").sheets
    assert [sheet.name for sheet in sheets] == ["学员花名册", "填表说明"]
    assert sheets[0].rows[9][13] == "未收"
    assert sheets[0].rows[9][4] == "411224197206129961"


def test_a_blank_cell_far_away_costs_nothing(monkeypatch):
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["姓名", "身份证号码"], ["张伟", "411224197206129961"]):
        book.active.append(row)
    book.active["Z99999"].font = Font(bold=True)
    book.save(out)
    monkeypatch.setattr(
        writeback_kept, "_still_formulas", lambda *_: pytest.fail("walks through every cell")
    )
    _, checked = returned(out.getvalue(), {2: [("warned", "电话不对")]})
    assert [[cell.value for cell in row] for row in checked.active.iter_rows(max_row=3)][1] == [
        "张伟", "411224197206129961", "存疑", "电话不对",
    ]  # fmt: skip
