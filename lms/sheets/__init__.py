"""Spreadsheets in and out: anybody's file read, an importer's columns found, faults written back.

The way of a file through an import:

1. `read_workbook(data, name)` (or `read_file(path)`): xlsx, xls, ods, or text with any separator
   in UTF-8, UTF-16 or GB18030, told by content. Sizes are checked before anything is parsed; what
   is not small and countable is parsed in a child process with limits. Refusals are `DomainError`
   with a code SHEET_…; their sentences stand in `lms.sheets.sentences`.
2. `require_table(workbook, fields)` finds the sheet, the heading lines and the columns; titles,
   blank rows, pre-numbered empty rows, sums and signatures are not data. `table.rows()` yields
   (sheet row from 1, {field: cell}); `table.left_out()` tells what was not taken for data.
3. `as_text`, `as_date`, `as_amount_fen`, `is_lossy_number` give a cell its meaning, the same for
   every importer. A long number that went through a numeric cell stays recognisable.
4. `write_back(data, workbook, table, faults)` gives the sender the own sheet with two columns more.

Lists for offices go out through `write_xlsx` (laid out like a printed form) and `write_csv`
(formula texts defused; `undefuse` restores them). Everything written is deterministic.

This package knows neither Flask nor the database, except `lms.sheets.sentences`.
"""

from lms.sheets.cells import as_amount_fen, as_date, as_text, is_lossy_number
from lms.sheets.export import Column, Kind, Value, defuse, undefuse, write_csv, write_xlsx
from lms.sheets.headings import (
    column_headings,
    find_table,
    require_table,
    title_without_form_name,
)
from lms.sheets.limits import LIMITS, Limits
from lms.sheets.read import read_file, read_workbook
from lms.sheets.table import Field, Table, normalise
from lms.sheets.workbook import Cell, Sheet, Workbook
from lms.sheets.writeback import Faults, write_back

__all__ = [
    "LIMITS",
    "Cell",
    "Column",
    "Faults",
    "Field",
    "Kind",
    "Limits",
    "Sheet",
    "Table",
    "Value",
    "Workbook",
    "as_amount_fen",
    "as_date",
    "as_text",
    "column_headings",
    "defuse",
    "find_table",
    "is_lossy_number",
    "normalise",
    "read_file",
    "read_workbook",
    "require_table",
    "title_without_form_name",
    "undefuse",
    "write_back",
    "write_csv",
    "write_xlsx",
]
