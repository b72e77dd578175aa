"""The filled 考勤表 (DOMAIN.md §5) on A4 landscape and as a spreadsheet, from frozen records."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from courses.attendance.rules import DayTally, Mark, Tally
from lms.documents import Design, Fitted, GridPage, fitted, render_grid, require_printable
from lms.sheets.export import A4, BODY_FONT, FIXED_TIME, PAGE_FOOTER, TITLE_FONT

PAPER = Design("courses.attendance", "attendance/papers/register.html")
LEGEND = "说明：√ 到　× 缺　假 请假　¢ 迟到　△ 早退；空白为未登记"
TOTALS = ("出勤", "迟到", "早退", "请假", "缺勤", "整天")
SIGNED = ("授课教师签字：", "班主任签字：", "培训单位（盖章）：", "　　年　　月　　日")
_PEOPLE = 22
_HALF_DAYS = 24


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What stands above a filled register."""

    unit: str
    cohort: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A trainee with the count of the marks; no number, phone or address stands there."""

    number: int
    name: str
    tally: Tally

    @property
    def totals(self) -> tuple[int, ...]:
        """Half-days present, late, early, on leave, absent, and whole days."""
        one = self.tally
        present = one.half_days_present
        return (present, one.late, one.left_early, one.leave, one.absent, one.whole_days)


@dataclass(frozen=True, slots=True)
class RegisterDay:
    """A day of the class: which of its halves are planned."""

    date: date
    halves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterDays:
    """The days of one printed sheet: up to 24 half-days; the last days' sheets have the sums."""

    days: tuple[RegisterDay, ...]
    sums: bool

    @property
    def half_days(self) -> int:
        """How many half-day columns the sheet has."""
        return sum(len(day.halves) for day in self.days)


def days_of(people: Sequence[RegisterPerson]) -> tuple[RegisterDay, ...]:
    """All days that any of the people was planned for."""
    halves: dict[date, set[str]] = {}
    for one in people:
        for day in one.tally.days:
            here = halves.setdefault(day.date, set())
            here.update(half for half in ("am", "pm") if _mark(day, half) is not None)
    return tuple(RegisterDay(day, tuple(sorted(found))) for day, found in sorted(halves.items()))


def register_pages(people: Sequence[RegisterPerson]) -> list[GridPage]:
    """The sheets to print: for each block of days all people, 22 a sheet; a day stays whole.

    Of several sheets the last is filled with blank rows.
    """
    blocks = _blocks(days_of(people))
    starts = range(0, max(len(people), 1), _PEOPLE)
    sheets = []
    for at, block in enumerate(blocks):
        frame = RegisterDays(block, sums=at == len(blocks) - 1)
        for start in starts:
            rows = [_cells(one, frame) for one in people[start : start + _PEOPLE]]
            if len(starts) > 1:
                rows += [tuple(Fitted(one.size, ("",)) for one in rows[0])] * (_PEOPLE - len(rows))
            sheets.append((frame, tuple(rows)))
    return [GridPage(at, len(sheets), frame, rows) for at, (frame, rows) in enumerate(sheets, 1)]


def _cells(one: RegisterPerson, frame: RegisterDays) -> tuple[Fitted, ...]:
    counts = [str(count) for count in one.totals] if frame.sums else []
    name = fitted(one.name, 18, 10, 4.5, 3, 6)
    texts = [*_signs(one, frame.days), *counts]
    return Fitted(9, (str(one.number),)), name, *(Fitted(9, (text,)) for text in texts)


def register_pdf(people: Sequence[RegisterPerson], facts: RegisterFacts) -> bytes:
    """The filled 考勤表. Raises CHARACTER_NOT_PRINTABLE; ValueError without people or sessions."""
    require_printable(one.name for one in people)
    pages = register_pages(people)
    if not days_of(people):
        raise ValueError("a register without people or sessions")
    return render_grid(
        PAPER, pages, "考勤表", facts=facts, legend=LEGEND, totals=TOTALS, signed=SIGNED
    )


def register_xlsx(people: Sequence[RegisterPerson], facts: RegisterFacts) -> bytes:
    """The same as a spreadsheet that the import of registers reads back."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": f"{facts.cohort}考勤表", "created": FIXED_TIME})
        _Spreadsheet(book, days_of(people)).fill(people, facts)
    return buffer.getvalue()


class _Spreadsheet:
    """One worksheet in the layout of the paper."""

    def __init__(self, book: xlsxwriter.Workbook, days: Sequence[RegisterDay]) -> None:
        ruled = {"font_name": BODY_FONT, "font_size": 10, "border": 1}
        middle = {"align": "center", "valign": "vcenter"}
        self.sheet = book.add_worksheet("考勤表")
        self.title = book.add_format({"font_name": TITLE_FONT, "font_size": 16, **middle})
        self.line = book.add_format({"font_name": BODY_FONT, "font_size": 10, "valign": "vcenter"})
        self.head = book.add_format({**ruled, **middle, "bold": True, "text_wrap": True})
        self.cell = book.add_format({**ruled, **middle, "num_format": "@"})
        self.number = book.add_format({**ruled, **middle, "num_format": "0"})
        self.name = book.add_format({**ruled, "valign": "vcenter", "num_format": "@"})
        self.days = days
        self.half_days = sum(len(day.halves) for day in days)
        self.last = 2 + self.half_days + len(TOTALS)

    def fill(self, people: Sequence[RegisterPerson], facts: RegisterFacts) -> None:
        """Title, facts, legend, two lines of headings, a row for each trainee, signatures."""
        period = f"{_day_text(facts.starts_on)}至{_day_text(facts.ends_on)}"
        self._across(0, f"{facts.cohort}考勤表", self.title, 30)
        self._across(1, f"培训单位：{facts.unit}　　培训时间：{period}", self.line, 20)
        self._across(2, LEGEND, self.line, 20)
        self._headings(3)
        for row, one in enumerate(people, start=5):
            self.sheet.write_number(row, 0, one.number, self.number)
            self.sheet.write_string(row, 1, one.name, self.name)
            for column, sign in enumerate(_signs(one, self.days), start=2):
                self.sheet.write_string(row, column, sign, self.cell)
            for column, count in enumerate(one.totals, start=2 + self.half_days):
                self.sheet.write_number(row, column, count, self.number)
            self.sheet.write_blank(row, self.last, None, self.cell)
        self._across(6 + len(people), "　　　　".join(SIGNED), self.line, 24)
        self._set_page()

    def _across(self, row: int, text: str, style: object, height: float) -> None:
        self.sheet.set_row(row, height)
        self.sheet.merge_range(row, 0, row, self.last, text, style)

    def _headings(self, row: int) -> None:
        below = row + 1
        for column, text in ((0, "序号"), (1, "姓名"), (self.last, "学员签名")):
            self.sheet.merge_range(row, column, below, column, text, self.head)
        column = 2
        for day in self.days:
            text, width = f"{day.date.month}月{day.date.day}日", len(day.halves)
            if width > 1:
                self.sheet.merge_range(row, column, row, column + width - 1, text, self.head)
            else:
                self.sheet.write_string(row, column, text, self.head)
            for half in day.halves:
                self.sheet.write_string(below, column, _HALVES[half], self.head)
                column += 1
        for at, text in enumerate(TOTALS, start=column):
            self.sheet.merge_range(row, at, below, at, f"{text}合计", self.head)

    def _set_page(self) -> None:
        sheet = self.sheet
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 1 + self.half_days, 5)
        sheet.set_column(2 + self.half_days, self.last - 1, 6)
        sheet.set_column(self.last, self.last, 12)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3, 4)
        sheet.freeze_panes(5, 2)
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&C&10{PAGE_FOOTER}")


_HALVES = {"am": "上午", "pm": "下午"}


def _day_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _mark(day: DayTally, half: str) -> Mark | None:
    return day.am if half == "am" else day.pm


def _signs(one: RegisterPerson, days: Sequence[RegisterDay]) -> tuple[str, ...]:
    """The symbols of the half-days in the order of the columns, blank for none."""
    known = {day.date: day for day in one.tally.days}
    signs = []
    for day in days:
        for half in day.halves:
            mark = _mark(known[day.date], half) if day.date in known else None
            signs.append(mark.symbol if mark is not None else "")
    return tuple(signs)


def _blocks(days: Sequence[RegisterDay]) -> list[tuple[RegisterDay, ...]]:
    """Days cut into sheets of nearly equal width."""
    total = sum(len(day.halves) for day in days)
    count = max(1, -(-total // _HALF_DAYS))
    # a day has two halves at most, so one column more than the average is enough for every sheet
    width = min(_HALF_DAYS, -(-total // count) + 1)
    blocks: list[list[RegisterDay]] = [[]]
    for day in days:
        used = sum(len(one.halves) for one in blocks[-1])
        if used and used + len(day.halves) > width:
            blocks.append([])
        blocks[-1].append(day)
    return [tuple(block) for block in blocks]
