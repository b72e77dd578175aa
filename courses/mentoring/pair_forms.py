"""Forms of pairs, matching, exclusions, wishes and coordinates: shape only."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from courses.mentoring.pair_words import ENDED_BY, ROLES
from courses.mentoring.rules import EndedBy, PairRole, Terms
from lms.web.choices import options
from lms.web.form import PageForm

Choices = Sequence[tuple[str, object]]
_DAY = _l("请填写日期。")
_REASON = (DataRequired(_l("请写明原因。")), Length(max=300))
_SIDES = (EndedBy.LECTURER, EndedBy.LEADER, EndedBy.OFFICE)


class TakeOverForm(PageForm):
    """Who takes a leader over, and from which day."""

    lecturer = SelectField(
        _l("接手讲师"), [DataRequired(_l("请选择讲师。"))], validate_choice=False
    )  # whoever has no place any more since the page was opened is refused with the reason
    on = DateField(_l("转交日期"), [DataRequired(_DAY)])


class TermsForm(PageForm):
    """帮带协议."""

    from_date = DateField(_l("协议起日"), [DataRequired(_DAY)])
    until_date = DateField(_l("协议止日"), [DataRequired(_DAY)])
    contacts_a_year = IntegerField(_l("每年联系次数"), [InputRequired(), NumberRange(1, 365)])
    contact_minutes = IntegerField(_l("每次至少（分钟）"), [InputRequired(), NumberRange(1, 1440)])
    goal_sales = DecimalField(
        _l("目标：年销售额（元）"), [Optional(), NumberRange(0, 10**10)], places=2
    )
    goal_households = IntegerField(_l("目标：带动户数"), [Optional(), NumberRange(0, 100_000)])
    goal_shop = StringField(_l("目标：店铺"), [Optional(), Length(max=200)])
    duties = TextAreaField(_l("双方责任"), [Optional(), Length(max=2000)])
    ending = TextAreaField(_l("解除条件"), [Optional(), Length(max=2000)])
    signed_on = DateField(_l("签字日期"), [Optional()])

    def terms(self, begin: date | None = None) -> Terms:
        """What was filled in; an extension keeps the first day of the pair."""
        sales: Decimal | None = self.goal_sales.data
        return Terms(
            from_date=begin or self.from_date.data, until_date=self.until_date.data,
            contacts_a_year=self.contacts_a_year.data, contact_minutes=self.contact_minutes.data,
            goal_sales_fen=None if sales is None else int(sales * 100),
            goal_households=self.goal_households.data, goal_shop=self.goal_shop.data or "",
            duties=self.duties.data or "", ending=self.ending.data or "",
            signed_on=self.signed_on.data,
        )  # fmt: skip


def filled(terms: Terms) -> dict[str, Any]:
    """Terms as the form shows them."""
    names = (
        "from_date", "until_date", "contacts_a_year", "contact_minutes", "goal_households",
        "goal_shop", "duties", "ending", "signed_on",
    )  # fmt: skip
    data = {name: getattr(terms, name) for name in names}
    if terms.goal_sales_fen is not None:
        data["goal_sales"] = Decimal(terms.goal_sales_fen) / 100
    return data


class PairForm(TermsForm):
    """结对."""

    lecturer = SelectField(
        _l("讲师"), [DataRequired(_l("请选择讲师。"))], validate_choice=False
    )  # as above
    role = SelectField(_l("身份"))
    reason = StringField(_l("说明"), [Optional(), Length(max=300)])

    @classmethod
    def offered(cls, lecturers: Choices, terms: Terms, role: PairRole) -> "PairForm":
        """The form with who may be chosen and the county's usual terms."""
        form: PairForm = cls(data=filled(terms) | {"role": role.value})
        form.lecturer.choices = options([("", _("请选择")), *lecturers])
        form.role.choices = options((one.value, word) for one, word in ROLES.items())
        return form


class ExtendForm(TermsForm):
    """延期: the agreement's next version begins where the pair began."""

    from_date = None
    reason = StringField(_l("原因"), _REASON)

    @classmethod
    def offered(cls, terms: Terms) -> "ExtendForm":
        """The form filled with the present agreement."""
        return cls(data=filled(terms))


class HandOverForm(TakeOverForm, TermsForm):
    """转交."""

    reason = StringField(_l("原因"), _REASON)

    @classmethod
    def offered(cls, lecturers: Choices, terms: Terms, day: date) -> "HandOverForm":
        """The form with who may take over; the goals go on."""
        form: HandOverForm = cls(data=filled(terms) | {"on": day})
        form.lecturer.choices = options([("", _("请选择")), *lecturers])
        return form


class EndForm(PageForm):
    """结束帮带."""

    by = SelectField(_l("由谁提出"), choices=options((one.value, ENDED_BY[one]) for one in _SIDES))
    on = DateField(_l("结束日期"), [DataRequired(_DAY)])
    reason = StringField(_l("原因"), _REASON)


class MatchForm(PageForm):
    """匹配: where, and the agreement every pair gets."""

    place = SelectField(_l("范围"), [DataRequired(_l("请选择范围。"))])
    from_date = DateField(_l("协议起日"), [DataRequired(_DAY)])
    months = IntegerField(_l("期限（月）"), [InputRequired(), NumberRange(1, 60)])
    contacts_a_year = IntegerField(_l("每年联系次数"), [InputRequired(), NumberRange(1, 365)])
    contact_minutes = IntegerField(_l("每次至少（分钟）"), [InputRequired(), NumberRange(1, 1440)])
    goal_households = IntegerField(_l("目标：带动户数"), [Optional(), NumberRange(0, 100_000)])


class ExclusionForm(PageForm):
    """不得结对 of one leader and a lecturer."""

    lecturer = SelectField(_l("讲师"), [DataRequired(_l("请选择讲师。"))])
    reason = StringField(_l("原因"), _REASON)


class WishForm(PageForm):
    """带头人对讲师的意愿."""

    language = SelectField(_l("希望讲师会说"), [Optional()])
    sex = SelectField(_l("希望讲师的性别"), [Optional()])


class CoordinatesForm(PageForm):
    """区划坐标."""

    file = FileField(
        _l("坐标文件（CSV）"), [FileRequired(_l("请选择文件。"))],
        description=_l("三列：区划代码、纬度、经度（度，WGS 84）。已有的按新文件覆盖。"),
    )  # fmt: skip
