"""Pictures of designs: as the `data:` addresses they take, and samples that belong to nobody."""

import base64
import io
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def address_of(content: bytes, kind: str) -> str:
    """A picture as the `data:` address a design takes."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@cache
def sample_pictures() -> dict[str, str]:
    """A photo, a seal and a signature that belong to nobody."""
    return {"photo": _photo(), "seal": _seal(), "signature": _signature()}


def _photo() -> str:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (350, 490), "#e7ecea")
    draw = ImageDraw.Draw(image)
    draw.ellipse((110, 90, 240, 240), fill="#b7c4be")
    draw.pieslice((40, 270, 310, 640), 180, 360, fill="#b7c4be")
    return _address(image)


def _seal() -> str:
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (420, 420), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    red = (190, 30, 30, 210)
    draw.ellipse((12, 12, 408, 408), outline=red, width=12)
    star = [(210, 118), (231, 182), (298, 182), (244, 221), (265, 285), (210, 246), (155, 285),
            (176, 221), (122, 182), (189, 182)]  # fmt: skip
    draw.polygon(star, fill=red)
    return _address(image)


def _signature() -> str:
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (400, 130), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    stroke = [(20, 90), (70, 30), (95, 100), (140, 40), (170, 95), (230, 55), (260, 92), (380, 60)]
    draw.line(stroke, fill=(20, 30, 60, 255), width=6, joint="curve")
    return _address(image)


def _address(image: "Image.Image") -> str:
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return address_of(target.getvalue(), "image/png")
