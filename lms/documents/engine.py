"""HTML → PDF. Papers are made from frozen records of plain values, never from stored objects.

Callers name a design and hand over records; how the pages come about is decided here alone.
The same input gives the same bytes: no clock, no random identifier. Nothing outside the design and
its records can be read: an address other than a `data:` picture stops the paper.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import BinaryIO

import jinja2
from markupsafe import Markup

from lms.documents import list_stamping
from lms.documents.design import Design, Document
from lms.documents.faces import SERIF, family_stack, missing_characters, printable
from lms.documents.fit import POINTS, fitted, width_of
from lms.documents.lists import (
    HEAD_HEIGHT,
    SUM_HEIGHT,
    Cell,
    Foot,
    GridPage,
    Head,
    ListDesign,
    ListPage,
    page_sizes,
    paginate,
    samples,
)
from lms.documents.press import html_to_pdf, picture
from lms.documents.qr import qr_svg
from lms.errors import DomainError


def render(document: Document) -> bytes:
    """The document as PDF; raises DomainError PAPER_RESOURCE_REFUSED when it asks for more."""
    if not document.records:
        raise ValueError("a document without records")
    template = _environment(document.design.package).get_template(document.design.template)
    chunks = _chunks(document.records, document.design.chunk)
    parts = (template.render(records=chunk, **document.facts) for chunk in chunks)
    return merged(html_to_pdf(part) for part in parts)


def html_of(package: str, template: str, **facts: object) -> str:
    """The HTML of a stamped design (see `printshop.Master`), its marks not yet filled."""
    return _environment(package).get_template(template).render(**facts)


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
    target = io.BytesIO()
    write_list_to(target, design, head, rows, foot)
    return target.getvalue()


def write_list_to(
    target: BinaryIO, design: ListDesign, head: Head, rows: Sequence[tuple[Cell, ...]], foot: Foot
) -> None:
    """The same into a file, page after page: memory stays that of the rows given."""
    kinds = list_stamping.kinds_of(samples(design, rows))
    page_count = len(page_sizes(len(rows), design.rows, design.less_first, design.less_last))
    html = list_html(design, head, foot, page_count)
    pages = paginate(design, rows)
    list_stamping.write_list(design, pages, kinds, page_count, html, head.title, target)


def render_grid(design: Design, pages: Sequence[GridPage], title: str, **facts: object) -> bytes:
    """Sheets to be filled or read back; the template is given `records` (GridPage) and `facts`.

    A row that holds cells of theirs has `data-row`, these cells stand first in it.
    """
    template = _environment(design.package).get_template(design.template)
    target = io.BytesIO()
    list_stamping.write_grid(
        pages, lambda some: template.render(records=tuple(some), **facts), title, target
    )
    return target.getvalue()


def list_html(
    design: ListDesign, head: Head, foot: Foot, page_count: int
) -> Callable[[Sequence[ListPage]], str]:
    """What makes the HTML of some pages of a list."""
    template = _environment(design.design.package).get_template(design.design.template)
    facts: Mapping[str, object] = {
        "list": design,
        "head": head,
        "foot": foot,
        "page_count": page_count,
        "HEAD_HEIGHT": HEAD_HEIGHT,
        "SUM_HEIGHT": SUM_HEIGHT,
        "money": any(column.money for column in design.columns),
    }
    return lambda pages: template.render(records=tuple(pages), **facts)


def require_printable(texts: Iterable[str]) -> None:
    """Refuse names no face can print (CHARACTER_NOT_PRINTABLE), before anything is made."""
    missing = missing_characters(texts)
    if missing:
        codes = " ".join(f"U+{ord(character):04X}" for character in missing)
        raise DomainError("CHARACTER_NOT_PRINTABLE", characters="".join(missing), codes=codes)


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
    """`fitted` for templates."""
    return fitted(text, width, size, smallest, lines, height)


def _heading(text: str, width: float, size: float, spacing: float = 0.0) -> float:
    """The size at which a heading with `spacing` em between characters fits `width` mm."""
    needed = width_of(printable(text), size, SERIF) + spacing * size * max(len(text) - 1, 0)
    return round(min(size, size * width * POINTS / needed), 2) if needed else size


def _chunks(records: tuple[object, ...], size: int) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def merged(parts: Iterable[bytes]) -> bytes:
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
