"""Forms of the frame: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.web.choices import options
from lms.web.form import PageForm


class SignInForm(PageForm):
    """Log-in name and password."""

    login = StringField(_l("用户名"), [InputRequired(_l("请填写用户名。")), Length(max=64)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。")), Length(max=200)])


class PasswordForm(PageForm):
    """Changing one's own password."""

    old = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写现在的密码。"))])
    new = PasswordField(
        _l("新密码"),
        [InputRequired(_l("请填写新密码。")), Length(max=200)],
        description=_l("至少 10 个字符，不能包含用户名。"),
    )


class PurposeForm(PageForm):
    """Why something is taken out of the system."""

    purpose = SelectField(
        _l("用途"),
        choices=options(
            [
                ("filing", _l("报送上级")),
                ("archive", _l("存档")),
                ("payment", _l("发放与核对")),
                ("notice", _l("公示")),
                ("class", _l("班级使用")),
                ("other", _l("其他")),
            ]
        ),
    )
