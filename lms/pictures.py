"""Pictures that people send: drawn anew as small JPEGs, so that nothing the camera wrote stays."""

from dataclasses import dataclass
from io import BytesIO

from lms.errors import DomainError

MOST_BYTES = 8 << 20
MOST_PIXELS = 40_000_000
"""A picture unpacks to four bytes a pixel; more than 40 megapixels are refused unread."""
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished JPEG."""

    content: bytes
    width: int
    height: int


def redrawn(data: bytes, longest: int, most_bytes: int = MOST_BYTES) -> Picture:
    """The picture upright, at most `longest` pixels a side, without place, time or owner.

    Raises PICTURE_TOO_LARGE and PICTURE_UNREADABLE.
    """
    from PIL import Image, ImageOps

    if len(data) > most_bytes:
        raise DomainError("PICTURE_TOO_LARGE", most=most_bytes >> 20)
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise DomainError("PICTURE_TOO_LARGE", most=most_bytes >> 20)
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except DomainError:
        raise
    except Exception as fault:  # a broken picture fails in as many ways as there are formats
        raise DomainError("PICTURE_UNREADABLE") from fault
    upright.thumbnail((longest, longest))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), bare.width, bare.height)
