"""Reading back what was printed: text, faces, empty boxes, embedded files."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pypdf
from PIL import Image

ACTING = frozenset(
    [
        "/JS",
        "/JavaScript",
        "/AA",
        "/OpenAction",
        "/EmbeddedFiles",
        "/EF",
        "/AcroForm",
        "/RichMedia",
        "/XFA",
    ]
)
ACTIONS = frozenset(
    [
        "/JavaScript",
        "/Launch",
        "/URI",
        "/GoToR",
        "/GoToE",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
    ]
)


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, as a reader would copy it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Text without any white space: where lines broke does not matter."""
    return re.sub(r"\s+", "", text)


def faces_used(pdf: bytes) -> set[str]:
    """Names of the embedded faces, without the subset's prefix."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(item["/BaseFont"]).split("+")[-1].lstrip("/")
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }


@contextmanager
def no_empty_boxes() -> Iterator[None]:
    """Fails when a character is drawn for which no face has a glyph (an empty box)."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]  # shortest spy
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    assert [line for line in said if ".notdef" in line] == []


def embedded_files(pdf: bytes) -> int:
    """How many files are attached to the PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.attachments)


def drawn_code(pdf: bytes, page: int = 0) -> Image.Image:
    """The QR code of a page, drawn again from the picture of one bit a module in the PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        content = opened.pages[page].Contents
        parts = content if isinstance(content, pikepdf.Array) else [content]
        operators = b"\n".join(part.read_bytes() for part in parts)
    found = re.search(rb"BI/W (\d+)/H \1/IM true/BPC 1/F/AHx ID ([0-9a-f]+)> EI", operators)
    assert found is not None
    side = int(found[1])
    code = Image.frombytes("1", (side, side), bytes.fromhex(found[2].decode("ascii")))
    picture = Image.new("L", (side + 8, side + 8), 255)
    picture.paste(code.convert("L"), (4, 4))
    return picture.resize(((side + 8) * 6, (side + 8) * 6), Image.Resampling.NEAREST)


def acting(content: bytes) -> list[str]:
    """What a reader of a PDF would run, open, fetch or send."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(content)) as paper:
        inside = list(paper.objects)
        while inside:
            one = inside.pop()
            if isinstance(one, pikepdf.Array):
                within = list(one)
            elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                within = [value for _name, value in one.items()]
                found += sorted(ACTING & set(one.keys()))
                found += sorted(ACTIONS & {str(one.get("/S"))})
            else:
                continue
            inside += [part for part in within if not getattr(part, "is_indirect", True)]
    return found
