"""Form of the parameter page: shape only."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from lms.accounts.actor import Actor
from lms.divisions import queries as divisions
from lms.plugin import Setting


class SettingForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no annotations
    """One parameter, at one place."""

    setting = SelectField(_l("参数"))
    prefix = SelectField(_l("范围"))
    value = StringField(_l("值"), [Optional(), Length(max=500)], description=_l("留空为不设定。"))
    source = StringField(_l("依据（文号）"), [Optional(), Length(max=300)])

    @classmethod
    def offered(
        cls, session: Session, actor: Actor, settings: Mapping[str, Setting]
    ) -> "SettingForm":
        """The form with the parameters and the places within scope."""
        form: SettingForm = cls()
        form.setting.choices = [(s.name, s.title) for s in settings.values()]
        form.prefix.choices = [
            (place, name) for place, name in divisions.grantable(session, actor) if "/" not in place
        ]
        return form
