"""Lists of people that leave the system."""

from collections.abc import Iterable
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.rosters import words
from courses.rosters.listing import Line, all_people
from lms.accounts.actor import Actor
from lms.divisions import queries as divisions
from lms.plugin import File
from lms.sheets import Column, Kind, Value, write_xlsx
from lms.web.formats import moment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def people_list(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """学员名单 of a county's archive as filtered on the page; numbers stay masked."""
    code = f"{county:06d}"
    title = _("%(county)s学员名单", county=divisions.name_of(session, code))
    lines = all_people(session, actor, code, request.args)
    taken = _("%(who)s 于 %(when)s 导出，号码已隐去", who=actor.name, when=moment(now))
    content = write_xlsx(
        _columns(),
        _rows(lines),
        title=title,
        sheet_name=title,
        head_lines=[_("共 %(count)s 人", count=len(lines))],
        landscape=True,
        page_header=taken,
    )
    return File(f"{title}.xlsx", XLSX, content)


def _columns() -> list[Column]:
    return [
        Column(_("序号"), Kind.NUMBER, 6),
        Column(_("姓名"), width=16),
        Column(_("性别"), Kind.CENTRED, 6),
        Column(_("身份证号码"), width=22),
        Column(_("人员类别"), width=20),
        Column(_("户籍地"), width=28),
        Column(_("联系电话"), width=16),
        Column(_("存疑"), Kind.NUMBER, 6),
    ]


def _rows(lines: Iterable[Line]) -> Iterable[list[Value]]:
    for number, line in enumerate(lines, 1):
        yield [
            number,
            line.name,
            words.value_of(line.sex, "sex"),
            line.id_number,
            words.value_of(line.category, "category"),
            line.home,
            line.phone,
            line.doubts or None,
        ]
