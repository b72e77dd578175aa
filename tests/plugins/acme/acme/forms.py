"""Forms of the loan pages: shape only."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class LoanForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no annotations
    """What is lent."""

    item = StringField(_l("器材"), [InputRequired(_l("请填写器材。")), Length(max=200)])
    quantity = IntegerField(_l("数量"), [InputRequired(_l("请填写数量。"))])


class ListForm(FlaskForm):  # type: ignore[misc]  # as above
    """Many loans at once."""

    lines = TextAreaField(_l("清单"), [InputRequired(_l("请填写清单。"))])
