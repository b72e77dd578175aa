"""What the pages of attendance send: shape only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from courses.attendance.rules import Mark
from courses.attendance.words import MARKS
from lms.errors import DomainError
from lms.web.choices import options
from lms.web.form import PageForm

MOST_MARKS = 10_000
_FIELD = re.compile(r"mark-([0-9]{1,18})-([0-9]{1,18})")
_VALUES = {mark.value: mark for mark in Mark} | {"": Mark.UNMARKED}
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Marks a page sends, by (session id, enrolment id); `was` is what it showed before."""

    marks: Mapping[Cell, Mark]
    was: Mapping[Cell, Mark] = field(default_factory=dict)
    reason: str = ""


def read_batch(sent: Any) -> Batch:
    """A batch of `static/js/queue.js`: {reason, marks: [{person, session, status, was}]}.

    Raises REQUEST_INVALID for anything else.
    """
    try:
        rows = sent["marks"]
        if len(rows) > MOST_MARKS:
            raise DomainError("REQUEST_INVALID")
        cells = [(_number(row["session"]), _number(row["person"])) for row in rows]
        return Batch(
            {cell: _VALUES[row["status"]] for cell, row in zip(cells, rows, strict=True)},
            {cell: _VALUES[row["was"]] for cell, row in zip(cells, rows, strict=True)},
            str(sent.get("reason") or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DomainError("REQUEST_INVALID") from fault


def read_fields(sent: Mapping[str, str]) -> Batch:
    """The same from the page's plain form, `mark-<enrolment>-<session>`; blank says nothing.

    Raises REQUEST_INVALID for a mark that is none.
    """
    marks: dict[Cell, Mark] = {}
    for name, value in sent.items():
        if (found := _FIELD.fullmatch(name)) is None:
            continue
        if value not in _VALUES:
            raise DomainError("REQUEST_INVALID")
        marks[int(found[2]), int(found[1])] = _VALUES[value]
    return Batch(marks, reason=sent.get("reason", ""))


def mark_of(text: str | None) -> Mark | None:
    """The mark a button named for everybody unmarked, None for none."""
    return _VALUES.get(text) if text else None


def seen_mark(text: str | None) -> Mark | None:
    """The mark a page showed, None where it does not say."""
    return _VALUES.get(text) if text is not None else None


def _number(value: object) -> int:
    """An id as text or number; booleans and fractions are none."""
    text = str(value)
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise ValueError(text)
    return int(text)


class RegisterForm(PageForm):
    """A filled register; `use_dates` is offered while the cohort has no marks, the others after."""

    file = FileField(
        _l("考勤表文件"),
        [FileRequired(_l("请选择文件。"))],
        description=_l("表头写明日期和上午、下午，每名学员一行；xlsx、xls、ods、csv 均可。"),
    )
    use_dates = BooleanField(
        _l("按考勤表的日期排课"),
        default=True,
        description=_l("本班还没有考勤记录：表里有哪些半天，课程表就有哪些半天。"),
    )
    add_dates = BooleanField(
        _l("按考勤表加课"),
        description=_l("表里有、课程表里没有的半天，加进课程表；不选时，有这样的半天就不导入。"),
    )
    clear_blanks = BooleanField(
        _l("空白格清除已有的记录"),
        description=_l("不选时，空白格表示表里没有写，已有的记录保持不变。"),
    )


class CorrectionForm(PageForm):
    """One mark put right, with the reason that stays in its history; `seen` is what was shown."""

    seen = HiddenField()

    mark = RadioField(
        _l("改成"),
        [InputRequired(_l("请选择改为什么。"))],
        choices=options((mark.value, word) for mark, word in MARKS.items()),
    )
    reason = StringField(_l("更正原因"), [InputRequired(_l("请写明更正原因。")), Length(max=200)])
