"""Forms of the account pages: shape only."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.accounts.roles import ROLES
from lms.web.choices import options
from lms.web.form import PageForm


class GrantForm(Form):  # type: ignore[misc]  # wtforms has no annotations
    """A role at a place."""

    role = SelectField(_l("角色"))
    place = SelectField(_l("范围"))


class AccountForm(PageForm):
    """Name, log-in name and up to four roles."""

    login = StringField(_l("用户名"), [InputRequired(_l("请填写用户名。")), Length(max=64)])
    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])
    roles = FieldList(FormField(GrantForm), min_entries=4, max_entries=4)

    @classmethod
    def offered(
        cls, places: Sequence[tuple[str, str]], held: tuple[str, Sequence[str]] | None = None
    ) -> "AccountForm":
        """The form with the places that may be granted; `held` is an account's name and its
        grants as `role@place`, which fills the form and leaves the log-in name out."""
        form: AccountForm = cls()
        offered = options([("", "—"), *places])
        for entry in form.roles:
            entry.form.role.choices = options([("", "—"), *((r.name, r.title) for r in ROLES)])
            entry.form.place.choices = offered
        first = form.roles[0].form
        first.role.flags.required = first.place.flags.required = True
        if held is not None:
            del form.login
            if not form.is_submitted():
                form._fill(*held)
        return form

    def grants(self) -> list[tuple[str, str, int | None]]:
        """(role, prefix, centre id) of the filled lines."""
        return [
            (line["role"], prefix, int(centre) if centre else None)
            for line in self.roles.data
            if line["role"]
            for prefix, _, centre in [line["place"].partition("/")]
        ]

    def _fill(self, name: str, grants: Sequence[str]) -> None:
        self.name.data = name
        for entry, grant in zip(self.roles, grants, strict=False):
            entry.form.role.data, _, entry.form.place.data = grant.partition("@")
