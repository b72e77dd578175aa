"""HTML → PDF. Papers are made from frozen records of plain values, never from stored objects.

Callers name a design and hand over records; how the pages come about is decided here alone.
The same input gives the same bytes: no clock, no random identifier. Nothing outside the design and
its records can be read: an address other than a `data:` picture stops the paper.
"""

import io
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from lms.documents.design import Design, Document
from lms.documents.faces import SANS, SERIF, faces, family_stack, missing_characters, printable
from lms.documents.fit import POINTS, fit, width_of
from lms.documents.lists import HEAD_HEIGHT, SUM_HEIGHT, Cell, Foot, Head, ListDesign, paginate
from lms.documents.qr import qr_svg
from lms.errors import DomainError

_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/]+={0,2}\Z")
_PAGES_AT_ONCE = 10
_STYLE = "templates/documents/papers/paper.css"
# Pango's font map may be used by one thread at a time.
_one_at_a_time = threading.Lock()


def render(document: Document) -> bytes:
    """The document as PDF; raises DomainError PAPER_RESOURCE_REFUSED when it asks for more."""
    if not document.records:
        raise ValueError("a document without records")
    template = _environment(document.design.package).get_template(document.design.template)
    chunks = _chunks(document.records, document.design.chunk)
    parts = (template.render(records=chunk, **document.facts) for chunk in chunks)
    return _merge(html_to_pdf(part) for part in parts)


def render_pdf(design: Design, record: object, **facts: object) -> bytes:
    """One form filled with one record."""
    return render(Document(design, (record,), facts))


def render_batch(design: Design, records: Sequence[object], **facts: object) -> bytes:
    """One PDF with one page for each record, in their order."""
    return render(Document(design, tuple(records), facts))


def render_list(
    design: ListDesign, head: Head, rows: Sequence[tuple[Cell, ...]], foot: Foot
) -> bytes:
    """A list on as many pages as it needs: head on each, subtotals, totals on the last."""
    pages = tuple(paginate(design, rows))
    paper = Design(design.design.package, design.design.template, _PAGES_AT_ONCE)
    facts: Mapping[str, object] = {
        "list": design,
        "head": head,
        "foot": foot,
        "page_count": len(pages),
        "HEAD_HEIGHT": HEAD_HEIGHT,
        "SUM_HEIGHT": SUM_HEIGHT,
        "money": any(column.money for column in design.columns),
    }
    return render(Document(paper, pages, facts))


def require_printable(texts: Iterable[str]) -> None:
    """Refuse names no face can print (CHARACTER_NOT_PRINTABLE), before anything is made."""
    missing = missing_characters(texts)
    if missing:
        codes = " ".join(f"U+{ord(character):04X}" for character in missing)
        raise DomainError("CHARACTER_NOT_PRINTABLE", characters="".join(missing), codes=codes)


def picture(address: str) -> str:
    """A `data:` address of a PNG or JPEG picture, or nothing: no other address is let through."""
    return address if _PICTURE.match(address) else ""


def html_to_pdf(html: str) -> bytes:
    """Lay out one HTML text with the papers' style and faces."""
    import weasyprint  # slow to load, and only needed by those who print
    from weasyprint.urls import FatalURLFetchingError

    fonts, style, fetcher = _press()
    source = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
    try:
        with _one_at_a_time:
            pages = source.render(font_config=fonts, stylesheets=[style])
            pages.metadata.attachments.clear()
            return bytes(pages.write_pdf())
    except FatalURLFetchingError as error:  # a BaseException: `except Exception` would miss it
        raise DomainError("PAPER_RESOURCE_REFUSED") from error


def warm() -> None:
    """Load engine and faces; called before a server forks, so that all its processes share them."""
    with suppress(OSError):  # a machine without the layout library serves all but papers
        html_to_pdf("<p>预热<span class='sans'>预热</span></p>")


@cache
def _press() -> tuple[Any, Any, Any]:  # WeasyPrint has no types
    """The faces, the shared style and the fetcher, made once in a process."""
    import weasyprint
    from weasyprint.text.ffi import ffi, fontconfig, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    class PictureFetcher(weasyprint.URLFetcher):  # type: ignore[misc]  # untyped base class
        """Answers `data:` pictures only; anything else ends the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not _PICTURE.match(url):
                raise ValueError("address refused")
            return super().fetch(url, headers)

    fetcher = PictureFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    fonts = FontConfiguration()
    for face in faces():
        fontconfig.FcConfigAppFontAddFile(fonts._config, str(face.path).encode())
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))
    families = f"html{{font-family:{family_stack(SERIF)}}}.sans{{font-family:{family_stack(SANS)}}}"
    text = families + files("lms.documents").joinpath(_STYLE).read_text("utf-8")
    return fonts, weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=fonts), fetcher


@cache
def _environment(package: str) -> jinja2.Environment:
    """Templates of `package` and the shared ones; every printed value passes `printable`."""
    loaders = [jinja2.PackageLoader(name) for name in dict.fromkeys((package, "lms.documents"))]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.globals.update(fit=_fit, qr_svg=qr_svg, picture=picture, heading_size=_heading)
    environment.globals.update(serif=family_stack(SERIF), POINTS=POINTS)
    return environment


def _finalize(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return "" if value is None else value


def _fit(
    text: str,
    width: float,
    size: float,
    smallest: float = 6.0,
    lines: int = 2,
    height: float | None = None,
) -> object:
    """`fit` for templates, in the serif face; width and height in mm."""
    return fit(
        text,
        width * POINTS,
        family=SERIF,
        size=size,
        smallest=smallest,
        lines=lines,
        height=None if height is None else height * POINTS,
    )


def _heading(text: str, width: float, size: float, spacing: float = 0.0) -> float:
    """The size at which a heading with `spacing` em between characters fits `width` mm."""
    needed = width_of(printable(text), size, SERIF) + spacing * size * max(len(text) - 1, 0)
    return round(min(size, size * width * POINTS / needed), 2) if needed else size


def _chunks(records: tuple[object, ...], size: int) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _merge(parts: Iterable[bytes]) -> bytes:
    """One PDF of all parts; a single part is handed on as it is."""
    import pikepdf

    first, *others = parts
    if not others:
        return first
    with pikepdf.open(io.BytesIO(first)) as whole:
        for part in others:
            with pikepdf.open(io.BytesIO(part)) as source:
                whole.pages.extend(source.pages)
        target = io.BytesIO()
        whole.save(target, deterministic_id=True)
    return target.getvalue()
