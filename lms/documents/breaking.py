"""Where a paragraph may be broken into lines: asked of Pango, as WeasyPrint does.

Pango's rules (UAX #14 with those of the language) need no font and no layout, so they are called
directly: a process that only stamps does not load WeasyPrint.
"""

import ctypes
import ctypes.util
from functools import cache
from typing import Any

_LINE_BREAK = 1


def break_points(text: str, language: str = "zh-CN") -> list[bool]:
    """Whether a line may end before each character of `text`; the first is never one."""
    if not text:
        return []
    library = _pango()
    encoded = text.encode("utf-8")
    marks = (ctypes.c_uint32 * (len(text) + 1))()
    library.pango_get_log_attrs(
        encoded, len(encoded), -1, _language(language), marks, len(text) + 1
    )
    return [False, *(bool(marks[place] & _LINE_BREAK) for place in range(1, len(text)))]


@cache
def _pango() -> Any:  # a C library
    name = ctypes.util.find_library("pango-1.0") or "libpango-1.0.so.0"
    library = ctypes.CDLL(name)
    library.pango_language_from_string.restype = ctypes.c_void_p
    library.pango_language_from_string.argtypes = [ctypes.c_char_p]
    library.pango_get_log_attrs.restype = None
    library.pango_get_log_attrs.argtypes = [
        ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
    ]  # fmt: skip
    return library


@cache
def _language(name: str) -> int:
    return int(_pango().pango_language_from_string(name.encode("ascii")))
