"""A design and its records as print-ready files: one for all, or one for each in a ZIP.

Pages leave for the file as they are made; what is held is one record, the faces and the layers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from lms.documents.adoption import Adopted, forms_of, pages_of
from lms.documents.photos import photo_of
from lms.documents.places import Values
from lms.documents.plates import Plate, given_in
from lms.documents.stamping import Side, layer_name, stamp
from lms.documents.typeface import Cutter, Ink
from lms.documents.writer import FaceBox, PdfWriter

Plates = Callable[[Values], Plate]
Plainly = Callable[[Plate, Values, bool], bytes]
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Made:
    """What was printed: pages, and how many records WeasyPrint had to make one by one."""

    pages: int
    plain: int


class Batch:
    """The plates a batch needs, with their layers read once; files are written from it."""

    def __init__(
        self,
        plates: Sequence[Plate],
        plainly: Plainly,
        *,
        background: bool = True,
        faces: Sequence[tuple[str, int]] = (),
    ) -> None:
        self.plates = tuple(plates)
        self.plainly = plainly
        self.background = background
        self.conditions = tuple(self.plates[0].given)
        self._numbers = {tuple(one.given.values()): n for n, one in enumerate(self.plates)}
        used = [face for one in self.plates for face in one.faces]
        self.faces = tuple(dict.fromkeys([*faces, *used]))
        self.layers: dict[tuple[int, str], Adopted] = {}
        for number, plate in enumerate(self.plates):
            for layer, pdf in (("U", plate.under), ("O", plate.over)):
                if pdf and background and not plate.reasons:
                    self.layers[number, layer] = forms_of(pdf)

    def number_of(self, values: Values) -> int:
        """Which plate a record is printed with."""
        return self._numbers[tuple(given_in(self.conditions, values).values())]

    def stamp(self, values: Values, ink: Ink) -> tuple[int, list[Side] | None]:
        """The plate's number and the pages of a record; None when WeasyPrint makes them."""
        number = self.number_of(values)
        plate = self.plates[number]
        if plate.reasons:
            return number, None
        sides = stamp(plate, number, values, ink, self.faces, background=self.background)
        return number, sides

    @property
    def title(self) -> str:
        """The title of the design: a file's title names no person."""
        return self.plates[0].title


class BatchFile:
    """One PDF of a batch while it is being written."""

    def __init__(self, batch: Batch, target: BinaryIO) -> None:
        self.batch = batch
        self.writer = PdfWriter(target, batch.title)
        self.ink = Ink()
        self.faces = FaceBox(self.writer)
        self._fonts = self.faces.declare(batch.faces)
        self._forms = b"".join(self._layers())
        self._shared = b"%d 0 R" % self.writer.put(self._resources())

    def _layers(self) -> Iterator[bytes]:
        for (number, layer), adopted in self.batch.layers.items():
            for page, form in enumerate(self.writer.adopt(adopted)):
                yield b"/%b %d 0 R" % (layer_name(layer, number, page).encode(), form)

    def _resources(self, photos: bytes = b"") -> bytes:
        return b"<</Font<<%b>>/XObject<<%b%b>>>>" % (self._fonts, self._forms, photos)

    def add(self, number: int, sides: Sequence[Side]) -> None:
        """Write the pages of one record."""
        for side, size in zip(sides, self.batch.plates[number].sizes, strict=True):
            self.add_page(side, size)

    def add_page(self, side: Side, size: tuple[float, float]) -> None:
        """Write one page."""
        resources = self._shared
        if side.photos:
            named = [
                b"/%b %d 0 R" % (name.encode(), self._photo(address))
                for name, address in side.photos
            ]
            resources = self._resources(b"".join(named))
        links = b"".join(_link(box, address) for box, address in side.links)
        content = self.writer.stream(side.content)
        self.writer.page([content], resources, size, links)

    def add_plain(self, number: int, values: Values) -> None:
        """Write the pages of one record as WeasyPrint makes them."""
        batch = self.batch
        pdf = batch.plainly(batch.plates[number], values, batch.background)
        self.add_pdf(pdf)

    def add_pdf(self, pdf: bytes) -> None:
        """Write the pages of another PDF."""
        for adopted in pages_of(pdf):
            parent = b"/Parent %d 0 R" % self.writer.parent()
            self.writer.kid(self.writer.adopt(adopted, parent)[0])

    def _photo(self, address: str) -> int:
        photo = photo_of(address)
        return self.writer.stream(photo.data, photo.entries, raw=True)

    def finish(self, cutter: Cutter | None = None) -> None:
        """Write the faces and the end of the file."""
        self.faces.write(self.ink, cutter or Cutter())
        self.writer.finish()


def _link(box: tuple[float, float, float, float], address: str) -> bytes:
    corners = " ".join(f"{side:.2f}" for side in box).encode()
    uri = address.encode("utf-8").hex().encode()
    return (
        b"<</Type/Annot/Subtype/Link/Rect[%b]/Border[0 0 0]/F 4/A<</S/URI/URI<%b>>>>>"
        % (corners, uri)
    )


def write_one(batch: Batch, records: Iterable[Values], target: BinaryIO) -> Made:
    """All records into one PDF, page after page in their order."""
    file = BatchFile(batch, target)
    plain = 0
    for values in records:
        number, sides = batch.stamp(values, file.ink)
        if sides is None:
            plain += 1
            file.add_plain(number, values)
        else:
            file.add(number, sides)
    file.finish()
    return Made(file.writer.pages, plain)
