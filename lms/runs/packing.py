"""Rows of a run as bytes: lines of JSON, a slice each, compressed.

A line is opened when its rows are asked for and let go again: the objects of 10,000 rows at once
take twice as long to make as those of four times 2,500. Rows kept by column stay so.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson
import zstandard

from lms.runs.by_column import ByColumn

SLICE = 2500
"""Rows that a line holds, and that are written in one transaction."""
LEVEL = 1
ZLIB = b"x"
"""What runs packed before this compression begin with."""
Rows = Sequence[Mapping[str, Any]]


def pack(rows: Rows) -> bytes:
    """JSON-able rows as bytes."""
    starts = range(0, len(rows), SLICE)
    lines = b"".join(_line(rows[at : at + SLICE]) for at in starts)
    return zstandard.ZstdCompressor(level=LEVEL).compress(lines)


def unpack(packed: bytes, start: int = 0) -> Iterator[dict[str, Any]]:
    """The rows from `start` on."""
    return chain.from_iterable(slices(packed, start))


def _decompressed(packed: bytes) -> bytes:
    if packed.startswith(ZLIB):
        return zlib.decompress(packed)
    return zstandard.ZstdDecompressor().decompress(packed)


def slices(packed: bytes, start: int = 0) -> Iterator[Sequence[dict[str, Any]]]:
    """The rows from `start` on, a slice at a time."""
    for line in _decompressed(packed).splitlines():
        rows = _opened(orjson.loads(line))
        for at in range(start, len(rows), SLICE):
            yield rows[at : at + SLICE]
        start = max(start - len(rows), 0)


def _opened(line: list[dict[str, Any]] | dict[str, Any]) -> Sequence[dict[str, Any]]:
    if isinstance(line, list):
        return line
    columns = line["columns"]
    for field, cell in line["same"].items():
        columns[field] = [cell] * line["rows"]
    return ByColumn(columns)


def _by_column(rows: ByColumn) -> dict[str, Any]:
    """A cell that is the same in all rows is kept once."""
    columns, same = {}, {}
    for field, cells in rows.columns.items():
        first = cells[0]
        # not of numbers: 1 equals true
        alike = isinstance(first, str | None) or first in ((), [], {})
        if alike and cells.count(first) == len(cells):
            same[field] = first
        else:
            columns[field] = cells
    return {"rows": len(rows), "same": same, "columns": columns}


def _line(rows: Rows) -> bytes:
    held = _by_column(rows) if isinstance(rows, ByColumn) else rows
    try:
        return orjson.dumps(held, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # named tuples, numbers as keys: what only the standard library takes
        return json.dumps(held, separators=(",", ":")).encode() + b"\n"
