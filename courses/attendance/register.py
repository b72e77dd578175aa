"""Which column of a filled register (考勤表) is which half-day.

Nothing is guessed: a heading that speaks of a day without saying which is named with its place.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.attendance.rules import Mark
from courses.attendance.symbols import plain
from courses.cohorts.rules import Finding, Half, SessionFact, SessionKind, Slot, fault


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One half-day of the register; `index` is the column's place in the headings given.

    `whole_day`: one column stands for both halves, its marks go through `half_mark`.
    """

    index: int
    date: dt.date
    half: Half
    kind: SessionKind
    whole_day: bool = False


def half_mark(mark: Mark, half: Half) -> Mark:
    """A whole day's mark for one half: late is late in the morning, early is in the afternoon."""
    on_time = {Mark.LATE: Half.PM, Mark.LEFT_EARLY: Half.AM}
    return Mark.PRESENT if on_time.get(mark) is half else mark


_FULL_DATE = re.compile(
    r"(?<![0-9./月-])([0-9]{4}|[0-9]{2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})(?![0-9])[日号]?"
)
_COMPACT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")
_SHORT_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})[月./-]([0-9]{1,2})(?![0-9])[日号]?")
_DAY_ONLY = re.compile(r"(?<![0-9第])([0-9]{1,2})[日号]|^([0-9]{1,2})$")
_SERIAL = re.compile(r"(?:3[5-9]|[4-6][0-9])[0-9]{3}")
_DAY_ZERO = dt.date(1899, 12, 30)
"""A spreadsheet counts its days from here; five digits are 1995 to 2091."""
_RANGE = re.compile(r"[-—–~～至到][0-9]")
_NO_SESSION = re.compile(r"合计|总计|小计|天数|次数|签名|签字|备注|授课内容|教师")
_NO_HALF = re.compile(r"晚上|晚间|夜|中午|晚$")
_AM = re.compile(r"^上$|上午|早上|早晨|(?<![a-z])am(?![a-z])")
_PM = re.compile(r"^下$|下午|(?<![a-z])pm(?![a-z])")


@dataclass(frozen=True, slots=True)
class _Heading:
    """What one column's heading says; without a year or a month the cohort's dates decide."""

    year: int | None
    month: int | None
    day: int
    half: Half | None
    kind: SessionKind


class _UnreadableError(Exception):
    """The heading speaks of a day or of a half but does not say which."""


def register_columns(
    column_headings: Sequence[tuple[object, ...]], start: dt.date, end: dt.date
) -> tuple[tuple[RegisterColumn, ...], tuple[Finding, ...]]:
    """The half-days of a register's columns, and what is wrong with the headings.

    Every item is one column's heading from top to bottom. Columns that speak of no day (序号,
    姓名, 合计) are passed over; a blank beside a merged date takes the date over. The year is the
    one that puts the date into the cohort, also over New Year. A day without 上午/下午 is both.
    """
    columns: list[RegisterColumn] = []
    dated, problems = _dated_headings(column_headings, start, end)
    seen: set[Slot] = set()
    for index, heading, date in dated:
        facts = {"column": index + 1, "date": date}
        halves = tuple(Half) if heading.half is None else (heading.half,)
        if not start <= date <= end:
            problems.append(fault("REGISTER_DATE_OUTSIDE_COHORT", start=start, end=end, **facts))
        elif any((date, half) in seen for half in halves):
            problems.append(fault("REGISTER_COLUMN_TWICE", **facts))
        else:
            seen.update((date, half) for half in halves)
            whole = heading.half is None
            columns += [RegisterColumn(index, date, half, heading.kind, whole) for half in halves]
    problems += _blank_neighbours(column_headings, columns)
    if not columns and not problems:
        problems.append(fault("REGISTER_WITHOUT_DATES"))
    return tuple(columns), tuple(problems)


def _dated_headings(
    column_headings: Sequence[tuple[object, ...]], start: dt.date, end: dt.date
) -> tuple[list[tuple[int, _Heading, dt.date]], list[Finding]]:
    dated, problems = [], []
    previous: _Heading | None = None
    for index, parts in enumerate(column_headings):
        try:
            previous = _heading(parts, previous)
            if previous is not None:
                dated.append((index, previous, _date(previous, start, end)))
        except _UnreadableError:
            previous = None
            problems.append(_unreadable(index, parts))
    return dated, problems


def _unreadable(index: int, parts: Iterable[object]) -> Finding:
    text = " ".join(str(part).strip() for part in parts if part is not None)[:40]
    return fault("REGISTER_DATE_UNREADABLE", column=index + 1, heading=text)


def _blank_neighbours(
    column_headings: Sequence[tuple[object, ...]], columns: Sequence[RegisterColumn]
) -> list[Finding]:
    """A blank heading right of a whole day, with dates after it: two columns a day, unlabelled."""
    last = max((one.index for one in columns), default=0)
    beside = sorted({one.index + 1 for one in columns if one.whole_day and one.index + 1 < last})
    blank = [at for at in beside if not any(_plain_parts(column_headings[at]))]
    return [_unreadable(at, column_headings[at]) for at in blank]


def _plain_parts(parts: Iterable[object]) -> list[str]:
    return [plain(part) for part in parts if part is not None]


def _heading(parts: Sequence[object], previous: _Heading | None) -> _Heading | None:
    """None for a column that is no session; `previous` is the column to the left."""
    texts = _plain_parts(part for part in parts if not isinstance(part, dt.date))
    text = " ".join(texts)
    if _NO_SESSION.search(text):
        return None
    if _NO_HALF.search(text) or any(isinstance(part, float) and part % 1 for part in parts):
        # an evening is no half-day, and 9.1 was 9月1日 or 9月10日 before the sheet made it a number
        raise _UnreadableError
    half = _half(texts)
    kind = SessionKind.INTERNSHIP if "实习" in text else SessionKind.CLASS
    named = _named_day(parts, texts, speaks_of_half=half is not None)
    if named is not None:
        return _Heading(*named, half, kind)
    if half is None:
        return None
    if previous is None or previous.half in (None, half) or any(sign.isdigit() for sign in text):
        raise _UnreadableError
    if kind is SessionKind.CLASS:
        kind = previous.kind
    return _Heading(previous.year, previous.month, previous.day, half, kind)


def _half(texts: Sequence[str]) -> Half | None:
    am = any(_AM.search(text) for text in texts)
    pm = any(_PM.search(text) for text in texts)
    if am and pm:
        return None
    if am:
        return Half.AM
    return Half.PM if pm else None


def _named_day(
    parts: Sequence[object], texts: Sequence[str], *, speaks_of_half: bool
) -> tuple[int | None, int | None, int] | None:
    """(year, month, day) as far as they are named, None when no day is."""
    for part in parts:
        if isinstance(part, dt.date):
            return part.year, part.month, part.day
    for text in (*texts, "".join(texts)):
        for pattern in (_FULL_DATE, _COMPACT, _SHORT_DATE):
            if found := pattern.search(text):
                if _RANGE.match(text, found.end()):
                    raise _UnreadableError
                *year, month, day = (int(number) for number in found.groups())
                return (year[0] + (2000 if year[0] < 100 else 0) if year else None), month, day
    for text in texts:
        if _SERIAL.fullmatch(text):
            date = _DAY_ZERO + dt.timedelta(days=int(text))
            return date.year, date.month, date.day
        only = _DAY_ONLY.search(text)
        if only and (only[1] or speaks_of_half):
            return None, None, int(only[1] or only[2])
    return None


def _date(heading: _Heading, start: dt.date, end: dt.date) -> dt.date:
    """The date meant: the one inside the cohort, else the one nearest to it."""
    if heading.month is None:
        days = (start + dt.timedelta(days=step) for step in range((end - start).days + 1))
        fitting = [day for day in days if day.day == heading.day]
        if len(fitting) != 1:
            raise _UnreadableError
        return fitting[0]
    years = range(start.year, end.year + 1) if heading.year is None else [heading.year]
    possible = []
    for year in years:
        with contextlib.suppress(ValueError):
            possible.append(dt.date(year, heading.month, heading.day))
    if not possible:
        raise _UnreadableError
    return min(possible, key=lambda day: max(start - day, day - end, dt.timedelta()))


def sessions_from_columns(columns: Iterable[RegisterColumn]) -> tuple[SessionFact, ...]:
    """The planned half-days of a register: its columns *are* the sessions."""
    found = (SessionFact(one.date, one.half, one.kind) for one in columns)
    return tuple(sorted(found, key=lambda one: one.slot))
