"""Photos on papers: what they hold beside the picture is dropped, their box is filled as in CSS."""

import base64
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lms.documents.press import picture_bytes
from lms.errors import DomainError

_CSS_PIXEL = 0.75  # points
_TURNED = 0x0112  # EXIF: how the camera was held
_KEPT = frozenset({0xE0, 0xEE})  # JFIF and Adobe: needed to read the colours


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture ready for a PDF: the entries of its stream, its data, and how far it covers."""

    width: int
    height: int
    entries: bytes
    data: bytes
    mask: "Photo | None" = None


@lru_cache(maxsize=8)
def photo_of(address: str) -> Photo:
    """The picture at a `data:` address. Raises DomainError PICTURE_REFUSED."""
    from PIL import Image, ImageOps

    content = picture_bytes(address)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            turned = image.getexif().get(_TURNED, 1) != 1
            if image.format == "JPEG" and image.mode in ("L", "RGB") and not turned:
                image.load()
                return _entered(image, b"DCTDecode", bare(content))
            upright = ImageOps.exif_transpose(image)
            mask = None
            if "A" in upright.getbands() or "transparency" in upright.info:
                upright = upright.convert("RGBA")
                mask = _photo(upright.getchannel("A"))
            return _photo(upright.convert("RGB"), mask)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise DomainError("PICTURE_REFUSED") from fault


def _photo(image: Any, mask: Photo | None = None) -> Photo:
    return _entered(image, b"FlateDecode", zlib.compress(image.tobytes(), 6), mask)


def _entered(image: Any, how: bytes, data: bytes, mask: Photo | None = None) -> Photo:
    width, height = image.size
    space = b"DeviceGray" if image.mode == "L" else b"DeviceRGB"
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % (width, height)
    entries += b"/ColorSpace/%b/Filter/%b" % (space, how)
    return Photo(width, height, entries, data, mask)


def bare(jpeg: bytes) -> bytes:
    """A JPEG without what cameras write into it (place, time, owner)."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        marker = jpeg[at + 1]
        if marker in _KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])


def bare_address(address: str) -> str:
    """The same for a `data:` address; other pictures are handed on."""
    head, _, content = address.partition(",")
    if not head.startswith("data:image/jpeg"):
        return address
    return f"{head},{base64.b64encode(bare(base64.b64decode(content))).decode('ascii')}"


def placed(
    photo: Photo, box: tuple[float, float, float, float], note: str
) -> tuple[float, float, float, float]:
    """Left, top, width and height of a photo in its box.

    `note` is the `object-fit` and the per cents of the `object-position`, as a place has them.
    """
    x, y, width, height = box
    fit, *stands = note.split()
    if fit == "fill":
        return box
    scales = (width / photo.width, height / photo.height)
    scale = max(scales) if fit == "cover" else min(scales)
    if fit in ("none", "scale-down"):
        scale = min(scale, _CSS_PIXEL) if fit == "scale-down" else _CSS_PIXEL
    wide, high = photo.width * scale, photo.height * scale
    across, down = (float(one) / 100 for one in stands) if stands else (0.5, 0.5)
    return x + (width - wide) * across, y + (height - high) * down, wide, high
