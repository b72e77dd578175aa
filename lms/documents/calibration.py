"""The page that shows how far a printer is off: for values on paper that is printed already."""

from dataclasses import dataclass

from lms.documents.engine import html_of, merged
from lms.documents.fit import POINTS
from lms.documents.imposition import PLAIN, Paper
from lms.documents.plates import given_in
from lms.documents.press import html_to_pdf
from lms.documents.printshop import Master, conditions_of, plate_of

_TEMPLATE = "documents/papers/calibration.html"
_INSET = 12  # mm from the edges to the middle of a cross


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page in mm, with the names of its fields."""

    name: str
    x: float
    y: float
    width: float
    height: float


def calibration_pdf(master: Master, paper: Paper = PLAIN) -> bytes:
    """A page for each page of a design: crosses 12 mm from the edges and its places as boxes.

    What is drawn is moved by the offsets of `paper`, so that they can be checked.
    """
    plate = plate_of(master, given_in(conditions_of(master), master.sample))
    parts = []
    for page, (width, height) in enumerate(plate.sizes):
        boxes = [
            Box(", ".join(place.fields), *_mm(place.x, place.y, place.width, place.height))
            for place in plate.places
            if place.page == page
        ]
        wide, high = _mm(width, height)
        right, down = (paper.back_right, paper.back_down) if page else (paper.right, paper.down)
        html = html_of(
            "lms.documents",
            _TEMPLATE,
            width=wide,
            height=high,
            crosses=[(x, y) for x in (_INSET, wide - _INSET) for y in (_INSET, high - _INSET)],
            boxes=boxes,
            right=right,
            down=down,
            back=page > 0,
            inset=_INSET,
        )
        parts.append(html_to_pdf(html))
    return merged(parts)


def _mm(*points: float) -> list[float]:
    return [round(one / POINTS, 3) for one in points]
