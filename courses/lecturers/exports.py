"""讲师团信息表 on paper and as a spreadsheet."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import request
from flask_babel import force_locale
from sqlalchemy.orm import Session

from courses.lecturers import queries
from courses.lecturers.events import WorkAsked
from courses.lecturers.models import Lecturer
from courses.lecturers.words import EXPERTISE, KINDS, SEXES
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.queries import full_name, names_of
from lms.documents import (
    Column,
    Design,
    Foot,
    Head,
    ListDesign,
    list_xlsx,
    render_list,
    require_printable,
)
from lms.events import publish
from lms.plugin import File
from lms.privacy import mask_phone

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CORPS = ListDesign(
    Design("courses.lecturers", "lecturers/papers/list.html"),
    (
        Column("序号", 8),
        Column("姓名", 16, lines=4, smallest=4.5),
        Column("性别", 8),
        Column("单位", 30, "left", size=8.5),
        Column("职务职称", 20, size=8.5),
        Column("专家类别", 21, size=8.5),
        Column("专长课程", 36, "left", size=8),
        Column("资质", 24, "left", size=8),
        Column("服务区域", 24, size=8),
        Column("可带\n人数", 10),
        Column("当前\n帮带数", 11),
        Column("授课\n课时", 11),
        Column("评分", 10),
        Column("聘期", 24, size=8),
        Column("联系方式", 20, size=8.5, lines=1),
    ),
    row_height=9,
    rows=16,
    less_last=2,
)


def corps_pdf(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """讲师团信息表 on A4 landscape, as filtered on the page."""
    rows, head, foot = _corps(session, actor, now, f"{county:06d}")
    require_printable(str(row[1]) for row in rows)
    return File("讲师团信息表.pdf", PDF, render_list(CORPS, head, rows, foot))


def corps_xlsx(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """The same as a spreadsheet."""
    rows, head, foot = _corps(session, actor, now, f"{county:06d}")
    return File("讲师团信息表.xlsx", XLSX, list_xlsx(CORPS, head, rows, foot))


Rows = list[tuple[str | int, ...]]


def _corps(session: Session, actor: Actor, now: datetime, county: str) -> tuple[Rows, Head, Foot]:
    today = day_of(now)
    found = queries.all_lecturers(session, actor, county, request.args, today)
    ids = [one.id for one in found]
    work = _work(session, ids, today)
    proofs = queries.credentials_where(session, ids)
    able = queries.capacities(session, found)
    names = names_of(session, {region.prefix for one in found for region in one.regions})
    near = {key: list(levels.values())[-1] for key, levels in names.items() if levels}
    with force_locale("zh"):
        rows: Rows = [
            (
                str(number), one.name, str(SEXES.get(one.sex or "", "")), one.organisation,
                one.position, str(KINDS.get(one.kind, "")), _expertise(one),
                "、".join(proofs.get(one.id, [])),
                "、".join(near.get(row.prefix, row.prefix) for row in one.regions),
                str(able[one.id]), *_known(work, one.id), _term(one),
                mask_phone(queries.phone_of(one)),
            )
            for number, one in enumerate(found, 1)
        ]  # fmt: skip
    head = Head("讲师团信息表", ((full_name(session, county), f"截至 {_day(today)}"),))
    foot = Foot((f"合计 {len(rows)} 人",), ("制表：", "审核：", "负责人：", "（盖章）"))
    return rows, head, foot


def _work(session: Session, ids: Sequence[int], today: date) -> WorkAsked:
    """What plugins above know of these lecturers' work."""
    asked = WorkAsked(ids, today)
    publish(session, asked)
    return asked


def _known(asked: WorkAsked, lecturer_id: int) -> tuple[str, ...]:
    cells = asked.cells.get(lecturer_id, {})
    return tuple(cells.get(name, "") for name in ("mentored", "hours", "rating"))


def _expertise(one: Lecturer) -> str:
    coded = "、".join(str(EXPERTISE[row.code]) for row in one.fields)
    return "；".join(part for part in (one.expertise, coded) if part)


def _term(one: Lecturer) -> str:
    last = one.terms[-1] if one.terms else None
    return f"{_day(last.from_on)}至\n{_day(last.to_on)}" if last else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
