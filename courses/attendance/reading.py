"""A filled register (考勤表) read from anybody's spreadsheet; nothing is compared or written here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.attendance.people import RegisterPerson
from courses.attendance.register import (
    RegisterColumn,
    half_mark,
    register_columns,
    sessions_from_columns,
)
from courses.attendance.rules import Mark
from courses.attendance.symbols import mark_unknown, read_legend, read_mark
from courses.cohorts.rules import Finding, SessionFact, Slot, fault, faults, note
from courses.rosters.rules import normalise_name, normalise_number
from lms.errors import DomainError
from lms.sheets import Cell, Field, Sheet, Table, find_table, read_workbook, require_table
from lms.sheets import as_text as text_of

_NAME = Field("name", ("姓名", "学员姓名", "培训人员姓名", "参训人员姓名", "名字"), required=True)
_NUMBER = Field(
    "id_number",
    ("身份证号码", "身份证号", "证件号码", "证件号", "身份证", "公民身份号码", "居民身份证号码"),
)
_DAYS = Field(
    "days",
    pattern=r"上午|下午|[0-9]\s*[月./-]\s*[0-9]|(?<![0-9第])[0-9]{1,2}\s*[日号]|^[0-9]{8}$|^[3-6][0-9]{4}$",
    many=True,
)
_NO_DATES = "REGISTER_WITHOUT_DATES"
FIELDS = (_NAME, _NUMBER, _DAYS)


class RegisterRefused(DomainError):
    """The headings cannot be trusted: the first fault is the code, `findings` are all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].code, **findings[0].facts)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A person's row of one sheet, with the marks that could be read and what could not."""

    sheet: str
    person: RegisterPerson
    marks: Mapping[Slot, Mark]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One sheet of the register: the half-days of its columns and the rows of its people."""

    name: str
    columns: tuple[RegisterColumn, ...]
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """The whole file. `sessions` are the half-days that all its columns speak of, in order."""

    sheets: tuple[RegisterSheet, ...]
    sessions: tuple[SessionFact, ...]
    title_lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_register(data: bytes, file_name: str, start: dt.date, end: dt.date) -> RegisterReading:
    """Read a filled register of a cohort that lasts from `start` to `end`.

    Every sheet with a column of names and headings that name half-days is read. Raises DomainError
    SHEET_… for a file that is none, RegisterRefused with all faults of the headings.
    """
    workbook = read_workbook(data, file_name)
    shown = [sheet for sheet in workbook.sheets if sheet.visible] or list(workbook.sheets)
    tables = [table for table in map(_table, shown) if not table.missing]
    if not tables:
        tables = [require_table(workbook, FIELDS)]
    read: list[tuple[Table, RegisterSheet]] = []
    problems: list[Finding] = []
    for table in tables:
        columns, found = register_columns(_headings(table), start, end)
        # a sheet beside the register (a legend, a roster) speaks of no days and is left alone
        if len(tables) == 1 or columns or any(one.code != _NO_DATES for one in found):
            problems += faults(found)
            read.append((table, _sheet(table, columns)))
    if not read:
        problems = [fault(_NO_DATES)]
    if problems:
        raise RegisterRefused(problems)
    sheets = tuple(sheet for _, sheet in read)
    by_slot = {one.slot: one for sheet in sheets for one in sessions_from_columns(sheet.columns)}
    return RegisterReading(
        sheets,
        tuple(by_slot[slot] for slot in sorted(by_slot)),
        tables[0].title_lines,
        tuple(finding for table, sheet in read for finding in _nameless(table, sheet)),
    )


def _table(sheet: Sheet) -> Table:
    return find_table(sheet, FIELDS)


def _headings(table: Table) -> list[tuple[Cell, ...]]:
    """The headings with dates and numbers as the file has them, not as text: 9.1 is no date."""
    raw = {
        text_of(cell): cell
        for row in table.header_rows
        for cell in table.sheet.rows[row - 1]
        if cell is not None and not isinstance(cell, str)
    }
    return [tuple(raw.get(text, text) for text in texts) for texts in table.headings]


def _sheet(table: Table, columns: tuple[RegisterColumn, ...]) -> RegisterSheet:
    legend = read_legend([*table.title_lines, *(text for _, text in table.left_out())])
    rows = []
    for number, cells in table.rows():
        name, id_number = normalise_name(cells["name"]), normalise_number(cells.get("id_number"))
        if name or id_number:
            person = RegisterPerson(number, name, id_number)
            rows.append(_row(table.sheet, person, columns, legend))
    return RegisterSheet(table.sheet.name, columns, tuple(rows))


def _row(
    sheet: Sheet,
    person: RegisterPerson,
    columns: Sequence[RegisterColumn],
    legend: Mapping[str, Mark],
) -> RegisterRow:
    marks: dict[Slot, Mark] = {}
    findings: dict[int, Finding] = {}
    for column in columns:
        value = sheet.cell(person.row, column.index)
        mark = read_mark(value, legend)
        if mark is None:
            findings[column.index] = mark_unknown(value, position(person.row, column.index))
        else:
            fitting = half_mark(mark, column.half) if column.whole_day else mark
            marks[column.date, column.half] = fitting
    return RegisterRow(sheet.name, person, marks, tuple(findings.values()))


def _nameless(table: Table, sheet: RegisterSheet) -> list[Finding]:
    """Rows with marks but without a person: somebody's days would be lost in silence."""
    found = []
    for number, cells in table.rows():
        if normalise_name(cells["name"]) or normalise_number(cells.get("id_number")):
            continue
        given = [read_mark(table.sheet.cell(number, one.index)) for one in sheet.columns]
        if any(mark not in (None, Mark.UNMARKED) for mark in given):
            found.append(note("REGISTER_ROW_NAMELESS", row=number, sheet=sheet.name))
    return found


def position(row: int, column: int) -> str:
    """A cell as a spreadsheet calls it: row from 1, column from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
