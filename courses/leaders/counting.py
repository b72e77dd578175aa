"""Counting that cannot be raised by entering things twice: villages, households, income effects."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from courses.leaders.rules import Evidence

STRENGTH = {level: at for at, level in enumerate(Evidence)}
"""Weakest first."""


@dataclass(frozen=True, slots=True)
class FlagEntry:
    """One entry of a village's eligible flag; `seq` orders entries of one day."""

    seq: int
    eligible: bool
    effective_on: date


def eligible_on(entries: Iterable[FlagEntry], day: date) -> bool:
    """Whether a village counts on a day: its last entry on or before the day says so."""
    known = [one for one in entries if one.effective_on <= day]
    return bool(known) and max(known, key=lambda one: (one.effective_on, one.seq)).eligible


@dataclass(frozen=True, slots=True)
class Driven:
    """A household's stay with a leader: [from_on, to_on], both days included, open without end."""

    household: int
    leader: int
    from_on: date
    to_on: date | None = None


def households_between(links: Iterable[Driven], start: date, end: date) -> frozenset[int]:
    """Households with at least one link on some day of start–end, each once."""
    return frozenset(
        one.household
        for one in links
        if one.from_on <= end and (one.to_on is None or one.to_on >= start)
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What one leader's link is said to have brought a household in a year, in fen."""

    household: int
    year: int
    gain: int
    evidence: Evidence


def once_per_year(effects: Iterable[Effect]) -> dict[tuple[int, int], Effect]:
    """For each household and year the one figure that counts.

    The best-proved one; among equally proved ones the smallest, so that entering the same help a
    second time never raises a total.
    """
    found: defaultdict[tuple[int, int], list[Effect]] = defaultdict(list)
    for one in effects:
        found[one.household, one.year].append(one)
    return {
        key: min(several, key=lambda one: (-STRENGTH[one.evidence], one.gain))
        for key, several in found.items()
    }


def mask_household(number: str) -> str:
    """A household number as lists show it: the last two signs, or a third of a short one."""
    shown = min(2, len(number) // 3)
    return "*" * (len(number) - shown) + (number[-shown:] if shown else "")
