"""The register by any filter, on the page, as a spreadsheet and as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import register
from certificates.earlier import queries as earlier
from certificates.models import Certificate
from certificates.printing import STATE_WORDS
from certificates.queries import VIEW
from certificates.rules import state_on
from courses.catalogue.models import Course
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.clock import CHINA
from lms.divisions import queries as divisions
from lms.divisions.models import Centre
from lms.documents import Column, Design, Foot, Head, ListDesign, render_list
from lms.errors import DomainError
from lms.plugin import File
from lms.privacy import mask_id_number
from lms.sheets.export import Column as SheetColumn
from lms.sheets.export import Kind, Value, write_xlsx
from lms.web.paging import Page

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = "结业证书台账"
MOST = 20_000
"""Lines of one file; more are asked for in parts."""
REGISTER = ListDesign(
    Design("lms.documents", "documents/papers/list.html"),
    (
        Column("序号", 12),
        Column("证书编号", 43, size=8.5),
        Column("姓名", 24),
        Column("身份证号", 38, size=8.5),
        Column("培训项目", 48, "left"),
        Column("课时", 12),
        Column("起止日期", 36, size=8),
        Column("发证日期", 22, size=8.5),
        Column("状态", 16),
        Column("备注", 22, "left", size=8),
    ),
    row_height=9,
    rows=17,
    less_last=3,
)
SHEET = (
    SheetColumn("序号", Kind.CENTRED, 6),
    SheetColumn("证书编号", Kind.CENTRED, 23),
    SheetColumn("姓名", Kind.CENTRED, 14),
    SheetColumn("身份证号", Kind.CENTRED, 22),
    SheetColumn("培训项目", Kind.TEXT, 30),
    SheetColumn("课时", Kind.NUMBER, 7),
    SheetColumn("起止日期", Kind.CENTRED, 24),
    SheetColumn("发证日期", Kind.DATE, 12),
    SheetColumn("状态", Kind.CENTRED, 9),
    SheetColumn("备注", Kind.TEXT, 16),
)
WORDS = {
    "county": "县", "centre": "培训中心", "title": "班次", "course": "培训项目", "year": "年度",
    "state": "状态", "number": "编号", "name": "姓名", "from": "发证自", "to": "至",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register on paper, whichever side of the system's start it comes from."""

    number: str
    name: str
    id_number: str
    course: str
    hours: int | None
    starts_on: date | None
    ends_on: date | None
    issued_on: date
    state: str
    remark: str

    @property
    def days(self) -> str:
        """起止日期."""
        if self.starts_on is None or self.ends_on is None:
            return ""
        return f"{self.starts_on:%Y.%m.%d}—{self.ends_on:%Y.%m.%d}"


def choices(session: Session, actor: Actor) -> dict[str, Any]:
    """What the filters offer: counties, centres, years, courses within the reach."""
    codes = register.counties(session, actor)
    places = divisions.names_of(session, codes)
    centres = session.execute(
        select(Centre.id, Centre.name)
        .where(actor.within(VIEW, Centre.county, Centre.id))
        .order_by(Centre.county, Centre.name)
    )
    courses = session.execute(
        select(Course.id, Course.name)
        .join(Cohort, Cohort.course_id == Course.id)
        .join(Certificate, Certificate.cohort_id == Cohort.id)
        .where(actor.within(VIEW, Cohort.county, Cohort.centre_id))
        .distinct()
        .order_by(Course.name)
    )
    return {
        "years": [(year, year) for year in register.years(session, actor)],
        "counties": [(code, places[code].get("county", code)) for code in codes],
        "centres": [(str(key), name) for key, name in centres],
        "courses": [(str(key), name) for key, name in courses],
    }


def taken(
    session: Session, actor: Actor, now: datetime, page: Page, today: date, kind: str, source: str
) -> File:
    """The register as `kind` pdf or xlsx, by the filters of the page.

    `source`: `system` or `earlier`. Raises CERTIFICATES_NONE_FOUND and REGISTER_TOO_LONG.
    """
    rows = _earlier(session, actor, page, today) if source == "earlier" else None
    rows = _system(session, actor, page, today) if rows is None else rows
    if not rows:
        raise DomainError("CERTIFICATES_NONE_FOUND")
    if len(rows) > MOST:
        raise DomainError("REGISTER_TOO_LONG", count=len(rows), most=MOST)
    title = f"{TITLE}（系统前）" if source == "earlier" else TITLE
    made = f"{actor.name} {now.astimezone(CHINA):%Y-%m-%d %H:%M} 导出"
    if kind == "pdf":
        return File(f"{title}.pdf", PDF, _pdf(rows, title, _asked(session, page), made))
    return File(f"{title}.xlsx", XLSX, _xlsx(rows, title, _asked(session, page), made))


def _system(session: Session, actor: Actor, page: Page, today: date) -> list[RegisterRow]:
    found = []
    for one in register.register_lines(session, actor, page, today, MOST + 1):
        facts = one.printed.facts
        copies = one.certificate.duplicates
        found.append(
            RegisterRow(
                one.printed.number, facts.name, mask_id_number(facts.id_number), facts.course,
                facts.hours, facts.starts_on, facts.ends_on, one.printed.terms.issued_on,
                STATE_WORDS[one.state], f"补发{copies}次" if copies else "",
            )
        )  # fmt: skip
    return found


def _earlier(session: Session, actor: Actor, page: Page, today: date) -> list[RegisterRow]:
    return [
        RegisterRow(
            one.number, one.name, earlier.masked_number(one), one.course, one.hours, one.starts_on,
            one.ends_on, one.issued_on, STATE_WORDS[state_on(one.state, one.valid_until, today)],
            "系统前",
        )
        for one in earlier.earlier_all(session, actor, page, today)
    ]  # fmt: skip


def _asked(session: Session, page: Page) -> str:
    """The filters in words, so that the paper says what it is a list of."""
    said = []
    for name, word in WORDS.items():
        value = page.args.get(name, "").strip()
        if not value:
            continue
        if name == "county" and value.isdigit():
            value = divisions.name_of(session, value[:6])
        elif name == "centre" and value.isdigit() and len(value) < 10:
            centre = session.get(Centre, int(value))
            value = centre.name if centre else value
        elif name == "course" and value.isdigit() and len(value) < 10:
            course = session.get(Course, int(value))
            value = course.name if course else value
        elif name == "state":
            value = {state.value: text for state, text in STATE_WORDS.items()}.get(value, value)
        said.append(f"{word}：{value[:40]}")
    return "　".join(said) or "全部"


def _pdf(rows: Sequence[RegisterRow], title: str, asked: str, made: str) -> bytes:
    head = Head(title, ((f"范围：{asked}", made),))
    foot = Foot(
        (f"合计 {len(rows)} 个编号，其中有效 {_held(rows)} 个。",), ("经办人：", "负责人：")
    )
    cells = [
        (
            str(at), row.number, row.name, row.id_number, row.course,
            "" if row.hours is None else str(row.hours), row.days, f"{row.issued_on:%Y.%m.%d}",
            row.state, row.remark,
        )
        for at, row in enumerate(rows, 1)
    ]  # fmt: skip
    return render_list(REGISTER, head, cells, foot)


def _xlsx(rows: Sequence[RegisterRow], title: str, asked: str, made: str) -> bytes:
    values: list[list[Value]] = [
        [
            at, row.number, row.name, row.id_number, row.course, row.hours, row.days,
            row.issued_on, row.state, row.remark,
        ]
        for at, row in enumerate(rows, 1)
    ]  # fmt: skip
    return write_xlsx(
        SHEET, values, title=title, sheet_name="证书台账", head_lines=[f"范围：{asked}"],
        foot_lines=[
            f"合计 {len(rows)} 个编号，其中有效 {_held(rows)} 个", "经办人：　　　　负责人：",
        ],
        landscape=True, page_header=made,
    )  # fmt: skip


def _held(rows: Sequence[RegisterRow]) -> int:
    return sum(row.state == "有效" for row in rows)
