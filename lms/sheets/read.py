"""Reading anybody's spreadsheet: xlsx, xls, ods, and text tables in any usual encoding."""

import json
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from lms.errors import DomainError
from lms.sheets import child
from lms.sheets.limits import (
    LIMITS,
    Examined,
    Form,
    Limits,
    examine,
    too_large,
    too_many_columns,
)
from lms.sheets.text_file import rows_of_text
from lms.sheets.workbook import Cell, Sheet, Workbook

# `-S` skips site-packages (half of the start-up time), so their folder is an argument
BOOTSTRAP = (
    "import runpy, sys; sys.path.append(sys.argv.pop()); sys.argv.pop(0); "
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)
CHILD = str(Path(child.__file__).resolve())
PACKAGES = str(Path(python_calamine.__file__).resolve().parent.parent)
# the wall clock is only a net under the CPU limit: a busy machine must not refuse a good file
WALL_CLOCK_FACTOR = 10


def read_file(path: Path, limits: Limits = LIMITS) -> Workbook:
    """Read the file at `path`; see `read_workbook`. Its size is checked before it is opened."""
    if path.stat().st_size > limits.file_bytes:
        raise too_large(path.name, limits)
    return read_workbook(path.read_bytes(), path.name, limits)


def read_workbook(data: bytes, name: str, limits: Limits = LIMITS) -> Workbook:
    """Read the bytes of a file called `name` (used only in sentences).

    Raises DomainError: SHEET_NOT_A_SPREADSHEET, SHEET_EMPTY (no cell holds anything),
    SHEET_PASSWORD_PROTECTED, SHEET_TOO_LARGE, SHEET_TOO_MANY_COLUMNS, SHEET_BROKEN,
    SHEET_QUOTE_UNCLOSED, SHEET_TIMEOUT.
    """
    examined = examine(data, name, limits)
    if examined.form is Form.TEXT:
        sheets: tuple[Sheet, ...] = (Sheet(name, rows_of_text(data, name, limits)),)
    elif examined.simple:
        sheets = _read_here(data, name, limits)
    else:
        sheets = _read_in_child(data, name, examined, limits)
    if not any(_holds_something(row) for sheet in sheets for row in sheet.rows):
        raise DomainError("SHEET_EMPTY", file=name)
    return Workbook(name, sheets)


def _holds_something(row: list[Cell]) -> bool:
    return any(value is not None and str(value).strip() for value in row)


def _read_here(data: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    try:
        return tuple(
            Sheet(
                sheet.name,
                child.cleaned(sheet.to_python(skip_empty_area=False)),
                tuple(sheet.merged_cell_ranges or ()),
                visible,
            )
            for sheet, visible in child.sheets(data, limits.columns, limits.rows, limits.cells)
        )
    except child.Refused as refused:
        raise _refusal(refused.args[0], name, limits) from refused


def _refusal(word: str, name: str, limits: Limits) -> DomainError:
    if word == child.PASSWORD:
        return DomainError("SHEET_PASSWORD_PROTECTED", file=name)
    if word == child.COLUMNS:
        return too_many_columns(name, limits)
    if word == child.ROWS:
        return too_large(name, limits)
    return DomainError("SHEET_BROKEN", file=name)


def _read_in_child(data: bytes, name: str, examined: Examined, limits: Limits) -> tuple[Sheet, ...]:
    seconds = limits.child_seconds
    seconds += limits.child_seconds_per_mb * examined.unpacked_bytes / (1 << 20)
    arguments = (limits.child_memory, seconds, limits.columns, limits.rows, limits.cells)
    command = [sys.executable, "-I", "-S", "-c", BOOTSTRAP, CHILD, *map(str, arguments), PACKAGES]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file, no shell
            command,
            input=data,
            capture_output=True,
            check=False,
            timeout=seconds * WALL_CLOCK_FACTOR,
        )
    except subprocess.TimeoutExpired as error:
        raise DomainError("SHEET_TIMEOUT", file=name) from error
    if done.returncode == 0:
        return _sheets_from(done.stdout)
    raise _child_refusal(done, name, limits)


def _child_refusal(
    done: subprocess.CompletedProcess[bytes], name: str, limits: Limits
) -> DomainError:
    """Why the child ended: its own word, the CPU limit, or memory (Rust aborts when refused)."""
    if done.returncode == 3:
        return _refusal(done.stderr.decode("ascii", "replace").split()[-1], name, limits)
    if done.returncode in (-signal.SIGPROF, -signal.SIGXCPU):
        return DomainError("SHEET_TIMEOUT", file=name)
    if done.returncode == -signal.SIGABRT or b"MemoryError" in done.stderr:
        return too_large(name, limits)
    return DomainError("SHEET_BROKEN", file=name)


def _sheets_from(output: bytes) -> tuple[Sheet, ...]:
    lines = iter(output.splitlines())
    sheets = []
    for head in map(json.loads, lines):
        rows = [_row(json.loads(next(lines))) for _ in range(head["rows"])]
        merged = tuple(((a, b), (c, d)) for (a, b), (c, d) in head["merged"])
        sheets.append(Sheet(head["name"], rows, merged, head["visible"]))
    return tuple(sheets)


def _row(values: list[Any]) -> list[Cell]:
    if any(isinstance(value, dict) for value in values):
        return [_date(value["d"]) if isinstance(value, dict) else value for value in values]
    return values


def _date(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
