"""Fitting a text into a box before it is laid out, so that pages can be counted in advance."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lms.documents.faces import SERIF, advance, printable

#: Points in a millimetre.
POINTS = 72 / 25.4
_NO_LINE_START = frozenset("，。、；：？！）〕》”’%·")
_STEP = 0.5
#: Distance of lines in a list, in sizes (also in paper.css).
_LEADING = 1.18
#: Widths of characters in em by family; grows with what is printed.
_advances: defaultdict[str, dict[str, float]] = defaultdict(dict)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it will be printed: its size in points and its lines."""

    size: float
    lines: tuple[str, ...]


def width_of(text: str, size: float, family: str) -> float:
    """Width of `text` in points when set in one line."""
    known = _advances[family]
    try:
        return sum([known[character] for character in text]) * size
    except KeyError:
        known.update((character, advance(character, family)) for character in text)
        return sum([known[character] for character in text]) * size


def break_lines(text: str, width: float, size: float, family: str) -> tuple[str, ...]:
    """Break `text` anywhere (a line does not start with a closing mark) at `width` points."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for character in part:
            step = advance(character, family) * size
            if line and used + step > width:
                if character in _NO_LINE_START and len(line) > 1:
                    lines.append(line[:-1])
                    line = line[-1]
                    used = advance(line, family) * size
                else:
                    lines.append(line)
                    line, used = "", 0.0
            line += character
            used += step
        lines.append(line)
    return tuple(line.strip(" ") for line in lines)


def fit(
    text: str,
    width: float,
    *,
    family: str,
    size: float,
    smallest: float,
    lines: int,
    height: float | None = None,
) -> Fitted:
    """Set `text` in at most `lines` lines of `width` points, shrinking from `size` to `smallest`.

    With a `height` in points there are no more lines than it has room for. One line up to a
    point smaller is preferred to two. A text that is still too long at the smallest size is cut
    and ends with “…”.
    """
    text = printable(text).strip(" \n")
    if "\n" not in text:
        needed = width_of(text, 1.0, family)
        for now in _sizes(size, max(smallest, size - 1) if lines > 1 else smallest):
            if needed * now <= width:
                return Fitted(now, (text,))
    for now in _sizes(size, smallest):
        broken = break_lines(text, width, now, family)
        room = lines if height is None else max(1, min(lines, int(height / (now * _LEADING))))
        if len(broken) <= room:
            return Fitted(now, broken)
    last = broken[room - 1]
    while last and width_of(last + "…", now, family) > width:
        last = last[:-1]
    return Fitted(now, (*broken[: room - 1], last + "…"))


def fitted(
    text: str, width: float, size: float, smallest: float, lines: int, height: float | None = None
) -> Fitted:
    """`fit` in the papers' own face, all in mm but the sizes."""
    return fit(
        text,
        width * POINTS,
        family=SERIF,
        size=size,
        smallest=smallest,
        lines=lines,
        height=None if height is None else height * POINTS,
    )


def _sizes(size: float, smallest: float) -> Iterator[float]:
    while size > smallest:
        yield size
        size -= _STEP
    yield smallest
