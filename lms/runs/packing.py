"""Rows of a run as bytes: lines of JSON, a slice each, compressed.

A line is opened when its rows are asked for and let go again: the objects of 10,000 rows at once
take twice as long to make as those of ten times a thousand.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import orjson

SLICE = 1000
"""Rows that a line holds, and that are written in one transaction."""
Rows = Sequence[Mapping[str, Any]]


def pack(rows: Rows) -> bytes:
    """JSON-able rows as bytes."""
    press = zlib.compressobj(level=1)
    starts = range(0, len(rows), SLICE)
    lines = [press.compress(_line(rows[at : at + SLICE])) for at in starts]
    return b"".join((*lines, press.flush()))


def unpack(packed: bytes, start: int = 0) -> Iterator[dict[str, Any]]:
    """The rows from `start` on."""
    lines = zlib.decompress(packed).splitlines()
    return islice(chain.from_iterable(map(orjson.loads, lines)), start, None)


def slices(packed: bytes, start: int = 0) -> Iterator[list[dict[str, Any]]]:
    """The rows from `start` on, a slice at a time."""
    rows = unpack(packed, start)
    while part := list(islice(rows, SLICE)):
        yield part


def _line(rows: Rows) -> bytes:
    try:
        return orjson.dumps(rows, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # named tuples, numbers as keys: what only the standard library takes
        return json.dumps(rows, separators=(",", ":")).encode() + b"\n"
