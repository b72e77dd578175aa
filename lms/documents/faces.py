"""The faces papers are set in, and what they can and cannot print.

Noto Serif SC and Noto Sans SC come with a Python wheel (OFL), so papers look the same on every
machine. Characters outside their 30,900 (for example 𠮷 𪚥) come from HanaMin or BabelStone Han
when the machine has them. A character that no face holds is never printed as an empty box.
"""

import ctypes.util
import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uharfbuzz

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
#: Printed where a remark holds a character that no face has (the printers' mark for missing type).
MISSING_MARK = "〓"

_DIGITS = "0123456789"
_WHEEL = "pylopdf_fonts_zh_cn"
_WHEEL_FILES = ((SERIF, "NotoSerifSC-Regular.otf"), (SANS, "NotoSansSC-Regular.otf"))
_RARE_FILES = (
    ("HanaMinA", "HanaMinA.ttf"),
    ("HanaMinB", "HanaMinB.ttf"),
    ("BabelStone Han", "BabelStoneHan.ttf"),
)
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_SELECTORS = frozenset(range(0xFE00, 0xFE10)) | frozenset(range(0xE0100, 0xE01F0))


@dataclass(frozen=True, slots=True)
class Face:
    """One font file; `characters` is a set of the code points it can print."""

    family: str
    path: Path
    characters: Any  # HarfBuzz's set: a page of bits where a frozenset has an object for each
    units_per_em: int


def _wheel_files() -> Iterator[tuple[str, Path]]:
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent
    for family, name in _WHEEL_FILES:
        if (folder / name).is_file():
            yield family, folder / name


def _rare_files() -> Iterator[tuple[str, Path]]:
    names = {name: family for family, name in _RARE_FILES}
    found: dict[str, Path] = {}
    for folder in _FONT_FOLDERS:
        for root, folders, files in os.walk(Path(folder).expanduser()):
            folders.sort()
            for name in files:
                if name in names:
                    found.setdefault(name, Path(root) / name)
    for family, name in _RARE_FILES:
        if name in found:
            yield family, found[name]


def _open(path: Path) -> Any:  # uharfbuzz has no types
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))


@cache
def faces() -> tuple[Face, ...]:
    """Every face papers may use: serif, sans, then those for rare characters."""
    found = []
    for family, path in (*_wheel_files(), *_rare_files()):
        opened = _open(path)
        found.append(Face(family, path, opened.unicodes, opened.upem))
    return tuple(found)


@cache
def family_stack(first: str) -> str:
    """A CSS font-family list: `first`, then the other faces, in the order of `faces()`."""
    names = [first, *(face.family for face in faces() if face.family != first)]
    return ",".join(f'"{name}"' for name in names)


@cache
def _printable() -> Any:
    known = uharfbuzz.Set()
    for face in faces():
        known.update(face.characters)
    return known


#: Characters that were found to be printed as they are; grows with what is printed.
_plain: set[str] = {"\n"}


def _is_invisible(character: str) -> bool:
    """Control, format and surrogate characters: they would hide or turn round what is printed."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def missing_characters(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters of `texts` that no face can print, each once, in order of appearance."""
    known = _printable()
    missing: dict[str, None] = {}
    for text in texts:
        for character in text:
            code = ord(character)
            if code not in known and code not in _SELECTORS and not _is_invisible(character):
                missing[character] = None
    return tuple(missing)


def printable(text: str) -> str:
    """`text` as it may be printed: nothing invisible, 〓 for characters that no face has."""
    if _plain.issuperset(text):
        return text
    known = _printable()
    kept = []
    for character in text:
        if character == "\n":
            kept.append(character)
        elif character == "\t":
            kept.append(" ")
        elif not _is_invisible(character):
            code = ord(character)
            kept.append(character if code in known or code in _SELECTORS else MISSING_MARK)
    made = "".join(kept)
    _plain.update(set(made) & set(text))
    return made


@cache
def _opened(family: str) -> tuple[Any, int, Any]:
    face = next(face for face in faces() if face.family == family)
    return uharfbuzz.Font(_open(face.path)), face.units_per_em, face.characters


@cache
def advance(character: str, family: str) -> float:
    """Width of a character in em: digits as wide as the widest, one em when the face lacks it."""
    if character in _DIGITS:
        return max(_own_advance(digit, family) for digit in _DIGITS)
    return _own_advance(character, family)


def _own_advance(character: str, family: str) -> float:
    font, units, characters = _opened(family)
    if ord(character) not in characters:
        return 1.0
    return float(font.get_glyph_h_advance(font.get_nominal_glyph(ord(character)))) / units


def engine_problems() -> tuple[str, ...]:
    """Codes of what this machine lacks for printing (sentences in `SENTENCES`); empty is well."""
    problems = []
    if ctypes.util.find_library("pangoft2-1.0") is None:
        problems.append("LAYOUT_LIBRARY_MISSING")
    if len(tuple(_wheel_files())) < len(_WHEEL_FILES):
        problems.append("FONT_MISSING")
    if not tuple(_rare_files()):
        problems.append("RARE_FONT_MISSING")
    if ctypes.util.find_library("harfbuzz-subset") is None:
        problems.append("FONT_SUBSETTER_MISSING")
    return tuple(problems)
