"""QR codes as SVG, drawn in place (no picture file)."""

import re

import segno
from markupsafe import Markup

_LONG_DIGITS = re.compile("([0-9]{24,})")


def qr_code(content: str) -> segno.QRCode:
    """A QR code of `content`, error correction M; long runs of digits take their small mode."""
    parts = [part for part in _LONG_DIGITS.split(content) if part]
    what: str = parts if len(parts) > 1 else content  # type: ignore[assignment]  # several segments
    return segno.make(what, error="m", micro=False, boost_error=False)


def qr_svg(content: str) -> Markup:
    """The code with its quiet zone of 4 modules as inline SVG."""
    svg = qr_code(content).svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704 # nosec B704 - drawn by segno, holds no text
