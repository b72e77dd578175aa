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
    cells: Mapping[Key, int], equations: Sequence[Equation], keep: Set[Key] = frozenset()
) -> frozenset[Key]:
    """The cells not to be shown; those in `keep` are shown whatever they are."""
    gone = {key for key, count in cells.items() if small(count) and key not in keep}
    while True:
        key = _next(cells, equations, gone, keep)
        if key is None:
            return frozenset(gone)
        gone.add(key)


def _next(
    cells: Mapping[Key, int], equations: Sequence[Equation], gone: Set[Key], keep: Set[Key]
) -> Key | None:
    """One more cell to hide; None when nothing can be worked out any more.

    What one equation gives away by itself is mended first, then what several give away together.
    """
    for equation in equations:
        if _gives_away(cells, equation, gone) and (found := _least(cells, equation, gone | keep)):
            return found[0]
    told = derivable(equations, gone)
    for equation in equations:
        if any(key in told for key in equation.keys) and (
            found := _least(cells, equation, gone | keep)
        ):
            return found[0]
    return None


def _gives_away(cells: Mapping[Key, int], equation: Equation, gone: Set[Key]) -> bool:
    """Whether a subtraction shows a hidden cell, or that some hidden ones are few together."""
    inside = [key for key in equation.parts if key in gone]
    if equation.total in gone:
        return not inside
    return bool(inside) and (len(inside) == 1 or sum(cells[key] for key in inside) < LEAST)


def _least(cells: Mapping[Key, int], equation: Equation, out: Set[Key]) -> list[Key]:
    """The cell of an equation whose hiding costs least: a part before the sum, the smallest first."""
    offered = [key for key in equation.keys if key not in out and cells[key]]
    return sorted(offered, key=lambda key: (key == equation.total, cells[key]))[:1]


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
    row: Mapping[int, Fraction], other: Mapping[int, Fraction], pivot: int
) -> dict[int, Fraction]:
    times = row.get(pivot, Fraction(0))
    if not times:
        return dict(row)
    found = dict(row)
    for at, value in other.items():
        left = found.get(at, Fraction(0)) - times * value
        if left:
            found[at] = left
        else:
            found.pop(at, None)
    return found


def groups(
    table: Mapping[str, Sequence[int]], *, told: bool = False
) -> dict[str, tuple[int | None, ...]]:
    """A table of groups × cells with a margin on both sides, hidden cells as None.

    Each row is (cells …); the answer's rows are (cells …, sum), the last under '' the sums. `told`
    says that the sums are shown elsewhere, so that hiding them here would hide nothing.
    """
    names = list(table)
    width = len(next(iter(table.values()), ()))
    cells: dict[Key, int] = {(name, at): table[name][at] for name in names for at in range(width)}
    for name in names:
        cells[name, width] = sum(table[name])
    for at in range(width + 1):
        cells["", at] = sum(cells[name, at] for name in names)
    equations = [
        *(
            Equation((name, width), tuple((name, at) for at in range(width)))
            for name in ("", *names)
        ),
        *(Equation(("", at), tuple((name, at) for name in names)) for at in range(width + 1)),
    ]
    sums = frozenset(("", at) for at in range(width + 1)) if told else frozenset()
    gone = hidden(cells, equations, sums)
    return {
        name: tuple(None if (name, at) in gone else cells[name, at] for at in range(width + 1))
        for name in (*names, "")
    }
