"""Scans and photos of papers that people send: pictures are drawn anew, PDFs looked at."""

from dataclasses import dataclass

from lms.documents import sandbox
from lms.errors import DomainError
from lms.pictures import MOST_BYTES, redrawn

LONGEST = 2400
"""Pixels of the longer side: an A4 page stays legible at 200 dots an inch."""
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
"""What a file field offers; what was sent is told by its content alone."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A paper as it is kept: a JPEG drawn here, or a PDF as it came."""

    content: bytes
    mimetype: str
    suffix: str
    pages: int


def received(data: bytes) -> Scan:
    """What was sent, fit to be kept.

    Raises SCAN_UNREADABLE, PICTURE_TOO_LARGE, PDF_TOO_LARGE, PDF_PROTECTED, PDF_ACTIVE,
    PDF_UNREADABLE.
    """
    if data.startswith(b"%PDF-"):
        if len(data) > MOST_BYTES:
            raise DomainError("PDF_TOO_LARGE", most=MOST_BYTES >> 20)
        return Scan(data, "application/pdf", "pdf", sandbox.pdf_pages(data))
    try:
        return Scan(redrawn(data, LONGEST).content, "image/jpeg", "jpg", 1)
    except DomainError as fault:
        if fault.code == "PICTURE_UNREADABLE":
            raise DomainError("SCAN_UNREADABLE") from fault
        raise
