"""Numbers of blank paper: how they are written, and which come next."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from courses.cohorts.rules import Finding, fault

LARGEST_RANGE = 100_000
_WRITTEN = re.compile(r"(\D{0,20}?|.{0,20}?\D)([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class SheetRange:
    """A range of numbers printed on blank paper: prefix, how many digits, first and last."""

    prefix: str
    digits: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many sheets."""
        return self.last - self.first + 1


def sheet_range(first: str, last: str) -> SheetRange | Finding:
    """The range from one number to another as written on the paper, or what is wrong with it."""
    begin, end = (_WRITTEN.fullmatch(text.strip()) for text in (first, last))
    if begin is None or end is None:
        return fault(
            "STOCK_NUMBER_UNREADABLE", number=(first if begin is None else last).strip()[:40]
        )
    if begin[1] != end[1] or len(begin[2]) != len(end[2]):
        return fault("STOCK_RANGE_UNEVEN", first=first.strip()[:40], last=last.strip()[:40])
    found = SheetRange(begin[1], len(begin[2]), int(begin[2]), int(end[2]))
    if not 1 <= found.count <= LARGEST_RANGE:
        return fault("STOCK_RANGE_ORDER", first=first.strip()[:40], last=last.strip()[:40])
    return found


def written(prefix: str, digits: int, number: int) -> str:
    """A number as it stands on the paper."""
    return f"{prefix}{number:0{digits}}"


def free_numbers(first: int, last: int, used: Collection[int]) -> Iterator[int]:
    """Numbers of a range that nobody used, in order."""
    return (number for number in range(first, last + 1) if number not in used)


def next_numbers(
    first: int, last: int, used: Collection[int], count: int, start: int | None = None
) -> list[int]:
    """The next `count` sheets from `start` on (from the first without); fewer when they run out."""
    begin = first if start is None else max(start, first)
    return list(islice(free_numbers(begin, last, used), count))
