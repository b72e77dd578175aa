"""A PDF written as it is made: pages leave for the file at once, memory stays that of one page.

What is known at the end only (faces, the tree of pages, the cross-references) is written last.
No clock and no random number: the same calls write the same bytes.
"""

import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from lms.documents.adoption import Adopted
from lms.documents.embedding import Cutter, EmbeddedFace, Ink, to_unicode
from lms.documents.typeface import typeface

_KIDS = 64
_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a PDF, before its first page."""

    data: bytes
    offsets: "array[int]"
    digest: Any  # a hash that goes on
    title: str
    language: str


class PdfWriter:
    """Writes one PDF to `target` from its first byte to its last."""

    def __init__(self, target: BinaryIO, title: str = "", language: str = "zh-CN") -> None:
        self._target = target
        self._title, self._language = title, language
        self._offsets = array("Q", [0])
        self._at = 0
        self._digest = sha256()
        self._branches: list[int] = []
        self._kids: list[int] = []
        self._branch = 0
        self.pages = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._root, self._tree = self.reserve(), self.reserve()

    @classmethod
    def resumed(cls, opening: "Opening", target: BinaryIO) -> "PdfWriter":
        """A writer that goes on where `opening` ended; its bytes are written first."""
        made = cls.__new__(cls)
        made._target = target
        made._title, made._language = opening.title, opening.language
        made._offsets = array("Q", opening.offsets)
        made._at = len(opening.data)
        made._digest = opening.digest.copy()
        made._branches, made._kids, made._branch, made.pages = [], [], 0, 0
        made._root, made._tree = 1, 2
        target.write(opening.data)
        return made

    def opening(self, data: bytes) -> "Opening":
        """What was written so far (`data`), for other files that begin alike."""
        return Opening(data, self._offsets[:], self._digest.copy(), self._title, self._language)

    def reserve(self) -> int:
        """The number of an object that will be put later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, body: bytes, number: int = 0) -> int:
        """Write an object; its number."""
        number = number or self.reserve()
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def stream(
        self, data: bytes, entries: bytes = b"", number: int = 0, *, raw: bool = False
    ) -> int:
        """Write a stream object, packed unless `raw` says that `entries` tell how it is packed."""
        if not raw:
            data = zlib.compress(data, _LEVEL)
            entries += b"/Filter/FlateDecode"
        head = b"<<%b/Length %d>>\nstream\n" % (entries, len(data))
        return self.put(b"%b%b\nendstream" % (head, data), number)

    def adopt(self, adopted: Adopted, entries: bytes = b"") -> tuple[int, ...]:
        """Write the objects of another PDF; the numbers of its pages or forms (roots)."""
        first = len(self._offsets)
        for _ in adopted.objects:
            self.reserve()
        for place, body in enumerate(adopted.bodies(first, entries)):
            self.put(body, first + place)
        return tuple(first + place for place in adopted.roots)

    def page(
        self,
        contents: Sequence[int],
        resources: bytes,
        size: tuple[float, float],
        annotations: bytes = b"",
    ) -> None:
        """Add a page: `contents` are numbers of streams, `size` is in points."""
        links = b"/Annots[%b]" % annotations if annotations else b""
        self.put(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Resources %b/Contents[%b]%b>>"
            % (
                self.parent(),
                " ".join(f"{side:.2f}" for side in size).encode(),
                resources,
                b" ".join(b"%d 0 R" % number for number in contents),
                links,
            ),
            self.kid(),
        )

    def parent(self) -> int:
        """The branch of the tree of pages that the next page belongs to."""
        if not self._branch:
            self._branch = self.reserve()
        return self._branch

    def kid(self, number: int = 0) -> int:
        """Take an object (a new one, or a page that was adopted) as the next page."""
        self.parent()
        number = number or self.reserve()
        self._kids.append(number)
        self.pages += 1
        if len(self._kids) == _KIDS:
            self._close_branch()
        return number

    def finish(self) -> None:
        """Write what remains: the tree of pages, title and language, cross-references."""
        self._close_branch()
        kids = b" ".join(b"%d 0 R" % number for number in self._branches)
        self.put(b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, kids), self._tree)
        metadata = self.stream(_xmp(self._title), b"/Type/Metadata/Subtype/XML", raw=True)
        self.put(
            b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang%b"
            b"/ViewerPreferences<</DisplayDocTitle true>>>>"
            % (self._tree, metadata, text_string(self._language)),
            self._root,
        )
        info = self.put(b"<</Title%b/Producer(LMS)>>" % text_string(self._title))
        self._write_references(info)

    def _close_branch(self) -> None:
        if self._kids:
            kids = b" ".join(b"%d 0 R" % number for number in self._kids)
            body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
            self.put(body % (self._tree, len(self._kids), kids), self._branch)
            self._branches.append(self._branch)
        self._kids, self._branch = [], 0

    def _write_references(self, info: int) -> None:
        start, count = self._at, len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for first in range(1, count, 1000):
            part = self._offsets[first : first + 1000]
            self._write(b"".join(b"%010d 00000 n \n" % offset for offset in part))
        name = self._digest.hexdigest()[:32].encode()
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, self._root, info, name, name, start)
        )

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._digest.update(data)
        self._at += len(data)


class FaceBox:
    """The faces of one PDF: named while pages are made, cut and written when all are there."""

    def __init__(self, writer: PdfWriter, number: int = 0) -> None:
        self._writer = writer
        self.number = number or writer.reserve()

    def write(self, faces: Sequence[tuple[str, int]], ink: Ink, cutter: Cutter) -> None:
        """Write those of the faces that were used, and the dictionary pages name them by."""
        entries = []
        for place, (path, index) in enumerate(faces):
            shown = (ink.used.get((path, index)) or set()) - {"\n"}
            if not shown:
                continue
            face = cutter.cut(typeface(path, index), shown)
            descendant = self._descendant(face)
            for twin, lines in enumerate(face.texts):
                number = self._font(face.name, descendant, lines)
                entries.append(b"/%b %d 0 R" % (face_name(place, twin).encode(), number))
        self._writer.put(b"<<%b>>" % b"".join(entries), self.number)

    def _font(self, name: str, descendant: int, lines: Sequence[str]) -> int:
        mapped = self._writer.stream("\n".join(to_unicode(lines)).encode("ascii"))
        return self._writer.put(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H"
            b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (name.encode(), descendant, mapped)
        )

    def _descendant(self, face: EmbeddedFace) -> int:
        entries = b"/Subtype/CIDFontType0C" if face.cff else b"/Length1 %d" % len(face.data)
        file = self._writer.stream(face.data, entries)
        name = face.name.encode()
        descriptor = self._writer.put(
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0"
            b"/Ascent %d/Descent %d/CapHeight %d/StemV 80/%b %d 0 R>>"
            % (
                name, *face.box, face.ascent, face.descent, face.ascent,
                b"FontFile3" if face.cff else b"FontFile2", file,
            )
        )  # fmt: skip
        order = b""
        if not face.cff:
            mapped = self._writer.stream(face.glyph_of, b"/Filter/FlateDecode", raw=True)
            order = b"/CIDToGIDMap %d 0 R" % mapped
        return self._writer.put(
            b"<</Type/Font/Subtype/CIDFontType%d/BaseFont/%b/FontDescriptor %d 0 R/DW 1000/W[%b]"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>%b>>"
            % (0 if face.cff else 2, name, descriptor, face.widths.encode(), order)
        )


def face_name(place: int, twin: int = 0) -> str:
    """Name of a face in the resources: the first declared is F0, its twin F0t1."""
    return f"F{place}t{twin}" if twin else f"F{place}"


def text_string(text: str) -> bytes:
    """A text as PDF writes it: hexadecimal UTF-16, which needs no escapes."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


def _xmp(title: str) -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(title)}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()
