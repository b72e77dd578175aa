"""What a reader hands on: the cells as the file has them, before anybody interprets them."""

from dataclasses import dataclass, field
from datetime import date

Cell = str | float | int | bool | date | None
"""A blank cell is `None`, a cell with a date format a `date` or `datetime`, the rest as typed.

A long number typed into a numeric cell stays a float, so that `cells.is_lossy_number` sees it.
"""

Corner = tuple[int, int]
"""Row and column, both counted from 0."""

Span = tuple[Corner, Corner]
"""A merged range: first and last corner, both inclusive."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is sheet row 1 (in a text file: record 1), blank rows included."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[Span, ...] = ()
    visible: bool = True

    def cell(self, row: int, column: int) -> Cell:
        """The cell at sheet row `row` (from 1) and column index `column` (from 0), or None."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column] if 0 <= column < len(cells) else None

    @property
    def width(self) -> int:
        """Number of columns up to the last one the reader delivered."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file somebody sent: its name (for sentences only) and its sheets in order."""

    name: str
    sheets: tuple[Sheet, ...] = field(default=())
