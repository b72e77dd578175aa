"""Forms of the leader pages: shape only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from courses.leaders.rules import (
    ChainRole,
    Evidence,
    LeaderAction,
    LeaderGroup,
    LeaderSource,
    LinkModel,
    Platform,
)
from courses.leaders.steps import MOVES
from courses.leaders.words import (
    EVIDENCE,
    GROUPS,
    LEVELS,
    MODELS,
    PLATFORMS,
    ROLES,
    SOURCES,
)
from courses.lecturers.api import EXPERTISE, LANGUAGES
from courses.lecturers.rules import GOODS, Expertise, Language
from courses.rosters.rules import EDUCATION_LABELS, POLITICAL_LABELS
from lms.sheets import as_amount_fen
from lms.web.choices import grouped, options

Villages = Mapping[str, Sequence[tuple[str, str]]]
DAY = _l("请填写日期。")
NONE = [("", "—")]


def village_choices(villages: Villages) -> list[SelectChoice]:
    """Villages grouped by town, after a blank line."""
    return [*options(NONE), *grouped(villages)]


def ticks(label: object, choices: Sequence[tuple[str, object]], hint: object = "") -> Any:
    """Several choices as boxes to tick."""
    return SelectMultipleField(
        label, choices=options(choices), description=hint,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip


class AmountField(StringField):  # type: ignore[misc]  # as above
    """Yuan as a person writes them; `fen` is the exact amount, None where it is none."""

    @property
    def fen(self) -> int | None:
        """The amount in fen."""
        return as_amount_fen(self.data or "")


class DetailsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no annotations
    """What the register keeps of a leader."""

    group = SelectField(
        _l("人群"), [Optional()], choices=options([*NONE, *((k.value, t) for k, t in GROUPS.items())]),
        description=_l("8 类人群和 3 类来源，至少选一项。"),
    )  # fmt: skip
    source = SelectField(
        _l("来源"),
        [Optional()],
        choices=options([*NONE, *((k.value, t) for k, t in SOURCES.items())]),
    )
    political = SelectField(
        _l("政治面貌"), [Optional()], choices=options([*NONE, *POLITICAL_LABELS.items()])
    )
    surveyed_on = DateField(_l("摸底日期"), [Optional()])
    fields = ticks(
        _l("主营商品和需要的技能"), [(k.value, t) for k, t in EXPERTISE.items()],
        _l("用来匹配讲师。"),
    )  # fmt: skip
    languages = ticks(_l("语言"), [(k.value, t) for k, t in LANGUAGES.items()])
    remark = TextAreaField(_l("备注"), [Optional(), Length(max=500)])

    def details(self) -> dict[str, object]:
        """What was chosen, as the register's values."""
        return {
            "group": LeaderGroup(self.group.data) if self.group.data else None,
            "source": LeaderSource(self.source.data) if self.source.data else None,
            "political": self.political.data or None,
            "surveyed_on": self.surveyed_on.data,
            "fields": [Expertise(code) for code in self.fields.data or ()],
            "languages": [Language(code) for code in self.languages.data or ()],
            "remark": self.remark.data or "",
        }


class ArchiveForm(DetailsForm):
    """A person of the archive becomes a candidate in a village."""

    village = SelectField(_l("所在村"), [DataRequired(_l("请选择所在村。"))])
    on = DateField(_l("登记日期"), [DataRequired(DAY)])

    @classmethod
    def offered(cls, villages: Villages, **data: object) -> "ArchiveForm":
        """The form with the villages within scope."""
        form: ArchiveForm = cls(data=data)
        form.village.choices = village_choices(villages)
        return form


class SurveyForm(ArchiveForm):
    """A candidate from a survey, with the facts of the person."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    id_number = StringField(
        _l("身份证号码"), [InputRequired(_l("请填写身份证号码。")), Length(max=40)]
    )
    phone = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    education = SelectField(
        _l("文化程度"),
        [Optional()],
        choices=options([*NONE, *((t, t) for t in EDUCATION_LABELS.values())]),
    )

    def person(self) -> dict[str, object]:
        """The facts under a roster's field names."""
        names = ("name", "id_number", "phone", "education")
        return {name: getattr(self, name).data or "" for name in names}


class StepForm(FlaskForm):  # type: ignore[misc]  # as above
    """A step of a leader's life; what the step does not need is not shown."""

    on = DateField(_l("日期"), [DataRequired(DAY)])
    cohort = SelectField(_l("结业班次"), [Optional()])
    certificate = StringField(_l("证书编号"), [Optional(), Length(max=40)])
    notice_from = DateField(_l("公示开始"), [Optional()])
    notice_to = DateField(_l("公示结束"), [Optional()])
    document = StringField(
        _l("文件"), [Optional(), Length(max=120)],
        description=_l("文号或材料名称，例如：推荐表、会议纪要。"),
    )  # fmt: skip
    attachment = StringField(
        _l("附件名称"), [Optional(), Length(max=200)],
        description=_l("原件存放处或扫描件文件名。"),
    )  # fmt: skip
    reason = TextAreaField(_l("理由或意见"), [Optional(), Length(max=300)])

    @classmethod
    def of(
        cls,
        action: LeaderAction,
        today: date,
        trainings: Iterable[tuple[str, str]] = (),
        certificate: str = "",
    ) -> "StepForm":
        """The form of one step."""
        form: StepForm = cls(data={"on": today, "certificate": certificate})
        form.cohort.choices = options([("", _l("其他培训（写明文件）")), *trainings])
        if not MOVES[action].notice:
            del form.notice_from, form.notice_to
        if action is not LeaderAction.TRAIN:
            del form.cohort
        if action is not LeaderAction.CERTIFY:
            del form.certificate
        return form

    def value(self, name: str) -> object:
        """A field's value; None for a field this step does not have."""
        field = self._fields.get(name)
        return field.data if field is not None else None


class MoveForm(FlaskForm):  # type: ignore[misc]  # as above
    """转村."""

    village = SelectField(_l("转到的村"), [DataRequired(_l("请选择所在村。"))])
    on = DateField(_l("从哪天起"), [DataRequired(DAY)])
    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class EndForm(FlaskForm):  # type: ignore[misc]  # as above
    """An end with its day and reason: a shop closed, a household no longer brought along."""

    on = DateField(_l("日期"), [DataRequired(DAY)])
    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class ShopForm(FlaskForm):  # type: ignore[misc]  # as above
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


class ClaimForm(FlaskForm):  # type: ignore[misc]  # as above
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


class SupportForm(FlaskForm):  # type: ignore[misc]  # as above
    """A step of a grant or a loan referral."""

    on = DateField(_l("日期"), [DataRequired(DAY)])
    amount = AmountField(_l("金额（元）"), [InputRequired(_l("请填写金额。")), Length(max=30)])
    institution = StringField(_l("发放单位或银行"), [Optional(), Length(max=120)])
    document = StringField(_l("文件"), [Optional(), Length(max=120)])
    reason = StringField(_l("说明"), [Optional(), Length(max=200)])


class AwardForm(FlaskForm):  # type: ignore[misc]  # as above
    """表彰或年度考核."""

    title = StringField(_l("名称"), [InputRequired(_l("请填写名称。")), Length(max=120)])
    level = SelectField(_l("级别"), choices=options(LEVELS.items()))
    on = DateField(_l("日期"), [DataRequired(DAY)])
    awarded_by = StringField(_l("授予单位"), [Optional(), Length(max=120)])
    document = StringField(_l("文件"), [Optional(), Length(max=120)])


class LinkForm(FlaskForm):  # type: ignore[misc]  # as above
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


class VillageForm(FlaskForm):  # type: ignore[misc]  # as above
    """登记村: one of the region tree that is not in the register."""

    village = SelectField(_l("村"), [DataRequired(_l("请选择村。"))])


class FlagForm(FlaskForm):  # type: ignore[misc]  # as above
    """认定或取消“有条件”."""

    on = DateField(_l("日期"), [DataRequired(DAY)])
    basis = StringField(
        _l("认定依据"), [InputRequired(_l("请填写依据。")), Length(max=200)],
        description=_l("文号或材料名称。"),
    )  # fmt: skip
    signer = StringField(_l("认定人"), [InputRequired(_l("请填写认定人。")), Length(max=80)])


class MergeForm(FlagForm):
    """村合并."""

    into = SelectField(_l("并入的村"), [DataRequired(_l("请选择村。"))])


class VillageImportForm(FlaskForm):  # type: ignore[misc]  # as above
    """导入村名单; what the sheet does not say is taken from here."""

    file = FileField(_l("名单文件"), [FileRequired(_l("请选择文件。"))])
    county = SelectField(_l("县（市、区）"))
    on = DateField(_l("认定日期"), [Optional()], description=_l("表里没有这一列时用这里的。"))
    basis = StringField(_l("认定依据"), [Optional(), Length(max=200)])
    signer = StringField(_l("认定人"), [Optional(), Length(max=80)])


class LeaderImportForm(FlaskForm):  # type: ignore[misc]  # as above
    """导入带头人名单."""

    file = FileField(_l("名单文件"), [FileRequired(_l("请选择文件。"))])
    county = SelectField(_l("县（市、区）"))
    state = SelectField(
        _l("登记为"),
        choices=options([("candidate", _l("候选人")), ("active", _l("在任带头人（已审定）"))]),
    )
    on = DateField(_l("日期"), [DataRequired(DAY)])
    document = StringField(
        _l("审定文件"), [Optional(), Length(max=120)],
        description=_l("登记为在任带头人时必填。"),
    )  # fmt: skip
