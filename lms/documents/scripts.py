"""Runs of one script within a text, as Pango parts it before shaping: nothing kerns across."""

from collections.abc import Iterator
from functools import lru_cache

_OPENING = "([{〈《「『【〔（［｛‹«“‘"
_CLOSING = ")]}〉》」』】〕）］｝›»”’"
_PAIRS = dict(zip(_CLOSING, _OPENING, strict=True))
_SCRIPTS = (
    (0x0041, 0x005A, "Latn"), (0x0061, 0x007A, "Latn"), (0x00AA, 0x00AA, "Latn"),
    (0x00BA, 0x00BA, "Latn"), (0x00C0, 0x00D6, "Latn"), (0x00D8, 0x00F6, "Latn"),
    (0x00F8, 0x02B8, "Latn"), (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"),
    (0x1E00, 0x1EFF, "Latn"), (0x2E80, 0x2FDF, "Hani"), (0x3005, 0x3007, "Hani"),
    (0x3041, 0x309F, "Hira"), (0x30A1, 0x30FF, "Kana"), (0x3105, 0x312F, "Bopo"),
    (0x3400, 0x9FFF, "Hani"), (0xF900, 0xFAFF, "Hani"), (0xFF21, 0xFF3A, "Latn"),
    (0xFF41, 0xFF5A, "Latn"), (0x20000, 0x323AF, "Hani"),
)  # fmt: skip


def script_runs(text: str) -> Iterator[str]:
    """The parts of `text` that are shaped together, in order."""
    start, current = 0, ""
    opened: list[tuple[str, str]] = []
    for place, character in enumerate(text):
        script = _script(character)
        if character in _OPENING:
            opened.append((character, current))
        elif character in _PAIRS:
            while opened and opened[-1][0] != _PAIRS[character]:
                opened.pop()
            script = opened.pop()[1] if opened else ""
        if script and current and script != current:
            yield text[start:place]
            start = place
        if script:
            if not current:
                opened = [(one, before or script) for one, before in opened]
            current = script
    if start < len(text):
        yield text[start:]


@lru_cache(maxsize=20_000)
def _script(character: str) -> str:
    """The script of a character, '' for what is common to all."""
    code = ord(character)
    return next((name for first, last, name in _SCRIPTS if first <= code <= last), "")
