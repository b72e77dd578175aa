"""Long lists and sheets: the empty page is laid out once for each kind of page, the rows are stamped.

A list has few kinds of pages (first, middle, the last two); WeasyPrint lays out one of each with
empty cells. Rows have one height, so every text has its place; a page with a character that the
face lacks is left to WeasyPrint as a whole.
"""

import gc
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from lms.documents.batches import Batch, BatchFile, Placed
from lms.documents.embedding import Ink
from lms.documents.faces import SERIF, faces
from lms.documents.fit import Fitted
from lms.documents.geometry import line_of
from lms.documents.lists import SUM_SPACING, GridPage, ListDesign, ListPage, fitted_sum
from lms.documents.plates import Plate
from lms.documents.press import html_to_pdf, laid_out, pressing, source_of, written
from lms.documents.stamping import Side, layer_name
from lms.documents.typeface import Typeface, typeface

_POINTS = 0.75  # in a pixel
_KNOWN_CELLS = 4_096
_MANY_PAGES = 200
Html = Callable[[Sequence[ListPage]], str]
GridHtml = Callable[[Sequence[GridPage]], str]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An empty page: left end and width of each column, top and height of each row, in points.

    `folio` is the span, baseline and size of the page number, `label` the left end, baseline, size
    and text of what stands before the sums of the page.
    """

    columns: tuple[Span, ...]
    rows: tuple[Span, ...]
    folio: tuple[Span, float, float]
    sums: Span | None = None
    label: tuple[float, float, float, str] | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """Empty pages laid out, each kind once: their geometry, their size, and what is drawn."""

    sheets: tuple[Sheet, ...]
    size: tuple[float, float]
    plate: Plate
    page_count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a cell: where it stands below the middle of its row, and what is shown."""

    x: float
    below: float
    size: float
    shown: str
    text: str


def write_list(
    design: ListDesign, pages: Sequence[ListPage] | Iterator[ListPage], kinds: Sequence[ListPage],
    page_count: int, html: Html, title: str, target: BinaryIO,
) -> int:  # fmt: skip
    """Write a list as PDF; the number of pages that WeasyPrint had to make.

    `kinds` has one empty page of each kind, `html` makes the text of some pages.
    """
    numbers = {_kind(page): place for place, page in enumerate(kinds)}
    return _stamp(
        _laid_out(html(kinds), page_count, title), ((numbers[_kind(page)], page) for page in pages),
        lambda page: html([page]), design, target,
    )  # fmt: skip


def write_grid(pages: Sequence[GridPage], html: GridHtml, title: str, target: BinaryIO) -> int:
    """Write sheets as PDF; the number of those that WeasyPrint had to make."""
    kinds: dict[Hashable, tuple[int, GridPage]] = {}
    for page in pages:
        kinds.setdefault(_looks(page), (len(kinds), page.emptied))
    empty = _laid_out(html([page for _, page in kinds.values()]), len(pages), title)
    return _stamp(
        empty, ((kinds[_looks(page)][0], page) for page in pages), lambda page: html([page]), None,
        target,
    )  # fmt: skip


def _looks(page: GridPage) -> Hashable:
    return page.frame, len(page.rows)


def _laid_out(html: str, page_count: int, title: str) -> Empty:
    sheets, size, layers = _empty_sheets(html)
    if page_count > _MANY_PAGES:
        gc.collect()  # a layout is a web of references: it would lie under the pages to come
    return Empty(
        sheets,
        size,
        Plate("", {}, tuple(size for _ in sheets), layers, b"", (), (), title),
        page_count,
    )


def _stamp(
    empty: Empty, pages: Iterable[tuple[int, Any]], plainly: Callable[[Any], str],
    design: ListDesign | None, target: BinaryIO,
) -> int:  # fmt: skip
    """Stamp pages onto the empty ones of their number; how many WeasyPrint had to make."""
    face = next((str(one.path), 0) for one in faces() if one.family == SERIF)
    file = BatchFile(Batch([empty.plate], _never, background=True, faces=[face]), target)
    presses = [
        ListPress(design, typeface(*face), empty.size[1], file.ink)
        for _ in range(len(empty.sheets) if design is None else 1)
    ]
    plain = 0
    for number, page in pages:
        press = presses[number % len(presses)]  # sheets have columns of their own, lists share them
        made = press.page(page, empty.sheets[number], empty.page_count)
        if made is None:
            plain += 1
            file.add_pdf(html_to_pdf(plainly(page)))
        else:
            content = f"/{layer_name('U', 0, number)} Do\nBT\n{made}\nET"
            file.add_page([Placed(Side(content.encode("ascii")))], empty.size)
    file.finish()
    return plain


def kinds_of(pages: Iterator[ListPage]) -> tuple[ListPage, ...]:
    """One empty page of each kind among `pages`."""
    found: dict[tuple[bool, int, bool], ListPage] = {}
    for page in pages:
        found.setdefault(_kind(page), page)
    return tuple(found.values())


def _kind(page: ListPage) -> tuple[bool, int, bool]:
    return page.number == 1, len(page.rows), page.last


def _never(plate: Plate, values: object, background: bool) -> bytes:
    raise AssertionError("a list has no records")


class ListPress:
    """Sets the texts of pages; cells that a column repeats are set once."""

    def __init__(self, design: ListDesign | None, face: Typeface, height: float, ink: Ink) -> None:
        self._columns = design.columns if design else ()
        self._face, self._height, self._ink = face, height, ink
        self._line = line_of(SERIF)
        self._cells: dict[tuple[int, Fitted], tuple[Shown, ...] | None] = {}

    def page(self, page: ListPage | GridPage, sheet: Sheet, page_count: int) -> str | None:
        """The operators that show the rows, sums and folio; None when the face lacks a glyph."""
        made: list[str] = []
        size = 0.0
        for (top, height), row in zip(sheet.rows, page.rows, strict=True):
            middle = self._height - top - height / 2
            for place, cell in enumerate(row):
                lines = self._cell(place, cell, sheet.columns[place])
                if lines is None:
                    return None
                for one in lines:
                    if one.size != size:
                        size = one.size
                        made.append(f"/F0 {size:.6g} Tf")
                    made.append(f"1 0 0 1 {one.x:.2f} {middle - one.below:.2f} Tm[{one.shown}]TJ")
        if sheet.sums is not None and sheet.label is not None:
            made += self._label(*sheet.label)
            made += self._sums(page, sheet, sheet.sums)
        (left, width), baseline, folio_size = sheet.folio
        text = f"第 {page.number} 页 共 {page_count} 页"
        line = self._face.line(text)
        if line is None:
            return None
        self._ink.take(self._face, text)
        x = left + (width - line.width * folio_size) / 2
        made.append(f"/F0 {folio_size:.6g} Tf")
        made.append(f"1 0 0 1 {x:.2f} {self._height - baseline:.2f} Tm[{line.shown}]TJ")
        return "\n".join(made)

    def _label(self, x: float, baseline: float, size: float, text: str) -> Iterator[str]:
        """The spaced words before the sums: stamped too, so that they are read with the sums."""
        self._ink.take(self._face, text)
        yield f"/F0 {size:.6g} Tf"
        half = f"{-500 * SUM_SPACING:.0f}"  # in halves: readers take a whole one for a blank
        codes = f"{half} {half}".join(f"<{self._face.cid(one):04X}>" for one in text)
        yield f"1 0 0 1 {x:.2f} {self._height - baseline:.2f} Tm[{codes}]TJ"

    def _sums(self, page: ListPage | GridPage, sheet: Sheet, span: Span) -> Iterator[str]:
        middle = self._height - span[0] - span[1] / 2
        for place, amount in page.sums.items():
            column = self._columns[place]
            fitted = fitted_sum(column, amount)
            for one in self._set(fitted, sheet.columns[place], "right") or ():
                yield f"/F0 {one.size:.6g} Tf"
                yield f"1 0 0 1 {one.x:.2f} {middle - one.below:.2f} Tm[{one.shown}]TJ"

    def _cell(self, place: int, cell: Fitted, span: Span) -> tuple[Shown, ...] | None:
        key = (place, cell)
        try:
            return self._cells[key]
        except KeyError:
            if len(self._cells) >= _KNOWN_CELLS:
                self._cells.clear()
        align = self._columns[place].align if self._columns else "center"
        made = self._cells[key] = self._set(cell, span, align)
        return made

    def _set(self, cell: Fitted, span: Span, align: str) -> tuple[Shown, ...] | None:
        """The lines of a cell around the middle of its row."""
        left, width = span
        leading, shift = (part * cell.size for part in self._line)
        top = -leading * len(cell.lines) / 2
        made = []
        for number, text in enumerate(cell.lines):
            if not text:
                continue
            line = self._face.line(text)
            if line is None or self._face.has_twins(text):
                return None
            self._ink.take(self._face, text)
            room = max(width - line.width * cell.size, 0.0)
            x = left + {"left": 0.0, "center": room / 2, "right": room}[align]
            below = top + leading * (number + 0.5) + shift
            made.append(Shown(x, below, cell.size, line.shown, text))
        return tuple(made)


def _empty_sheets(
    html: str,
) -> tuple[tuple[Sheet, ...], tuple[float, float], bytes]:
    """The geometry of empty pages, their size, and their layers without folio as PDF."""
    with pressing():
        document = laid_out(source_of(html))
        sheets = tuple(_sheet(page._page_box) for page in document.pages)
        size = (document.pages[0].width * _POINTS, document.pages[0].height * _POINTS)
        return sheets, size, written(document)


def _sheet(page: Any) -> Sheet:
    """Read one page; its folio is taken out, it is stamped."""
    rows: list[Span] = []
    sums: Span | None = None
    label: tuple[float, float, float, str] | None = None
    folio: tuple[Span, float, float] | None = None
    body: list[Any] = []
    for box in page.descendants():
        if box.element is None:
            continue
        classes = (box.element.get("class") or "").split()
        if box.element_tag == "tr" and hasattr(box, "children") and box.element.get("data-row"):
            rows.append(_within(box.children[0]))
            body = body or list(box.children)
        elif box.element_tag == "tr" and box.element.get("data-sums") == "page":
            sums = _down(box)
            words = next((one for one in box.descendants() if hasattr(one, "text")), None)
            if words is not None:
                label = (
                    _points(words.position_x),
                    _points(words.position_y + words.baseline),
                    _size(words),
                    words.text,
                )
                box.children[0].children = ()
        elif "folio" in classes and folio is None and not hasattr(box, "text"):
            text = next(one for one in box.descendants() if hasattr(one, "text"))
            folio = (_across(box), _points(text.position_y + text.baseline), _size(text))
            box.children = ()
    if folio is None:
        raise ValueError("a list without a folio")
    across = tuple(_across(cell) for cell in body)
    return Sheet(across, tuple(rows), folio, sums, label)


def _down(box: Any) -> Span:
    return _points(box.position_y), _points(box.height)


def _within(cell: Any) -> Span:
    """Top and height of a row between its rules, which lie within its cells."""
    above, below = cell.border_top_width, cell.border_bottom_width
    return _points(cell.position_y + above), _points(cell.border_height() - above - below)


def _across(box: Any) -> Span:
    return _points(box.content_box_x()), _points(box.width)


def _size(box: Any) -> float:
    return _points(box.style["font_size"])


def _points(pixels: float) -> float:
    return pixels * _POINTS
