"""Reading back what was printed: text, faces, empty boxes, embedded files."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pypdf
from PIL import Image, ImageDraw


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


def drawn_code(pdf: bytes) -> Image.Image:
    """The QR code of the first page, drawn again from the strokes in the PDF (its longest path)."""
    strokes: list[list[tuple[float, float, float]]] = [[]]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        at = (0.0, 0.0)
        for instruction in pikepdf.parse_content_stream(opened.pages[0]):
            operator = str(instruction.operator)
            if operator == "S":
                strokes.append([])
            elif operator in {"m", "l"}:
                to = (float(instruction.operands[0]), float(instruction.operands[1]))
                if operator == "l":
                    strokes[-1].append((at[0], to[0], to[1]))
                at = to
    code = max(strokes, key=len)
    side = int(max(right for _, right, _ in code)) + 4
    picture = Image.new("L", (side * 6, side * 6), 255)
    pen = ImageDraw.Draw(picture)
    for left, right, middle in code:
        top = (middle - 0.5) * 6
        pen.rectangle((left * 6, top, right * 6 - 1, top + 5), fill=0)
    return picture
