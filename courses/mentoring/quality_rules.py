"""Quality that cannot be gamed: seeded samples, sample sizes, unusual patterns. Pure."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, pairwise

from courses.mentoring.matching_rules import Point, kilometres

Z_SQUARED = Fraction(38416, 10_000)
"""1.96², for 95% confidence."""
ERROR = Fraction(5, 100)
MANY_A_DAY = 8
"""Visits of one lecturer on one day from which it is unusual."""
FEWEST = 4
"""Visits below which "all on one day" says nothing."""
SHORTEST_COPY = 8
"""Characters below which identical texts say nothing (“正常”, “无”)."""
FASTEST = 100
"""km/h as the crow flies above which nobody travels on county roads."""
WAKING = 16 * 60
"""Minutes of a day in which somebody can work and travel."""


class CheckResult(StrEnum):
    """What a spot check found; `unreached` says nothing about the contact."""

    FOUND = "found"
    OTHERWISE = "otherwise"
    UNREACHED = "unreached"


class Pattern(StrEnum):
    """What is unusual."""

    ONE_DAY = "one_day"
    MANY_A_DAY = "many_a_day"
    SAME_TEXT = "same_text"
    TRAVEL = "travel"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A contact of a lecturer, for finding patterns. `words` digests its texts, '' for short ones.

    `at` is where its village lies, where coordinates were imported; `started` "HH:MM" or ''.
    """

    key: int
    day: dt.date
    visit: bool
    minutes: int
    started: str = ""
    words: str = ""
    at: Point | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A pattern with the contacts behind it and what was measured."""

    pattern: Pattern
    contacts: tuple[int, ...]
    facts: Mapping[str, object]


def sample_size(population: int) -> int:
    """How many of N are checked: ⌈N·t/(t+N)·1.5⌉ with t = z²·0.25/e², or 10%, whichever is more.

    DOMAIN §4.3 (verification after payment): 1,000 at 95% and 5% give 417. Never more than N.
    """
    if population <= 0:
        return 0
    t = Z_SQUARED * Fraction(1, 4) / ERROR**2
    formula = Fraction(population) * t / (t + population) * Fraction(3, 2)
    tenth = Fraction(population, 10)
    return min(population, -int(-max(formula, tenth) // 1))


def draw(seed: str, population: Iterable[str], size: int) -> list[str]:
    """`size` of the population's opaque ids by the seed: those whose SHA-256 with it come first.

    Anybody can draw again with the printed seed and the same list, on any machine, in any order.
    """
    keyed = sorted(
        (hashlib.sha256(f"{seed}:{one}".encode()).hexdigest(), one) for one in population
    )
    return [one for _digest, one in keyed[:size]]


def population_digest(population: Iterable[str]) -> str:
    """What the list was that was drawn from, so that a later one cannot pass for it."""
    return hashlib.sha256("\n".join(sorted(population)).encode()).hexdigest()


def flags(contacts: Sequence[ContactFact]) -> list[Flag]:
    """Everything unusual in one lecturer's contacts of a period; flags ask, they do not judge."""
    found = [*_days(contacts), *_copies(contacts)]
    by_day: dict[dt.date, list[ContactFact]] = defaultdict(list)
    for one in contacts:
        by_day[one.day].append(one)
    for day in sorted(by_day):
        found += _overlaps(by_day[day])
        found += _travel([one for one in by_day[day] if one.visit])
    return found


def _days(contacts: Sequence[ContactFact]) -> list[Flag]:
    visits = [one for one in contacts if one.visit]
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for one in visits:
        by_day[one.day].append(one.key)
    found = []
    if len(visits) >= FEWEST and len(by_day) == 1:
        day = visits[0].day
        keys = tuple(one.key for one in visits)
        found.append(Flag(Pattern.ONE_DAY, keys, {"day": day, "count": len(keys)}))
    for day, same in sorted(by_day.items()):
        if len(same) >= MANY_A_DAY:
            facts = {"day": day, "count": len(same)}
            found.append(Flag(Pattern.MANY_A_DAY, tuple(same), facts))
    return found


def _copies(contacts: Sequence[ContactFact]) -> list[Flag]:
    """The same texts three times on more than one day; those of one tour were told to all."""
    by_words: dict[str, list[ContactFact]] = defaultdict(list)
    for one in contacts:
        if one.words:
            by_words[one.words].append(one)
    return [
        Flag(Pattern.SAME_TEXT, tuple(one.key for one in same), {"count": len(same)})
        for same in by_words.values()
        if len(same) >= 3 and len({one.day for one in same}) > 1
    ]


def _overlaps(day: Sequence[ContactFact]) -> list[Flag]:
    """Two contacts at the same time."""
    timed = sorted((one for one in day if one.started), key=lambda one: (one.started, one.key))
    return [
        Flag(Pattern.OVERLAP, (one.key, other.key), {"day": one.day})
        for one, other in pairwise(timed)
        if _minute(one.started) + one.minutes > _minute(other.started)
    ]


def _travel(visits: Sequence[ContactFact]) -> list[Flag]:
    """Two visits too far apart for the time between them, or for the whole day without times."""
    found = []
    placed = [(one, one.at) for one in visits if one.at is not None]
    timed = sorted(
        (pair for pair in placed if pair[0].started),
        key=lambda pair: (pair[0].started, pair[0].key),
    )
    for (one, here), (other, there) in pairwise(timed):
        km = kilometres(here, there)
        between = max(0, _minute(other.started) - _minute(one.started) - one.minutes)
        if km * 60 > FASTEST * between and km > 1:
            facts: dict[str, object] = {"day": one.day, "km": km, "minutes": between}
            found.append(Flag(Pattern.TRAVEL, (one.key, other.key), facts))
    if found or len(placed) < 2:
        return found
    farthest = max(kilometres(here, there) for (_, here), (_, there) in combinations(placed, 2))
    minutes = sum(one.minutes for one in visits)
    if minutes + Fraction(farthest * 60, FASTEST) > WAKING:
        keys = tuple(one.key for one in visits)
        facts = {"day": visits[0].day, "km": farthest, "minutes": minutes}
        found.append(Flag(Pattern.TRAVEL, keys, facts))
    return found


def _minute(started: str) -> int:
    return int(started[:2]) * 60 + int(started[3:])
