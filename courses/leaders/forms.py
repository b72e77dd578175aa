"""Forms of the leader pages: shape only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from courses.leaders.rules import (
    LeaderAction,
    LeaderGroup,
    LeaderSource,
)
from courses.leaders.steps import MOVES
from courses.leaders.words import (
    GROUPS,
    SOURCES,
)
from courses.lecturers.api import EXPERTISE, LANGUAGES
from courses.lecturers.rules import Expertise, Language
from courses.rosters.rules import EDUCATION_LABELS, ETHNIC_LABELS, POLITICAL_LABELS
from lms.web.choices import grouped, options
from lms.web.form import PageForm

Villages = Mapping[str, Sequence[tuple[str, str]]]
DAY = _l("请填写日期。")
NONE = [("", "—")]


def village_choices(villages: Villages) -> list[SelectChoice]:
    """Villages grouped by town, after a blank line."""
    return [*options(NONE), *grouped(villages)]


def worded(labels: Mapping[str, str]) -> list[SelectChoice]:
    """Words of a code list to choose from, after a blank line; sheets say them by word too."""
    return options([*NONE, *((word, _l(word)) for word in labels.values())])


def ticks(label: object, choices: Sequence[tuple[str, object]], hint: object = "") -> Any:
    """Several choices as boxes to tick."""
    return SelectMultipleField(
        label, choices=options(choices), description=hint,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip


class PersonForm(PageForm):
    """The facts of a person whom the archive may not know yet."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    id_number = StringField(
        _l("身份证号码"), [InputRequired(_l("请填写身份证号码。")), Length(max=40)]
    )
    phone = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    ethnic = SelectField(_l("民族"), [Optional()], choices=worded(ETHNIC_LABELS))
    education = SelectField(_l("文化程度"), [Optional()], choices=worded(EDUCATION_LABELS))

    def person(self) -> dict[str, object]:
        """The facts under a roster's field names."""
        names = ("name", "id_number", "phone", "ethnic", "education")
        return {name: getattr(self, name).data or "" for name in names}


class HomeForm(PageForm):
    """Where somebody becomes a candidate, and from which day."""

    village = SelectField(_l("所在村"), [DataRequired(_l("请选择所在村。"))])
    on = DateField(_l("登记日期"), [DataRequired(DAY)])


class DetailsForm(PageForm):
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
        _l("政治面貌"),
        [Optional()],
        choices=options([*NONE, *((k, _l(word)) for k, word in POLITICAL_LABELS.items())]),
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


class ArchiveForm(HomeForm, DetailsForm):
    """A person of the archive becomes a candidate in a village."""

    @classmethod
    def offered(cls, villages: Villages, **data: object) -> "ArchiveForm":
        """The form with the villages within scope."""
        form: ArchiveForm = cls(data=data)
        form.village.choices = village_choices(villages)
        return form


class SurveyForm(PersonForm, ArchiveForm):
    """A candidate from a survey, with the facts of the person."""


class StepForm(PageForm):
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
        for name in cls._asked(action):
            form[name].flags.required = True
        return form

    @staticmethod
    def _asked(action: LeaderAction) -> list[str]:
        """What this step cannot do without; the rules refuse it, the form only says so."""
        move = MOVES[action]
        return [
            *(("notice_from", "notice_to") if move.notice else ()),
            *(("reason",) if move.reason else ()),
            *(("certificate",) if action is LeaderAction.CERTIFY else ()),
        ]

    def value(self, name: str) -> object:
        """A field's value; None for a field this step does not have."""
        field = self._fields.get(name)
        return field.data if field is not None else None


class MoveForm(PageForm):
    """转村."""

    village = SelectField(_l("转到的村"), [DataRequired(_l("请选择所在村。"))])
    on = DateField(_l("从哪天起"), [DataRequired(DAY)])
    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class VillageForm(PageForm):
    """登记村: one of the region tree that is not in the register."""

    village = SelectField(_l("村"), [DataRequired(_l("请选择村。"))])


class FlagForm(PageForm):
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


class VillageImportForm(PageForm):
    """导入村名单; what the sheet does not say is taken from here."""

    file = FileField(_l("名单文件"), [FileRequired(_l("请选择文件。"))])
    county = SelectField(_l("县（市、区）"))
    on = DateField(_l("认定日期"), [Optional()], description=_l("表里没有这一列时用这里的。"))
    basis = StringField(_l("认定依据"), [Optional(), Length(max=200)])
    signer = StringField(_l("认定人"), [Optional(), Length(max=80)])


class LeaderImportForm(PageForm):
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
