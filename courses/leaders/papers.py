"""Papers of the leaders: 带头人信息表 of one and of many, 带动贫困户台账."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.documents import (
    Column,
    Design,
    Foot,
    Head,
    ListDesign,
    list_xlsx,
    render_batch,
    render_list,
    require_printable,
)

SHEET = Design("courses.leaders", "leaders/papers/leader.html", chunk=20)
REGISTER = ListDesign(
    Design("courses.leaders", "leaders/papers/list.html"),
    (
        Column("序号", 8),
        Column("姓名", 16, lines=4, smallest=4.5),
        Column("性别", 8),
        Column("民族", 10),
        Column("出生年月", 17, size=8.5),
        Column("身份证号码", 27, size=8, lines=1),
        Column("政治面貌", 12, size=8),
        Column("文化程度", 14, size=8),
        Column("村", 24, "left", size=8),
        Column("身份/来源", 16, size=8),
        Column("联系方式", 19, size=8, lines=1),
        Column("店铺/平台/主营", 27, "left", size=7.5),
        Column("年销售额（元）", 26, "right", size=8),
        Column("带动\n户数", 9),
        Column("证书号", 27, size=7.5, lines=1),
        Column("状态", 13, size=8.5),
    ),
    row_height=9,
    rows=16,
    less_last=2,
)
LEDGER = ListDesign(
    Design("courses.leaders", "leaders/papers/list.html"),
    (
        Column("序号", 8),
        Column("带头人", 17, lines=4, smallest=4.5),
        Column("村", 28, "left", size=8.5),
        Column("户主", 17, lines=4, smallest=4.5),
        Column("户编号", 22, size=8.5, lines=1),
        Column("带动模式", 30, size=8.5),
        Column("环节", 17, size=8.5),
        Column("起", 23, size=8.5, lines=1),
        Column("止", 23, size=8.5, lines=1),
        Column("协议号", 24, size=8.5),
        Column("收入（元）", 21, "right", size=8.5),
        Column("增收额（元）", 21, "right", size=8.5),
        Column("佐证", 22, size=8.5),
    ),
    row_height=8,
    rows=18,
    less_last=3,
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as printed."""

    title: str
    day: str
    by: str
    paper: str
    remark: str


@dataclass(frozen=True, slots=True)
class LeaderSheet:
    """What a 带头人信息表 says of one leader; what is empty is left blank for the pen."""

    name: str
    sex: str
    ethnic: str
    born: str
    id_number: str
    political: str
    education: str
    village: str
    kind: str
    phone: str
    shops: tuple[str, ...]
    sales: tuple[str, ...]
    households: int
    people: int | None
    models: str
    trainings: tuple[str, ...]
    mentors: str
    supports: tuple[str, ...]
    steps: tuple[StepLine, ...]
    certificate: str
    appraisals: tuple[str, ...]
    exit_reason: str


def sheets_pdf(sheets: Sequence[LeaderSheet], county: str) -> bytes:
    """带头人信息表 on A4 portrait, one leader after another.

    Raises DomainError CHARACTER_NOT_PRINTABLE when a name holds a character no font has.
    """
    require_printable(one.name for one in sheets)
    return render_batch(SHEET, sheets, county=county)


Rows = Sequence[tuple[str | int, ...]]


def register_pdf(rows: Rows, head: Head, foot: Foot) -> bytes:
    """带头人信息表 as a list on A4 landscape."""
    require_printable(str(row[1]) for row in rows)
    return render_list(REGISTER, head, rows, foot)


def register_xlsx(rows: Rows, head: Head, foot: Foot) -> bytes:
    """The same as a spreadsheet."""
    return list_xlsx(REGISTER, head, rows, foot)


def ledger_pdf(rows: Rows, head: Head, foot: Foot) -> bytes:
    """带动贫困户台账 on A4 landscape."""
    require_printable(str(row[at]) for row in rows for at in (1, 3))
    return render_list(LEDGER, head, rows, foot)


def ledger_xlsx(rows: Rows, head: Head, foot: Foot) -> bytes:
    """The same as a spreadsheet."""
    return list_xlsx(LEDGER, head, rows, foot)
