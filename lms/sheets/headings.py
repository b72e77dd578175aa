"""Finding the table in a sheet and telling which column is which field.

Offices put titles above the headings, print headings in two lines, merge cells, leave blank rows,
number rows in advance and sign below. Nothing of that is data.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from lms.errors import DomainError
from lms.sheets.cells import as_text
from lms.sheets.table import SERIAL_HEADINGS, Field, Table, normalise
from lms.sheets.workbook import Sheet, Workbook

SEARCHED_ROWS = 40
DEEPEST_HEADING = 3
BRACKETED = re.compile(r"[(（【\[〔][^)）】\]〕]*[)）】\]〕]")
LONG_NUMBER = re.compile(r"\d{6}")
# what stays of a form's title when the form's own name is taken off
FORM_NAME = re.compile(
    r"(?:学员|人员|培训)*(?:花名册|名册|名单|考勤表|签到表|签到册|点名册|登记表|汇总表|统计表|一览表)"
    r"(?:[（(].*[)）])?$"
)


def column_headings(sheet: Sheet, header_rows: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """For each column the texts of its headings from top to bottom, merged cells filled.

    `header_rows` are sheet rows. A heading merged over several lines is given once; a heading
    merged over several columns is given to each: ("9月10日", "上午"), ("9月10日", "下午").
    Where the file keeps no merges (ods, csv) a blank beside a heading belongs to it if the line
    below goes on.
    """
    width = max((len(sheet.rows[row - 1]) for row in header_rows), default=0)
    lines = [[as_text(sheet.cell(row, column)) for column in range(width)] for row in header_rows]
    _fill_merged(sheet, header_rows, lines)
    if not sheet.merged:
        _fill_to_the_right(lines)
    columns = []
    for texts in zip(*lines, strict=True):
        kept: list[str] = []
        for text in texts:
            if text and (not kept or kept[-1] != text):
                kept.append(text)
        columns.append(tuple(kept))
    return tuple(columns)


def _fill_merged(sheet: Sheet, header_rows: Sequence[int], lines: list[list[str]]) -> None:
    place = {row: index for index, row in enumerate(header_rows)}
    for (top, left), (bottom, right) in sheet.merged:
        if top + 1 not in place:
            continue
        text = lines[place[top + 1]][left] if left < len(lines[0]) else ""
        for row in range(top + 1, min(bottom + 1, header_rows[-1]) + 1):
            for column in range(left, min(right + 1, len(lines[0]))):
                lines[place[row]][column] = text


def _fill_to_the_right(lines: list[list[str]]) -> None:
    for upper, lower in pairwise(lines):
        for column in range(1, len(upper)):
            if not upper[column] and upper[column - 1] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]


def find_table(sheet: Sheet, fields: Sequence[Field]) -> Table:
    """The table of `sheet` that has most of the `fields` (required ones first).

    Never refuses: `missing` lists the required fields that were not found; `require_table` does.
    """
    known = _Spellings(fields)
    best: Table | None = None
    best_score: tuple[int, ...] = ()
    for row in range(1, min(len(sheet.rows), SEARCHED_ROWS) + 1):
        if len(set(filter(None, map(as_text, sheet.rows[row - 1])))) < min(2, len(fields)):
            continue
        typical = _heading_depth(sheet, row)
        for depth in range(1, DEEPEST_HEADING + 1):
            lines = tuple(range(row, row + depth))
            if lines[-1] > len(sheet.rows):
                break
            if depth in (1, typical) or all(_may_go_on(sheet, line) for line in lines[1:]):
                table = _table_at(sheet, known, lines)
                score = (*_score(table, fields), depth == typical, -depth)
                if score > best_score:
                    best, best_score = table, score
    if best is None:
        missing = tuple(wanted for wanted in fields if wanted.required)
        return Table(sheet, (), {}, (), (), (), missing)
    return replace(best, title_lines=_title_lines(sheet, best.header_rows[0]))


def _may_go_on(sheet: Sheet, row: int) -> bool:
    """Whether a row could be a further line of headings: words only, no numbers."""
    cells = [value for value in sheet.rows[row - 1] if value is not None]
    return bool(cells) and all(isinstance(v, str) and not LONG_NUMBER.search(v) for v in cells)


def _score(table: Table, fields: Sequence[Field]) -> tuple[int, int]:
    required = sum(wanted.required for wanted in fields) - len(table.missing)
    return required, sum(map(len, table.columns.values()))


def _heading_depth(sheet: Sheet, row: int) -> int:
    """How many lines the headings have that begin in `row`, by merges or by the gaps they leave."""
    depth = 1
    for (top, left), (bottom, right) in sheet.merged:
        if top + 1 == row and bottom > top:
            depth = max(depth, bottom - top + 1)
        elif top + 1 == row and right > left:
            below = [sheet.cell(row + 1, column) for column in range(left, right + 1)]
            depth = max(depth, 2 if all(map(as_text, below)) else 1)
    if depth == 1 and not sheet.merged and _goes_on_below(sheet, row):
        depth = 2
    return min(depth, DEEPEST_HEADING)


def _goes_on_below(sheet: Sheet, row: int) -> bool:
    if row >= len(sheet.rows):
        return False
    pairs = zip_longest(sheet.rows[row - 1], sheet.rows[row])
    texts = [(as_text(upper), as_text(lower)) for upper, lower in pairs]
    fills_gap = any(lower and not upper for upper, lower in texts)
    return bool(texts[0][0]) and not texts[0][1] and fills_gap


def _table_at(sheet: Sheet, known: "_Spellings", header_rows: tuple[int, ...]) -> Table:
    headings = column_headings(sheet, header_rows)
    columns = known.assign(headings)
    fields = known.fields
    used = {column for found in columns.values() for column in found}
    unknown = tuple(
        " ".join(texts)
        for column, texts in enumerate(headings)
        if texts and column not in used and normalise(texts[-1]) not in SERIAL_HEADINGS
    )
    return Table(
        sheet=sheet,
        header_rows=header_rows,
        columns=columns,
        headings=headings,
        title_lines=(),
        unknown_headings=unknown,
        missing=tuple(each for each in fields if each.required and each.name not in columns),
        many=frozenset(each.name for each in fields if each.many),
    )


def _title_lines(sheet: Sheet, header_row: int) -> tuple[str, ...]:
    lines = (" ".join(filter(None, map(as_text, row))) for row in sheet.rows[: header_row - 1])
    return tuple(filter(None, lines))


class _Spellings:
    """The fields looked for, with the rank of every normalised synonym."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self._places: dict[str, dict[int, int]] = {}
        for order, wanted in enumerate(fields):
            for rank, each in enumerate(wanted.synonyms):
                self._places.setdefault(normalise(each), {}).setdefault(order, rank)

    def assign(self, headings: Sequence[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
        """Columns by field: the best fit first, every column used once, `many` fields last."""
        fits: list[tuple[int, int, int]] = []
        for column, texts in enumerate(headings):
            for order, rank in self._ranks(texts).items():
                fits.append((rank + 10_000 * self.fields[order].many, column, order))
        taken: set[int] = set()
        found: dict[str, list[int]] = {}
        for _, column, order in sorted(fits):
            wanted = self.fields[order]
            if column not in taken and (wanted.many or wanted.name not in found):
                taken.add(column)
                found.setdefault(wanted.name, []).append(column)
        names_in_order = [wanted.name for wanted in self.fields]
        return {name: tuple(sorted(found[name])) for name in names_in_order if name in found}

    def _ranks(self, texts: tuple[str, ...]) -> dict[int, int]:
        """How well a heading fits the fields: the place of its synonym; by pattern it fits least."""
        found: dict[int, int] = {}
        for penalty, name in enumerate(_names(texts)):
            for order, rank in self._places.get(name, {}).items():
                found.setdefault(order, rank * 10 + penalty)
        for order, wanted in enumerate(self.fields):
            if wanted.pattern is None or order in found or not texts:
                continue
            if re.search(wanted.pattern, " ".join(texts)):
                found[order] = 5_000
        return found


def _names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What a heading may be called: with its parents, alone, and both without brackets."""
    if not texts:
        return ()
    joined, last = "".join(texts), texts[-1]
    spellings = (joined, last, BRACKETED.sub("", joined), BRACKETED.sub("", last))
    return tuple(name for name in map(normalise, spellings) if name)


def require_table(workbook: Workbook, fields: Sequence[Field]) -> Table:
    """The table of the sheet that fits `fields` best; shown sheets go before hidden ones.

    Raises DomainError SHEET_COLUMNS_MISSING with `columns` (their labels) and `sheet`.
    """
    tables = [find_table(sheet, fields) for sheet in workbook.sheets]
    best = max(tables, key=lambda table: (*_score(table, fields), table.sheet.visible))
    if best.missing:
        labels = "、".join(wanted.label for wanted in best.missing)
        raise DomainError(
            "SHEET_COLUMNS_MISSING", file=workbook.name, sheet=best.sheet.name, columns=labels
        )
    return best


def title_without_form_name(title: str) -> str:
    """ "…培训班学员花名册" → "…培训班": the title of the cohort in the title of a form."""
    return FORM_NAME.sub("", title.strip()).strip()
