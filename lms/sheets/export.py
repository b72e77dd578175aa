"""Writing lists for offices: xlsx laid out like a printed form, and csv that stays text."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in every file's properties, so that the same list gives the same bytes."""

A4 = 9
WIDEST_COLUMN = 60
BODY_FONT, TITLE_FONT = "宋体", "黑体"
MONEY_FORMAT, DATE_FORMAT = "#,##0.00", "yyyy-mm-dd"
PAGE_FOOTER = "第 &P 页 共 &N 页"

FORMULA_START = re.compile(r"'*[=+\-@\t\r\n\v\f＝＋－＠﹢﹣﹦﹫]")
DEFUSED_START = re.compile(r"'+[=+\-@\t\r\n\v\f＝＋－＠﹢﹣﹦﹫]")

Value = str | int | float | Decimal | date | None
"""Text, a count, an amount in yuan (`Decimal`), a day; None leaves the cell blank."""


class Kind(StrEnum):
    """How a column is written and aligned."""

    TEXT = "text"
    CENTRED = "centred"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `width` in characters; None fits the heading."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float | None = None


def write_xlsx(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    title: str = "",
    sheet_name: str = "Sheet1",
    head_lines: Sequence[str] = (),
    foot_lines: Sequence[str] = (),
    total_row: Sequence[Value] | None = None,
    landscape: bool = False,
    repeat_rows: bool = True,
    widths: Sequence[float] | None = None,
    row_height: float = 22,
    page_header: str = "",
    page_footer: str = PAGE_FOOTER,
) -> bytes:
    """A list as an office prints it: title, lines above, ruled table, lines below. A4.

    `rows` are consumed once and not kept; text is always written as text, money as a number of
    yuan with two decimals. `repeat_rows` prints the headings on every page; `page_header` stands
    at the top of every printed page (草拟, who exported it and why); in `page_footer` `&P` is the
    page and `&N` the number of pages. The same input gives the same bytes.
    """
    buffer = io.BytesIO()
    options: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": FIXED_TIME})
        form = _Form(book, book.add_worksheet(_sheet_name(sheet_name)), columns)
        form.set_widths(widths)
        form.write_title(title, head_lines)
        if repeat_rows:
            form.sheet.repeat_rows(form.row)
        form.write_headings()
        for row in rows:
            form.write_row(row, row_height)
        if total_row is not None:
            form.write_row(total_row, row_height, bold=True)
        form.write_lines(foot_lines)
        form.set_print(landscape, page_header, page_footer)
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """A name a spreadsheet accepts: at most 31 characters, none of []:*?/\\ and no outer '."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip().strip("'")[:31].rstrip("'") or "Sheet1"


class _Form:
    """A worksheet being filled from top to bottom; `row` is the next row, counted from 0."""

    def __init__(
        self, book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column]
    ) -> None:
        self.sheet = sheet
        self.row = 0
        self._columns = columns
        self._last = max(len(columns) - 1, 0)
        self._formats = _formats(book)

    def set_widths(self, widths: Sequence[float] | None) -> None:
        for index, column in enumerate(self._columns):
            width = widths[index] if widths is not None else column.width
            fitted = min(max(_display_width(column.heading) + 2, 6), WIDEST_COLUMN)
            self.sheet.set_column(index, index, fitted if width is None else width)

    def write_title(self, title: str, head_lines: Sequence[str]) -> None:
        if title:
            self._write_across(title, self._formats["title"], 32)
        self.write_lines(head_lines)

    def write_lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._write_across(line, self._formats["line"], 20)

    def _write_across(self, text: str, style: Format, height: float) -> None:
        self.sheet.set_row(self.row, height)
        if self._last:
            self.sheet.merge_range(self.row, 0, self.row, self._last, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        self.row += 1

    def write_headings(self) -> None:
        lines = max((column.heading.count("\n") + 1 for column in self._columns), default=1)
        self.sheet.set_row(self.row, 12 + 14 * max(lines, 1))
        for index, column in enumerate(self._columns):
            self.sheet.write_string(self.row, index, column.heading, self._formats["heading"])
        self.row += 1

    def write_row(self, values: Sequence[Value], height: float, *, bold: bool = False) -> None:
        self.sheet.set_row(self.row, height)
        for index, column in enumerate(self._columns):
            value = values[index] if index < len(values) else None
            style = self._formats[f"{column.kind}{'-bold' if bold else ''}"]
            self._write_cell(index, value, style)
        self.row += 1

    def _write_cell(self, column: int, value: Value, style: Format) -> None:
        if value is None or value == "":
            self.sheet.write_blank(self.row, column, None, style)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, column, value, style)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self.sheet.write_number(self.row, column, value, style)
        else:
            self.sheet.write_string(self.row, column, str(value), style)

    def set_print(self, landscape: bool, page_header: str, page_footer: str) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&C&10{page_footer}")
        if page_header:
            sheet.set_header("&R&9" + page_header.replace("&", "&&")[:200])
        if landscape:
            sheet.set_landscape()


def _formats(book: xlsxwriter.Workbook) -> Mapping[str, Format]:
    ruled = {"font_name": BODY_FONT, "font_size": 10.5, "border": 1, "valign": "vcenter"}
    kinds: dict[Kind, dict[str, Any]] = {
        Kind.TEXT: {"num_format": "@", "align": "left", "text_wrap": True},
        Kind.CENTRED: {"num_format": "@", "align": "center", "text_wrap": True},
        Kind.NUMBER: {"num_format": "0", "align": "right"},
        Kind.MONEY: {"num_format": MONEY_FORMAT, "align": "right"},
        Kind.DATE: {"num_format": DATE_FORMAT, "align": "center"},
    }
    formats = {
        "title": book.add_format(
            {"font_name": TITLE_FONT, "font_size": 16, "align": "center", "valign": "vcenter"}
        ),
        "line": book.add_format(
            {"font_name": BODY_FONT, "font_size": 10.5, "align": "left", "valign": "vcenter"}
        ),
        "heading": book.add_format(
            {**ruled, "bold": True, "align": "center", "text_wrap": True, "num_format": "@"}
        ),
    }
    for kind, style in kinds.items():
        formats[kind] = book.add_format({**ruled, **style})
        formats[f"{kind}-bold"] = book.add_format({**ruled, **style, "bold": True})
    return formats


def _display_width(text: str) -> int:
    longest = max(text.split("\n"), key=len)
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in longest)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """The same list as csv: UTF-8 with BOM (for Excel), CRLF, formula texts defused."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([defuse(column.heading) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return defuse(value) if isinstance(value, str) else str(value)


def defuse(text: str) -> str:
    """Text a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{text}" if FORMULA_START.match(text) else text


def undefuse(text: str) -> str:
    """The text that `defuse` was given: exactly its inverse."""
    return text[1:] if DEFUSED_START.match(text) else text
