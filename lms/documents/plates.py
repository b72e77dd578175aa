"""Compiling a design once: its layers as PDF and the places of its values.

WeasyPrint lays the design out with sample values. What is fixed becomes a layer under the values
(and one over them, for seals); where values stand is read from the layout. The sample is then set
by `setting` as well: where the two differ by more than a tenth of a point, or where the design
uses something that is not stamped, `reasons` say so and every page is left to WeasyPrint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.documents import marks
from lms.documents.faces import faces
from lms.documents.geometry import read_places, texts_by_place, without_values
from lms.documents.marks import Mark
from lms.documents.places import Place, Values, texts_in
from lms.documents.press import laid_out, pressing, source_of, written
from lms.documents.safety import check_elements, check_size
from lms.documents.setting import Setting, set_place
from lms.errors import DomainError

PAGES = 2
CLOSE = 0.1  # points


@dataclass(frozen=True, slots=True)
class Plate:
    """A compiled design for records that give (or do not give) the fields its conditions ask for.

    `sizes` are those of its pages in points; `under` and `over` are PDFs of as many pages.
    `reasons` are codes: when there are any, pages are laid out by WeasyPrint one by one.
    """

    html: str
    given: Mapping[str, bool]
    sizes: tuple[tuple[float, float], ...]
    under: bytes
    over: bytes
    places: tuple[Place, ...]
    reasons: tuple[str, ...] = ()
    title: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that must be given: those of places and those of conditions."""
        named = [field for place in self.places for field in place.fields]
        return tuple(dict.fromkeys([*named, *self.given]))

    @property
    def faces(self) -> tuple[tuple[str, int], ...]:
        """The font files values are set in, with their index, in order of their first use."""
        used = [(run.path, run.index) for place in self.places for run in place.runs]
        return tuple(dict.fromkeys(used))


def conditions(html: str) -> tuple[str, ...]:
    """The fields whose presence changes what a design shows."""
    check_size(html)
    return marks.conditions_of(source_of(html).etree_element)


def given_in(fields: tuple[str, ...], values: Values) -> dict[str, bool]:
    """Which of the fields a record gives. Raises DomainError DESIGN_FIELD_MISSING."""
    try:
        return {field: bool(values[field]) for field in fields}
    except KeyError as missing:
        raise DomainError("DESIGN_FIELD_MISSING", field=missing.args[0]) from missing


def compile_design(html: str, sample: Values, given: Mapping[str, bool]) -> Plate:
    """Compile a design of one or two pages; `sample` gives every field a likely value.

    Raises DomainError DESIGN_HTML_TOO_LARGE, DESIGN_SCRIPT, DESIGN_ELEMENT_REFUSED,
    PAPER_RESOURCE_REFUSED, DESIGN_TOO_MANY_PAGES, DESIGN_FIELD_MISSING, DESIGN_MARKS_NESTED,
    DESIGN_CODE_LEVEL, DESIGN_PLACE_INLINE; PICTURE_REFUSED for a sample photo.
    """
    check_size(html)
    check_elements(source_of(html).etree_element)
    with pressing():
        document, found = _laid_out(html, sample, given)
        if not 1 <= len(document.pages) <= PAGES:
            raise DomainError("DESIGN_TOO_MANY_PAGES", pages=len(document.pages), limit=PAGES)
        known = {face.family: (str(face.path), 0) for face in faces()}
        places, reasons = read_places(document, found, known)
        settings = _set(places, sample)
        if not reasons:
            reasons = _differences(html, sample, given, document, found, places, settings)
        over = _over(html, sample, given)
        without_values(document, found)
        under = written(document)
    sizes = tuple((page.width * 0.75, page.height * 0.75) for page in document.pages)
    title = document.metadata.title or ""
    return Plate(html, dict(given), sizes, under, over, places, reasons, title)


def lay_out_plainly(plate: Plate, values: Values, *, background: bool = True) -> bytes:
    """One record's pages as WeasyPrint makes them: the same design, values, sizes and lines."""
    with pressing():
        source = source_of(plate.html)
        found = marks.marks_of(source.etree_element)
        marks.hide(source.etree_element, plate.given)
        for mark, place in zip(found, plate.places, strict=True):
            marks.fill(mark, values, *fitted(place, values))
        if not background:
            _only_marks(source.etree_element, found)
        return written(laid_out(source))


def fitted(place: Place, values: Values) -> tuple[float, float]:
    """The size and, for a line, the fixed height of the line that a place is set with."""
    if place.kind in ("qr", "photo") or place.size == 0:
        return 0.0, 0.0
    texts = texts_in(place, values)
    setting = set_place(place, texts) if texts is not None else None
    size = setting.size if setting is not None else place.size
    if size == place.size:
        return 0.0, 0.0
    return size, round(place.leading * place.size, 4) if place.kind == "line" else 0.0


def _laid_out(
    html: str,
    values: Values,
    given: Mapping[str, bool],
    sizes: Mapping[int, tuple[float, float]] = {},
) -> tuple[Any, tuple[Mark, ...]]:
    source = source_of(html)
    root = source.etree_element
    found = marks.marks_of(root)
    marks.hide(root, given)
    for element in _above(root, found):
        marks.add_style(element, "visibility:hidden")
    for mark in found:
        marks.fill(mark, values, *sizes.get(mark.number, (0.0, 0.0)))
    return laid_out(source), found


def _set(places: tuple[Place, ...], sample: Values) -> dict[int, Setting | None]:
    made: dict[int, Setting | None] = {}
    for place in places:
        texts = texts_in(place, sample) if place.kind in ("line", "flow") and place.size else None
        if texts is not None:
            made[place.number] = set_place(place, texts)
    return made


def _differences(
    html: str,
    sample: Values,
    given: Mapping[str, bool],
    document: Any,
    found: tuple[Mark, ...],
    places: tuple[Place, ...],
    settings: Mapping[int, Setting | None],
) -> tuple[str, ...]:
    """Places where what is stamped and what WeasyPrint lays out are not the same."""
    shrunk = {
        place.number: fitted(place, sample)
        for place in places
        if (setting := settings.get(place.number)) is not None and setting.size != place.size
    }
    if shrunk:
        document, found = _laid_out(html, sample, given, shrunk)
    theirs = texts_by_place(document, found)
    return tuple(
        f"DESIGN_PLACE_DIFFERS:{number}"
        for number, setting in settings.items()
        if setting is not None and not _same(setting, theirs.get(number, []))
    )


def _same(setting: Setting, theirs: list[tuple[str, float, float, float]]) -> bool:
    ours = [(one.text.strip(" "), one.x, one.y, one.width) for one in setting.pieces]
    return len(ours) == len(theirs) and all(
        text == other and max(abs(a - b) for a, b in zip(at, there, strict=True)) <= CLOSE
        for (text, *at), (other, *there) in zip(ours, theirs, strict=True)
    )


def _over(html: str, values: Values, given: Mapping[str, bool]) -> bytes:
    """The layer over the values; nothing when the design has none."""
    source = source_of(html)
    root = source.etree_element
    found = marks.marks_of(root)
    above = _above(root, found)
    if not above:
        return b""
    for mark in found:
        marks.fill(mark, values)
    for element in _bodies(root):
        marks.add_style(element, "visibility:hidden !important;background:none !important")
    for element in above:
        marks.add_style(element, "visibility:visible")
    for mark in found:
        marks.add_style(mark.element, "visibility:hidden !important")
    marks.hide(root, given)
    return written(laid_out(source))


def _above(root: Any, found: tuple[Mark, ...]) -> list[Any]:
    """What stands over the values and is no value itself."""
    marked = {id(mark.element) for mark in found}
    return [
        element
        for element in root.iter()
        if element.get("data-over") is not None and id(element) not in marked
    ]


def _only_marks(root: Any, found: tuple[Mark, ...]) -> None:
    """Hide everything but the marked places: for paper that is printed already."""
    for element in _bodies(root):
        marks.add_style(element, "visibility:hidden !important;background:none !important")
    for mark in found:
        marks.add_style(mark.element, "visibility:visible;background:none;border-color:transparent")


def _bodies(root: Any) -> Iterator[Any]:
    for element in root.iter():
        if element.tag in ("html", "body"):
            yield element
