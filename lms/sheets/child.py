"""The part that touches foreign binary files: calamine, run in a child process when in doubt.

Started by path (`python -I -S -c … child.py`), so it imports only the standard library and
calamine. It limits itself first, reads the file from standard input and answers in JSON lines:
one object per sheet, each followed by as many row arrays as the object announces.
"""

import io
import json
import resource
import signal
import sys
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import chain
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

PASSWORD, BROKEN, COLUMNS, ROWS = "password", "broken", "columns", "rows"


class Refused(Exception):
    """Why a file cannot be read; the first argument is one of the words above."""


def sheets(
    data: bytes, columns: int, rows: int, cells: int
) -> Iterator[tuple[CalamineSheet, bool]]:
    """The worksheets of an xlsx, xls or ods file with "is shown to a person", in order.

    Raises `Refused` when the file cannot be read or goes beyond the limits.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            cells -= measured(sheet, columns, rows)
            if cells < 0:
                raise Refused(ROWS)
            yield sheet, meta.visible == SheetVisibleEnum.Visible
    except PasswordError as error:
        raise Refused(PASSWORD) from error
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(BROKEN) from error
    except BaseException as error:
        # calamine is Rust: a panic arrives as PanicException, which is no Exception
        if type(error).__name__ == "PanicException":
            raise Refused(BROKEN) from error
        raise


def measured(sheet: CalamineSheet, columns: int, rows: int) -> int:
    """The number of cells from A1 to the last one used. Raises `Refused` beyond the limits."""
    if sheet.end is None:
        return 0
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if width > columns:
        raise Refused(COLUMNS)
    if height > rows:
        raise Refused(ROWS)
    return height * width


def cleaned(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows with blank cells as None, times and durations as text, no zero characters.

    A workbook may say `_x0000_`, which no database keeps in a text.
    """
    cells = list(chain.from_iterable(rows))
    kinds = set(map(type, cells))
    if "\0" in "".join([v for v in cells if v.__class__ is str]):
        rows = [[v.replace("\0", "") if isinstance(v, str) else v for v in row] for row in rows]
    if kinds & {time, timedelta}:
        rows = [[str(v) if isinstance(v, time | timedelta) else v for v in row] for row in rows]
    return [[None if v == "" else v for v in row] for row in rows]


def plain(value: object) -> dict[str, str]:
    """JSON form of a date cell."""
    if isinstance(value, date):
        return {"d": value.isoformat()}
    raise TypeError(type(value).__name__)


def main(memory: int, cpu_seconds: float, columns: int, rows: int, cells: int) -> None:
    """Limit this process, then read standard input and write the sheets to standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    data, out = sys.stdin.buffer.read(), sys.stdout
    encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=plain).encode
    try:
        for sheet, visible in sheets(data, columns, rows, cells):
            height = 0 if sheet.end is None else sheet.end[0] + 1
            merged = sheet.merged_cell_ranges or []
            head = {"name": sheet.name, "merged": merged, "visible": visible, "rows": height}
            out.write(encode(head) + "\n")
            for row in rows_of(sheet):
                out.write(encode(row) + "\n")
        out.flush()
    except (Refused, MemoryError) as error:
        word = error.args[0] if isinstance(error, Refused) else ROWS
        sys.stderr.write(word)
        sys.exit(3)


def rows_of(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Rows one at a time: the whole list would double the memory. Row 1 comes first."""
    if sheet.start is None:
        return
    left: list[Any] = [None] * sheet.start[1]
    for row in sheet.iter_rows():
        (clean,) = cleaned([row])
        yield left + clean


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:6]))
