"""Forms of the lecturer pages: shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from courses.lecturers.rules import Expertise, Language
from courses.lecturers.words import EXPERTISE, KINDS, LANGUAGES, SEXES
from lms.web.choices import options
from lms.web.form import PageForm

SEX_TITLES = {"": _l("未填"), **SEXES}
DAY = _l("请填写日期。")
CORPS = ("fields", "languages", "regions", "base_place", "capacity")


def _ticks(label: object, choices: Sequence[tuple[str, object]]) -> Any:
    """Several choices as boxes to tick."""
    return SelectMultipleField(
        label, choices=options(choices), widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip


class LecturerForm(PageForm):
    """讲师."""

    county = SelectField(_l("县（市、区）"))
    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    sex = SelectField(_l("性别"), choices=options(SEX_TITLES.items()))
    kind = SelectField(_l("专家类别"), choices=options((str(k), t) for k, t in KINDS.items()))
    organisation = StringField(_l("单位"), [Optional(), Length(max=120)])
    position = StringField(_l("职务职称"), [Optional(), Length(max=80)])
    education = StringField(_l("学历"), [Optional(), Length(max=40)])
    expertise = StringField(_l("专长课程"), [Optional(), Length(max=300)])
    fields = _ticks(_l("专长领域"), [(k.value, t) for k, t in EXPERTISE.items()])
    languages = _ticks(_l("语言"), [(k.value, t) for k, t in LANGUAGES.items()])
    regions = StringField(
        _l("服务区域"), [Optional(), Length(max=300)],
        description=_l("省、市、县、乡镇的代码，用顿号或逗号隔开，例如：411224、411202。"),
    )  # fmt: skip
    base_place = StringField(
        _l("驻地"), [Optional(), Length(max=12)],
        description=_l("常驻的县或乡镇代码，用来估算路程。"),
    )  # fmt: skip
    capacity = IntegerField(
        _l("可带人数"), [Optional(), NumberRange(0, 200)],
        description=_l("不填则按本县参数。"),
    )  # fmt: skip
    phone = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    remark = StringField(_l("备注"), [Optional(), Length(max=300)])
    account_id = SelectField(
        _l("登录账号"), description=_l("有账号的讲师可以在手机上点名。先由管理员建好讲师账号。")
    )

    @classmethod
    def offered(
        cls,
        counties: Sequence[tuple[str, str]],
        accounts: Sequence[tuple[str, str]],
        data: dict[str, object] | None = None,
    ) -> "LecturerForm":
        """The form with the counties and accounts within scope, filled from a known lecturer."""
        form: LecturerForm = cls(data=data)
        form.account_id.choices = options([("", "—"), *accounts])
        if data is None:
            form.county.choices = options(counties)
        else:
            del form.county
        return form

    def facts(self) -> dict[str, Any]:
        """What was entered of person and post."""
        entered: dict[str, Any] = {
            f.short_name: (f.data or "").strip()
            for f in self
            if f.short_name not in ("csrf_token", *CORPS)
        }
        chosen = str(entered["account_id"])
        return entered | {"account_id": int(chosen) if chosen else None}

    def corps(self) -> dict[str, Any]:
        """What was entered of the corps."""
        return {
            "fields": [Expertise(code) for code in self.fields.data or ()],
            "languages": [Language(code) for code in self.languages.data or ()],
            "regions": prefixes_in(self.regions.data or ""),
            "base_place": (self.base_place.data or "").strip() or None,
            "capacity": self.capacity.data,
        }


def prefixes_in(text: str) -> list[str]:
    """Codes separated by blanks or punctuation, each once; what is no code stays to be refused."""
    plain = "".join(" " if sign in "、，,；;\n\t" else sign for sign in text)
    return list(dict.fromkeys(plain.split()))


class TermForm(PageForm):
    """聘期."""

    from_on = DateField(_l("起"), [DataRequired(DAY)])
    to_on = DateField(_l("止"), [DataRequired(DAY)])
    document = StringField(_l("聘任文件"), [Optional(), Length(max=120)])


class TermEndForm(PageForm):
    """聘期提前结束."""

    on = DateField(_l("最后一天"), [DataRequired(DAY)])
    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class CredentialForm(PageForm):
    """资质."""

    title = StringField(_l("名称"), [InputRequired(_l("请填写名称。")), Length(max=120)])
    number = StringField(_l("编号"), [Optional(), Length(max=80)])
    issuer = StringField(_l("发证单位"), [Optional(), Length(max=120)])
    issued_on = DateField(_l("发证日期"), [Optional()])
    expires_on = DateField(_l("有效期至"), [Optional()], description=_l("长期有效的不填。"))


class DispatchForm(TermForm):
    """对口帮扶派出."""

    from_region = StringField(
        _l("派出地区"), [InputRequired(_l("请填写派出地区的代码。")), Length(max=12)],
        description=_l("对口帮扶的省、市或县代码，例如：3202。"),
    )  # fmt: skip


class ImportForm(PageForm):
    """导入讲师名单."""

    file = FileField(_l("名单文件"), [FileRequired(_l("请选择文件。"))])
    county = SelectField(_l("县（市、区）"))
