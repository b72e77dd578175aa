"""Setting the values of a place in type: its size, its lines, and where each piece stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.documents.breaking import break_points
from lms.documents.places import Place, Run
from lms.documents.typeface import Typeface, typeface
from lms.errors import DomainError

_STEP = 0.5
_TINIEST = 3.0
# Pango counts in 1/1024 of a pixel: a text exactly as wide as its place fits.
_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line in one face: left end and baseline in points from the corner of the page."""

    x: float
    y: float
    size: float
    text: str
    run: Run
    width: float
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How a place is set: its size in points and its pieces, line by line."""

    size: float
    pieces: tuple[Piece, ...]


def set_place(place: Place, texts: Sequence[str]) -> Setting | None:
    """Set the texts of a line or flow; None when a face lacks a glyph (WeasyPrint has to do it).

    The size shrinks by half points until everything stands in its place, below `smallest` rather
    than cut. Raises DomainError TEXT_TOO_LONG when three points are too large.
    """
    advances: list[float] = []
    owners: list[int] = []
    for number, (run, text) in enumerate(zip(place.runs, texts, strict=True)):
        face = typeface(run.path, run.index)
        found = _advances(face, text)
        if found is None:
            return None
        advances += [one * run.scale for one in found]
        owners += [number] * len(text)
    whole = "".join(texts)
    if place.kind == "line":
        return _set_line(place, whole, advances, owners)
    breaks = break_points(whole, place.language)
    for size in _sizes(place):
        lines = list(_lines(place, whole, advances, breaks, place.width / size))
        setting = _set_lines(place, whole, owners, lines, size)
        if setting is not None:
            return setting
    raise _too_long(place)


def _too_long(place: Place) -> DomainError:
    return DomainError("TEXT_TOO_LONG", field=", ".join(place.fields))


def _advances(face: Typeface, text: str) -> list[float] | None:
    """Widths in em; a line feed has none."""
    if "\n" not in text:
        found = face.advances(text)
        return None if found is None else [one / 1000 for one in found]
    widths: list[float] = []
    for number, part in enumerate(text.split("\n")):
        found = face.advances(part)
        if found is None:
            return None
        widths += [0.0] * bool(number) + [one / 1000 for one in found]
    return widths


def _sizes(place: Place) -> Iterator[float]:
    size = place.size
    while size > _TINIEST:
        yield size
        size -= _STEP


def _set_line(place: Place, text: str, advances: list[float], owners: list[int]) -> Setting:
    """One line; its height stays that of the design's size, so that nothing else moves."""
    width = sum(advances)
    size = next((one for one in _sizes(place) if width * one <= place.width + _TOLERANCE), 0.0)
    if not size:
        raise _too_long(place)
    baseline = place.y + _above(place, place.runs, size, place.size)
    x = place.x + _offset(place.align, place.width - width * size)
    parts = list(_parts(place, text, owners, 0, len(text), size))
    return Setting(size, tuple(_pieces(parts, x, baseline, size)))


def _above(place: Place, runs: Sequence[Run], size: float, line_size: float) -> float:
    """From the top of a line to its baseline."""
    lines: list[Place | Run] = [place, *runs]
    return max(one.leading * line_size / 2 + one.shift * size for one in lines)


def _below(place: Place, runs: Sequence[Run], size: float) -> float:
    lines: list[Place | Run] = [place, *runs]
    return max(one.leading * size / 2 - one.shift * size for one in lines)


def _offset(align: str, room: float) -> float:
    if align == "center":
        return room / 2
    return room if align in ("right", "end") else 0.0


def _lines(
    place: Place, text: str, advances: list[float], breaks: list[bool], width: float
) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each line and whether it ends a paragraph; spaces at the ends are gone."""
    start = 0
    indent = place.indent
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        while start < end:
            while start < end and text[start] == " ":
                start += 1
            stop = _line_end(place, text, advances, breaks, start, end, width - indent)
            kept = stop
            while kept > start and text[kept - 1] == " ":
                kept -= 1
            yield start, kept, stop == end
            start, indent = stop, 0.0
        if not paragraph:
            yield start, start, True
        start, indent = end + 1, 0.0


def _line_end(
    place: Place,
    text: str,
    advances: list[float],
    breaks: list[bool],
    start: int,
    end: int,
    width: float,
) -> int:
    """Where a line that begins at `start` ends: at the last break that fits."""
    room = width + _TOLERANCE / max(place.size, 1)
    used = visible = 0.0
    last = 0
    for at in range(start, end):
        if at > start and breaks[at]:
            if visible > room:
                break
            last = at
        used += advances[at]
        if text[at] != " ":
            visible = used
    else:
        if visible <= room:
            return end
    if last:
        return last
    if place.anywhere:
        used = 0.0
        for at in range(start, end):
            used += advances[at]
            if used > room:
                return max(at, start + 1)
    return next((at for at in range(start + 1, end) if breaks[at]), end)


def _set_lines(
    place: Place, text: str, owners: list[int], lines: list[tuple[int, int, bool]], size: float
) -> Setting | None:
    """The lines one below the other; None when they are too many or too wide."""
    pieces: list[Piece] = []
    y, indent = place.y, place.indent * size
    for start, end, last in lines:
        parts = list(_parts(place, text, owners, start, end, size))
        runs = [run for run, _, _ in parts]
        baseline = y + _above(place, runs, size, size)
        room = place.width - indent - sum(width for _, _, width in parts)
        if room < -_TOLERANCE * 2:
            return None
        spread = 0.0
        if place.align == "justify" and not last:
            spaces = text.count(" ", start, end) + text.count("\xa0", start, end)
            spread = room / spaces if spaces else 0.0
        x = place.x + indent + _offset(place.align, room)
        pieces += _pieces(parts, x, baseline, size, spread)
        y, indent = baseline + _below(place, runs, size), 0.0
    if y - place.y > place.height + _TOLERANCE * 25:
        return None
    return Setting(size, tuple(pieces))


def _parts(
    place: Place, text: str, owners: list[int], start: int, end: int, size: float
) -> Iterator[tuple[Run, str, float]]:
    """The parts of a line that stand in one run, with their widths in points.

    They are measured anew: what kerns depends on where a line begins.
    """
    while start < end:
        owner, stop = owners[start], start
        while stop < end and owners[stop] == owner:
            stop += 1
        run, part = place.runs[owner], text[start:stop]
        line = typeface(run.path, run.index).line(part)
        yield run, part, 0.0 if line is None else line.width * size * run.scale
        start = stop


def _pieces(
    parts: Sequence[tuple[Run, str, float]], x: float, y: float, size: float, spread: float = 0.0
) -> Iterator[Piece]:
    for run, part, width in parts:
        if spread:
            width += spread * (part.count(" ") + part.count("\xa0"))
        if part.strip():
            yield Piece(x, y, size * run.scale, part, run, width, spread)
        x += width
