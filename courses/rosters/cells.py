"""What a spreadsheet cell says once the tricks of spreadsheets are taken off."""

import math
from collections.abc import Mapping

_BLANK_CODES = (
    0x09,
    0x0A,
    0x0D,
    0x20,
    0xA0,
    0x2002,
    0x2003,
    0x2009,
    0x200B,
    0x200C,
    0x200D,
    0x200E,
    0x200F,
    0x2060,
    0x3000,
    0xFEFF,
)
_NO_BLANKS: Mapping[int, int | None] = dict.fromkeys(_BLANK_CODES)
_PLAIN: Mapping[int, int | None] = {
    **dict.fromkeys(_BLANK_CODES),
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
}
# Blanks of every kind, quotes, hyphens and dashes that people put into long numbers.
_NUMBER_SIGNS: Mapping[int, int | None] = {
    **_PLAIN,
    **dict.fromkeys(map(ord, "-‐‑–—－'’‘`")),
}


def is_number(value: object) -> bool:
    """Whether the sheet holds a number and no text, so that digits beyond the 15th are lost."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text_of(value: object) -> str:
    """A cell as text: outer blanks, a leading apostrophe and `="…"` taken off; 12.0 is 12.

    A formula other than `="…"` stays as it is written, as text.
    """
    if value.__class__ is str:
        if value.isalnum():  # almost every cell
            return value
        text: str = value.strip()
    elif value is None:
        return ""
    elif isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    else:
        text = str(value).strip()
    if text and text[0] in "='＇‘’\ufeff":
        if text[0] != "=":
            text = text[1:].strip()
        if text.startswith('="') and text.endswith('"') and len(text) > 2:
            text = text[2:-1].replace('""', '"').strip()
    return text


def without_blanks(text: str) -> str:
    """The text without blanks of any width."""
    return text.translate(_NO_BLANKS)


def plain_number(text: str) -> str:
    """A long number as typed: no blanks, hyphens or apostrophes, full-width signs made plain."""
    if text.isascii() and text.isalnum():
        return text
    return text.translate(_NUMBER_SIGNS)
