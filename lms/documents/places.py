"""Places for values on a design: where they stand and how the values in them are set.

Lengths are points from the upper left corner of the page, y downwards; what is set in type is
measured in em of the place's own size, so that a place can be set smaller as a whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lms.documents.faces import printable
from lms.errors import DomainError

Kind = Literal["line", "flow", "qr", "photo"]
Values = Mapping[str, str]
"""What is printed on one page: every field a design names, '' where there is nothing."""
_FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

_BLANKS = re.compile(r" *\n *| {2,}")


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a place in one face. `pattern` is text with {fields}.

    `scale` is its size in those of the place; `leading` its line height and `shift` how far the
    baseline stands below the middle of a line, both in em of the place.
    """

    pattern: str
    path: str
    index: int
    scale: float
    leading: float
    shift: float
    colour: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `leading` and `shift` are those of an empty line; `smallest` is in points.

    `note` is what a QR code or photo needs: the error correction, or how the photo fills its box;
    `over` puts a photo above the texts (a seal).
    """

    number: int
    kind: Kind
    page: int
    x: float
    y: float
    width: float
    height: float
    runs: tuple[Run, ...] = ()
    size: float = 0.0
    smallest: float = 6.0
    align: str = "left"
    leading: float = 0.0
    shift: float = 0.0
    indent: float = 0.0
    anywhere: bool = False
    language: str = "zh-CN"
    note: str = ""
    over: bool = False
    pattern: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields its patterns name, each once."""
        patterns = [self.pattern, *(run.pattern for run in self.runs)]
        return tuple(dict.fromkeys(field for one in patterns for field in fields_of(one)))


def fields_of(pattern: str) -> list[str]:
    """The fields a pattern names."""
    return _FIELD.findall(pattern)


def filled(pattern: str, values: Values) -> str:
    """A pattern with its values. Raises DomainError DESIGN_FIELD_MISSING for one not given."""
    try:
        return printable(_FIELD.sub(lambda found: values[found[1]], pattern))
    except KeyError as missing:
        raise DomainError("DESIGN_FIELD_MISSING", field=missing.args[0]) from missing


def _blank(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def texts_in(place: Place, values: Values) -> tuple[str, ...] | None:
    """The text of each run; None when every field is empty and nothing is to be printed."""
    fields = place.fields
    texts = tuple(filled(run.pattern, values) for run in place.runs)
    if place.kind == "flow":
        texts = tuple(_BLANKS.sub(_blank, text) for text in texts)
    if fields and not any(values[field] for field in fields):
        return None
    return texts
