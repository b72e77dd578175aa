"""Villages covered by leaders: exact shares, and how they went over time.

A village counts from the day its eligible flag is set; however many leaders it has, it counts
once. Shares are compared as exact fractions: 699 of 1000 do not meet 70%.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Coverage:
    """Eligible villages and those of them with an active leader."""

    eligible: int
    covered: int

    @property
    def open(self) -> int:
        """Eligible villages without an active leader."""
        return self.eligible - self.covered

    def meets(self, target: Fraction) -> bool | None:
        """Whether the share reaches the target; None where no village is eligible (不适用)."""
        return None if not self.eligible else Fraction(self.covered, self.eligible) >= target

    def missing(self, target: Fraction) -> int:
        """Villages still needed for the target."""
        return max(0, math.ceil(target * self.eligible) - self.covered)


@dataclass(frozen=True, slots=True)
class FlagFact:
    """An entry of a village's eligible flag."""

    village: int
    seq: int
    eligible: bool
    effective_on: date


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """Days on which a leader was active in a village: [from_on, to_on)."""

    village: int
    from_on: date
    to_on: date | None


def over_time(
    flags: Iterable[FlagFact], services: Iterable[ServiceFact], days: Sequence[date]
) -> list[Coverage]:
    """The coverage on each of `days`, which are in order; every village once on every day."""
    eligible = _eligible_days(flags, days)
    served: defaultdict[int, int] = defaultdict(int)
    for one in services:
        served[one.village] |= _bits(days, one.from_on, one.to_on)
    alone = Counter(eligible.values())
    both = Counter(bits & served[village] for village, bits in eligible.items())
    return [Coverage(_on(alone, at), _on(both, at)) for at in range(len(days))]


def _on(counts: Counter[int], at: int) -> int:
    """Villages whose bits have the day at that place."""
    return sum(count for bits, count in counts.items() if bits >> at & 1)


def _eligible_days(flags: Iterable[FlagFact], days: Sequence[date]) -> dict[int, int]:
    """For every village the days (as bits) on which its last entry says it is eligible."""
    entries: defaultdict[int, list[FlagFact]] = defaultdict(list)
    for one in flags:
        entries[one.village].append(one)
    found: dict[int, int] = {}
    for village, known in entries.items():
        known.sort(key=lambda one: (one.effective_on, one.seq))
        bits = 0
        for at, one in enumerate(known):
            until = known[at + 1].effective_on if at + 1 < len(known) else None
            if one.eligible:
                bits |= _bits(days, one.effective_on, until)
        found[village] = bits
    return found


def _bits(days: Sequence[date], start: date, end: date | None) -> int:
    """The days in [start, end) as bits."""
    first = bisect_left(days, start)
    last = len(days) if end is None else bisect_left(days, end)
    return (1 << last) - (1 << first) if first < last else 0


def month_ends(until: date, months: int) -> list[date]:
    """The last days of the `months` months before `until`, and `until` itself."""
    found = [until]
    first = until.replace(day=1)
    for _ in range(months):
        last = first - timedelta(days=1)
        found.append(last)
        first = last.replace(day=1)
    return sorted(set(found))


def target_of(value: Decimal | None) -> Fraction | None:
    """A target as an exact share; None where unset or no share."""
    return Fraction(value) if value is not None and 0 < value <= 1 else None
