"""Faces as they go into a PDF: cut down to what it shows, with what it is read back as."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import uharfbuzz

from lms.documents.typeface import Typeface, typeface

_EMBEDDED = ("CFF ", "glyf", "loca", "head", "hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep")


class Ink:
    """What was shown in one PDF: for each face and twin the characters used."""

    def __init__(self) -> None:
        self.used: dict[tuple[str, int], set[str]] = {}

    def take(self, face: Typeface, text: str) -> None:
        """Remember that `text` was shown in `face` (a line feed shows nothing)."""
        key = (face.path, face.index)
        try:
            self.used[key].update(text)
        except KeyError:
            self.used[key] = set(text)

    def add(self, other: "Ink") -> None:
        """Take over what another has noted."""
        for key, characters in other.used.items():
            self.used.setdefault(key, set()).update(characters)


@dataclass(frozen=True, slots=True)
class EmbeddedFace:
    """A face as it goes into a PDF: the cut file, widths and, per twin, what codes read as."""

    name: str
    data: bytes
    cff: bool
    glyph_of: bytes
    widths: str
    texts: tuple[tuple[str, ...], ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


class Cutter:
    """Cuts faces down to what a PDF shows; `narrowed` to a batch first, files of it are cut fast."""

    def __init__(self, narrowed: "Ink | None" = None) -> None:
        self._faces: dict[tuple[str, int], Any] = {}
        if narrowed is not None:
            for key, characters in narrowed.used.items():
                self._faces[key] = _subset(typeface(*key).face, characters)

    def cut(self, face: Typeface, characters: Iterable[str]) -> EmbeddedFace:
        """What is embedded so that `characters` can be shown and read back."""
        shown = sorted(characters, key=face.cid)
        source = self._faces.get((face.path, face.index), face.face)
        cut = _subset(source, shown)
        cff = "CFF " in cut.table_tags
        depth = 1 + max(map(face.twin, shown), default=0)
        texts = tuple(
            tuple(face.mapped(one) for one in shown if face.twin(one) == twin)
            for twin in range(depth)
        )
        glyph_of = b"" if cff else _glyph_map(cut, face, shown)
        data = _table(cut, "CFF ") if cff else _plain_font(cut)
        units = 1000 / face.units
        head, hhea = _table(cut, "head"), _table(cut, "hhea")
        box = tuple(round(_short(head, at) * units) for at in (36, 38, 40, 42))
        return EmbeddedFace(
            _name(face, shown),
            data,
            cff,
            glyph_of,
            " ".join(dict.fromkeys(map(face.measured, shown))),
            texts,
            (box[0], box[1], box[2], box[3]),
            round(_short(hhea, 4) * units),
            round(_short(hhea, 6) * units),
        )


def _short(table: bytes, at: int) -> int:
    return int.from_bytes(table[at : at + 2], "big", signed=True)


def _table(face: Any, tag: str) -> bytes:
    return bytes(face.reference_table(tag).data)


def _subset(face: Any, characters: Iterable[str]) -> Any:
    asked = uharfbuzz.SubsetInput()
    asked.unicode_set.clear()
    asked.unicode_set.update(map(ord, characters))
    asked.layout_feature_tag_set.clear()
    asked.drop_table_tag_set.update(
        _tag(tag) for tag in face.table_tags if tag not in _EMBEDDED and tag != "cmap"
    )
    asked.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    return uharfbuzz.subset(face, asked)


def _tag(tag: str) -> int:
    return int.from_bytes(tag.encode("ascii"), "big")


def _glyph_map(cut: Any, face: Typeface, shown: Iterable[str]) -> bytes:
    """CIDToGIDMap of a TrueType face: code (its old glyph) → glyph in the cut file."""
    font = uharfbuzz.Font(cut)
    pairs = {face.cid(one): font.get_nominal_glyph(ord(one)) or 0 for one in shown}
    table = bytearray(2 * (max(pairs, default=0) + 1))
    for cid, glyph in pairs.items():
        table[2 * cid : 2 * cid + 2] = glyph.to_bytes(2, "big")
    return zlib.compress(bytes(table), 6)


def _plain_font(cut: Any) -> bytes:
    """The cut TrueType file with the tables a PDF needs and no other."""
    from fontTools.ttLib import TTFont

    made = BytesIO()
    with TTFont(BytesIO(cut.blob.data), lazy=True, recalcTimestamp=False) as font:
        for tag in tuple(font.keys()):
            if tag not in _EMBEDDED and tag != "GlyphOrder":
                del font[tag]
        font.save(made)
    return made.getvalue()


def _name(face: Typeface, shown: Iterable[str]) -> str:
    """`ABCDEF+Name`: the prefix tells subsets apart, as PDF asks for."""
    digest = sha256("".join(shown).encode("utf-8")).digest()
    prefix = "".join(chr(65 + byte % 26) for byte in digest[:6])
    return f"{prefix}+{Path(face.path).stem}"


def to_unicode(lines: Sequence[str]) -> Iterator[str]:
    """A ToUnicode CMap with such lines of code and text (`Typeface.mapped`)."""
    yield "/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
    yield "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def"
    yield "/CMapName /Adobe-Identity-UCS def /CMapType 2 def"
    yield "1 begincodespacerange <0000> <FFFF> endcodespacerange"
    for start in range(0, len(lines), 100):
        part = lines[start : start + 100]
        yield f"{len(part)} beginbfchar"
        yield from part
        yield "endbfchar"
    yield "endcmap CMapName currentdict /CMap defineresource pop end end"
