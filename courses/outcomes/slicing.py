"""Filters of a report, and what subtraction across them would tell.

Whoever reads a report of everybody and then one of a category has the rest by subtraction. So a
filtered report is looked at beside the other values of its filters: in that table small cells are
hidden, with as many others as it takes, and the report shows no more than its row of the table. The
sub-groups of a filtered report are looked at in the same way, each beside itself without the filter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from courses.outcomes.hiding import groups
from courses.outcomes.rules import WORKING, ExitKind, Status
from courses.outcomes.tallying import BOXES, SILENT, Row, Step, Tally

COURSE, CATEGORY, YEAR = "course", "category", "year"
DIVISION, REGION = "division", "region"
Line = tuple[str, str]
"""A sub-group: its kind and its key."""


class Filters(Protocol):
    """What may be asked for."""

    @property
    def course_id(self) -> int | None: ...
    @property
    def category(self) -> str: ...
    @property
    def year(self) -> int | None: ...


def wanted(asked: Filters) -> dict[str, int | str]:
    """The filters that are set."""
    found = {COURSE: asked.course_id, CATEGORY: asked.category or None, YEAR: asked.year}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(slots=True)
class Table:
    """Counts of every value of one filter, the others as asked; `own` is the value asked for.

    `lines` are the cells of sub-groups (who works, who does not, who is silent) by value.
    """

    own: str
    rows: dict[str, Counter[str]] = field(default_factory=dict)
    lines: dict[Line, dict[str, list[int]]] = field(default_factory=dict)

    def row(self, key: str) -> Counter[str]:
        """The counts of one value, by step and by status."""
        return self.rows.setdefault(key, Counter())

    def line(self, line: Line, key: str) -> list[int]:
        """The cells of a sub-group at one value."""
        return self.lines.setdefault(line, {}).setdefault(key, [0, 0, 0])

    def withheld(self) -> bool:
        """Whether not even how many were eligible or answered may be told."""
        eligible = self._shown(lambda row: [sum(outcome(row))])
        answered = self._shown(lambda row: [sum(outcome(row)[:2])])
        return None in (*eligible, *answered)

    def hides_working(self) -> bool:
        """Whether how many work may not be told."""
        return None in self._shown(outcome)[:2]

    def hidden_statuses(self) -> set[Status]:
        """Statuses whose count may not be told."""
        shown = self._shown(lambda row: [*(row[each] for each in Status), _silent(row)])
        return {each for each, count in zip(Status, shown, strict=False) if count is None}

    def hidden_flow(self) -> set[str]:
        """Steps and boxes of the flow that may not be told: all, for the boxes would tell the rest."""
        used = [each for each in Step if any(row[each] for row in self.rows.values())]
        shown = self._shown(lambda row: [row[each] for each in used])
        return {*Step, *BOXES} if None in shown else set()

    def hidden_cells(self) -> set[tuple[Line, int]]:
        """Cells of sub-groups, by their place, that may not be told."""
        found: set[tuple[Line, int]] = set()
        for line, by in self.lines.items():
            shown = _beside({self.own: [0, 0, 0], **by}, self.own)
            found |= {(line, at) for at, cell in enumerate(shown) if cell is None}
        return found

    def _shown(self, cells: "Cells") -> Sequence[int | None]:
        rows = {key: cells(row) for key, row in self.rows.items()}
        return _beside({self.own: cells(self.row(self.own)), **rows}, self.own, noughts=True)


def _beside(
    rows: Mapping[str, Sequence[int]], own: str, *, noughts: bool = False
) -> Sequence[int | None]:
    """One of the rows as it may be shown where all their sums are; in an order of its own, so that
    every filter hides the same cells."""
    return groups(dict(sorted(rows.items())), told=True, noughts=noughts)[own]


class Cells(Protocol):
    """The cells of a row of counts."""

    def __call__(self, row: Counter[str], /) -> list[int]: ...


class Beside(Protocol):
    """What other reports that the same reader may open forbid this one to tell."""

    def withheld(self) -> bool: ...
    def hides_working(self) -> bool: ...
    def hidden_statuses(self) -> set[Status]: ...
    def hidden_flow(self) -> set[str]: ...
    def hidden_cells(self) -> set[tuple[Line, int]]: ...


Near = dict[str, Beside]


def outcome(row: Mapping[str, int]) -> list[int]:
    """Who works, who does not, who is silent."""
    working = sum(row.get(each, 0) for each in WORKING)
    return [working, row.get(Step.ANSWERED, 0) - working, _silent(row)]


def _silent(row: Mapping[str, int]) -> int:
    return sum(row.get(each, 0) for each in SILENT)


def counts(found: Tally) -> dict[str, int]:
    """How many of a tally stand in each step and status."""
    return dict(found.steps + found.statuses)


def split(asked: dict[str, int | str], rows: Iterable[Row], today: date) -> tuple[Tally, Near]:
    """The rows that fit all filters, and beside them those that fit all but one."""
    own, beside = Tally(), {name: dict[str, Tally]() for name in asked}
    for row in rows:
        values = {COURSE: row.course_id, CATEGORY: row.category, YEAR: row.year}
        missed = [name for name, value in asked.items() if values[name] != value]
        if not missed:
            own.add(row, today)
        elif len(missed) == 1 and row.exit_kind is not ExitKind.COMPARISON:
            beside[missed[0]].setdefault(str(values[missed[0]]), Tally()).add(row, today)
    return own, {
        name: _table(str(value), beside[name] | {str(value): own}) for name, value in asked.items()
    }


def _table(own: str, tallies: Mapping[str, Tally]) -> Table:
    made = Table(own, {key: Counter(counts(found)) for key, found in tallies.items()})
    for value, found in tallies.items():
        for kind, parts in found.groups.items():
            for key, group in parts.items():
                made.line((kind, key), value)[:] = group.cells
    return made
