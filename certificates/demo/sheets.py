"""The spreadsheets a centre would send: rosters, a filled register, tickets."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from certificates.demo.people import Somebody
from courses.attendance.rules import Mark
from courses.cohorts.rules import Half, SessionKind, Slot

HEADINGS = (
    "序号", "姓名", "性别", "民族", "身份证号码", "文化程度", "乡（镇）", "行政村", "人员类别",
    "建档立卡户编号", "与户主关系", "联系电话", "社保卡银行账号", "开户银行", "就业意向",
)  # fmt: skip
WIDTHS = (5, 12, 5, 9, 21, 9, 12, 20, 15, 16, 10, 14, 22, 24, 14)


def roster(title: str, people: Sequence[Somebody]) -> bytes:
    """学员花名册: a title over merged columns, one heading line, a person a row, all as text."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet("学员花名册")
        bold = book.add_format({"bold": True, "align": "center"})
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, f"{title}学员花名册", bold)
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.write_string(1, column, heading, bold)
            sheet.set_column(column, column, width)
        for number, one in enumerate(people, 1):
            sheet.write_number(number + 1, 0, number)
            for column, text in enumerate(_cells(one), 1):
                sheet.write_string(number + 1, column, text)
    return packed.getvalue()


def _cells(one: Somebody) -> tuple[str, ...]:
    return (
        one.name, one.sex, one.ethnic, one.id_number, one.education, one.town, one.village,
        one.category, one.household, one.relation, one.phone, one.account, one.bank, one.intention,
    )  # fmt: skip


def register(
    title: str,
    slots: Sequence[tuple[dt.date, SessionKind]],
    people: Sequence[Somebody],
    marks: Sequence[Mapping[Slot, Mark]],
) -> bytes:
    """考勤表 by half-days with the signs of the paper register; a blank is no mark."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet("考勤表")
        head = book.add_format({"bold": True, "align": "center"})
        sheet.merge_range(0, 0, 0, 2 + 2 * len(slots), f"{title}考勤表", head)
        for column, heading in enumerate(("序号", "姓名", "身份证号码")):
            sheet.merge_range(1, column, 2, column, heading, head)
        sheet.set_column(1, 2, 20)
        for number, (day, kind) in enumerate(slots):
            column = 3 + 2 * number
            said = f"{day.month}月{day.day}日" + (
                "（实习）" if kind is SessionKind.INTERNSHIP else ""
            )
            sheet.merge_range(1, column, 1, column + 1, said, head)
            sheet.write_string(2, column, "上午", head)
            sheet.write_string(2, column + 1, "下午", head)
        for row, (one, given) in enumerate(zip(people, marks, strict=True), 3):
            sheet.write_number(row, 0, row - 2)
            sheet.write_string(row, 1, one.name)
            sheet.write_string(row, 2, one.id_number)
            for number, (day, _) in enumerate(slots):
                for place, half in enumerate(Half):
                    mark = given.get((day, half), Mark.UNMARKED)
                    sheet.write_string(row, 3 + 2 * number + place, mark.symbol)
    return packed.getvalue()


def tickets(amounts: Sequence[tuple[Somebody, int]]) -> bytes:
    """交通住宿票据: name, number, yuan; one line a ticket (`amounts` in fen)."""
    lines = ["姓名,身份证号码,交通住宿票据金额（元）"]
    lines += [f"{who.name},{who.id_number},{fen // 100}.{fen % 100:02}" for who, fen in amounts]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
