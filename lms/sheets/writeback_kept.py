"""The sender's own workbook with the notes written into it, looking as it did."""

import io
from collections.abc import Mapping
from copy import copy
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lms.sheets.table import Table
from lms.sheets.writeback import FILLS, INKS, KEPT_LAYOUT_CELLS, Note, new_column, settled

RESULT_WIDTH, SENTENCE_WIDTH, LINE_HEIGHT = 8, 60, 15


def kept_layout(
    data: bytes, table: Table, notes: Mapping[int, Note], headings: tuple[str, str]
) -> bytes:
    """The sender's workbook with the notes of `write_back` in two columns more.

    Raises ValueError for one whose blank cells reach too far: openpyxl makes every one of them.
    """
    book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    if sum(one.max_row * one.max_column for one in book.worksheets) > KEPT_LAYOUT_CELLS:
        raise ValueError("too many cells")
    _still_formulas(book, data)
    for name in [name for name, defined in book.defined_names.items() if "[" in defined.value]:
        del book.defined_names[name]
    sheet = book[table.sheet.name]
    column = new_column(table, headings) + 1
    painter = _Painter(sheet, column, painted_before=sheet.max_column >= column)
    _write_headings(sheet, table, column, headings)
    for row, note in notes.items():
        painter.write(row, note)
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def _still_formulas(book: openpyxl.Workbook, data: bytes) -> None:
    """Put the value it showed in place of every formula; without one, its text."""
    live = [
        (sheet.title, cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    if not live:
        return
    shown = openpyxl.load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
    for title, cell in live:
        value: Any = shown[title][cell.coordinate].value
        text = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "")
        cell.value = text or "" if value is None else value
        if isinstance(cell.value, str):
            cell.data_type = "s"


def _write_headings(sheet: Worksheet, table: Table, column: int, headings: tuple[str, str]) -> None:
    first, last = table.header_rows[0], table.header_rows[-1]
    for offset, (heading, width) in enumerate(
        zip(headings, (RESULT_WIDTH, SENTENCE_WIDTH), strict=True)
    ):
        for row in table.header_rows:
            _take_style(sheet, row, column + offset, column - 1)
        cell = sheet.cell(first, column + offset)
        if cell.value != heading:
            cell.value = heading
            if last > first:
                sheet.merge_cells(
                    start_row=first,
                    end_row=last,
                    start_column=column + offset,
                    end_column=column + offset,
                )
        sheet.column_dimensions[get_column_letter(column + offset)].width = width


def _take_style(sheet: Worksheet, row: int, column: int, source_column: int) -> None:
    if source_column < 1:
        return
    source, cell = sheet.cell(row, source_column), sheet.cell(row, column)
    for part in ("font", "border", "fill", "alignment"):
        setattr(cell, part, copy(getattr(source, part)))


class _Painter:
    """Writes notes beside rows; a style is worked out once and then shared by number."""

    def __init__(self, sheet: Worksheet, column: int, *, painted_before: bool) -> None:
        self._sheet = sheet
        self._column = column
        self._painted_before = painted_before
        self._styles: dict[tuple[str, int, bytes], Any] = {}

    def write(self, row: int, note: Note) -> None:
        """Colour the row by its severity and write the word and the sentences right of it."""
        sheet, column = self._sheet, self._column
        if note.severity in FILLS or self._painted_before:
            for index in range(1, column):
                self._style(sheet.cell(row, index), note.severity, 0)
        model: Any = sheet.cell(row, max(column - 1, 1))
        for place, text in enumerate((note.word, note.text), 1):
            cell: Any = sheet.cell(row, column + place - 1)
            cell._style = copy(model._style)
            self._style(cell, note.severity, place)
            cell.value = text or None
            if text:
                cell.data_type = "s"
        needed = LINE_HEIGHT * _lines(note.text)
        height = sheet.row_dimensions[row].height
        if needed > LINE_HEIGHT and (height is None or height < needed):
            sheet.row_dimensions[row].height = needed

    def _style(self, cell: Any, severity: str, place: int) -> None:
        known = cell._style.tobytes() if cell._style is not None else b""
        key = (severity, place, known)
        if key not in self._styles:
            if severity in FILLS:
                cell.fill = PatternFill("solid", fgColor=FILLS[severity])
            elif cell.fill.fgColor.rgb in {f"00{ours}" for ours in FILLS.values()}:
                cell.fill = PatternFill()
            if place:
                size = cell.font.size
                cell.font = Font(color=INKS[severity], bold=place == 1, size=size)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
            self._styles[key] = copy(cell._style)
        cell._style = copy(self._styles[key])


def _lines(text: str) -> int:
    widths = (sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in text.split("\n"))
    return sum(width // SENTENCE_WIDTH + 1 for width in widths)
