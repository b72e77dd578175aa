"""Forms that hang on a leader's page: shape only."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from courses.leaders.forms import DAY, ticks
from courses.leaders.rules import ChainRole, Evidence, LinkModel, Platform
from courses.leaders.words import EVIDENCE, LEVELS, MODELS, PLATFORMS, ROLES
from courses.lecturers.api import EXPERTISE
from courses.lecturers.rules import GOODS, Expertise
from lms.sheets import as_amount_fen
from lms.web.choices import options
from lms.web.form import PageForm


class AmountField(StringField):  # type: ignore[misc]  # wtforms has no annotations
    """Yuan as a person writes them; `fen` is the exact amount, None where it is none."""

    @property
    def fen(self) -> int | None:
        """The amount in fen."""
        return as_amount_fen(self.data or "")


class EndForm(PageForm):
    """An end with its day and reason: a shop closed, a household no longer brought along."""

    on = DateField(_l("日期"), [DataRequired(DAY)])
    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class ShopForm(PageForm):
    """店铺."""

    platform = SelectField(
        _l("平台"), choices=options([(k.value, t) for k, t in PLATFORMS.items()])
    )
    name = StringField(_l("店铺名称"), [InputRequired(_l("请填写店铺名称。")), Length(max=120)])
    link = StringField(
        _l("网址"), [Optional(), Length(max=300)], description=_l("以 https:// 开头。")
    )
    goods = ticks(_l("主营商品"), [(k.value, EXPERTISE[k]) for k in GOODS])
    opened_on = DateField(_l("开店日期"), [Optional()])

    def chosen(self) -> dict[str, object]:
        """What was entered, as the register's values."""
        return {
            "platform": Platform(self.platform.data),
            "name": self.name.data or "",
            "link": self.link.data or "",
            "goods": [Expertise(code) for code in self.goods.data or ()],
            "opened_on": self.opened_on.data,
        }


class ClaimForm(PageForm):
    """A figure of a year with its proof."""

    year = IntegerField(_l("年份"), [InputRequired(_l("请填写年份。")), NumberRange(1900, 2999)])
    amount = AmountField(_l("金额（元）"), [InputRequired(_l("请填写金额。")), Length(max=30)])
    evidence = SelectField(
        _l("佐证"),
        choices=options(
            [(k.value, EVIDENCE[k][1]) for k in (Evidence.CLAIMED, Evidence.DOCUMENTED)]
        ),
    )
    document = StringField(
        _l("凭证"), [Optional(), Length(max=120)],
        description=_l("例如：平台后台截图、银行流水。"),
    )  # fmt: skip
    reason = StringField(
        _l("更正原因"), [Optional(), Length(max=200)],
        description=_l("这一年已有数字时必填；原来的数字保留在记录里。"),
    )  # fmt: skip

    def claim(self) -> dict[str, object]:
        """What was entered, as a claim."""
        return {
            "year": self.year.data,
            "amount": self.amount.fen,
            "evidence": Evidence(self.evidence.data),
            "document": self.document.data or "",
            "reason": self.reason.data or "",
        }


class SalesForm(ClaimForm):
    """年销售额, of one shop or of all."""

    shop = SelectField(_l("店铺"), [Optional()])

    @classmethod
    def offered(cls, shops: Iterable[tuple[str, str]], year: int) -> "SalesForm":
        """The form with the leader's shops."""
        form: SalesForm = cls(data={"year": year})
        form.shop.choices = options([("", _l("全部店铺合计")), *shops])
        return form


class EffectForm(ClaimForm):
    """增收额 of a household."""

    amount = AmountField(_l("增收额（元）"), [InputRequired(_l("请填写金额。")), Length(max=30)])
    income = AmountField(_l("通过带动所得收入（元）"), [Optional(), Length(max=30)])


class SupportForm(PageForm):
    """A step of a grant or a loan referral."""

    on = DateField(_l("日期"), [DataRequired(DAY)])
    amount = AmountField(_l("金额（元）"), [InputRequired(_l("请填写金额。")), Length(max=30)])
    institution = StringField(_l("发放单位或银行"), [Optional(), Length(max=120)])
    document = StringField(_l("文件"), [Optional(), Length(max=120)])
    reason = StringField(_l("说明"), [Optional(), Length(max=200)])


class AwardForm(PageForm):
    """表彰或年度考核."""

    title = StringField(_l("名称"), [InputRequired(_l("请填写名称。")), Length(max=120)])
    level = SelectField(_l("级别"), choices=options(LEVELS.items()))
    on = DateField(_l("日期"), [DataRequired(DAY)])
    awarded_by = StringField(_l("授予单位"), [Optional(), Length(max=120)])
    document = StringField(_l("文件"), [Optional(), Length(max=120)])


class LinkForm(PageForm):
    """带动关系."""

    number = StringField(
        _l("户编号"), [InputRequired(_l("请填写户编号。")), Length(max=40)],
        description=_l("建档立卡户编号。档案里没有的户也可以登记。"),
    )  # fmt: skip
    head = StringField(
        _l("户主"), [Optional(), Length(max=40)], description=_l("档案里有的户可以不填。")
    )
    model = SelectField(_l("带动模式"), choices=options([(k.value, t) for k, t in MODELS.items()]))
    role = SelectField(_l("环节"), choices=options([(k.value, t) for k, t in ROLES.items()]))
    from_on = DateField(_l("开始日期"), [DataRequired(DAY)])
    agreement = StringField(_l("协议号"), [Optional(), Length(max=80)])

    def chosen(self) -> dict[str, object]:
        """What was entered, as the register's values."""
        return {
            "number": self.number.data or "",
            "head": self.head.data or "",
            "model": LinkModel(self.model.data),
            "role": ChainRole(self.role.data),
            "from_on": self.from_on.data,
            "agreement": self.agreement.data or "",
        }


class ScanForm(PageForm):
    """原件: a photo taken now or a file; of both the photo is taken."""

    title = StringField(
        _l("名称"), [Optional(), Length(max=80)],
        description=_l("例如：推荐表、会议纪要、银行回单。"),
    )  # fmt: skip
    camera = FileField(_l("拍照"))
    file = FileField(
        _l("选择文件"),
        description=_l("PDF 或照片，8 MB 以内。照片会重新绘制，不带拍摄地点和时间。"),
    )

    def sent(self) -> bytes:
        """The bytes of what was sent, none for nothing."""
        chosen = self.camera.data or self.file.data
        return bytes(chosen.read()) if chosen else b""
