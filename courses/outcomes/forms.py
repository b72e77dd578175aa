"""Forms of following up: shape only."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from courses.outcomes import words
from courses.outcomes.income import MONTHS, Exclusion, Income, Period, yearly
from courses.outcomes.interviewing import Answers
from courses.outcomes.rules import (
    ANSWERS,
    AttemptCode,
    Beside,
    Channel,
    ContactKind,
    EvidenceLevel,
    Need,
    Status,
)
from lms.errors import DomainError
from lms.web.choices import options
from lms.web.form import PageForm

PERIODS = options([(Period.YEAR.value, _l("按年")), (Period.MONTH.value, _l("按月"))])
MONEY = ("wages", "sales", "costs", "assets", "transfers")
MOST_DIGITS = 15
"""More places before the point than any amount of money has."""
_CHOOSE = _l("请选择。")


def choices(table: Mapping[str, Any], leave_out: Iterable[str] = ()) -> list[SelectChoice]:
    """A table of words as choices."""
    gone = set(leave_out)
    return options((str(key), said) for key, said in table.items() if key not in gone)


class AttemptForm(PageForm):
    """联系记录."""

    code = RadioField(_l("结果"), [InputRequired(_CHOOSE)], choices=choices(words.CODES, ANSWERS))
    channel = RadioField(
        _l("方式"), [InputRequired(_CHOOSE)], choices=choices(words.CHANNELS), default="phone"
    )
    on = DateField(_l("日期"), [InputRequired(_l("请填写日期。"))])
    contact_id = SelectField(_l("第二联系人"), choices=[], default="")
    promised_on = DateField(_l("约定再联系"), [Optional()])
    note = StringField(_l("备注"), [Length(max=300)])
    seen = HiddenField()

    @classmethod
    def offered(cls, today: date, contacts: Iterable[tuple[str, str]]) -> "AttemptForm":
        """The form for today, with the second contacts."""
        form: AttemptForm = cls(data={"on": today})
        form.contact_id.choices = options([("", "—"), *contacts])
        return form

    def facts(self) -> dict[str, Any]:
        """What was entered."""
        return {
            "code": AttemptCode(self.code.data),
            "channel": Channel(self.channel.data),
            "on": self.on.data,
            "contact_id": int(self.contact_id.data) if self.contact_id.data else None,
            "promised_on": self.promised_on.data,
            "note": self.note.data or "",
        }


class InterviewForm(PageForm):
    """回访问卷: three minutes, one hand."""

    on = DateField(_l("回访日期"), [InputRequired(_l("请填写日期。"))])
    channel = RadioField(
        _l("方式"), [InputRequired(_CHOOSE)], choices=choices(words.CHANNELS), default="phone"
    )
    status = RadioField(_l("就业状态"), [InputRequired(_CHOOSE)], choices=choices(words.STATUSES))
    shop_open = RadioField(
        _l("店铺"),
        [Optional()],
        choices=options([("yes", _l("还在经营")), ("no", _l("已经关闭"))]),
    )
    shop_name = StringField(_l("单位或店铺"), [Length(max=120)])
    shop_platform = StringField(_l("平台"), [Length(max=40)])
    goods = StringField(_l("主营"), [Length(max=120)])
    households_led = IntegerField(_l("带动户数"), [Optional(), NumberRange(0, 10000)])
    period = RadioField(
        _l("金额按"), choices=PERIODS, default=Period.YEAR.value,
        description=_l("选按月时，下面的金额乘以月数算成全年。"),
    )  # fmt: skip
    months = IntegerField(_l("月数"), [Optional(), NumberRange(1, 12)], default=MONTHS)
    wages = DecimalField(_l("工资性收入（元）"), [Optional()], places=None)
    sales = DecimalField(_l("销售额（元）"), [Optional()], places=None)
    costs = DecimalField(_l("成本（元）"), [Optional()], places=None)
    assets = DecimalField(_l("财产净收入（元）"), [Optional()], places=None)
    transfers = DecimalField(_l("转移净收入（元）"), [Optional()], places=None)
    excluded_kind = SelectField(
        _l("不计入的款项"), choices=[*options([("", "—")]), *choices(words.EXCLUSIONS)],
        default="",
        description=_l("慰问金、借款等不算收入，只作登记。"),
    )  # fmt: skip
    excluded = DecimalField(_l("金额（元）"), [Optional(), NumberRange(0)], places=None)
    household = IntegerField(_l("家庭人口"), [Optional()])
    difficulties = TextAreaField(_l("困难"), [Length(max=1000)])
    needs = SelectMultipleField(
        _l("需求"), choices=choices(words.NEEDS),
        option_widget=widgets.CheckboxInput(), widget=widgets.ListWidget(prefix_label=False),
    )  # fmt: skip
    satisfaction = SelectField(
        _l("满意度"),
        default="",
        choices=options([("", "—"), *((str(n), t) for n, t in enumerate(
            (_l("很不满意"), _l("不满意"), _l("一般"), _l("满意"), _l("很满意")), 1))]),
    )  # fmt: skip
    evidence = RadioField(_l("依据"), choices=choices(words.EVIDENCE), default="stated")
    proxy = StringField(
        _l("代答人"), [Length(max=40)], description=_l("不是本人回答的，写明是谁，如妻子、村会计。")
    )
    consent = BooleanField(_l("本人同意回访和登记"))
    confirmed = BooleanField(_l("已核对，按填写的登记"))
    seen = HiddenField()

    def answers(self) -> Answers:
        """What was entered, as the rules take it."""
        kind = self.excluded_kind.data
        named = fen(self.excluded.data)
        shop = {"yes": True, "no": False}.get(self.shop_open.data or "")
        return Answers(
            on=self.on.data,
            channel=Channel(self.channel.data),
            status=Status(self.status.data),
            evidence=EvidenceLevel(self.evidence.data or "stated"),
            income=self._income(),
            excluded={Exclusion(kind): named} if kind and named is not None else {},
            proxy=self.proxy.data or "",
            shop_name=self.shop_name.data or "",
            shop_platform=self.shop_platform.data or "",
            shop_open=shop,
            goods=self.goods.data or "",
            households_led=self.households_led.data,
            difficulties=self.difficulties.data or "",
            needs=[Need(each) for each in self.needs.data or ()],
            satisfaction=int(self.satisfaction.data) if self.satisfaction.data else None,
            consent=bool(self.consent.data),
        )

    def _income(self) -> Income:
        period = Period(self.period.data or Period.YEAR)
        months = self.months.data or MONTHS
        amounts = {name: yearly(fen(self[name].data), period, months) for name in MONEY}
        return Income(household=self.household.data, **amounts)

    def entered(self) -> dict[str, Any]:
        """The texts as they stand in the fields, for a draft."""
        kept: dict[str, Any] = {}
        for field in self:
            if field.short_name in ("csrf_token", "confirmed", "seen"):
                continue
            value = field.data
            kept[field.short_name] = str(value) if isinstance(value, date | Decimal) else value
        return kept

    @classmethod
    def from_draft(cls, kept: Mapping[str, Any] | None, today: date) -> "InterviewForm":
        """The form as it was left."""
        data: dict[str, Any] = {"on": today}
        for name, value in (kept or {}).items():
            if name == "on" and value:
                data[name] = date.fromisoformat(value)
            elif name in (*MONEY, "excluded") and value is not None:
                data[name] = Decimal(value)
            elif value is not None:
                data[name] = value
        form: InterviewForm = cls(data=data)
        return form


class ConsentForm(PageForm):
    """同意与撤回."""

    consent = RadioField(
        _l("本人意愿"), [InputRequired(_CHOOSE)], choices=options([
            ("given", _l("同意回访")), ("withdrawn", _l("撤回同意，以后不再联系")),
        ]),
    )  # fmt: skip
    channel = SelectField(_l("方式"), choices=choices(words.CHANNELS))
    note = StringField(_l("说明"), [Length(max=300)])


class ContactForm(PageForm):
    """第二联系人."""

    kind = SelectField(_l("关系"), choices=choices(words.CONTACTS))
    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    relation = StringField(_l("称呼"), [Length(max=20)])
    phone = StringField(_l("电话"), [InputRequired(_l("请填写电话。")), Length(max=30)])

    def facts(self) -> dict[str, Any]:
        """What was entered."""
        return {
            "kind": ContactKind(self.kind.data), "name": self.name.data,
            "relation": self.relation.data or "", "phone": self.phone.data,
        }  # fmt: skip


class NeedForm(PageForm):
    """登记需求."""

    need = SelectField(_l("需求"), choices=choices(words.NEEDS))
    detail = StringField(_l("说明"), [Length(max=300)])


class BeatForm(PageForm):
    """分配片区: a town or village, or the whole county, to a worker."""

    place = SelectField(_l("地区"))
    worker_id = SelectField(_l("回访员"))


class AssignForm(PageForm):
    """改派一人."""

    worker_id = SelectField(_l("回访员"))


class AbsenceForm(PageForm):
    """安排顶岗."""

    worker_id = SelectField(_l("请假的人"))
    cover_id = SelectField(_l("顶岗的人"))
    first = DateField(_l("自"), [InputRequired(_l("请填写日期。"))])
    last = DateField(_l("至"), [InputRequired(_l("请填写日期。"))])


class PlanForm(PageForm):
    """回访方案的新版本."""

    prefix = SelectField(_l("地区"))
    course_id = SelectField(_l("课程"))
    valid_from = DateField(_l("适用于此日起结业的班次"), [InputRequired(_l("请填写日期。"))])
    days = StringField(
        _l("结业后第几天回访"), [InputRequired(_l("请填写天数。")), Length(max=100)],
        default="30 90 180 365", description=_l("用空格隔开；入学基线总是有的。"),
    )  # fmt: skip
    before = IntegerField(_l("可提前（天）"), [InputRequired(), NumberRange(0, 365)], default=15)
    after = IntegerField(_l("可推后（天）"), [InputRequired(), NumberRange(0, 365)], default=30)
    basis = StringField(_l("依据文件"), [Length(max=200)])


class FileForm(PageForm):
    """导入回访表."""

    file = FileField(_l("回访表"), [FileRequired(_l("请选择文件。"))])


class DrawForm(PageForm):
    """选对照对象: whom, how many, by what lot."""

    number = HiddenField(validators=[InputRequired()])
    beside = RadioField(_l("从哪些人里选"), [InputRequired(_CHOOSE)], choices=choices(words.BESIDE))
    wanted = IntegerField(
        _l("选多少人"),
        [InputRequired(_l("请填写人数。")), NumberRange(5, 5000, _l("须在 5 至 5000 人之间。"))],
        description=_l("随机抽取；与班上结业的人数相近为好，可以多一些，总有人联系不上。"),
    )  # fmt: skip
    lot_number = StringField(
        _l("抽签文件"), [Length(max=80)],
        description=_l("只有报名的人多于名额、由抽签决定谁入班时填写文号；否则留空。"),
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What was entered; a form that does not know the draws before it is none of now."""
        said = self.number.data or ""
        return {
            "beside": Beside(self.beside.data), "wanted": self.wanted.data,
            "number": int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0,
            "lot_number": self.lot_number.data or "",
        }  # fmt: skip


class CompareForm(PageForm):
    """比较一张已有的表: the columns by their headings."""

    file = FileField(
        _l("结果表"), [FileRequired(_l("请选择文件。"))],
        description=_l("每人一行，CSV 或 Excel；文件只用于这次比较，不保存。"),
    )  # fmt: skip
    group = StringField(_l("分组列"), [InputRequired(_l("请填写列名。"))])
    treated = StringField(_l("培训组的值"), [InputRequired(_l("请填写。"))])
    baseline = StringField(
        _l("基线列"), [InputRequired(_l("请填写列名。"))],
        description=_l("可写几列，用英文逗号隔开，最后一列用于双重差分。"),
    )  # fmt: skip
    followup = StringField(_l("回访列"), [InputRequired(_l("请填写列名。"))])
    covariates = StringField(_l("特征列"), description=_l("用英文逗号隔开。"))
    person = StringField(_l("编号列"))
    by_lot = BooleanField(_l("分组由抽签决定"))


def fen(value: Decimal | None) -> int | None:
    """Yuan as fen, parts of a fen rounded away; None stays not known.

    Raises DomainError INCOME_TOO_LARGE for what is no amount at all, such as 1e999.
    """
    if value is None:
        return None
    if not value.is_finite() or value.adjusted() > MOST_DIGITS:
        raise DomainError("INCOME_TOO_LARGE")
    return int((value * 100).to_integral_value())
