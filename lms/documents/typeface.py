"""Setting lines of type with HarfBuzz.

A line is glyph codes (hexadecimal CIDs) and its width. Only text whose characters map one by one
to their glyphs is set here; for everything else (`None`) WeasyPrint is asked, whose font fallback
and shaping are complete.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import uharfbuzz

from lms.documents.scripts import script_runs

_FEATURES = {
    "liga": False,
    "clig": False,
    "dlig": False,
    "hlig": False,
    "calt": False,
    "locl": False,
}
_CACHED_LINES = 4_096
_UNIFIED = range(0x4E00, 0xA000)
_IDEOGRAPHS = (_UNIFIED, range(0x3400, 0x4DC0), range(0x20000, 0x323B0))
#: Tried against each other when a face is opened; those that kern with no other are set unshaped.
_PLAIN_SIGNS = "0123456789X*—：（），。、“”《》"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type: what a TJ operator shows, and its width in em."""

    shown: str
    width: float


class Typeface:
    """One font file, opened. Everything is measured in thousandths of an em, as PDF does."""

    def __init__(self, path: str, index: int = 0) -> None:
        self.path, self.index = path, index
        self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index)
        self._font = uharfbuzz.Font(self._face)
        self.units = self._face.upem
        self._advances: dict[str, float] = {}
        self._measured: dict[str, str] = {}
        self._mapped: dict[str, str] = {}
        self._glyphs: dict[str, int] = {}
        self._cids = _cids(path, index)
        self._codes = _Codes(self)
        self._lines: dict[str, Line | None] = {}
        self._shaped: dict[str, list[float] | None] = {}
        self._twins = self._find_twins()
        self._held: set[str] = set()
        self._inert: set[str] = set()
        self._signs = self._find_signs()

    @property
    def face(self) -> Any:
        """HarfBuzz's own, to be cut down to what a PDF shows."""
        return self._face

    def glyph(self, character: str) -> int:
        """Index of a character's glyph in the file."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._glyphs[character] = self._font.get_nominal_glyph(ord(character)) or 0
        return found

    def cid(self, character: str) -> int:
        """The code that shows a character: its CID in a CFF face, its glyph in any other."""
        glyph = self.glyph(character)
        return glyph if self._cids is None else self._cids[glyph]

    def advance(self, character: str) -> float:
        """Width of a character in thousandths of an em."""
        found = self._advances.get(character)
        if found is None:
            found = self._font.get_glyph_h_advance(self.glyph(character)) * 1000 / self.units
            self._advances[character] = found
        return found

    def line(self, text: str) -> Line | None:
        """`text` set in one line; None when this face cannot set it character by character."""
        try:
            return self._lines[text]
        except KeyError:
            if len(self._lines) >= _CACHED_LINES:
                self._lines.clear()
            made = self._lines[text] = self._set(text)
            return made

    def measured(self, character: str) -> str:
        """Its entry in the widths of a PDF font."""
        found = self._measured.get(character)
        if found is None:
            found = f"{self.cid(character)}[{_number(self.advance(character))}]"
            self._measured[character] = found
        return found

    def mapped(self, character: str) -> str:
        """Its line in a ToUnicode map."""
        found = self._mapped.get(character)
        if found is None:
            text = character.encode("utf-16-be").hex().upper()
            found = self._mapped[character] = f"<{self.cid(character):04X}> <{text}>"
        return found

    def advances(self, text: str) -> list[float] | None:
        """Width of each character where it stands, kerning included; None as for `line`."""
        if self._is_inert(text):
            return [self.advance(character) for character in text]
        return self._shape(text)

    def twin(self, character: str) -> int:
        """0 for the character a glyph is read back as, 1, 2 … for others drawn by the same glyph."""
        return self._twins.get(character, 0)

    def has_twins(self, text: str) -> bool:
        """Whether a character of `text` must be shown by a twin to be read back as it is."""
        return not self._twins.keys().isdisjoint(text)

    def spread(self, text: str, extra: float) -> str:
        """What a TJ operator shows of `text` with `extra` em after each space (justified)."""
        return self._shown(text, self.advances(text) or [], extra * 1000)

    def parts(self, text: str) -> Iterator[tuple[int, str]]:
        """`text` in parts of one twin each, to be shown one after the other."""
        start = 0
        for place in range(1, len(text) + 1):
            if place == len(text) or self.twin(text[place]) != self.twin(text[start]):
                yield self.twin(text[start]), text[start:place]
                start = place

    def _set(self, text: str) -> Line | None:
        if self._is_inert(text):
            return Line(f"<{text.translate(self._codes)}>", sum(map(self.advance, text)) / 1000)
        advances = self._shape(text)
        if advances is None:
            return None
        return Line(self._shown(text, advances, 0.0), sum(advances) / 1000)

    def _shown(self, text: str, advances: list[float], extra: float) -> str:
        shown, run = [], ""
        for character, advance in zip(text, advances, strict=True):
            run += self._codes[ord(character)]
            kerned = self.advance(character) - advance
            if character in " \xa0":
                kerned -= extra
            if abs(kerned) >= 0.5:
                shown.append(f"<{run}>{kerned:.0f}" if not extra else f"<{run}>{kerned:.1f}")
                run = ""
        return "".join(shown) + (f"<{run}>" if run else "")

    def _shape(self, text: str) -> list[float] | None:
        """Advances in thousandths of an em; None unless every character is drawn by its glyph."""
        if not self.holds(text):
            return None
        advances: list[float] = []
        for part in script_runs(text):
            if self._is_inert(part):
                advances += map(self.advance, part)
                continue
            shaped = self._shape_run(part)
            if shaped is None:
                return None
            advances += shaped
        return advances

    def _shape_run(self, part: str) -> list[float] | None:
        try:
            return self._shaped[part]
        except KeyError:
            if len(self._shaped) >= _CACHED_LINES:
                self._shaped.clear()
        buffer = uharfbuzz.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        buffer.language = "zh-cn"
        uharfbuzz.shape(self._font, buffer, _FEATURES)
        made: list[float] | None = None
        positions = buffer.glyph_positions
        plain = [one.codepoint for one in buffer.glyph_infos] == [self.glyph(one) for one in part]
        if plain and not any(one.x_offset or one.y_offset for one in positions):
            made = [one.x_advance * 1000 / self.units for one in positions]
        self._shaped[part] = made
        return made

    def holds(self, text: str) -> bool:
        """Whether the face has a glyph for every character."""
        if self._held.issuperset(text):
            return True
        if not all(map(self.glyph, text)):
            return False
        self._held.update(text)
        return True

    def _is_inert(self, text: str) -> bool:
        """Whether nothing in `text` kerns or changes: ideographs and plain signs."""
        if self._inert.issuperset(text):
            return True
        for character in text:
            if character not in self._signs and not _is_ideograph(character):
                return False
            if character in self._twins or not self.glyph(character):
                return False
        self._inert.update(text)
        return True

    def _find_twins(self) -> dict[str, int]:
        """Characters that share a glyph with a more usual one (⼀ and 一)."""
        drawn = array("I", bytes(4 * self._face.glyph_count))
        codes = list(self._face.unicodes)
        usual_first = [one for one in codes if one in _UNIFIED]
        usual_first += [one for one in codes if one not in _UNIFIED]
        twins = {}
        for code in usual_first:
            glyph = self._font.get_nominal_glyph(code) or 0
            if drawn[glyph]:
                twins[chr(code)] = drawn[glyph]
            drawn[glyph] += 1
        return twins

    def _find_signs(self) -> frozenset[str]:
        """Signs that neither kern nor change beside each other or an ideograph."""
        signs = [sign for sign in _PLAIN_SIGNS if self.glyph(sign) and sign not in self._twins]
        sample = "国" if self.glyph("国") else ""
        kept = [sign for sign in signs if self._stands_alone(sign, [sign, sample])]
        for sign in tuple(kept):
            if not self._stands_alone(sign, kept):
                kept.remove(sign)
        return frozenset(kept)

    def _stands_alone(self, sign: str, others: Iterable[str]) -> bool:
        own = self.advance(sign)
        return all(
            own and self._shape_run(pair) == [self.advance(one) for one in pair]
            for other in others
            for pair in (sign + other, other + sign)
        )


def _is_ideograph(character: str) -> bool:
    code = ord(character)
    return any(code in codes for codes in _IDEOGRAPHS)


class _Codes(dict[int, str]):
    """Character → hexadecimal code, filled as characters are met."""

    def __init__(self, face: Typeface) -> None:
        self._face = face

    def __missing__(self, code: int) -> str:
        made = self[code] = f"{self._face.cid(chr(code)):04X}"
        return made


@cache
def typeface(path: str, index: int = 0) -> Typeface:
    """The face in a file, opened once in a process."""
    return Typeface(path, index)


@cache
def _cids(path: str, index: int) -> Sequence[int] | None:
    """CID of each glyph of a CID-keyed CFF face; None where glyphs are shown by their index."""
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        if "CFF " not in font:
            return None
        top = font["CFF "].cff.topDictIndex[0]
        if not hasattr(top, "ROS"):
            return None
        return array("H", [0, *(int(name[3:]) for name in top.charset[1:])])


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
