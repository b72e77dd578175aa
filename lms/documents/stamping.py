"""One record onto the places of a compiled design: the content of its pages, ready to be written.

Nothing here needs WeasyPrint: a second process stamps with the same few modules.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lms.documents.adoption import Adopted, forms_of
from lms.documents.codes import QUIET, code_of
from lms.documents.embedding import Ink
from lms.documents.marks import is_address
from lms.documents.photos import photo_of, placed
from lms.documents.places import Place, Values, filled, texts_in
from lms.documents.plates import Plate
from lms.documents.setting import Piece, set_place
from lms.documents.typeface import Typeface, typeface
from lms.documents.writer import face_name

Rectangle = tuple[float, float, float, float]
Known = dict[tuple[int, int, tuple[str, ...]], tuple[str, ...]]
"""Texts that were set: plate, place and texts → operators."""
_KNOWN = 512


@dataclass(slots=True)
class Side:
    """One page: its operators, the photos it shows (name, address), its links, and for a page
    made by WeasyPrint the form that holds it (name, PDF, page)."""

    content: bytes
    photos: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[Rectangle, str]] = field(default_factory=list)
    forms: list[tuple[str, Adopted, int]] = field(default_factory=list)


def stamp(
    plate: Plate, number: int, values: Values, ink: Ink, faces: Sequence[tuple[str, int]],
    *, index: int = 0, background: bool = True, known: Known | None = None,
) -> list[Side] | None:  # fmt: skip
    """The pages of one record; None when WeasyPrint has to make them (a glyph is missing).

    `number` tells the layers of several plates apart (`layer_name`), `faces` are those of the
    file in their order, `index` numbers the record so that photos have names of their own.
    Without `background` only the values are printed. `known` keeps what was set for the records
    before: most of a class's texts are the same.
    """
    layers = [_Layers() for _ in plate.sizes]
    for place in plate.places:
        height = plate.sizes[place.page][1]
        layer = layers[place.page]
        if place.kind == "qr":
            layer.drawn += _code(place, values, height, layer.side)
        elif place.kind == "photo":
            shown = _photo(place, values, height, layer.side, index)
            (layer.above if place.over else layer.drawn).extend(shown)
        elif (lines := texts_in(place, values)) is not None:
            found = _set(number, place, lines, height, faces, {} if known is None else known)
            if found is None:
                return None
            layer.texts += found
            for run, text in zip(place.runs, lines, strict=True):
                ink.take(typeface(run.path, run.index), text)
    for page, layer in enumerate(layers):
        under = [f"/{layer_name('U', number, page)} Do"] if background else []
        over = [f"/{layer_name('O', number, page)} Do"] if background and plate.over else []
        layer.side.content = "\n".join([*under, *layer.operators(), *over]).encode("ascii")
    return [layer.side for layer in layers]


@dataclass(slots=True)
class _Layers:
    """What is shown on one page: codes and photos, texts over them, seals over the texts."""

    side: Side = field(default_factory=lambda: Side(b""))
    drawn: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

    def operators(self) -> Iterator[str]:
        yield from self.drawn
        if self.texts:
            yield from ("BT", *self.texts, "ET")
        yield from self.above


def _set(
    number: int, place: Place, lines: tuple[str, ...], height: float,
    faces: Sequence[tuple[str, int]], known: Known,
) -> tuple[str, ...] | None:  # fmt: skip
    """The operators that show the texts of a place; None when a face lacks a glyph."""
    key = (number, place.number, lines)
    found = known.get(key)
    if found is None:
        setting = set_place(place, lines)
        if setting is None:
            return None
        if len(known) >= _KNOWN:
            known.clear()
        found = known[key] = tuple(_shown(setting.pieces, height, faces))
    return found


def layer_name(layer: str, number: int, page: int) -> str:
    """Name of a layer in the resources: U (under) or O (over), plate and page."""
    return f"{layer}{number}p{page}"


def _shown(
    pieces: Sequence[Piece], height: float, faces: Sequence[tuple[str, int]]
) -> Iterator[str]:
    colour = None
    for piece in pieces:
        run = piece.run
        if run.colour != colour:
            colour = run.colour
            yield "{:.3g} {:.3g} {:.3g} rg".format(*colour)
        yield f"1 0 0 1 {piece.x:.2f} {height - piece.y:.2f} Tm"
        face, place = typeface(run.path, run.index), faces.index((run.path, run.index))
        yield from show(face, place, piece.text, piece.size, piece.spread)


def show(face: Typeface, place: int, text: str, size: float, spread: float = 0.0) -> Iterator[str]:
    """The operators that show a text from the current point on."""
    if face.has_twins(text):
        for twin, part in face.parts(text):
            line = face.line(part)
            yield f"/{face_name(place, twin)} {size:.6g} Tf"
            yield f"[{face.spread(part, spread / size) if spread or line is None else line.shown}]TJ"
        return
    line = face.line(text)
    shown = face.spread(text, spread / size) if spread or line is None else line.shown
    yield f"/{face_name(place)} {size:.6g} Tf"
    yield f"[{shown}]TJ"


def _code(place: Place, values: Values, height: float, side: Side) -> Iterator[str]:
    content = filled(place.pattern, values)
    if not content:
        return
    code = code_of(content, place.note)
    whole = min(place.width, place.height)
    left = place.x + (place.width - whole) / 2
    top = place.y + (place.height - whole) / 2
    module = whole / (code.side + 2 * QUIET)
    x, y = left + QUIET * module, height - top - (QUIET + code.side) * module
    drawn = module * code.side
    yield f"q 0 g {drawn:.3f} 0 0 {drawn:.3f} {x:.2f} {y:.2f} cm"
    yield f"BI/W {code.side}/H {code.side}/IM true/BPC 1/F/AHx ID {code.packed.hex()}> EI Q"
    side.links += _links(place, content, height)


def _links(place: Place, content: str, height: float) -> Iterator[tuple[Rectangle, str]]:
    """Whoever has no camera at hand clicks on the code."""
    if is_address(content):
        top, right = height - place.y, place.x + place.width
        yield (place.x, top - place.height, right, top), content


def plain_sides(plate: Plate, values: Values, pdf: bytes, index: int) -> list[Side]:
    """The pages of a record that WeasyPrint made, ready to be written like stamped ones."""
    forms = forms_of(pdf)
    sides = []
    for page in range(len(forms.roots)):
        name = f"X{index}p{page}"
        side = Side(f"/{name} Do".encode(), forms=[(name, forms, page)])
        for place in plate.places:
            if place.kind == "qr" and place.page == page and page < len(plate.sizes):
                height = plate.sizes[page][1]
                side.links += _links(place, filled(place.pattern, values), height)
        sides.append(side)
    return sides


def _photo(place: Place, values: Values, height: float, side: Side, index: int) -> Iterator[str]:
    address = filled(place.pattern, values)
    if not address:
        return
    photo = photo_of(address)
    x, y, wide, high = placed(photo, (place.x, place.y, place.width, place.height), place.note)
    name = f"P{index}n{place.number}"
    side.photos.append((name, address))
    bottom = height - place.y - place.height
    yield f"q {place.x:.2f} {bottom:.2f} {place.width:.2f} {place.height:.2f} re W n"
    yield f"{wide:.2f} 0 0 {high:.2f} {x:.2f} {height - y - high:.2f} cm /{name} Do Q"


def data_address(kind: str, content: bytes) -> str:
    """A picture (`png` or `jpeg`) as the address a photo place takes."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
