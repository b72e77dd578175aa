"""A new workbook with the rows of a file as text, for files whose layout cannot be kept."""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from lms.sheets.cells import as_text
from lms.sheets.export import FIXED_TIME
from lms.sheets.table import Table
from lms.sheets.workbook import Sheet, Workbook

Styles = Mapping[int, tuple[str | None, str]]
"""Sheet row → (fill colour or None, ink of the word and sentences), as RRGGBB."""


def plain_copy(
    workbook: Workbook,
    table: Table,
    column: int,
    headings: tuple[str, str],
    beside: Mapping[int, tuple[str, str]],
    styles: Styles,
) -> bytes:
    """All sheets as text cells; in the sheet of `table` two texts beside the rows of `beside`.

    `column` is the index (from 0) of the first added column. Row numbers stay what they were.
    """
    buffer = io.BytesIO()
    options: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": FIXED_TIME})
        copy = _Copy(book)
        for number, sheet in enumerate(workbook.sheets, 1):
            if sheet is table.sheet:
                head = {table.header_rows[0]: headings} if table.header_rows else {}
                copy.write(sheet, number, column, {**beside, **head}, styles)
            else:
                copy.write(sheet, number, sheet.width, {}, {})
    return buffer.getvalue()


class _Copy:
    """The workbook being written, with one format for each pair of colours."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[str | None, str | None], Format] = {}
        self._names: set[str] = set()

    def write(
        self,
        sheet: Sheet,
        number: int,
        column: int,
        beside: Mapping[int, tuple[str, str]],
        styles: Styles,
    ) -> None:
        target = self._book.add_worksheet(self._name(sheet.name, number))
        if column:
            target.set_column(0, column - 1, 16)
        if beside:
            target.set_column(column, column, 8)
            target.set_column(column + 1, column + 1, 60)
        for index, cells in enumerate(sheet.rows):
            fill, ink = styles.get(index + 1, (None, None))
            style, noted = self._format(fill, None), self._format(fill, ink)
            for position, value in enumerate(cells[:column]):
                text = as_text(value) if not isinstance(value, str) else value
                if text or fill:
                    self._put(target, index, position, text, style)
            for position, text in enumerate(beside.get(index + 1, ()), column):
                self._put(target, index, position, text, noted)

    @staticmethod
    def _put(target: Any, row: int, column: int, text: str, style: Format) -> None:
        if text:
            target.write_string(row, column, text[:32_767], style)
        else:
            target.write_blank(row, column, None, style)

    def _name(self, name: str, number: int) -> str:
        cleaned = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip(" '")[:31]
        if not cleaned.strip(" '") or cleaned.lower() in self._names:
            cleaned = f"Sheet{number}"
        self._names.add(cleaned.lower())
        return cleaned.rstrip("'")

    def _format(self, fill: str | None, ink: str | None) -> Format:
        key = (fill, ink)
        if key not in self._formats:
            style: dict[str, Any] = {"num_format": "@", "text_wrap": ink is not None}
            if fill is not None:
                style["bg_color"] = f"#{fill}"
            if ink is not None:
                style["font_color"] = f"#{ink}"
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]
