"""The marks on a design's HTML: finding them, filling them, hiding what is not to be printed.

`data-f` one line · `data-flow` a paragraph · `data-qr` a code · `data-photo` a picture.
Their text may hold {fields}; the attribute names one field, a pattern, or nothing (then the
element's own text is the pattern). `data-smallest` is the size in points below which a place is
set only when nothing else helps, `data-level` the error correction of a code. `data-if="field"`
and `data-unless="field"` show what stands there only with or without a value; `data-over` puts
it above the values (a seal).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, fromstring

from lms.documents.codes import LEVELS, code_svg
from lms.documents.places import Kind, Values, fields_of, filled
from lms.errors import DomainError

KINDS: Mapping[str, Kind] = {
    "data-f": "line", "data-flow": "flow", "data-qr": "qr", "data-photo": "photo",
}  # fmt: skip
CONDITIONS = ("data-if", "data-unless")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked element; `runs` are the parts of its text with the elements they stand in."""

    number: int
    kind: Kind
    element: Element
    pattern: str
    runs: tuple[tuple[str, Element], ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it names."""
        patterns = [self.pattern, *(pattern for pattern, _ in self.runs)]
        return tuple(dict.fromkeys(field for one in patterns for field in fields_of(one)))


def marks_of(root: Element) -> tuple[Mark, ...]:
    """Every mark in a parsed design, numbered in order. Raises DomainError DESIGN_MARKS_NESTED."""
    found: list[Mark] = []
    for element in root.iter():
        kinds = [name for name in KINDS if element.get(name) is not None]
        if not kinds:
            continue
        inside = [one for one in element.iter() if one is not element]
        if len(kinds) > 1 or any(one.get(name) is not None for one in inside for name in KINDS):
            raise DomainError("DESIGN_MARKS_NESTED")
        found.append(_mark(len(found), KINDS[kinds[0]], element, element.get(kinds[0], "").strip()))
    return tuple(found)


def _mark(number: int, kind: Kind, element: Element, named: str) -> Mark:
    pattern = f"{{{named}}}" if _NAME.match(named) else named
    if kind in ("qr", "photo"):
        return Mark(number, kind, element, pattern or "{" + kind + "}")
    if pattern:
        return Mark(number, kind, element, "", ((pattern, element),))
    runs = [(text, owner) for text, owner in _texts(element) if text]
    return Mark(number, kind, element, "", tuple(_trimmed(runs)))


def _texts(element: Element) -> Iterator[tuple[str, Element]]:
    """The texts within an element, a line feed for each <br>."""
    yield _BLANKS.sub(" ", element.text or ""), element
    for child in element:
        if child.tag == "br":
            yield "\n", element
        else:
            yield from _texts(child)
        yield _BLANKS.sub(" ", child.tail or ""), element


def _trimmed(runs: list[tuple[str, Element]]) -> Iterator[tuple[str, Element]]:
    """Runs without blanks at the ends and beside line feeds; neighbours of one element joined."""
    joined: list[tuple[str, Element]] = []
    for text, owner in runs:
        if joined and joined[-1][1] is owner:
            joined[-1] = (joined[-1][0] + text, owner)
        else:
            joined.append((text, owner))
    for place, (text, owner) in enumerate(joined):
        text = re.sub(r" *\n *", "\n", text)
        text = text.lstrip(" \n") if place == 0 else text
        text = text.rstrip(" \n") if place == len(joined) - 1 else text
        if text:
            yield text, owner


def conditions_of(root: Element) -> tuple[str, ...]:
    """The fields that `data-if` and `data-unless` ask for, in order."""
    asked = (element.get(name) for element in root.iter() for name in CONDITIONS)
    return tuple(dict.fromkeys(field.strip() for field in asked if field))


def hide(root: Element, given: Mapping[str, bool]) -> None:
    """Hide what the conditions of a design rule out; it keeps its room."""
    for element in root.iter():
        wanted, unwanted = (element.get(name, "").strip() for name in CONDITIONS)
        if (wanted and not given[wanted]) or (unwanted and given[unwanted]):
            add_style(element, "visibility:hidden")


def add_style(element: Element, style: str) -> None:
    """Declarations that win over the design's own."""
    element.set("style", f"{element.get('style', '').rstrip('; ')};{style}".lstrip(";"))


def fill(mark: Mark, values: Values, size: float = 0.0, line: float = 0.0) -> None:
    """Put values into a marked element, set in `size` points (lines `line` points high)."""
    element = mark.element
    if mark.kind == "qr":
        _fill_code(element, filled(mark.pattern, values))
    elif mark.kind == "photo":
        _fill_photo(element, filled(mark.pattern, values))
    else:
        _fill_text(mark, values)
        white = "pre" if mark.kind == "line" else "pre-line"
        style = f"white-space:{white}"
        if size:
            style += f";font-size:{size}pt"
        if line:
            style += f";line-height:{line}pt"
        add_style(element, style)


def _fill_text(mark: Mark, values: Values) -> None:
    empty = mark.fields and not any(values.get(field, field) for field in mark.fields)
    _clear(mark.element, {id(owner) for _, owner in mark.runs})
    if empty:
        return
    after: Element | None = None
    for pattern, owner in mark.runs:
        text = filled(pattern, values)
        if owner is mark.element and after is not None:
            after.tail = (after.tail or "") + text
        else:
            owner.text = (owner.text or "") + text
            after = after if owner is mark.element else _below(mark.element, owner)


def _below(root: Element, inner: Element) -> Element:
    """The child of `root` that holds `inner`."""
    return next(child for child in root if child is inner or inner in list(child.iter()))


def _clear(element: Element, kept: set[int]) -> None:
    """Empty an element of texts and of every element that no run stands in."""
    element.text = ""
    for child in list(element):
        child.tail = ""
        if any(id(one) in kept for one in child.iter()):
            _clear(child, kept)
        else:
            element.remove(child)


def _fill_code(element: Element, content: str) -> None:
    level = element.get("data-level", "M").strip().upper()
    if level not in LEVELS or len(level) != 1:
        raise DomainError("DESIGN_CODE_LEVEL", level=level)
    for child in list(element):
        element.remove(child)
    element.text = ""
    if content:
        svg = fromstring(code_svg(content, level))  # noqa: S314 # nosec B314 - drawn by ourselves
        link = element if not is_address(content) else SubElement(element, "a", {"href": content})
        if link is not element:
            add_style(link, "display:block;width:100%;height:100%")
        link.append(svg)


def is_address(content: str) -> bool:
    """Whether a code's content can be followed as a link."""
    return content.startswith(("https://", "http://"))


def _fill_photo(element: Element, address: str) -> None:
    if element.tag == "img":
        if address:
            element.set("src", address)
        else:
            element.attrib.pop("src", None)
            add_style(element, "visibility:hidden")
        return
    for child in list(element):
        element.remove(child)
    element.text = ""
    if address:
        style = "display:block;width:100%;height:100%;object-fit:inherit"
        SubElement(element, "img", {"src": address, "style": style})
