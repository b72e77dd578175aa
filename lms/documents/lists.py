"""Lists on paper: columns as data, pages counted in Python, subtotals that add up.

A row holds strings; an `int` in a money column is fen. Pages, subtotals and “第 x 页 共 y 页” are
exact because every row has the same height and every cell is fitted before the layout.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, repeat
from typing import Literal

from lms.documents.amounts import format_yuan
from lms.documents.design import Design
from lms.documents.faces import SERIF
from lms.documents.fit import POINTS, Fitted, fit

Cell = str | int
_PADDING = 2.0  # mm, both sides of a cell together
_KNOWN_CELLS = 512
_MARGIN = 0.6  # mm, above and below the text of a row together
SUM_SPACING = 0.15  # em between the characters of “本页小计” (also in paper.css)
HEAD_HEIGHT, SUM_HEIGHT = 9.0, 7.0  # mm, the line of titles and a line of sums


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: width in mm, text size in points; `money` cells are fen and summed.

    A text that is too wide is set smaller, then in up to `lines` lines.
    """

    title: str
    width: float
    align: Literal["left", "center", "right"] = "center"
    size: float = 9.0
    money: bool = False
    lines: int = 2
    smallest: float = 6.0


@dataclass(frozen=True, slots=True)
class ListDesign:
    """How a list looks: `rows` of `row_height` mm on a page, on the last `less_last` fewer.

    The last page has the foot; on the first, `less_first` rows give way to the lead. `subtotals`
    are printed under each page when there are several and a column is money.
    """

    design: Design
    columns: tuple[Column, ...]
    row_height: float
    rows: int
    less_last: int = 0
    less_first: int = 0
    portrait: bool = False
    subtotals: bool = True

    def __post_init__(self) -> None:
        if self.rows - self.less_first - self.less_last < 1:
            raise ValueError("a page must have room for one row at least")

    @property
    def width(self) -> float:
        """Of all columns, mm."""
        return sum(column.width for column in self.columns)

    def height(self, rows: int, sums: int) -> float:
        """Of a table with so many rows and lines of sums, mm."""
        return HEAD_HEIGHT + rows * self.row_height + sums * SUM_HEIGHT

    def ruling(self, rows: int, sums: int) -> str:
        """The lines within such a table as one SVG path in mm.

        Drawn at once: borders of cells are a quarter of the time that a list takes. A line of sums
        has one wide cell before the first money column.
        """
        heights = chain((HEAD_HEIGHT,), repeat(self.row_height, rows), repeat(SUM_HEIGHT, sums))
        *across, bottom = accumulate(heights)
        above_sums = self.height(rows, 0)
        first_sum = next((at for at, one in enumerate(self.columns) if one.money), 0)
        down = list(accumulate(column.width for column in self.columns))[:-1]
        return "".join(
            [f"M0 {y:.2f}H{self.width:.2f}" for y in across]
            + [
                f"M{x:.2f} 0V{bottom if place >= first_sum else above_sums:.2f}"
                for place, x in enumerate(down, 1)
            ]
        )


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the table on every page, and the lead, on the first page only.

    Each tuple of `facts` is a line spread over the width; `mark` (草拟) stands beside the title.
    """

    title: str
    facts: tuple[tuple[str, ...], ...] = ()
    lead: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below the table on the last page: lines of text, then places for signatures."""

    lines: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page: its fitted cells and, when the list has money, the sums of its money columns."""

    number: int
    rows: tuple[tuple[Fitted, ...], ...]
    sums: dict[int, str] = field(default_factory=dict)
    totals: dict[int, str] = field(default_factory=dict)
    last: bool = False

    @property
    def sizes(self) -> tuple[float, ...]:
        """The sizes of its texts in points, each once, in order."""
        return tuple(sorted({cell.size for row in self.rows for cell in row}))


@dataclass(frozen=True, slots=True)
class GridPage:
    """A sheet to be filled or read back (签到表, 考勤表): its cells are centred, all of one face.

    `rows` holds the fitted cells that differ from sheet to sheet; what stands around them is
    `frame`, the same (and equal) for every sheet that looks alike when it is empty.
    """

    number: int
    count: int
    frame: Hashable
    rows: tuple[tuple[Fitted, ...], ...]

    @property
    def emptied(self) -> "GridPage":
        """The sheet without its cells."""
        bare = tuple(tuple(Fitted(cell.size, ("",)) for cell in row) for row in self.rows)
        return replace(self, rows=bare)

    @property
    def sums(self) -> dict[int, str]:
        """A sheet has no sums of money."""
        return {}


def page_sizes(count: int, rows: int, less_first: int = 0, less_last: int = 0) -> tuple[int, ...]:
    """How many rows stand on each page; every page has at least one, unless the list is empty."""
    sizes: list[int] = []
    while True:
        room = rows if sizes else rows - less_first
        if count <= room - less_last:
            return (*sizes, count)
        kept_back = max(1, min(count // 3, rows - less_last))  # no last page of a single row
        sizes.append(max(1, min(room, count - kept_back)))
        count -= sizes[-1]


def _sums(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> dict[int, str]:
    money = [place for place, column in enumerate(columns) if column.money]
    return {place: format_yuan(sum(int(row[place]) for row in rows)) for place in money}


class Fitter:
    """Fits cells into their columns; what a column repeats (a trade, a bank) is fitted once."""

    def __init__(self, design: ListDesign) -> None:
        self._design = design
        self._known: list[dict[Cell, Fitted]] = [{} for _ in design.columns]

    def row(self, row: tuple[Cell, ...]) -> tuple[Fitted, ...]:
        """The cells of a row. Raises ValueError when there are too few or too many."""
        if len(row) != len(self._known):
            raise ValueError(f"a row has {len(row)} cells for {len(self._known)} columns")
        return tuple(self.cell(place, cell) for place, cell in enumerate(row))

    def cell(self, place: int, cell: Cell) -> Fitted:
        """One cell of the column at `place`."""
        known = self._known[place]
        found = known.get(cell)
        if found is None:
            if len(known) >= _KNOWN_CELLS:
                known.clear()
            found = known[cell] = self._fit(self._design.columns[place], cell)
        return found

    def _fit(self, column: Column, cell: Cell) -> Fitted:
        return fit(
            format_yuan(cell) if isinstance(cell, int) else cell,
            (column.width - _PADDING) * POINTS,
            family=SERIF,
            size=column.size,
            smallest=column.smallest,
            lines=1 if column.money else column.lines,
            height=(self._design.row_height - _MARGIN) * POINTS,
        )


def fitted_sum(column: Column, amount: str) -> Fitted:
    """The amount of a line of sums in its column."""
    return fit(
        amount,
        (column.width - _PADDING) * POINTS,
        family=SERIF,
        size=column.size,
        smallest=column.smallest,
        lines=1,
    )


def samples(design: ListDesign, rows: Sequence[tuple[Cell, ...]]) -> Iterator[ListPage]:
    """The pages of `paginate` with empty cells; only the last has its totals."""
    sizes = page_sizes(len(rows), design.rows, design.less_first, design.less_last)
    money = [place for place, column in enumerate(design.columns) if column.money]
    empty = tuple(Fitted(column.size, ("",)) for column in design.columns)
    for number, size in enumerate(sizes, 1):
        last = number == len(sizes)
        yield ListPage(
            number=number,
            rows=(empty,) * size,
            sums=dict.fromkeys(money, ""),
            totals=_sums(design.columns, rows) if last else {},
            last=last,
        )


def paginate(design: ListDesign, rows: Sequence[tuple[Cell, ...]]) -> Iterator[ListPage]:
    """Cut `rows` into pages with their subtotals; the last page also has the totals."""
    sizes = page_sizes(len(rows), design.rows, design.less_first, design.less_last)
    fitter = Fitter(design)
    start = 0
    for number, size in enumerate(sizes, 1):
        here = rows[start : start + size]
        start += size
        last = number == len(sizes)
        yield ListPage(
            number=number,
            rows=tuple(fitter.row(row) for row in here),
            sums=_sums(design.columns, here),
            totals=_sums(design.columns, rows) if last else {},
            last=last,
        )
