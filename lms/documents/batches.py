"""A batch and the PDFs written from it: layers once, page after page, faces at the end."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from lms.documents.adoption import Adopted, forms_of, pages_of
from lms.documents.embedding import Cutter, Ink
from lms.documents.photos import photo_of
from lms.documents.places import Values
from lms.documents.plates import Plate, given_in
from lms.documents.stamping import Known, Side, layer_name, plain_sides, stamp
from lms.documents.writer import FaceBox, Opening, PdfWriter

Plainly = Callable[[Plate, Values, bool], bytes]


class Batch:
    """The plates a batch needs, with their layers read once; files are written from it."""

    def __init__(
        self,
        plates: Sequence[Plate],
        plainly: Plainly,
        *,
        background: bool = True,
        faces: Sequence[tuple[str, int]] = (),
        layers: bool = True,
    ) -> None:
        self.plates = tuple(plates)
        self.plainly = plainly
        self.background = background
        self.conditions = tuple(self.plates[0].given)
        self._numbers = {tuple(one.given.values()): n for n, one in enumerate(self.plates)}
        used = [face for one in self.plates for face in one.faces]
        self.faces = tuple(dict.fromkeys([*faces, *used]))
        self._known: Known = {}
        self.opening: tuple[Opening, int, bytes, bytes] | None = None
        self.layers: dict[tuple[int, str], Adopted] = {}
        for number, plate in enumerate(self.plates):
            for layer, pdf in (("U", plate.under), ("O", plate.over)):
                if layers and pdf and background and not plate.reasons:
                    self.layers[number, layer] = forms_of(pdf)

    def number_of(self, values: Values) -> int:
        """Which plate a record is printed with."""
        return self._numbers[tuple(given_in(self.conditions, values).values())]

    def stamp(self, index: int, values: Values, ink: Ink) -> tuple[int, list[Side] | None]:
        """The plate's number and the pages of a record; None when WeasyPrint makes them."""
        number = self.number_of(values)
        plate = self.plates[number]
        if plate.reasons:
            return number, None
        sides = stamp(
            plate, number, values, ink, self.faces, index=index, background=self.background,
            known=self._known,
        )  # fmt: skip
        return number, sides

    def lay_out(self, index: int, number: int, values: Values) -> list[Side]:
        """The pages of a record as WeasyPrint makes them."""
        pdf = self.plainly(self.plates[number], values, self.background)
        return plain_sides(self.plates[number], values, pdf, index)

    @property
    def title(self) -> str:
        """The title of the design: a file's title names no person."""
        return self.plates[0].title


@dataclass(frozen=True, slots=True)
class Placed:
    """A side and how far it is moved on its sheet: points to the right and up."""

    side: Side
    x: float = 0.0
    y: float = 0.0
    clip: tuple[float, float] | None = None

    @property
    def content(self) -> bytes:
        """Its operators where it stands."""
        if not (self.x or self.y or self.clip):
            return self.side.content
        clip = f" 0 0 {self.clip[0]:.2f} {self.clip[1]:.2f} re W n" if self.clip else ""
        head = f"q 1 0 0 1 {self.x:.3f} {self.y:.3f} cm{clip}\n".encode()
        return b"%b%b\nQ" % (head, self.side.content)


class BatchFile:
    """One PDF of a batch while it is being written."""

    def __init__(self, batch: Batch, target: BinaryIO) -> None:
        self.batch = batch
        self.ink = Ink()
        self._adopted: tuple[int, ...] = ()
        self._photos: dict[bytes, int] = {}
        if batch.opening is None:
            begun = io.BytesIO()
            writer = PdfWriter(begun, batch.title)
            faces = FaceBox(writer)
            forms = b"".join(_layers(batch, writer))
            resources = _resources(faces.number, forms)
            shared = b"%d 0 R" % writer.put(resources)
            opening = writer.opening(begun.getvalue())
            batch.opening = (opening, faces.number, forms, shared)
        opening, number, self._forms, self._shared = batch.opening
        self.writer = PdfWriter.resumed(opening, target)
        self.faces = FaceBox(self.writer, number)

    def add_page(
        self, sides: Sequence[Placed], size: tuple[float, float], marks: bytes = b""
    ) -> None:
        """Write a page with one or more stamped sides on it, and `marks` drawn over them."""
        objects = b"".join(self._objects(placed.side) for placed in sides)
        forms = self._forms + objects
        resources = _resources(self.faces.number, forms) if objects else self._shared
        links = b"".join(
            _link(box, address, placed) for placed in sides for box, address in placed.side.links
        )
        parts = [placed.content for placed in sides]
        content = self.writer.stream(b"\n".join([*parts, marks] if marks else parts))
        self.writer.page([content], resources, size, links)

    def _objects(self, side: Side) -> bytes:
        """What only this side shows: photos, and pages that WeasyPrint made."""
        named = [(name, self._photo(address)) for name, address in side.photos]
        for name, forms, page in side.forms:
            if page == 0:
                self._adopted = self.writer.adopt(forms)
            named.append((name, self._adopted[page]))
        return b"".join(b"/%b %d 0 R" % (name.encode(), number) for name, number in named)

    def add_pdf(self, pdf: bytes) -> None:
        """Write the pages of another PDF as they are."""
        for adopted in pages_of(pdf):
            parent = b"/Parent %d 0 R" % self.writer.parent()
            self.writer.kid(self.writer.adopt(adopted, parent)[0])

    def _photo(self, address: str) -> int:
        """The number of a photo; one that returns (a seal) is written once."""
        key = sha256(address.encode("ascii")).digest()
        if key not in self._photos:
            photo = photo_of(address)
            entries = photo.entries
            if photo.mask is not None:
                mask = self.writer.stream(photo.mask.data, photo.mask.entries, raw=True)
                entries += b"/SMask %d 0 R" % mask
            self._photos[key] = self.writer.stream(photo.data, entries, raw=True)
        return self._photos[key]

    def finish(self, cutter: Cutter | None = None) -> None:
        """Write the faces and the end of the file."""
        self.faces.write(self.batch.faces, self.ink, cutter or Cutter())
        self.writer.finish()


def _layers(batch: Batch, writer: PdfWriter) -> Iterator[bytes]:
    """Write the layers; the entries that name them."""
    for (number, layer), adopted in batch.layers.items():
        for page, form in enumerate(writer.adopt(adopted)):
            yield b"/%b %d 0 R" % (layer_name(layer, number, page).encode(), form)


def _resources(faces: int, objects: bytes) -> bytes:
    return b"<</Font %d 0 R/XObject<<%b>>>>" % (faces, objects)


def _link(box: tuple[float, float, float, float], address: str, placed: Placed) -> bytes:
    x, y = placed.x, placed.y
    corners = f"{box[0] + x:.2f} {box[1] + y:.2f} {box[2] + x:.2f} {box[3] + y:.2f}".encode()
    uri = address.encode("utf-8").hex().encode()
    return b"<</Type/Annot/Subtype/Link/Rect[%b]/Border[0 0 0]/F 4/A<</S/URI/URI<%b>>>>>" % (
        corners,
        uri,
    )
