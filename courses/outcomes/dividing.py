"""Counties beside the others of their province, so that reports of a province, its cities and its
counties, which are open to the same reader, tell no small cell together.

Everything they show of who works and in what way is one set of equations. What is shown of the flow is
looked at beside the counties of a city, and the cities of a province. How many were eligible and
answered is always told, but for fewer than five eligible.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from courses.outcomes.hiding import Equation, Key, hidden
from courses.outcomes.rules import WORKING, Status
from courses.outcomes.slicing import REGION, Line, outcome
from courses.outcomes.tallying import BOXES, SUMS, Step

PROVINCE, CITY = 2, 4
WORKS, OTHERS, ANSWERED = "works", "others", "answers"
Counts = Mapping[str, int]
_OTHERS = tuple(each for each in Status if each not in WORKING)


class Divisions:
    """A county, city or province among `counties`, whose counts are by step and by status."""

    def __init__(self, prefix: str, counties: Mapping[str, Counter[str]]) -> None:
        self._own = prefix if len(prefix) > PROVINCE else ""
        self._rows: dict[str, Counter[str]] = dict(sorted(counties.items()))
        self._parts: dict[str, list[str]] = {}
        for county in self._rows:
            self._parts.setdefault(county[:CITY], []).append(county)
        cities = list(self._parts)
        self._parts[""] = cities
        for total, parts in self._parts.items():
            self._rows[total] = sum((self._rows[part] for part in parts), Counter())

    def withheld(self) -> bool:
        """Whether not even how many were eligible may be told."""
        cells: dict[Key, int] = {(name, 0): sum(outcome(row)) for name, row in self._rows.items()}
        return (self._own, 0) in hidden(cells, list(self._sums(self._parts, [0])))

    def hides_working(self) -> bool:
        """Whether how many work may not be told."""
        return (self._own, WORKS) in self._answers

    def hidden_statuses(self) -> set[Status]:
        """Statuses whose count may not be told."""
        return {each for each in Status if (self._own, each) in self._answers}

    def hidden_flow(self) -> set[str]:
        """Steps and boxes of the flow that may not be told."""
        return {name for name in (*Step, *BOXES) if (self._own, name) in self._flow}

    def hidden_cells(self) -> set[tuple[Line, int]]:
        """Who works and who does not in counties where that may not be told."""
        places = {WORKS: 0, OTHERS: 1}
        return {((REGION, row), places[name]) for row, name in self._answers if name in places}

    @cached_property
    def _answers(self) -> frozenset[tuple[str, str]]:
        within = {ANSWERED: (WORKS, OTHERS), OTHERS: _OTHERS, WORKS: tuple(sorted(WORKING))}
        keep = {(row, ANSWERED) for row in self._rows}
        return self._hidden(self._parts, Status, within, keep, noughts=True)

    @cached_property
    def _flow(self) -> frozenset[tuple[str, str]]:
        around = {self._own[:CITY]} if self._own else set()
        around |= {""} if len(self._own) <= CITY else set()
        found: frozenset[tuple[str, str]] = frozenset()
        for total in around & set(self._parts):
            parts = {total: self._parts[total]}
            rows = (total, *parts[total])
            keep = {(row, name) for row in rows for name in ("eligible", "answered", Step.ANSWERED)}
            found |= self._hidden(parts, Step, SUMS, keep)
        return found

    def _hidden(
        self,
        parts: Mapping[str, Sequence[str]],
        names: type[Status] | type[Step],
        within: dict[str, tuple[str, ...]],
        keep: set[tuple[str, str]],
        *,
        noughts: bool = False,
    ) -> frozenset[tuple[str, str]]:
        """What may not be told of counts and of the sums of them in every row."""
        cells: dict[Key, int] = {}
        equations: list[Equation] = []
        for row in dict.fromkeys([*parts, *(row for rows in parts.values() for row in rows)]):
            cells |= {(row, name): self._rows[row][name] for name in names}
            for name, inside in reversed(within.items()):
                cells[row, name] = sum(cells[row, part] for part in inside)
                equations.append(Equation((row, name), tuple((row, part) for part in inside)))
        equations += self._sums(parts, [*names, *within])
        return frozenset(hidden(cells, equations, keep, noughts=noughts))  # type: ignore[arg-type]  # keys as made here

    @staticmethod
    def _sums(parts: Mapping[str, Sequence[str]], names: Sequence[object]) -> Iterator[Equation]:
        for total, rows in parts.items():
            for name in names:
                yield Equation((total, name), tuple((row, name) for row in rows))
