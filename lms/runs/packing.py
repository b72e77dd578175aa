"""Rows of a run as bytes: lines of JSON, a slice each, compressed.

A line is opened when its rows are asked for and let go again: the objects of 10,000 rows at once
take twice as long to make as those of four times 2,500.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import orjson
import zstandard

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
    lines = _decompressed(packed).splitlines()
    return islice(chain.from_iterable(map(orjson.loads, lines)), start, None)


def _decompressed(packed: bytes) -> bytes:
    if packed.startswith(ZLIB):
        return zlib.decompress(packed)
    return zstandard.ZstdDecompressor().decompress(packed)


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
