"""Photos of contacts as a phone sends them: within the message, as `data:` addresses."""

import base64
import binascii

from lms.errors import DomainError
from lms.pictures import Picture, redrawn

MOST_BYTES = 2 << 20
LONGEST_SIDE = 1280


def read_data_url(text: str) -> bytes:
    """The bytes of a `data:image/…;base64,…` address. Raises PICTURE_UNREADABLE, PICTURE_TOO_LARGE."""
    head, _, encoded = text.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise DomainError("PICTURE_UNREADABLE")
    if len(encoded) > MOST_BYTES * 4 // 3 + 8:
        raise DomainError("PICTURE_TOO_LARGE", most=2)
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise DomainError("PICTURE_UNREADABLE") from fault


def small(data: bytes) -> Picture:
    """The picture at most 1,280 pixels a side. Raises PICTURE_UNREADABLE, PICTURE_TOO_LARGE."""
    return redrawn(data, LONGEST_SIDE, MOST_BYTES)
