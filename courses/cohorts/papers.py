"""Papers of a cohort: 开班申请表, 学员花名册 and the blank 签到表, from frozen records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.documents import (
    Column,
    Design,
    Fitted,
    Foot,
    GridPage,
    Head,
    ListDesign,
    fitted,
    list_xlsx,
    render_grid,
    render_list,
    render_pdf,
    require_printable,
)

APPLICATION = Design("courses.cohorts", "cohorts/papers/application.html")
SIGN_IN = Design("courses.cohorts", "cohorts/papers/sign_in.html")
ROSTER = ListDesign(
    Design("courses.cohorts", "cohorts/papers/roster.html"),
    (
        Column("序号", 8),
        Column("姓名", 17, lines=4, smallest=4.5),
        Column("性别", 8),
        Column("民族", 12),
        Column("出生年月\n/年龄", 16, size=8.5),
        Column("身份证号码", 32, size=8.5, lines=1),
        Column("文化\n程度", 13),
        Column("户籍地", 28, "left", size=8.5),
        Column("人员类别", 22, size=8.5),
        Column("建档立卡\n户编号", 22, size=8.5, lines=1),
        Column("与户主\n关系", 12),
        Column("联系电话", 20, size=8.5, lines=1),
        Column("培训工种", 18, size=8.5),
        Column("班期编号", 15, size=8.5),
        Column("就业意向", 16, size=8.5),
        Column("备注", 14, size=8.5),
    ),
    row_height=8,
    rows=19,
    less_last=2,
)

_BLANK_DATE = "　　　年　　月　　日"
_PEOPLE_ON_A_SHEET = 18
_HALF_DAYS_ON_A_SHEET = 12


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A part of the course, in 课时 of theory and practice."""

    title: str
    theory_hours: int
    practice_hours: int


@dataclass(frozen=True, slots=True)
class TeacherLine:
    """A teacher as named in the application: 姓名, 学历, 职称."""

    name: str
    education: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What a 开班申请表 says; what is empty is left blank to be filled by hand."""

    unit: str
    applied_on: date | None
    legal_person: str
    contact: str
    phone: str
    trade: str
    level: str
    people: int
    starts_on: date
    ends_on: date
    venue: str
    modules: tuple[ModuleLine, ...]
    teachers: tuple[TeacherLine, ...]
    textbook: str = ""
    assessment: str = ""
    cohort: str = ""
    hours: int = 0
    """课时 of a cohort without modules; 0 is left for the pen."""

    @property
    def theory_hours(self) -> int:
        """课时 of theory in all modules."""
        return sum(module.theory_hours for module in self.modules)

    @property
    def practice_hours(self) -> int:
        """课时 of practice in all modules."""
        return sum(module.practice_hours for module in self.modules)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One trainee; `id_number` and `phone` as they may be shown to who prints."""

    number: int
    name: str
    sex: str
    ethnic_group: str
    born: str
    id_number: str
    education: str
    home: str
    category: str
    household_number: str
    relation: str
    phone: str
    trade: str
    cohort_number: str
    intention: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """What stands above a list of the cohort."""

    unit: str
    cohort: str
    starts_on: date
    ends_on: date
    leader: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class SheetSlot:
    """A half-day of the sign-in sheet: `half` is "am" or "pm"."""

    day: date
    half: str


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """A person on the sign-in sheet; no number, phone or address stands there."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class SheetDays:
    """The days of one printed sheet: up to 12 half-days, grouped by day."""

    days: tuple[tuple[date, tuple[str, ...]], ...]

    @property
    def half_days(self) -> int:
        """How many half-day columns the sheet has."""
        return sum(len(halves) for _, halves in self.days)

    @property
    def months(self) -> str:
        """The months the sheet covers: 2018年9月 or 2018年12月—2019年1月."""
        first, last = self.days[0][0], self.days[-1][0]
        text = f"{first.year}年{first.month}月"
        if (first.year, first.month) != (last.year, last.month):
            text += f"—{last.year}年{last.month}月"
        return text


def day_text(day: date | None) -> str:
    """A date as printed: 2018年9月10日, or the blanks to write one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else _BLANK_DATE


def application_pdf(application: Application) -> bytes:
    """The 开班申请表 on A4 portrait."""
    require_printable([application.legal_person, application.contact])
    return render_pdf(APPLICATION, application, day_text=day_text)


def roster_rows(lines: Sequence[RosterLine]) -> list[tuple[str | int, ...]]:
    """The cells of the 学员花名册 in the order of its columns."""
    return [
        (
            str(line.number),
            line.name,
            line.sex,
            line.ethnic_group,
            line.born,
            line.id_number,
            line.education,
            line.home,
            line.category,
            line.household_number,
            line.relation,
            line.phone,
            line.trade,
            line.cohort_number,
            line.intention,
            line.remark,
        )
        for line in lines
    ]


def _roster_head(facts: CohortFacts) -> Head:
    period = f"培训时间：{day_text(facts.starts_on)}至{day_text(facts.ends_on)}"
    line = (f"培训单位：{facts.unit}", f"班次：{facts.cohort}", period)
    return Head("学员花名册", (line,), mark="草拟" if facts.draft else "")


def _roster_foot(lines: Sequence[RosterLine]) -> Foot:
    count = f"合计人数：{len(lines)} 人"
    return Foot((count,), ("制表：", "审核：", "培训单位（盖章）：", _BLANK_DATE))


def roster_pdf(lines: Sequence[RosterLine], facts: CohortFacts) -> bytes:
    """The 学员花名册 on A4 landscape.

    Raises DomainError CHARACTER_NOT_PRINTABLE when a name holds a character no font has.
    """
    require_printable(line.name for line in lines)
    return render_list(ROSTER, _roster_head(facts), roster_rows(lines), _roster_foot(lines))


def roster_xlsx(lines: Sequence[RosterLine], facts: CohortFacts) -> bytes:
    """The 学员花名册 as a spreadsheet."""
    return list_xlsx(ROSTER, _roster_head(facts), roster_rows(lines), _roster_foot(lines))


def _blocks_of_days(slots: Sequence[SheetSlot]) -> list[list[tuple[date, tuple[str, ...]]]]:
    """Half-days grouped by day and cut into sheets: by week, and at 12 half-days; a day stays whole."""
    by_day: dict[date, list[str]] = {}
    for slot in sorted(set(slots), key=lambda slot: (slot.day, slot.half)):
        by_day.setdefault(slot.day, []).append(slot.half)
    blocks: list[list[tuple[date, tuple[str, ...]]]] = []
    used, week = 0, None
    for day, halves in by_day.items():
        if day.isocalendar()[:2] != week or used + len(halves) > _HALF_DAYS_ON_A_SHEET:
            blocks.append([])
            used, week = 0, day.isocalendar()[:2]
        blocks[-1].append((day, tuple(halves)))
        used += len(halves)
    return blocks


def sheet_pages(people: Sequence[SheetPerson], slots: Sequence[SheetSlot]) -> list[GridPage]:
    """The sheets to print: for each week all people, 18 a sheet, the last filled with blank rows."""
    cells = [_cells(str(one.number), one.name) for one in people]
    cells += [_cells("", "")] * (
        -len(cells) % _PEOPLE_ON_A_SHEET or (not cells) * _PEOPLE_ON_A_SHEET
    )
    starts = range(0, len(cells), _PEOPLE_ON_A_SHEET)
    sheets = [
        (SheetDays(tuple(block)), tuple(cells[start : start + _PEOPLE_ON_A_SHEET]))
        for block in _blocks_of_days(slots)
        for start in starts
    ]
    return [GridPage(at, len(sheets), days, rows) for at, (days, rows) in enumerate(sheets, 1)]


def _cells(number: str, name: str) -> tuple[Fitted, ...]:
    return Fitted(9, (number,)), fitted(name, 20, 10, 4.5, 3, 6.3)


def sign_in_pdf(
    people: Sequence[SheetPerson], slots: Sequence[SheetSlot], facts: CohortFacts
) -> bytes:
    """The blank 签到表: a column for each half-day, rows for signatures of the teachers below.

    Raises ValueError without any half-day, DomainError CHARACTER_NOT_PRINTABLE as above.
    """
    require_printable(person.name for person in people)
    pages = sheet_pages(people, slots)
    if not pages:
        raise ValueError("a sheet without half-days")
    return render_grid(SIGN_IN, pages, "签到表", facts=facts)
