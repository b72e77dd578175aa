"""Forms of the subsidy pages: shape only."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DecimalField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from lms.web.choices import options
from lms.web.form import PageForm

_WHO = _l("请填写姓名。")
_WHY = _l("请写明理由。")


class ConfirmForm(PageForm):
    """确认规则: who vouches, and why."""

    person = StringField(
        _l("确认人"),
        [DataRequired(_WHO), Length(max=200)],
        description=_l("对照文件原文核实内容的人，写真实姓名。"),
    )
    reason = TextAreaField(
        _l("理由"),
        [DataRequired(_WHY), Length(max=500)],
        description=_l("例如：已与文件原件核对，第几条，适用本班。"),
    )


class ChooseForm(ConfirmForm):
    """明确适用哪一个规则."""

    pack = RadioField(_l("适用规则"), [DataRequired(_l("请选择一个规则。"))], choices=[])

    @classmethod
    def offered(cls, packs: Iterable[tuple[str, str]]) -> "ChooseForm":
        """The form with the packs that are in force side by side: (id, words)."""
        form = cls()
        form.pack.choices = options(packs)
        return form


class TicketsForm(PageForm):
    """登记票据: a file of tickets."""

    file = FileField(
        _l("票据文件"),
        [FileRequired(_l("请选择文件。"))],
        description=_l("表头有“姓名、身份证号码、金额”即可；一人多张票据各占一行，自动相加。"),
    )


class TicketForm(PageForm):
    """登记票据: one ticket."""

    amount = DecimalField(
        _l("金额（元）"),
        [
            DataRequired(_l("请填写金额。")),
            NumberRange(0.01, 100000, _l("金额须在0.01元到100000元之间。")),
        ],
        places=2,
    )
    reason = StringField(_l("说明"), [Length(max=200)])

    @property
    def fen(self) -> int | None:
        """The amount in fen; None for parts of a fen."""
        value: Any = self.amount.data * 100
        return int(value) if value == int(value) else None
