"""A table found in a sheet: which column is which field, and which rows are data."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lms.sheets.cells import as_text
from lms.sheets.footers import is_footer
from lms.sheets.workbook import Cell, Sheet

SERIAL_HEADINGS = frozenset({"序号", "编号", "序", "号", "no", "sn", "nr"})
_WESTERN = re.compile("[0-9A-Za-z]")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """A heading for comparison: NFKC, lower case, without blanks, line breaks, punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in folded if sign.isalnum())


@dataclass(frozen=True, slots=True)
class Field:
    """A column an importer looks for.

    `synonyms` are headings in any spelling, the best first (the first also names the field in
    sentences); `pattern` is searched in the heading as typed when no synonym fits. With `many`
    every fitting column belongs to the field (the days of a register), else only the best one.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    pattern: str | re.Pattern[str] | None = None
    many: bool = False

    @property
    def label(self) -> str:
        """How the field is called in a sentence."""
        return self.synonyms[0] if self.synonyms else self.name


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet. Row numbers count from 1 as in the sheet, columns from 0."""

    sheet: Sheet
    header_rows: tuple[int, ...]
    columns: Mapping[str, tuple[int, ...]]
    headings: tuple[tuple[str, ...], ...]
    title_lines: tuple[str, ...]
    unknown_headings: tuple[str, ...]
    missing: tuple[Field, ...]
    many: frozenset[str] = frozenset()

    @property
    def first_row(self) -> int:
        """The sheet row below the headings."""
        return self.header_rows[-1] + 1 if self.header_rows else 1

    def column(self, name: str) -> int | None:
        """The column of a field, or None when the sheet does not have it."""
        found = self.columns.get(name, ())
        return found[0] if found else None

    def rows(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Every data row as (sheet row, {field: cell}); `many` fields are read with `cells`.

        Left out: blank rows, rows with only a serial number, footers and repeated headings.
        """
        numbers, columns = self.by_field()
        for at, number in enumerate(numbers):
            yield number, {name: cells[at] for name, cells in columns.items()}

    def by_field(self) -> tuple[list[int], dict[str, list[Cell]]]:
        """The sheet rows of all data rows, and their cells as a list for each field."""
        wanted = [(name, at[0]) for name, at in self.columns.items() if name not in self.many]
        last = max((column for _, column in wanted), default=-1)
        numbers, lines = [], []
        for number, cells in self._data_rows():
            short = last + 1 - len(cells)
            numbers.append(number)
            lines.append(cells if short <= 0 else [*cells, *[None] * short])
        columns = list(zip(*lines, strict=False))  # the shortest line has all that is wanted
        return numbers, {name: list(columns[at]) if lines else [] for name, at in wanted}

    def cells(self, row: int, name: str) -> tuple[Cell, ...]:
        """The cells of a field in sheet row `row`, in the order of its columns."""
        return tuple(self.sheet.cell(row, column) for column in self.columns.get(name, ()))

    def left_out(self) -> tuple[tuple[int, str], ...]:
        """Rows below the headings that hold text but are not data: (sheet row, text)."""
        data = {number for number, _ in self._data_rows()}
        return tuple(
            (number, " ".join(filter(None, map(as_text, cells))))
            for number, cells in enumerate(self.sheet.rows[self.first_row - 1 :], self.first_row)
            if number not in data and any(map(as_text, cells))
        )

    def _data_rows(self) -> Iterator[tuple[int, list[Cell]]]:
        mapped = sorted({column for found in self.columns.values() for column in found})
        telling = [column for column in mapped if not self._is_serial(column)] or mapped
        wide = _full_width_rows(self.sheet)
        texts = [(column, {*self.headings[column], ""}) for column in telling]
        first, words = texts[0] if texts else (0, {""})
        # of letters and digits a cell may have wider ones than the heading
        plain = bool(texts) and not _WESTERN.search("".join(words))
        for number, cells in enumerate(self.sheet.rows[self.first_row - 1 :], self.first_row):
            lead = cells[first] if plain and first < len(cells) else None
            # a word that is no heading in the first column: almost every row
            told = lead.__class__ is str and lead.isalnum() and lead not in words
            if not told and (_all_blank(cells, telling) or _repeats_headings(cells, texts)):
                continue
            if number not in wide and not is_footer(cells):
                yield number, cells

    def _is_serial(self, column: int) -> bool:
        return any(normalise(text) in SERIAL_HEADINGS for text in self.headings[column])


def _repeats_headings(cells: Sequence[Cell], texts: Sequence[tuple[int, set[str]]]) -> bool:
    """Whether the headings are printed again in the middle of the list."""
    for column, words in texts:  # noqa: SIM110  # a plain loop: this is asked of every row
        if column < len(cells) and as_text(cells[column]) not in words:
            return False
    return True


def _all_blank(cells: Sequence[Cell], columns: Sequence[int]) -> bool:
    for column in columns:  # noqa: SIM110  # a plain loop: this is asked of every row
        if column < len(cells) and not _blank(cells[column]):
            return False
    return True


def _blank(value: Cell) -> bool:
    if isinstance(value, str):
        return not value.isalnum() and as_text(value) == ""
    return value is None


def _full_width_rows(sheet: Sheet) -> frozenset[int]:
    """Sheet rows that are one merged cell over most of the sheet: section titles, notes, sums."""
    half = max(sheet.width // 2, 2)
    return frozenset(
        top + 1
        for (top, left), (bottom, right) in sheet.merged
        if top == bottom and right - left >= half
    )
