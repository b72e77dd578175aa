"""WeasyPrint as this house uses it: our faces, our style, nothing fetched from anywhere.

One document at a time (Pango's font map belongs to one thread), loaded only by those who print.
"""

import base64
import binascii
import io
import re
import threading
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any

from lms.documents import sparing
from lms.documents.faces import SANS, SERIF, faces, family_stack
from lms.errors import DomainError

_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/]+={0,2}\Z")
_STYLE = "templates/documents/papers/paper.css"
_PICTURE_PIXELS = 24_000_000
_PICTURE_BYTES = 12 << 20
# Pango's font map may be used by one thread at a time.
_one_at_a_time = threading.Lock()


def warm() -> None:
    """Load engine and faces; called before a server forks, so that all its processes share them."""
    with suppress(OSError):  # a machine without the layout library serves all but papers
        html_to_pdf("<p>预热<span class='sans'>预热</span></p>")


def picture(address: str) -> str:
    """A `data:` address of a PNG or JPEG picture, or nothing: no other address is let through."""
    return address if _PICTURE.match(address) else ""


def picture_bytes(address: str) -> bytes:
    """The file within such an address. Raises DomainError PICTURE_REFUSED.

    Its size on paper is read from the head alone: a bomb is refused before it is unpacked.
    """
    from PIL import Image

    if not _PICTURE.match(address) or len(address) > _PICTURE_BYTES * 4 // 3:
        raise DomainError("PICTURE_REFUSED")
    try:
        content = base64.b64decode(address.partition(",")[2], validate=True)
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            width, height = image.size
    except (
        binascii.Error,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as fault:
        raise DomainError("PICTURE_REFUSED") from fault
    if width * height > _PICTURE_PIXELS:
        raise DomainError("PICTURE_REFUSED")
    return content


def html_to_pdf(html: str) -> bytes:
    """Lay out one HTML text with the papers' style and faces.

    Raises DomainError PAPER_RESOURCE_REFUSED when it asks for more than pictures within itself.
    """
    with _one_at_a_time:
        return written(laid_out(source_of(html)))


def source_of(html: str) -> Any:  # WeasyPrint has no types
    """The parsed text; `etree_element` may be changed before it is laid out."""
    import weasyprint  # slow to load, and only needed by those who print

    return weasyprint.HTML(string=html, url_fetcher=press()[2], base_url=None)


def laid_out(source: Any) -> Any:
    """The pages of a parsed text; the caller holds `pressing()`."""
    from weasyprint.urls import FatalURLFetchingError

    fonts, style, _ = press()
    try:
        document = source.render(font_config=fonts, stylesheets=[style])
    except FatalURLFetchingError as error:  # a BaseException: `except Exception` would miss it
        raise DomainError("PAPER_RESOURCE_REFUSED") from error
    document.metadata.attachments.clear()
    return document


def written(document: Any) -> bytes:
    """Laid out pages as PDF; the caller holds `pressing()`."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        return bytes(document.write_pdf())
    except FatalURLFetchingError as error:
        raise DomainError("PAPER_RESOURCE_REFUSED") from error


def pressing() -> threading.Lock:
    """The lock to hold from the layout until the PDF is written."""
    return _one_at_a_time


@cache
def press() -> tuple[Any, Any, Any]:
    """The faces, the shared style and the fetcher, made once in a process."""
    import weasyprint
    from weasyprint.text.ffi import ffi, fontconfig, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    class PictureFetcher(weasyprint.URLFetcher):  # type: ignore[misc]  # untyped base class
        """Answers `data:` pictures of a sane size only; anything else ends the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                picture_bytes(url)
            except DomainError as refused:
                raise ValueError("address refused") from refused
            return super().fetch(url, headers)

    sparing.spare()
    fetcher = PictureFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    fonts = FontConfiguration()
    for face in faces():
        fontconfig.FcConfigAppFontAddFile(fonts._config, str(face.path).encode())
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))
    families = f"html{{font-family:{family_stack(SERIF)}}}.sans{{font-family:{family_stack(SANS)}}}"
    text = families + files("lms.documents").joinpath(_STYLE).read_text("utf-8")
    return fonts, weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=fonts), fetcher
