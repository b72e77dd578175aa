"""Where every glyph of a page stands, read from the PDF's operators as a viewer reads them.

It knows nothing of how the pages were made: WeasyPrint's own and stamped ones are read alike.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import pikepdf

from lms.documents import Design, Document, GridPage, render
from tests.lms.documents.pdf_reading import page_texts

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """What it is read back as, its origin on the page and its size, in points."""

    text: str
    x: float
    y: float
    size: float


class _Face:
    def __init__(self, font: pikepdf.Object) -> None:
        inner = font.DescendantFonts[0]
        self.default = float(inner.get("/DW", 1000))
        self.widths = dict(_widths(inner.get("/W", pikepdf.Array())))
        cmap = font.ToUnicode.read_bytes().decode("ascii")
        self.texts = dict(_texts(cmap))


def _widths(entries: pikepdf.Array) -> list[tuple[int, float]]:
    found, items = [], list(entries)
    while items:
        first, second = int(items.pop(0)), items.pop(0)
        if isinstance(second, pikepdf.Array):
            found += [(first + n, float(width)) for n, width in enumerate(second)]
        else:
            width = float(items.pop(0))
            found += [(code, width) for code in range(first, int(second) + 1)]
    return found


def _texts(cmap: str) -> list[tuple[int, str]]:
    found = []
    for part in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", part):
            found.append((int(code, 16), bytes.fromhex(text).decode("utf-16-be")))
    return found


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k,
        e * h + f * j + m,
    )  # fmt: skip


def glyphs_of(pdf: bytes, page: int) -> list[Glyph]:
    """The glyphs of a page (from 0) in the order they are painted, blanks left out."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found: list[Glyph] = []
        one = opened.pages[page]
        _read(one.obj, one.Resources, IDENTITY, found, {})
        return found


def _read(  # noqa: C901 - one operator after the other
    source: pikepdf.Object, resources: pikepdf.Object, outer: Matrix, found: list[Glyph],
    faces: dict[tuple[int, int], _Face],
) -> None:  # fmt: skip
    kept: list[tuple[Matrix, object]] = []
    state, face, size, rise = outer, None, 0.0, 0.0
    text = line = IDENTITY
    for operands, operator in pikepdf.parse_content_stream(source):
        name = str(operator)
        if name == "q":
            kept.append((state, (face, size)))
        elif name == "Q":
            state, (face, size) = kept.pop()
        elif name == "cm":
            state = _times(_matrix(operands), state)
        elif name == "BT":
            text = line = IDENTITY
        elif name == "Tf":
            font, size = resources.Font[str(operands[0])], float(operands[1])
            if font.objgen not in faces:
                faces[font.objgen] = _Face(font)
            face = faces[font.objgen]
        elif name == "Tm":
            text = line = _matrix(operands)
        elif name == "Td":
            line = text = _times((1, 0, 0, 1, *map(float, operands)), line)
        elif name == "Ts":
            rise = float(operands[0])
        elif name in ("Tj", "TJ"):
            shown = operands if name == "Tj" else operands[0]
            text = reduce(
                lambda at, item: _show(item, at, state, face, size, rise, found), shown, text
            )
        elif name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.Subtype == "/Form":
                inner = _times(_matrix(form.get("/Matrix", IDENTITY)), state)
                _read(form, form.Resources, inner, found, faces)


def _matrix(operands: object) -> Matrix:
    a, b, c, d, e, f = map(float, operands)  # type: ignore[call-overload]  # six numbers
    return (a, b, c, d, e, f)


def _show(
    item: object, at: Matrix, state: Matrix, face: _Face, size: float, rise: float,
    found: list[Glyph],
) -> Matrix:  # fmt: skip
    if not isinstance(item, pikepdf.String):
        return _times((1, 0, 0, 1, -float(item) / 1000 * size, 0), at)  # type: ignore[arg-type]  # a number
    codes = bytes(item)
    for place in range(0, len(codes), 2):
        code = int.from_bytes(codes[place : place + 2], "big")
        here = _times((1, 0, 0, 1, 0, rise), _times(at, state))
        shown = face.texts.get(code, "\N{REPLACEMENT CHARACTER}")
        if shown.strip():
            scale = (here[0] ** 2 + here[1] ** 2) ** 0.5
            found.append(Glyph(shown, here[4], here[5], size * scale))
        at = _times((1, 0, 0, 1, face.widths.get(code, face.default) / 1000 * size, 0), at)
    return at


def shift(ours: list[Glyph], theirs: list[Glyph]) -> float:
    """The largest distance between the same glyphs of two pages; fails unless they are the same."""
    assert sorted(one.text for one in ours) == sorted(one.text for one in theirs)
    largest = 0.0
    places: dict[str, list[Glyph]] = {}
    for one in theirs:
        places.setdefault(one.text, []).append(one)
    for one in ours:
        nearest = min(
            places[one.text], key=lambda other: abs(other.x - one.x) + abs(other.y - one.y)
        )
        places[one.text].remove(nearest)
        assert abs(nearest.size - one.size) < 0.01
        largest = max(largest, abs(nearest.x - one.x), abs(nearest.y - one.y))
    return largest


def stands_where_weasyprint_sets_it(
    stamped: bytes, design: Design, pages: Sequence[GridPage], **facts: object
) -> None:
    """Every glyph of stamped sheets is within 0.1 points of where WeasyPrint sets it."""
    own = render(Document(design, tuple(pages), facts))
    texts = page_texts(stamped)
    assert len(texts) == len(page_texts(own)) == len(pages)
    for page in range(len(pages)):
        assert shift(glyphs_of(stamped, page), glyphs_of(own, page)) <= 0.1
