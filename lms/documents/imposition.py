"""Pages on sheets of paper: cards side by side on A4, backs behind their fronts, moved by mm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.documents.batches import BatchFile, Placed
from lms.documents.fit import POINTS
from lms.documents.stamping import Side
from lms.errors import DomainError

A4 = (210 * POINTS, 297 * POINTS)
_CUT, _AWAY = 4 * POINTS, 1 * POINTS  # length of a crop mark and its distance from the card


@dataclass(frozen=True, slots=True)
class Paper:
    """How a batch comes onto paper; lengths in mm.

    Without `background` only the values are printed, for paper that is printed already; `right`
    and `down` move them (`back_right` and `back_down` those of second pages). `cards` puts as many
    as there is room for on A4, with crop marks; backs are mirrored for turning at the long edge.
    """

    background: bool = True
    right: float = 0.0
    down: float = 0.0
    back_right: float = 0.0
    back_down: float = 0.0
    cards: bool = False

    def moved(self, page: int) -> tuple[float, float]:
        """How far a page is moved in points: to the right, and up."""
        right, down = (self.back_right, self.back_down) if page else (self.right, self.down)
        return right * POINTS, -down * POINTS


PLAIN = Paper()


@dataclass(frozen=True, slots=True)
class Grid:
    """Cards on a sheet of A4: columns, rows and where the lower left corner of each stands."""

    sheet: tuple[float, float]
    card: tuple[float, float]
    columns: int
    rows: int

    @property
    def seats(self) -> int:
        """How many cards stand on a sheet."""
        return self.columns * self.rows

    def corner(self, seat: int, *, back: bool = False) -> tuple[float, float]:
        """The lower left corner of a card in points; rows from the top, backs mirrored."""
        column, row = seat % self.columns, seat // self.columns
        column = self.columns - 1 - column if back else column
        left = (self.sheet[0] - self.columns * self.card[0]) / 2
        bottom = (self.sheet[1] - self.rows * self.card[1]) / 2
        return left + column * self.card[0], bottom + (self.rows - 1 - row) * self.card[1]

    def crop_marks(self) -> bytes:
        """Short lines outside of the cards where they are cut."""
        left, bottom = self.corner((self.rows - 1) * self.columns)
        right, top = left + self.columns * self.card[0], bottom + self.rows * self.card[1]
        lines = []
        for x in (left + column * self.card[0] for column in range(self.columns + 1)):
            lines += [
                _line(x, y, x, y + side)
                for y, side in ((top + _AWAY, _CUT), (bottom - _AWAY, -_CUT))
            ]
        for y in (bottom + row * self.card[1] for row in range(self.rows + 1)):
            lines += [
                _line(x, y, x + side, y)
                for x, side in ((right + _AWAY, _CUT), (left - _AWAY, -_CUT))
            ]
        return f"q 0.25 w 0 G {' '.join(lines)} S Q".encode("ascii")


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l"


def grid_for(card: tuple[float, float]) -> Grid:
    """The sheet, upright or lying, that holds most cards. Raises CARD_TOO_LARGE_FOR_SHEETS."""
    grids = [
        Grid(sheet, card, int((sheet[0] + 0.5) // card[0]), int((sheet[1] + 0.5) // card[1]))
        for sheet in (A4, A4[::-1])
    ]
    best = max(grids, key=lambda grid: grid.seats)
    if not best.seats:
        raise DomainError("CARD_TOO_LARGE_FOR_SHEETS")
    return best


class Sheets:
    """Puts the sides of records onto the pages of a file; `close` prints a last sheet."""

    def __init__(self, file: BatchFile, paper: Paper) -> None:
        self._file, self._paper = file, paper
        self._grid = grid_for(file.batch.plates[0].sizes[0]) if paper.cards else None
        self._waiting: list[Sequence[Side]] = []

    def add(self, number: int, sides: Sequence[Side]) -> None:
        """Add the sides of one record, printed with the plate `number`."""
        if self._grid is None:
            sizes = self._file.batch.plates[number].sizes
            for page, (side, size) in enumerate(zip(sides, sizes, strict=False)):
                self._file.add_page([Placed(side, *self._paper.moved(page))], size)
            return
        self._waiting.append(sides)
        if len(self._waiting) == self._grid.seats:
            self.close()

    def close(self) -> None:
        """Print the cards that wait for a full sheet: fronts, then their backs."""
        if self._grid is None or not self._waiting:
            return
        for page in range(max(map(len, self._waiting))):
            placed = list(self._placed(self._grid, page))
            marks = self._grid.crop_marks() if self._paper.background else b""
            self._file.add_page(placed, self._grid.sheet, marks)
        self._waiting = []

    def _placed(self, grid: Grid, page: int) -> Iterator[Placed]:
        right, up = self._paper.moved(page)
        for seat, sides in enumerate(self._waiting):
            if page < len(sides):
                x, y = grid.corner(seat, back=page == 1)
                yield Placed(sides[page], x + right, y + up, grid.card)
