"""A picture of attendance by half-day, drawn on the server; its figures stand in a table beneath.

The page's policy lets no script, no style sheet and no inline style of a picture through, so what
pygal puts there is taken out and colours and sizes are set as attributes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from pygal.etree import etree
from pygal.style import Style

WIDTH, HEIGHT = 480, 200
SHOWN_WIDTH = 640
_VALUES_UP_TO = 30
_LABELS_UP_TO = 16
_DARK, _PALE, _LINE, _TEXT, _PAPER = "#1f6f54", "#d5dbd8", "#c3cac7", "#3c4643", "#ffffff"
_DROPPED = frozenset({"defs", "style", "script", "desc", "title"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One half-day: what stands below it, how many were there, how many should have been."""

    label: str
    present: int
    expected: int


def half_days(bars: Sequence[Bar]) -> str:
    """The bars as SVG, from zero: the dark part was there, the whole bar should have been."""
    if not bars:
        return ""
    top = max(max(bar.expected for bar in bars), 1)
    chart = pygal.StackedBar(
        js=[],
        css=[],
        style=Style(background="transparent", plot_background="transparent"),
        width=WIDTH,
        height=HEIGHT,
        margin=4,
        spacing=4,
        show_legend=False,
        show_y_guides=True,
        range=(0, top),
        y_labels=sorted({0, top // 2, top}),
        x_labels=_labels(bars),
        print_values=len(bars) <= _VALUES_UP_TO,
        print_values_position="bottom",
        truncate_label=-1,
    )
    here = [{"value": bar.present, "formatter": _figure} for bar in bars]
    missing = [max(0, bar.expected - bar.present) for bar in bars]
    chart.add("", here)
    chart.add("", [{"value": number, "formatter": _nothing} for number in missing])
    return _plain(chart.render_tree())


def _figure(value: float | None) -> str:
    return str(int(value)) if value else ""


def _nothing(_value: object) -> str:
    return ""


def _labels(bars: Sequence[Bar]) -> list[str]:
    """As many labels as can be read."""
    named = [at for at, bar in enumerate(bars) if bar.label]
    step = max(1, -(-len(named) // _LABELS_UP_TO))
    shown = set(named[::step])
    return [bar.label if at in shown else "" for at, bar in enumerate(bars)]


def _plain(root: Any) -> str:
    """The drawing with nothing but shapes and texts, and their colours as attributes."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in _DROPPED or _is_needless(child):
                parent.remove(child)
    _colour(root, _TEXT)
    for name in ("id", "class"):
        root.attrib.pop(name, None)
    root.set("font-size", "11")
    root.set("width", str(SHOWN_WIDTH))
    drawn: str = etree.tostring(root, encoding="unicode")
    return drawn


def _is_needless(element: Any) -> bool:
    words = element.get("class", "").split()
    return bool({"background", "tooltip-overlay", "titles"}.intersection(words))


def _colour(element: Any, fill: str) -> None:
    words = element.get("class", "").split()
    if "serie-0" in words:
        fill = _DARK
    elif "serie-1" in words:
        fill = _PALE
    for child in list(element):
        if child.tag == "path" and "x" in words:
            element.remove(child)
        else:
            _colour(child, fill)
    if element.tag == "path":
        element.set("stroke", _LINE)
        element.set("fill", "none")
    elif element.tag == "rect":
        element.set("fill", fill)
    elif element.tag == "text":
        element.set("fill", _PAPER if "value" in words else _TEXT)
        if "value" not in words:
            element.set("text-anchor", "end" if element.get("x", "").startswith("-") else "middle")
    for name in ("class", "style"):
        element.attrib.pop(name, None)
