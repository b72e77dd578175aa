"""Small pictures for tests."""

import io

from PIL import Image


def png(width: int = 40, height: int = 40) -> bytes:
    """A red, half transparent picture."""
    target = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 0, 0, 90)).save(target, "PNG")
    return target.getvalue()
