"""Photos on papers: what they hold beside the picture is dropped, their box is filled as in CSS."""

import base64
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from lms.documents.press import picture_bytes
from lms.errors import DomainError

_TURNED = 0x0112  # EXIF: how the camera was held
_KEPT = frozenset({0xE0, 0xEE})  # JFIF and Adobe: needed to read the colours


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture ready for a PDF: the entries of its stream and its data."""

    width: int
    height: int
    entries: bytes
    data: bytes


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
                return _photo(image.width, image.height, image.mode, b"DCTDecode", bare(content))
            upright = ImageOps.exif_transpose(image)
            if "A" in upright.getbands() or "transparency" in upright.info:
                upright = upright.convert("RGBA")
                paper = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(paper, upright)
            plain = upright.convert("RGB")
            packed = zlib.compress(plain.tobytes(), 6)
            return _photo(plain.width, plain.height, "RGB", b"FlateDecode", packed)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise DomainError("PICTURE_REFUSED") from fault


def _photo(width: int, height: int, mode: str, how: bytes, data: bytes) -> Photo:
    space = b"DeviceGray" if mode == "L" else b"DeviceRGB"
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % (width, height)
    return Photo(width, height, entries + b"/ColorSpace/%b/Filter/%b" % (space, how), data)


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
    photo: Photo, box: tuple[float, float, float, float], fit: str
) -> tuple[float, float, float, float]:
    """Left, top, width and height of a photo in its box, by `object-fit`, centred."""
    x, y, width, height = box
    if fit == "fill":
        return box
    scales = (width / photo.width, height / photo.height)
    scale = max(scales) if fit == "cover" else min(scales)
    wide, high = photo.width * scale, photo.height * scale
    return x + (width - wide) / 2, y + (height - high) / 2, wide, high
