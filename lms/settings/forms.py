"""Form of the parameter page: shape only."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from lms.web.choices import options
from lms.web.form import PageForm


class SettingForm(PageForm):
    """One parameter, at one place."""

    setting = SelectField(_l("参数"))
    prefix = SelectField(_l("范围"))
    value = StringField(_l("值"), [Optional(), Length(max=500)], description=_l("留空为不设定。"))
    source = StringField(_l("依据（文号）"), [Optional(), Length(max=300)])

    @classmethod
    def offered(
        cls, settings: Sequence[tuple[str, object]], places: Sequence[tuple[str, str]]
    ) -> "SettingForm":
        """The form with the parameters and the places within scope."""
        form: SettingForm = cls()
        form.setting.choices = options(settings)
        form.prefix.choices = options(place for place in places if "/" not in place[0])
        return form
