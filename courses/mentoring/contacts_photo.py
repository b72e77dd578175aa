"""Photos of contacts: drawn anew as small JPEGs, so that nothing the camera wrote stays in them."""

import base64
import binascii
from dataclasses import dataclass
from io import BytesIO

from lms.errors import DomainError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""A picture unpacks to four bytes a pixel; more than 40 megapixels are refused unread."""
LONGEST_SIDE = 1280
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Photo:
    """A finished JPEG."""

    content: bytes
    width: int
    height: int


def read_data_url(text: str) -> bytes:
    """The bytes of a `data:image/…;base64,…` address. Raises PHOTO_UNREADABLE, PHOTO_TOO_LARGE."""
    head, _, encoded = text.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise DomainError("PHOTO_UNREADABLE")
    if len(encoded) > MOST_BYTES * 4 // 3 + 8:
        raise DomainError("PHOTO_TOO_LARGE", most=2)
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise DomainError("PHOTO_UNREADABLE") from fault


def small(data: bytes) -> Photo:
    """The picture at most 1,280 pixels a side as JPEG. Raises PHOTO_UNREADABLE, PHOTO_TOO_LARGE."""
    from PIL import Image, ImageOps

    if len(data) > MOST_BYTES:
        raise DomainError("PHOTO_TOO_LARGE", most=2)
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise DomainError("PHOTO_TOO_LARGE", most=2)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except DomainError:
        raise
    except Exception as fault:  # a broken picture fails in as many ways as there are formats
        raise DomainError("PHOTO_UNREADABLE") from fault
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "JPEG", quality=75, optimize=True)
    return Photo(out.getvalue(), bare.width, bare.height)
