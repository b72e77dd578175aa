"""Counting what became of people: response, shares with intervals, bounds, medians.

Unknown is never counted as success, and never as nought. Shares are exact fractions; intervals are
Wilson's (1927) at 95%.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from courses.outcomes.income import nearest

Z = 1.96
"""The normal quantile to two places, as the published tables of Wilson intervals take it."""
Interval = tuple[float, float]


def share(part: int, whole: int) -> Fraction | None:
    """An exact share; None (不适用) of nothing."""
    return Fraction(part, whole) if whole else None


def wilson(part: int, whole: int) -> Interval | None:
    """Wilson's 95% interval of a share, as fractions of 1; None of nothing. 42/60 → 57.5–80.1%."""
    if not whole:
        return None
    p, n, zz = part / whole, whole, Z * Z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = Z * sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if part == 0 else low, 1.0 if part == whole else high)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of those who answered, with what silence could make of it."""

    part: int
    answered: int
    eligible: int

    @property
    def of_answered(self) -> Fraction | None:
        """Among those who answered."""
        return share(self.part, self.answered)

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval among those who answered."""
        return wilson(self.part, self.answered)

    @property
    def low(self) -> Fraction | None:
        """As if none of the silent were."""
        return share(self.part, self.eligible)

    @property
    def high(self) -> Fraction | None:
        """As if all of the silent were."""
        return share(self.part + self.eligible - self.answered, self.eligible)


def response_rate(complete: int, eligible: int) -> Fraction | None:
    """RR1 (AAPOR): complete interviews with the person (101) over all eligible, that is everybody
    but the dead (231) and those in an institution (232)."""
    return share(complete, eligible)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median with quartiles of amounts in fen; None of nobody."""

    count: int
    low: int
    median: int
    high: int


def spread(values: Sequence[int]) -> Spread | None:
    """Quartiles as Excel's QUARTILE.INC gives them, to the nearest fen."""
    if not values:
        return None
    rising = sorted(values)

    def at(quarter: int) -> int:
        place = Fraction(quarter * (len(rising) - 1), 4)
        below = int(place)
        above = min(below + 1, len(rising) - 1)
        return nearest(rising[below] + (rising[above] - rising[below]) * (place - below))

    return Spread(len(rising), at(1), at(2), at(3))


@dataclass(frozen=True, slots=True)
class Metric:
    """The two measures of training that must not be mixed up (DOMAIN §2.1), over one denominator."""

    person_times: int
    people: int
    labour: int
    migrants: int

    @property
    def denominator(self) -> int:
        """Labour-capable people who are here: migrants are left out."""
        return self.labour - self.migrants

    @property
    def times_share(self) -> Fraction | None:
        """Person-times (人次) over people; 45 of 90 is 50%, also when it was 15 people."""
        return share(self.person_times, self.denominator)

    @property
    def people_share(self) -> Fraction | None:
        """Distinct people over people."""
        return share(self.people, self.denominator)

    @property
    def differs(self) -> bool:
        """Whether the two say different things, which is to be shown."""
        return self.person_times != self.people


def meets(part: int, whole: int, target: Fraction) -> bool | None:
    """Whether an exact share reaches a target: 699/1000 does not reach 70%; None of nothing."""
    found = share(part, whole)
    return None if found is None else found >= target
