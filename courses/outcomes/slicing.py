"""Filters of a report, and what subtraction across them would tell.

Whoever reads a report of everybody and then one of a category has the rest by subtraction. So a
filtered report is looked at beside the other values of its filters: in that table small cells are
hidden, with as many others as it takes, and the report shows no more than its row of the table.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from courses.outcomes.hiding import groups
from courses.outcomes.rules import WORKING, ExitKind, Status
from courses.outcomes.tallying import SILENT, Row, Step, Tally

COURSE, CATEGORY, YEAR = "course", "category", "year"


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
    """Counts of every value of one filter, the others as asked; `own` is the value asked for."""

    own: str
    rows: dict[str, Counter[str]] = field(default_factory=dict)

    def row(self, key: str) -> Counter[str]:
        """The counts of one value, by step and by status."""
        return self.rows.setdefault(key, Counter())

    def withheld(self) -> bool:
        """Whether not even how many were eligible may be told."""
        return self._shown(_outcome)[-1] is None

    def hides_working(self) -> bool:
        """Whether how many work may not be told."""
        return None in self._shown(_outcome)[:2]

    def hidden_statuses(self) -> set[Status]:
        """Statuses whose count may not be told."""
        shown = self._shown(lambda row: [*(row[each] for each in Status), _silent(row)])
        return {each for each, count in zip(Status, shown, strict=False) if count is None}

    def hidden_steps(self) -> set[Step]:
        """Steps of the flow whose count may not be told."""
        used = [each for each in Step if any(row[each] for row in self.rows.values())]
        shown = self._shown(lambda row: [row[each] for each in used])
        return {each for each, count in zip(used, shown, strict=False) if count is None}

    def _shown(self, cells: "Cells") -> tuple[int | None, ...]:
        """The row asked for; in an order of its own, so that every filter hides the same cells."""
        own = {self.own: self.rows.get(self.own, Counter())}
        table = {key: cells(row) for key, row in sorted((self.rows | own).items())}
        return groups(table, told=True)[self.own]


class Cells(Protocol):
    """The cells of a row of counts."""

    def __call__(self, row: Counter[str], /) -> list[int]: ...


Near = dict[str, Table]


def _outcome(row: Counter[str]) -> list[int]:
    working = sum(row[each] for each in WORKING)
    return [working, row[Step.ANSWERED] - working, _silent(row)]


def _silent(row: Counter[str]) -> int:
    return sum(row[each] for each in SILENT)


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
    near = {
        name: Table(
            str(value),
            {key: Counter(counts(found)) for key, found in beside[name].items()}
            | {str(value): Counter(counts(own))},
        )
        for name, value in asked.items()
    }
    return own, near
