"""Forms of the training-centre pages: shape only."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.web.choices import options
from lms.web.form import PageForm


class CentreForm(PageForm):
    """培训中心."""

    county = SelectField(_l("县（市、区）"))
    name = StringField(_l("机构全称"), [InputRequired(_l("请填写机构全称。")), Length(max=200)])
    uscc = StringField(_l("统一社会信用代码"), [Optional(), Length(min=18, max=18)])
    legal_person = StringField(_l("法定代表人"), [Optional(), Length(max=40)])
    contact = StringField(_l("联系人"), [Optional(), Length(max=40)])
    phone = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    address = StringField(_l("地址"), [Optional(), Length(max=200)])

    @classmethod
    def offered(cls, counties: Sequence[tuple[str, str]], centre: object | None) -> "CentreForm":
        """The form with the counties within scope, filled from a centre."""
        form: CentreForm = cls(obj=centre)
        form.county.choices = options(counties)
        return form

    def facts(self) -> dict[str, str]:
        """What was entered, without the token."""
        return {f.short_name: (f.data or "").strip() for f in self if f.short_name != "csrf_token"}
