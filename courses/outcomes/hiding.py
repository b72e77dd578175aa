"""Hiding small cells, so that nobody in a sub-group can be told, also not by subtraction.

A table is a set of equations: cells that add up to a cell. Every cell from 1 to 4 is hidden. Then
more are hidden until no hidden one follows from what is shown, which is decided by elimination over
all equations together, and until no group of hidden cells adds up to 1–4.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

LEAST = 5
"""Cells below this are hidden (DOMAIN §6); nought shows nobody and stays."""
Key = Hashable
Cell = tuple[Key, int]
"""A row of a table and a place in it."""


@dataclass(frozen=True, slots=True)
class Equation:
    """`total` is the sum of `parts`."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All cells in it."""
        return (*self.parts, self.total)


def small(count: int) -> bool:
    """Whether a count is hidden."""
    return 0 < count < LEAST


def hidden(
    cells: Mapping[Key, int],
    equations: Sequence[Equation],
    keep: Set[Key] = frozenset(),
    gone: Set[Key] = frozenset(),
    *,
    noughts: bool = False,
) -> frozenset[Key]:
    """The cells not to be shown; those in `keep` are shown whatever they are, those in `gone` not.

    `noughts` lets a nought be hidden where nothing else is left to keep a cell from being told.
    What one equation gives away by itself is mended first, then what several give away together.
    """
    out = {key for key, count in cells.items() if small(count) and key not in keep} | gone
    while True:
        before = len(out)
        for equation in equations:
            while _gives_away(cells, equation, out) and (
                found := _least(cells, equation, out | keep, noughts=noughts)
            ):
                out.add(found[0])
        if len(out) > before:
            continue
        told = set(derivable(equations, out))
        for equation in equations:
            if not told.isdisjoint(equation.keys) and (
                found := _least(cells, equation, out | keep, noughts=noughts)
            ):
                out.add(found[0])
                told.difference_update(equation.keys)
        if len(out) == before:
            return frozenset(out)


def _gives_away(cells: Mapping[Key, int], equation: Equation, gone: Set[Key]) -> bool:
    """Whether a subtraction shows a hidden cell, or that some hidden ones are few together."""
    inside = [key for key in equation.parts if key in gone]
    if equation.total in gone:
        return not inside
    return bool(inside) and (len(inside) == 1 or sum(cells[key] for key in inside) < LEAST)


def _least(
    cells: Mapping[Key, int], equation: Equation, out: Set[Key], *, noughts: bool
) -> list[Key]:
    """The cell of an equation whose hiding costs least: a part before the sum, the smallest first."""
    offered = [key for key in equation.keys if key not in out and (cells[key] or noughts)]
    return sorted(offered, key=lambda key: (key == equation.total, not cells[key], cells[key]))[:1]


def derivable(equations: Sequence[Equation], gone: Set[Key]) -> frozenset[Key]:
    """Hidden cells that follow from the shown ones, by elimination."""
    columns = {key: at for at, key in enumerate(sorted(gone, key=str))}
    rows: list[dict[int, Fraction]] = []
    for equation in equations:
        row: dict[int, Fraction] = {}
        for key in equation.parts:
            if key in columns:
                row[columns[key]] = row.get(columns[key], Fraction(0)) + 1
        if equation.total in columns:
            row[columns[equation.total]] = row.get(columns[equation.total], Fraction(0)) - 1
        rows.append({at: value for at, value in row.items() if value})
    reduced = _reduced([row for row in rows if row])
    alone = {next(iter(row)) for row in reduced if len(row) == 1}
    return frozenset(key for key, at in columns.items() if at in alone)


def _reduced(rows: list[dict[int, Fraction]]) -> list[dict[int, Fraction]]:
    """Reduced row echelon form of sparse rows."""
    done: dict[int, dict[int, Fraction]] = {}
    for row in rows:
        current = dict(row)
        for pivot, other in done.items():
            current = _less(current, other, pivot)
        if not current:
            continue
        pivot = min(current)
        lead = current[pivot]
        current = {at: value / lead for at, value in current.items()}
        for key, other in done.items():
            done[key] = _less(other, current, pivot)
        done[pivot] = current
    return list(done.values())


def _less(
    row: dict[int, Fraction], other: Mapping[int, Fraction], pivot: int
) -> dict[int, Fraction]:
    times = row.get(pivot)
    if not times:
        return row
    found = dict(row)
    for at, value in other.items():
        left = found.get(at, Fraction(0)) - times * value
        if left:
            found[at] = left
        else:
            found.pop(at, None)
    return found


def shown(
    rows: Mapping[Key, Sequence[int]],
    sums: Sequence[tuple[Key, Sequence[Key]]],
    keep: Set[Cell] = frozenset(),
    gone: Set[Cell] = frozenset(),
    *,
    noughts: bool = False,
) -> dict[Key, tuple[int | None, ...]]:
    """Rows of counts, each with its sum behind them, hidden cells as None.

    `sums` are the rows that are sums of others: everybody of the groups, a centre of its classes.
    `keep` and `gone` name cells by row and place; `noughts` as in `hidden`.
    """
    width = len(next(iter(rows.values()), ()))
    whole = {name: (*row, sum(row)) for name, row in rows.items()}
    cells: dict[Key, int] = {
        (name, at): row[at] for name, row in whole.items() for at in range(width + 1)
    }
    equations = [
        *(Equation((name, width), tuple((name, at) for at in range(width))) for name in whole),
        *(
            Equation((total, at), tuple((name, at) for name in parts))
            for total, parts in sums
            for at in range(width + 1)
        ),
    ]
    out = hidden(cells, equations, keep, gone, noughts=noughts)
    return {
        name: tuple(None if (name, at) in out else count for at, count in enumerate(row))
        for name, row in whole.items()
    }


def groups(
    table: Mapping[str, Sequence[int]], *, told: bool = False, noughts: bool = False
) -> dict[str, tuple[int | None, ...]]:
    """A table of groups × cells with a margin on both sides, hidden cells as None.

    Each row is (cells …); the answer's rows are (cells …, sum), the last under '' the sums. `told`
    says that the sums are shown elsewhere, so that hiding them here would hide nothing.
    """
    width = len(next(iter(table.values()), ()))
    rows: dict[Key, Sequence[int]] = {key: table[key] for key in table}
    rows[""] = [sum(row[at] for row in table.values()) for at in range(width)]
    sums = frozenset(("", at) for at in range(width + 1)) if told else frozenset()
    found = shown(rows, [("", tuple(table))], sums, noughts=noughts)
    return {str(name): row for name, row in found.items()}
