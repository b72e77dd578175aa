"""What pairing a leader with a lecturer costs, in kilometre equivalents, part by part.

Every weight is said in kilometres: a lecturer whose fields miss the leader's goods weighs as much
as `Weights.goods` kilometres of way. So costs add up, stay integers and can be explained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

LEVELS = (2, 4, 6, 9, 12)
"""Lengths of division codes from province to village."""
FARTHEST = len(LEVELS)
EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
Point = tuple[int, int]
"""Latitude and longitude in millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in kilometre equivalents (km).

    `way` is the cost of each tree distance from 0 (same village) to 5 (another province), taken
    where no coordinates are known. `load` is what each leader a lecturer already holds adds.
    """

    goods: int = 60
    region: int = 100
    way: tuple[int, ...] = (0, 10, 40, 100, 250, 500)
    load: int = 5
    language: int = 30
    sex: int = 20


@dataclass(frozen=True, slots=True)
class LeaderFact:
    """A leader to be paired. No goods or languages known: every lecturer suits. '' is no wish.

    One shared field and one shared language are enough.
    """

    key: int
    village: str
    goods: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sex: str = ""
    at: Point | None = None


@dataclass(frozen=True, slots=True)
class LecturerFact:
    """A lecturer with places free: `base` is where the way begins, `regions` what is served."""

    key: int
    base: str
    fields: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    sex: str = ""
    at: Point | None = None
    held: int = 0
    capacity: int = 0

    @property
    def free(self) -> int:
        """Leaders that can still be taken."""
        return max(0, self.capacity - self.held)


@dataclass(frozen=True, slots=True)
class Parts:
    """A cost by its parts; the load is not among them, it depends on how many others come."""

    goods: int = 0
    region: int = 0
    way: int = 0
    language: int = 0
    sex: int = 0

    @property
    def total(self) -> int:
        """The sum."""
        return sum(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Solution:
    """Who gets whom: leader key → lecturer key, None for those left over. `cost` has the load in."""

    matched: Mapping[int, int | None]
    cost: int

    @property
    def unmatched(self) -> int:
        """Leaders for whom there was no place."""
        return sum(1 for one in self.matched.values() if one is None)


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a matching depends on; leaders and lecturers stand in the order of their keys.

    `forbidden` and `pinned` are (leader key, lecturer key).
    """

    leaders: tuple[LeaderFact, ...]
    lecturers: tuple[LecturerFact, ...]
    weights: Weights = Weights()
    forbidden: frozenset[tuple[int, int]] = frozenset()
    pinned: Mapping[int, int] = field(default_factory=dict)


def tree_distance(one: str, other: str) -> int:
    """0 same village, 1 same town, 2 same county, 3 same city, 4 same province, 5 otherwise.

    A code that ends above the village is as near as its own level says: a county and a village
    in it are 2 apart.
    """
    shared = 0
    for length in LEVELS:
        if len(one) < length or len(other) < length or one[:length] != other[:length]:
            break
        shared += 1
    return FARTHEST - shared


def kilometres(one: Point, other: Point) -> int:
    """Great-circle distance (haversine), rounded to whole kilometres."""
    lat1, lon1, lat2, lon2 = (radians(value / 1e6) for value in (*one, *other))
    square = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_KM * asin(min(1.0, sqrt(square))))


def serves(regions: Sequence[str], village: str) -> bool:
    """Whether a village lies in one of the regions; no region named is everywhere."""
    return not regions or any(village.startswith(region) for region in regions)


def disjoint(wanted: frozenset[str], had: frozenset[str]) -> bool:
    """Whether something is wanted and nothing of it is there."""
    return bool(wanted) and not wanted & had


def parts_of(leader: LeaderFact, lecturer: LecturerFact, weights: Weights) -> Parts:
    """What this pair would cost, part by part, without the load."""
    if leader.at is not None and lecturer.at is not None:
        way = kilometres(leader.at, lecturer.at)
    else:
        way = weights.way[tree_distance(leader.village, lecturer.base)]
    return Parts(
        goods=weights.goods if disjoint(leader.goods, lecturer.fields) else 0,
        region=0 if serves(lecturer.regions, leader.village) else weights.region,
        way=way,
        language=weights.language if disjoint(leader.languages, lecturer.languages) else 0,
        sex=weights.sex if leader.sex and leader.sex != lecturer.sex else 0,
    )


def load_cost(held: int, more: int, weights: Weights) -> int:
    """What `more` leaders cost a lecturer who holds `held`: each pays for those before it."""
    return weights.load * (more * held + more * (more - 1) // 2)


def cost_of(problem: Problem, matched: Mapping[int, int | None]) -> int:
    """The cost of an assignment with the load, those left over not counted."""
    leaders = {one.key: one for one in problem.leaders}
    lecturers = {one.key: one for one in problem.lecturers}
    taken = dict.fromkeys(lecturers, 0)
    total = 0
    for leader, lecturer in matched.items():
        if lecturer is not None:
            taken[lecturer] += 1
            total += parts_of(leaders[leader], lecturers[lecturer], problem.weights).total
    return total + sum(
        load_cost(lecturers[key].held, more, problem.weights) for key, more in taken.items()
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A leader for whom two solutions differ."""

    leader: int
    before: int | None
    after: int | None


def changes(before: Solution, after: Solution) -> tuple[Change, ...]:
    """Where the second differs from the first, by leader."""
    return tuple(
        Change(key, before.matched.get(key), after.matched.get(key))
        for key in sorted(before.matched.keys() | after.matched.keys())
        if before.matched.get(key) != after.matched.get(key)
    )


def way_costs(text: str) -> tuple[int, ...] | None:
    """Six rising whole numbers from "0,10,40,100,250,500"; None for anything else."""
    parts = [one.strip() for one in text.replace("，", ",").split(",")]
    if len(parts) != FARTHEST + 1 or not all(p.isascii() and p.isdecimal() for p in parts):
        return None
    found = tuple(int(one) for one in parts)
    return found if all(a <= b for a, b in pairwise(found)) and found[-1] <= 100_000 else None
