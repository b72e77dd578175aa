"""What a file says otherwise than what was taken in before, one line a difference."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.attendance.rules import Mark
from lms.documents.amounts import format_yuan
from lms.web.formats import short_day

FIELDS = {
    "name": _l("姓名"),
    "sex": _l("性别"),
    "birth_date": _l("出生日期"),
    "ethnic": _l("民族"),
    "education": _l("文化程度"),
    "category": _l("人员类别"),
    "home_place": _l("户籍地"),
    "household_number": _l("建档立卡户编号"),
    "relation_to_head": _l("与户主关系"),
    "phone": _l("联系电话"),
    "account": _l("社保卡银行账号"),
    "bank": _l("开户行"),
    "remark": _l("备注"),
}
HALVES = {"am": _l("上午"), "pm": _l("下午")}
JOINING, UPDATED, MISSING = "joining", "updated", "missing"

Row = Mapping[str, Any]


class Differs(Exception):
    """The files say something else than before; nothing was changed. `lines` are for a person."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__("the files differ from what was taken in before")
        self.lines = tuple(lines)


def roster_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Differences of a roster's rehearsal."""
    for row in rows:
        where = _("名册第 %(row)s 行 %(name)s", row=row["row"], name=row["name"])
        for one in row["differences"]:
            field = FIELDS.get(one["field"], one["field"])
            yield _side(f"{where} {field}", one["before"], one["after"])
        if row["enrolment"] == JOINING:
            yield _("%(where)s：以前没有，会新增", where=where)
        elif row["enrolment"] == UPDATED:
            yield _("%(where)s：本班登记的人员类别或就业意向有变", where=where)
        elif row["enrolment"] == MISSING:
            yield _("%(name)s 已在班，名册里没有", name=row["name"])


def register_lines(rows: Iterable[Row], marked: Iterable[str]) -> Iterator[str]:
    """Differences of a register's rehearsal; `marked` are the names of trainees who have marks."""
    known = set(marked)
    for row in rows:
        where = _("考勤表第 %(row)s 行 %(name)s", row=row["row"], name=row["name"])
        for one in row["differences"]:
            day, half = one["field"].split()
            slot = f"{short_day(date.fromisoformat(day))} {HALVES[half]}"
            sides = (Mark(one[side]).symbol for side in ("before", "after"))
            yield _side(f"{where} {slot}", *sides)
        if "REGISTER_UNLISTED" in row["codes"] and row["name"] in known:
            yield _("%(name)s 已有考勤，考勤表里没有", name=row["name"])


def invoice_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Differences of a rehearsal of tickets: of one person an old and a new amount are a change."""
    known = list(rows)
    gone: dict[object, list[Row]] = {}
    for row in known:
        if row["change"] == "removed":
            gone.setdefault(row["enrolment_id"], []).append(row)
    for row in (one for one in known if one["change"] == "new"):
        where = _("票据第 %(row)s 行 %(name)s", row=row["row"], name=row["name"])
        if before := gone.get(row["enrolment_id"]):
            yield _side(_("%(where)s 金额（元）", where=where), _yuan(before.pop(0)), _yuan(row))
        else:
            yield _("%(where)s：以前没有，会新增 %(yuan)s 元", where=where, yuan=_yuan(row))
    for row in (one for left in gone.values() for one in left):
        facts = {"name": row["name"], "yuan": _yuan(row)}
        yield _("票据 %(name)s：已登记的 %(yuan)s 元在新文件里没有，会作废", **facts)


def _yuan(row: Row) -> str:
    return format_yuan(row["amount_fen"] or 0)


def fact_line(title: object, before: object, after: object) -> str:
    """A fact of the cohort that was given otherwise before."""
    return _side(str(title), before, after)


def _side(what: str, before: object, after: object) -> str:
    blank = _("空")
    return f"{what}：{before if before not in (None, '') else blank} → {after or blank}"
