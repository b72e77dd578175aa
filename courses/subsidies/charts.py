"""Bars lying down, drawn on the server: a word, a bar from zero, its number beside it.

Nothing but shapes and texts with attributes of their own: the pages' policy lets neither scripts
nor styles of a picture through, and the same picture goes into papers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

WIDTH, ROW, BAR = 480, 26, 14
LABELS, FIGURES = 150, 48
_TONES = {"green": "#1f6f54", "amber": "#b9852b", "red": "#a35050", "grey": "#8b9590"}
_TEXT, _AXIS = "#1d2421", "#a9b2ad"


@dataclass(frozen=True, slots=True)
class Bar:
    """A word, its number and a tone: green paid, amber to be settled, red refused."""

    label: str
    count: int
    tone: str = "grey"


def bars(lines: Sequence[Bar]) -> str:
    """The bars as SVG text, '' for none."""
    if not lines:
        return ""
    height = ROW * len(lines) + 4
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": str(height),
            "font-size": "13",
            "aria-hidden": "true",
        },
    )
    most = max(max(line.count for line in lines), 1)
    room = WIDTH - LABELS - FIGURES
    for at, line in enumerate(lines):
        middle = at * ROW + ROW // 2 + 2
        _text(root, LABELS - 10, middle, line.label, "end")
        width = round(room * line.count / most, 1)
        place = {"x": str(LABELS), "y": str(middle - BAR // 2), "height": str(BAR)}
        ElementTree.SubElement(
            root, "rect", {**place, "width": str(width), "fill": _TONES[line.tone]}
        )
        _text(root, LABELS + width + 6, middle, str(line.count), "start")
    ElementTree.SubElement(
        root,
        "line",
        {"x1": str(LABELS), "x2": str(LABELS), "y1": "0", "y2": str(height), "stroke": _AXIS},
    )
    return ElementTree.tostring(root, encoding="unicode")


def _text(root: ElementTree.Element, x: float, y: int, words: str, anchor: str) -> None:
    place = {"x": str(x), "y": str(y + 5), "fill": _TEXT, "text-anchor": anchor}
    ElementTree.SubElement(root, "text", place).text = words
