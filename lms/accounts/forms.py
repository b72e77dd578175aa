"""Forms of the account pages: shape only."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import FieldList, FormField, Form, SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.accounts.actor import Actor
from lms.accounts.models import Account
from lms.accounts.roles import ROLES
from lms.divisions import queries as divisions


class GrantForm(Form):
    """A role at a place."""

    role = SelectField(_l("角色"))
    place = SelectField(_l("范围"))


class AccountForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no annotations
    """Name, log-in name and up to four roles."""

    login = StringField(_l("用户名"), [InputRequired(_l("请填写用户名。")), Length(max=64)])
    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    roles = FieldList(FormField(GrantForm), min_entries=4, max_entries=4)

    @classmethod
    def offered(cls, session: Session, actor: Actor, account: Account | None = None) -> "AccountForm":
        """The form with the places this administrator may grant, filled from an account."""
        form: AccountForm = cls()
        places = [("", "—"), *divisions.grantable(session, actor)]
        for entry in form.roles:
            entry.form.role.choices = [("", "—"), *((r.name, r.title) for r in ROLES)]
            entry.form.place.choices = places
        if account is not None:
            del form.login
            if not form.is_submitted():
                form._fill(account)
        return form

    def grants(self) -> list[tuple[str, str, int | None]]:
        """(role, prefix, centre id) of the filled lines."""
        return [
            (line["role"], prefix, int(centre) if centre else None)
            for line in self.roles.data
            if line["role"]
            for prefix, _, centre in [line["place"].partition("/")]
        ]

    def _fill(self, account: Account) -> None:
        self.name.data = account.name
        for entry, grant in zip(self.roles, account.grants, strict=False):
            entry.form.role.data = grant.role
            centre = f"/{grant.centre_id}" if grant.centre_id else ""
            entry.form.place.data = grant.prefix + centre
