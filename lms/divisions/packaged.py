"""Reading the division tables that come with the product (cut-off 2023-06-30, see NOTICE)."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from importlib.resources import files

from lms.divisions.prefixes import Division, Level, ancestors_of, parent_of

TABLES = ("divisions_china_to_town.csv.gz", "divisions_villages_henan_guangdong.csv.gz")
CUT_OFF = "2023-06-30"
_UPPER = frozenset({"province", "city", "county"})
_SIGNIFICANT = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}


def read_packaged(prefixes: Iterable[str] | None = None) -> Iterator[Division]:
    """The packaged divisions, parents before children.

    With `prefixes` only what lies at or under them, and the divisions above them. Towns are known
    for all of China, villages for Henan and Guangdong.
    """
    wanted = None if prefixes is None else tuple(prefixes)
    above: frozenset[str] = frozenset()
    if wanted is not None:
        above = frozenset(upper for prefix in wanted for upper in ancestors_of(prefix))
    for table in TABLES:
        for row in _rows(table, wanted):
            code, name, level, _ = row
            prefix = code[: _SIGNIFICANT[level]]
            if wanted is None or code.startswith(wanted) or prefix in above:
                yield Division(code, name, Level(level), parent_of(prefix))


def read_skeleton(county: str) -> Iterator[Division]:
    """All provinces, cities and counties of China, and the towns and villages of one county."""
    for table in TABLES:
        for code, name, level, _ in _rows(table, None if table is TABLES[0] else (county,)):
            if level in _UPPER or code.startswith(county):
                yield Division(code, name, Level(level), parent_of(code[: _SIGNIFICANT[level]]))


def _rows(table: str, wanted: tuple[str, ...] | None) -> Iterator[list[str]]:
    """The data lines of a table; the cheap test on the line's start comes before parsing it."""
    packed = files("lms.divisions").joinpath("data", table).read_bytes()
    lines = io.StringIO(gzip.decompress(packed).decode("utf-8"), newline="")
    next(lines)
    if wanted is None:
        yield from csv.reader(lines)
        return
    provinces = tuple({prefix[:2] for prefix in wanted})
    yield from csv.reader(line for line in lines if line.startswith(provinces))
