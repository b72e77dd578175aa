"""Pictures of coverage over time and of the load of lecturers, drawn on the server as plain SVG.

Only shapes and texts with their colours as attributes: the page's policy lets no style through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 18, 26
_DARK, _PALE, _LINE, _TEXT, _GOAL = "#1f6f54", "#d5dbd8", "#c3cac7", "#3c4643", "#8a5a00"
_LABELS_UP_TO = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands below, the dark part, the whole."""

    label: str
    part: int
    whole: int


def bars(found: Sequence[Bar], goal: float | None = None, goal_word: str = "") -> str:
    """Bars from zero: the dark part of the whole; `goal` is a share of each whole, as a mark."""
    if not found:
        return ""
    top = max(max(one.whole for one in found), 1)
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = width / len(found)
    drawn = [_guide(value, top) for value in sorted({0, top // 2, top})]
    every = -(-len(found) // _LABELS_UP_TO)
    for at, one in enumerate(found):
        x, wide = LEFT + at * step + step * 0.15, step * 0.7
        drawn.append(_rect(x, one.whole / top * height, wide, _PALE))
        drawn.append(_rect(x, one.part / top * height, wide, _DARK))
        middle = x + wide / 2
        drawn.append(_text(middle, _y(one.part, top) - 4, str(one.part)))
        if at % every == 0:
            drawn.append(_text(middle, HEIGHT - 8, one.label))
        if goal is not None and one.whole:
            y = _y(one.whole * goal, top)
            drawn.append(_mark(x - step * 0.08, x + wide + step * 0.08, y))
            if at == len(found) - 1:
                drawn.append(_text(x + wide, y - 4, goal_word, _GOAL, "end"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" font-size="11">'
    )
    return head + "".join(drawn) + "</svg>"


def _y(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)


def _guide(value: int, top: int) -> str:
    y = _y(value, top)
    return f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{_LINE}" fill="none"/>' + _text(
        LEFT - 6, y + 4, str(value), anchor="end"
    )


def _rect(x: float, tall: float, wide: float, colour: str) -> str:
    y = HEIGHT - BOTTOM - tall
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{colour}"/>'


def _mark(start: float, end: float, y: float) -> str:
    return (
        f'<path d="M{start:.1f} {y:.1f}H{end:.1f}" stroke="{_GOAL}" stroke-width="2" fill="none"/>'
    )


def _text(x: float, y: float, words: str, colour: str = _TEXT, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
