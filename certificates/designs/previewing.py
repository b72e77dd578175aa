"""A design with sample values as a picture, drawn as it will be printed."""

import io
from functools import lru_cache

from certificates.designs.fields import Sample, sample_values
from certificates.designs.pictures import sample_pictures
from certificates.designs.shipping import SHIPPED, shipped
from certificates.designs.words import naming_fields
from lms.documents import Master, print_bytes

_DOTS_PER_POINT = 1.4


def preview_pdf(html: str, sample: Sample) -> bytes:
    """The pages as PDF, ours without a process of their own. Raises the codes of the paper engine."""
    ours = any(one and one.html == html for one in map(shipped, SHIPPED))
    master = Master(html, sample_values(Sample.USUAL, sample_pictures()), trusted=ours)
    with naming_fields():
        return print_bytes(master, [sample_values(sample, sample_pictures())])


@lru_cache(maxsize=32)
def preview_png(html: str, sample: Sample) -> bytes:
    """The first page as PNG."""
    import pypdfium2  # only needed by those who design

    document = pypdfium2.PdfDocument(preview_pdf(html, sample))
    try:
        drawn = document[0].render(scale=_DOTS_PER_POINT).to_pil().convert("RGB")
        target = io.BytesIO()
        drawn.quantize(128).save(target, "PNG", optimize=True)
        return target.getvalue()
    finally:
        document.close()
