"""Whether a text may be a design, and a file a seal's picture; no database is asked."""

from dataclasses import dataclass

from certificates.designs.bundles import MOST_BYTES
from certificates.designs.fields import faults
from certificates.designs.pictures import address_of
from lms.documents.marks import conditions_of, marks_of
from lms.documents.press import picture_bytes, source_of
from lms.errors import DomainError

_PICTURE_BYTES = 1 << 20
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A design's text that passed."""

    html: str
    fields: tuple[str, ...]


def checked(html: str) -> Checked:
    """The text with the fields it names.

    Raises DESIGN_TOO_LARGE, DESIGN_FIELD_UNKNOWN, DESIGN_FIELD_NEEDED, and the codes of the paper
    engine for whatever it will not lay out.
    """
    if len(html.encode()) > MOST_BYTES:
        raise DomainError("DESIGN_TOO_LARGE", most=MOST_BYTES >> 20)
    root = source_of(html).etree_element
    named = [field for mark in marks_of(root) for field in mark.fields]
    fields = tuple(dict.fromkeys([*named, *conditions_of(root)]))
    for code, field in faults(fields):
        raise DomainError(code, field=field)
    return Checked(html, fields)


def text_of(content: bytes) -> str:
    """An uploaded text. Raises DESIGN_TOO_LARGE, DESIGN_NOT_TEXT."""
    if len(content) > MOST_BYTES:
        raise DomainError("DESIGN_TOO_LARGE", most=MOST_BYTES >> 20)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise DomainError("DESIGN_NOT_TEXT") from fault


def checked_picture(content: bytes) -> str:
    """The type of a picture. Raises EMBLEM_PICTURE for anything but a small PNG or JPEG."""
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if kind is None or len(content) > _PICTURE_BYTES:
        raise DomainError("EMBLEM_PICTURE")
    try:
        picture_bytes(address_of(content, kind))
    except DomainError as fault:
        raise DomainError("EMBLEM_PICTURE") from fault
    return kind
