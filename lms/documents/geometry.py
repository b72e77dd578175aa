"""Reading places out of a layout that WeasyPrint made, and taking their values out of it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lms.documents.marks import Mark
from lms.documents.places import Place, Run
from lms.errors import DomainError

_POINTS = 0.75  # in a pixel
_SMALLEST = 6.0
#: Computed styles that stamping does not imitate, with the only value it knows.
_KNOWN = {
    "font_style": "normal",
    "text_transform": "none",
    "word_spacing": 0,
    "direction": "ltr",
    "text_decoration_line": "none",
    "font_variant_caps": "normal",
    "font_variant_numeric": "normal",
    "font_variant_east_asian": "normal",
    "font_variant_position": "normal",
    "font_feature_settings": (("locl", 0),),  # as the papers' style has it
    "font_variation_settings": "normal",
    "font_kerning": "auto",
    "hyphens": "manual",
    "text_overflow": "clip",
}
Faces = Mapping[str, tuple[str, int]]


def read_places(
    document: Any, found: tuple[Mark, ...], known: Faces
) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The place of every mark, and codes of what cannot be stamped.

    Raises DomainError DESIGN_PLACE_INLINE for a place without a box of its own.
    """
    boxes: dict[int, tuple[int, Any]] = {}
    runs: dict[int, Any] = {}
    reasons: dict[str, None] = {}
    wanted = {id(mark.element): mark for mark in found}
    for page, box, bent in _walk(document):
        mark = wanted.get(id(box.element))
        if mark is not None and _own_box(box) and mark.number not in boxes:
            boxes[mark.number] = (page, box)
            if bent:
                reasons[f"DESIGN_PLACE_TURNED:{mark.number}"] = None
        if box.element is not None and not _is_text(box):
            runs.setdefault(id(box.element), box)
    places = []
    for mark in found:
        if mark.number not in boxes:
            raise DomainError("DESIGN_PLACE_INLINE", field=", ".join(mark.fields))
        page, box = boxes[mark.number]
        place, why = _place(mark, page, box, runs, known)
        places.append(place)
        reasons.update({f"{code}:{mark.number}": None for code in why})
    return tuple(places), tuple(reasons)


def texts_by_place(
    document: Any, found: tuple[Mark, ...]
) -> dict[int, list[tuple[str, float, float, float]]]:
    """The texts of each mark line by line: text, left end, baseline and width in points."""
    owners = {id(inner): mark.number for mark in found for inner in mark.element.iter()}
    texts: dict[int, list[tuple[str, float, float, float]]] = {}
    for _, box, _ in _walk(document):
        if _is_text(box) and id(box.element) in owners and box.text.strip():
            x, y = box.position_x, box.position_y + box.baseline
            texts.setdefault(owners[id(box.element)], []).append(
                (box.text.strip(" "), x * _POINTS, y * _POINTS, box.width * _POINTS)
            )
    return texts


def without_values(document: Any, found: tuple[Mark, ...]) -> None:
    """Take the values out of the layout; borders and backgrounds of their places stay."""
    wanted = {id(mark.element) for mark in found}
    for _, box, _ in _walk(document):
        if id(box.element) in wanted and _own_box(box):
            if hasattr(box, "replacement"):
                box.style["visibility"] = "hidden"
            elif hasattr(box, "children"):
                box.children = ()


def _walk(document: Any) -> Iterator[tuple[int, Any, bool]]:
    """Every box in the order it is drawn in: page, box, whether it is turned or pale."""
    for number, page in enumerate(document.pages):
        waiting: list[tuple[Any, bool]] = [(page._page_box, False)]
        while waiting:
            box, bent = waiting.pop()
            style = box.style
            bent = bent or bool(style["transform"]) or style["opacity"] != 1
            yield number, box, bent
            children = [*getattr(box, "children", ())]
            waiting += [(child, bent) for child in reversed(children)]


def _is_text(box: Any) -> bool:
    return hasattr(box, "text") and hasattr(box, "pango_layout")


def _own_box(box: Any) -> bool:
    """Whether a box is the element's own and has a size of its own."""
    from weasyprint.formatting_structure import boxes

    inner = getattr(box, "_box", box)
    return not isinstance(inner, boxes.InlineBox | boxes.TextBox | boxes.LineBox) and not getattr(
        inner, "is_anonymous", False
    )


def _place(
    mark: Mark, page: int, box: Any, runs: Mapping[int, Any], known: Faces
) -> tuple[Place, list[str]]:
    style = box.style
    x, y, width, height = (
        side * _POINTS for side in (box.content_box_x(), box.content_box_y(), box.width, box.height)
    )
    if mark.kind == "qr":
        level = mark.element.get("data-level", "M").strip().upper()
        return Place(
            mark.number, "qr", page, x, y, width, height, note=level, pattern=mark.pattern
        ), []
    if mark.kind == "photo":
        stands = _percents(style["object_position"])
        why = [] if stands else ["DESIGN_PHOTO_POSITION"]
        note = " ".join([str(style["object_fit"]), *(f"{one:g}" for one in stands)])
        return Place(
            mark.number, "photo", page, x, y, width, height, note=note, pattern=mark.pattern,
            over=mark.element.get("data-over") is not None,
        ), why  # fmt: skip
    size = style["font_size"] * _POINTS
    leading, shift = _line(style, size)
    why = []
    made = []
    for pattern, owner in mark.runs:
        inner = runs.get(id(owner))
        found = None if inner is None else _run(pattern, inner.style, size, known)
        if inner is None or found is None:
            why.append("DESIGN_FACE_UNKNOWN")
        else:
            made.append(found)
            why += _unknown(inner.style)
    place = Place(
        mark.number, mark.kind, page, x, y, width, height, tuple(made), size,
        smallest=_points(mark.element.get("data-smallest", ""), _SMALLEST),
        align=_align(style),
        leading=leading,
        shift=shift,
        indent=_length(style["text_indent"], width) / size if mark.kind == "flow" else 0.0,
        anywhere=style["overflow_wrap"] in ("anywhere", "break-word"),
        language=style["lang"] or "zh-CN",
    )  # fmt: skip
    return place, list(dict.fromkeys(why))


def _percents(position: Any) -> tuple[float, ...]:
    """Where a photo stands in its box, in per cent from the left and from the top."""
    ((side, across, edge, down),) = position
    if any(one.unit != "%" and one.value for one in (across, down)):
        return ()
    x, y = float(across.value), float(down.value)
    return (x if side == "left" else 100 - x, y if edge == "top" else 100 - y)


def _run(pattern: str, style: Any, size: float, known: Faces) -> Run | None:
    family = next((name for name in style["font_family"] if name in known), None)
    if family is None or family != style["font_family"][0]:
        return None
    leading, shift = _line(style, size)
    colour = style["color"]
    if getattr(colour, "alpha", 1) != 1:
        return None
    red, green, blue = colour.to("srgb").coordinates
    own = style["font_size"] * _POINTS
    return Run(
        pattern, *known[family], own / size, leading, shift, (float(red), float(green), float(blue))
    )


def _line(style: Any, size: float) -> tuple[float, float]:
    """Height of a line and how far its baseline stands below its middle, in em of the place."""
    from weasyprint.text.line_break import strut

    height, baseline = strut(style)
    return height * _POINTS / size, (baseline - height / 2) * _POINTS / size


@cache
def line_of(family: str, leading: float = 1.18) -> tuple[float, float]:
    """Line height and shift (see `Place`) in em of a face of the house; the lists' by default."""
    from lms.documents.press import laid_out, pressing, source_of

    html = f"<p style=\"font-family:'{family}';font-size:100px;line-height:{leading}\">国</p>"
    with pressing():
        document = laid_out(source_of(html))
    for _, box, _ in _walk(document):
        if _is_text(box):
            return _line(box.style, 75.0)
    raise ValueError("a text without a box")


def _align(style: Any) -> str:
    align = str(style["text_align_all"])
    return {"start": "left", "end": "right"}.get(align, align)


def _unknown(style: Any) -> list[str]:
    odd = [name for name, value in _KNOWN.items() if style[name] != value]
    spaced = style["letter_spacing"] not in ("normal", 0)
    return ["DESIGN_STYLE_NOT_STAMPED"] if odd or spaced else []


def _length(value: Any, width: float) -> float:
    """A length or percentage of `width` in points."""
    number, unit = getattr(value, "value", 0), getattr(value, "unit", "px")
    return float(number) * (width / 100 if unit == "%" else _POINTS)


def _points(text: str, otherwise: float) -> float:
    try:
        return max(1.0, float(text))
    except ValueError:
        return otherwise
