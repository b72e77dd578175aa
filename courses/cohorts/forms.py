"""Forms of the cohort pages: shape only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from courses.cohorts.rules import Half, SessionKind
from courses.cohorts.titles import cohort_title, dates_in_lines, hours_in_lines
from courses.cohorts.words import HALVES, KINDS
from courses.rosters.rules import CATEGORY_LABELS
from lms.web.choices import options
from lms.web.form import PageForm

Choices = Sequence[tuple[str, object]]
HALF_CHOICES = options((half.value, word) for half, word in HALVES.items())
KIND_CHOICES = options((kind.value, word) for kind, word in KINDS.items())
_DAY = _l("请填写日期。")


class CohortForm(PageForm):
    """新建或修改班次; `county` is offered only where the person has more than one."""

    file = FileField(
        _l("名册文件"),
        description=_l("已有名册就选上：班名、起止和课时从表头读出，下一步核对学员。"),
    )
    county = SelectField(_l("县（市、区）"), [Optional()])
    centre = SelectField(_l("培训中心"))
    title = StringField(
        _l("班名"), [DataRequired(_l("请填写班名。")), Length(max=200)],
        description=_l("写明年份和第几期，例如：卢氏县2026年第3期农村电商实操培训班。"),
    )  # fmt: skip
    start = DateField(_l("开班日期"), [DataRequired(_DAY)])
    end = DateField(_l("结束日期"), [DataRequired(_DAY)])
    venue_county = StringField(
        _l("授课地所在县"), [Optional(), Length(max=80)],
        description=_l("县名或 6 位代码；不填即本县。交通住宿补贴按它判断。"),
    )  # fmt: skip
    venue = StringField(_l("授课地点"), [Optional(), Length(max=200)])
    course = SelectField(_l("培训项目"), [Optional()])
    hours = IntegerField(
        _l("课时"), [Optional(), NumberRange(1, 2000)],
        description=_l("1 课时 45 分钟；不填则取培训项目的总课时。"),
    )  # fmt: skip
    capacity = IntegerField(_l("计划人数"), [Optional(), NumberRange(1, 10000)])
    fund_source = StringField(_l("资金来源"), [Optional(), Length(max=120)])
    minimum_attendance = DecimalField(
        _l("最低出勤率（%）"), [Optional(), NumberRange(1, 100)],
        description=_l("只对本班有效；不填则用本县的参数。"),
    )  # fmt: skip
    filed_on = DateField(_l("申报日期"), [Optional()])
    online = BooleanField(_l("线上授课"))
    reason = StringField(_l("修改原因"), [Optional(), Length(max=200)])
    sure = HiddenField()

    @classmethod
    def offered(
        cls, counties: Choices, centres: Choices, courses: Choices, facts: Mapping[str, Any] | None
    ) -> "CohortForm":
        """The form with what is within scope, filled from a cohort's facts."""
        form: CohortForm = cls(data=dict(facts) if facts else None)
        form.county.choices = options(counties)
        form.centre.choices = options(centres)
        form.centre.flags.required = all(key for key, _name in centres)
        form.course.choices = options([("", _l("暂不选")), *courses])
        return form

    def take_head(self, lines: Sequence[str]) -> None:
        """Fill what was left empty from the head of a sheet."""
        dates = dates_in_lines(lines) or (None, None)
        read = (
            (self.title, cohort_title(lines)),
            (self.start, dates[0]),
            (self.end, dates[1]),
            (self.hours, hours_in_lines(lines)),
        )
        for field, value in read:
            if field.data in (None, "") and value is not None:
                field.data, field.process_errors = value, []

    def facts(self, venue_county: str) -> dict[str, Any]:
        """What was entered, by the names of `open_cohort` and `change_cohort`."""
        percent = self.minimum_attendance.data
        return {
            "title": self.title.data,
            "centre_id": int(self.centre.data) if self.centre.data else None,
            "start": self.start.data,
            "end": self.end.data,
            "venue_county": venue_county,
            "venue": (self.venue.data or "").strip(),
            "course_id": int(self.course.data) if self.course.data else None,
            "hours": self.hours.data,
            "capacity": self.capacity.data,
            "fund_source": (self.fund_source.data or "").strip(),
            "minimum_attendance": None if percent is None else f"{(percent / 100).normalize():f}",
            "filed_on": self.filed_on.data,
            "online": bool(self.online.data),
        }


class RosterForm(PageForm):
    """导入名册."""

    file = FileField(
        _l("名册文件"),
        [FileRequired(_l("请选择文件。"))],
        description=_l("Excel（xlsx、xls）、ods 或 csv，列的顺序不限，不用改成模板。"),
    )
    from_date = DateField(
        _l("入班日期"), [Optional()], description=_l("不填即开班日；中途入班的写实际第一天。")
    )


class PersonForm(PageForm):
    """One trainee typed in; the names are those of a roster's columns."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    id_number = StringField(
        _l("身份证号码"), [InputRequired(_l("请填写身份证号码。")), Length(max=30)]
    )
    category = SelectField(_l("人员类别"), [Optional()])
    address = StringField(
        _l("户籍地"), [Optional(), Length(max=200)], description=_l("写到村，例如：范里镇前龙村。")
    )
    household_number = StringField(_l("建档立卡户编号"), [Optional(), Length(max=40)])
    phone = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    account = StringField(_l("社保卡银行账号"), [Optional(), Length(max=40)])
    bank = StringField(_l("开户行"), [Optional(), Length(max=80)])
    from_date = DateField(
        _l("入班日期"), [Optional()], description=_l("不填即开班日；中途入班的写实际第一天。")
    )

    @classmethod
    def offered(cls) -> "PersonForm":
        """The form with the categories by their words, as a roster has them."""
        form: PersonForm = cls()
        form.category.choices = options(
            [("", _l("未填")), *((w, _(w)) for w in CATEGORY_LABELS.values())]
        )
        return form

    def raw(self) -> dict[str, str]:
        """The row as a sheet would have it."""
        skipped = ("csrf_token", "from_date")
        return {f.short_name: f.data or "" for f in self if f.short_name not in skipped}


class ActForm(PageForm):
    """An act whose effect is shown first: `sure` comes with the second step."""

    sure = HiddenField()


def _reason() -> StringField:
    """The last field of an act that needs a reason."""
    return StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class ReasonForm(ActForm):
    """An act that needs a reason and nothing else."""

    reason = _reason()


class PlainForm(ActForm):
    """An act that only asks whether one is sure."""


class PostponeForm(ActForm):
    """延期."""

    start = DateField(_l("新的开班日期"), [InputRequired(_DAY)])
    end = DateField(_l("新的结束日期"), [InputRequired(_DAY)])
    reason = _reason()


class SessionForm(ActForm):
    """加课."""

    date = DateField(_l("日期"), [InputRequired(_DAY)])
    half = RadioField(_l("半天"), [InputRequired()], choices=HALF_CHOICES, default=Half.AM.value)
    kind = RadioField(
        _l("类型"), [InputRequired()], choices=KIND_CHOICES, default=SessionKind.CLASS.value
    )
    topic = StringField(_l("授课内容"), [Optional(), Length(max=200)])
    lecturer = SelectField(_l("讲师"), [Optional()])
    online = BooleanField(_l("线上授课"))
    reason = StringField(_l("原因"), [Optional(), Length(max=200)])

    @classmethod
    def offered(cls, lecturers: Choices, data: Mapping[str, Any] | None) -> "SessionForm":
        """The form with the lecturers of the county."""
        form: SessionForm = cls(data=dict(data) if data else None)
        form.lecturer.choices = options([("", _l("未定")), *lecturers])
        return form

    @property
    def lecturer_id(self) -> int | None:
        """The chosen lecturer."""
        return int(self.lecturer.data) if self.lecturer.data else None


class MoveForm(ActForm):
    """调课."""

    date = DateField(_l("改到"), [InputRequired(_DAY)])
    half = RadioField(_l("半天"), [InputRequired()], choices=HALF_CHOICES, default=Half.AM.value)
    reason = StringField(_l("原因"), [Optional(), Length(max=200)])


class TimetableForm(PageForm):
    """排课: the cells are read by `planned_cells`."""

    reason = StringField(_l("原因"), [Optional(), Length(max=200)])
    sure = HiddenField()


class WithdrawForm(ActForm):
    """退班."""

    last_day = DateField(_l("最后一天"), [InputRequired(_DAY)])
    reason = _reason()


class TransferForm(ActForm):
    """转班."""

    to = SelectField(_l("转入班次"), [InputRequired(_l("请选择转入的班次。"))])
    first_day = DateField(
        _l("新班第一天"), [InputRequired(_DAY)], description=_l("原班到前一天为止，两班不重叠。")
    )
    reason = _reason()

    @classmethod
    def offered(cls, cohorts: Choices, first_day: date) -> "TransferForm":
        """The form with the cohorts one may go to."""
        form: TransferForm = cls(data={"first_day": first_day})
        form.to.choices = options(cohorts)
        return form


class CorrectForm(ActForm):
    """更正在班信息."""

    category = SelectField(_l("开班第一天的人员类别"))
    from_date = DateField(_l("入班日期"), [InputRequired(_DAY)])
    intention = StringField(_l("就业意向"), [Optional(), Length(max=80)])
    reason = _reason()

    @classmethod
    def offered(cls, data: Mapping[str, Any]) -> "CorrectForm":
        """The form with all categories, filled from an enrolment."""
        form: CorrectForm = cls(data=dict(data))
        form.category.choices = options(
            (key.value, _(word)) for key, word in CATEGORY_LABELS.items()
        )
        return form
