"""Pictures of reports, drawn on the server: flow, shares with intervals, before and after, overlap.

Shapes and texts with attributes of their own only: the pages' policy lets no style or script of a
picture through, and the same picture goes into the PDF. Every picture stands above its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from courses.outcomes.weighting import Chances

WIDTH = 480
DARK, PALE, GREY, TEXT = "#1f6f54", "#9fc5b5", "#a9b2ad", "#1d2421"
BINS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A word, its share of 1, and its interval."""

    label: str
    share: float
    low: float
    high: float


def flow(boxes: Sequence[tuple[str, int]]) -> str:
    """Boxes from enrolled to answered, each as wide as its number."""
    row = 34
    root = _root(len(boxes) * row + 4)
    most = max([count for _label, count in boxes] + [1])
    for at, (label, count) in enumerate(boxes):
        top = at * row + 4
        width = round((WIDTH - 210) * count / most, 1)
        _text(root, 140, top + 17, label, "end")
        _rect(root, 150, top, max(width, 1), row - 10, DARK if at == len(boxes) - 1 else PALE)
        _text(root, 156 + width, top + 17, str(count), "start")
    return _said(root)


def shares(bars: Sequence[Bar]) -> str:
    """Shares from zero, each with its interval as a line."""
    row = 28
    root = _root(len(bars) * row + 24)
    left, room = 130, WIDTH - 190
    for at, bar in enumerate(bars):
        middle = at * row + 14
        _text(root, left - 8, middle + 5, bar.label, "end")
        _rect(root, left, middle - 7, room * bar.share, 14, PALE)
        _line(root, left + room * bar.low, middle, left + room * bar.high, middle, TEXT, 2)
        for end in (bar.low, bar.high):
            _line(root, left + room * end, middle - 5, left + room * end, middle + 5, TEXT, 2)
        _text(root, left + room * max(bar.high, bar.share) + 6, middle + 5,
              f"{bar.share * 100:.1f}%", "start")  # fmt: skip
    bottom = len(bars) * row + 4
    _line(root, left, 0, left, bottom, GREY, 1)
    for part in (0, 50, 100):
        _text(root, left + room * part / 100, bottom + 16, f"{part}%", "middle", 11)
    return _said(root)


def before_after(before: Sequence[int], after: Sequence[int], words: tuple[str, str]) -> str:
    """Two distributions above each other on one axis of round yuan, so that no end of it is
    somebody's own; a bar is a class of equal width.

    Classes with fewer than five people are drawn together with their neighbours.
    """
    values = [*before, *after]
    if not values:
        return ""
    low, width = _axis(min(0, *values), max(values))
    root = _root(226)
    most = 1.0
    drawn: list[list[float]] = []
    for side in (before, after):
        counts = [0] * BINS
        for value in side:
            counts[min(int((value - low) / width), BINS - 1)] += 1
        smooth = _together(counts)
        drawn.append(smooth)
        most = max(most, *(part for part in smooth))
    room = (WIDTH - 20) / BINS
    for at, (smoothed, word, tone) in enumerate(zip(drawn, words, (GREY, DARK), strict=True)):
        base = 90 + at * 100
        _text(root, 10, base - 74, word, "start")
        for place, amount in enumerate(smoothed):
            height = 66 * amount / most
            _rect(root, 10 + place * room + 1, base - height, room - 2, height, tone)
        _line(root, 10, base, WIDTH - 10, base, GREY, 1)
    for part in range(0, BINS + 1, 3):
        anchor = "end" if part == BINS else "start" if part == 0 else "middle"
        _text(root, 10 + part * room, 206, f"{(low + part * width) / 100:,.0f}", anchor, 11)
    return _said(root)


def _axis(lowest: int, highest: int) -> tuple[int, int]:
    """Where an axis of `BINS` classes begins, and a width of 1, 2 or 5 hundred yuan, thousand … each."""
    width = 100
    while True:
        for times in (1, 2, 5):
            low = lowest // (width * times) * width * times
            if low + BINS * width * times >= highest:
                return low, width * times
        width *= 10


def overlap(classes: Sequence[Chances], words: tuple[str, str]) -> str:
    """How many of each group have which chance of being trained: above and below one line.

    A class of several tenths is as high as a tenth of it on average.
    """
    root = _root(200)
    most = max(1.0, *(max(one.treated, one.control) / (one.last - one.first) for one in classes))
    room = (WIDTH - 20) / max(classes[-1].last, 1)
    for one in classes:
        tenths = one.last - one.first
        left, wide = 10 + one.first * room + 1, tenths * room - 2
        above, below = (70 * count / tenths / most for count in (one.treated, one.control))
        _rect(root, left, 90 - above, wide, above, DARK)
        _rect(root, left, 90, wide, below, PALE)
        label = (
            f"{one.first / 10:.1f}" if tenths == 1 else f"{one.first / 10:.1f}–{one.last / 10:.1f}"
        )
        _text(root, left + wide / 2, 190, label, "middle", 11)
    _line(root, 10, 90, WIDTH - 10, 90, TEXT, 1)
    _text(root, 10, 14, words[0], "start")
    _text(root, 10, 174, words[1], "start")
    return _said(root)


def _together(counts: Sequence[int]) -> list[float]:
    """Counts where no class under five stands alone: it shares with those after it."""
    found: list[float] = []
    waiting: list[int] = []
    for count in counts:
        waiting.append(count)
        if sum(waiting) >= 5 or sum(waiting) == 0:
            found += [sum(waiting) / len(waiting)] * len(waiting)
            waiting = []
    if waiting:
        back = len(waiting)
        start = len(found)
        total = float(sum(waiting))
        while start and total < 5:
            start -= 1
            total += found[start]
            back += 1
        found = [*found[:start], *[total / back] * back]
    return found


def _root(height: float) -> ElementTree.Element:
    return ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH), "height": str(height), "font-size": "13", "aria-hidden": "true",
        },
    )  # fmt: skip


def _rect(
    root: ElementTree.Element, x: float, y: float, width: float, height: float, tone: str
) -> None:
    place = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height), "fill": tone}
    ElementTree.SubElement(root, "rect", place)


def _line(
    root: ElementTree.Element, x1: float, y1: float, x2: float, y2: float, tone: str, width: int
) -> None:
    place = {"x1": _n(x1), "y1": _n(y1), "x2": _n(x2), "y2": _n(y2)}
    ElementTree.SubElement(root, "line", {**place, "stroke": tone, "stroke-width": str(width)})


def _text(
    root: ElementTree.Element, x: float, y: float, words: str, anchor: str, size: int = 13
) -> None:
    place = {"x": _n(x), "y": _n(y), "fill": TEXT, "text-anchor": anchor, "font-size": str(size)}
    ElementTree.SubElement(root, "text", place).text = words


def _n(value: float) -> str:
    return f"{value:.1f}"


def _said(root: ElementTree.Element) -> str:
    return ElementTree.tostring(root, encoding="unicode")
