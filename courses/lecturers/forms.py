"""Form of the lecturer pages: shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from courses.lecturers.rules import ExpertKind
from lms.web.choices import options

KIND_TITLES = {
    ExpertKind.STARTUP: _l("创业指导专家"),
    ExpertKind.ECOMMERCE: _l("农村电商专家"),
    ExpertKind.AGRICULTURE: _l("农业技术专家"),
    ExpertKind.ENTREPRENEUR: _l("优秀企业家"),
    ExpertKind.OTHER: _l("其他"),
}
SEX_TITLES = {"": _l("未填"), "male": _l("男"), "female": _l("女")}


class LecturerForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no annotations
    """讲师."""

    county = SelectField(_l("县（市、区）"))
    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    sex = SelectField(_l("性别"), choices=options(SEX_TITLES.items()))
    kind = SelectField(
        _l("专家类别"), choices=options((k.value, t) for k, t in KIND_TITLES.items())
    )
    organisation = StringField(_l("单位"), [Optional(), Length(max=120)])
    position = StringField(_l("职务职称"), [Optional(), Length(max=80)])
    education = StringField(_l("学历"), [Optional(), Length(max=40)])
    expertise = StringField(_l("专长课程"), [Optional(), Length(max=300)])
    phone = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    account_id = SelectField(
        _l("登录账号"), description=_l("有账号的讲师可以在手机上点名。先由管理员建好讲师账号。")
    )

    @classmethod
    def offered(
        cls,
        counties: Sequence[tuple[str, str]],
        accounts: Sequence[tuple[str, str]],
        lecturer: object | None = None,
        phone: str = "",
    ) -> "LecturerForm":
        """The form with the counties and accounts within scope, filled from a lecturer."""
        form: LecturerForm = cls(obj=lecturer, data={"phone": phone} if lecturer is None else None)
        form.account_id.choices = options([("", "—"), *accounts])
        if lecturer is None:
            form.county.choices = options(counties)
            return form
        del form.county
        if not form.is_submitted():
            form.phone.data = phone
            form.account_id.data = str(getattr(lecturer, "account_id", None) or "")
        return form

    def facts(self) -> dict[str, Any]:
        """What was entered."""
        entered: dict[str, Any] = {
            f.short_name: (f.data or "").strip() for f in self if f.short_name != "csrf_token"
        }
        chosen = str(entered["account_id"])
        return entered | {"account_id": int(chosen) if chosen else None}
