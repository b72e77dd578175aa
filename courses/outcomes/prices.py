"""Price levels and the poverty line by year and jurisdiction, as data with its source.

A year that is not in the table is not known: amounts then stay in the prices of their year, and the
report says so. Nothing is carried forward.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "prices.toml"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one year: what it is, where it comes from, whether somebody checked it."""

    value: Fraction
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Index (year before = 100) and line (fen per head and year) by prefix and year."""

    index: Mapping[tuple[str, int], Figure]
    line: Mapping[tuple[str, int], Figure]


@lru_cache(maxsize=1)
def table() -> Table:
    """The shipped figures."""
    read = tomllib.loads(DATA.read_text(encoding="utf-8"))
    found: dict[str, dict[tuple[str, int], Figure]] = {"index": {}, "line": {}}
    for entry in read["series"]:
        for year, text in entry["values"].items():
            value = Fraction(text) * (100 if entry["kind"] == "line" else 1)
            figure = Figure(value, entry["source"], entry["verified"])
            found[entry["kind"]][entry["prefix"], int(year)] = figure
    return Table(found["index"], found["line"])


def nearest_to(series: Mapping[tuple[str, int], Figure], place: str, year: int) -> Figure | None:
    """The figure of the smallest jurisdiction around a place that has one for the year."""
    for length in (6, 4, 2, 0):
        found = series.get((place[:length], year))
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def level(place: str, base: int, year: int) -> Fraction | None:
    """Prices of `year` over those of `base`; None unless every year between is known."""
    series = table().index
    first, last = min(base, year), max(base, year)
    found = Fraction(1)
    for each in range(first + 1, last + 1):
        figure = nearest_to(series, place, each)
        if figure is None:
            return None
        found *= figure.value / 100
    return found if year >= base else 1 / found


def poverty_line(place: str, year: int, known: Table | None = None) -> Figure | None:
    """The line of a year in fen per head; None where nobody stated one."""
    return nearest_to((known or table()).line, place, year)
