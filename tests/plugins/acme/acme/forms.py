"""Forms of the loan pages: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.web.form import PageForm


class LoanForm(PageForm):
    """What is lent."""

    item = StringField(_l("器材"), [InputRequired(_l("请填写器材。")), Length(max=200)])
    quantity = IntegerField(_l("数量"), [InputRequired(_l("请填写数量。"))])


class ListForm(PageForm):
    """Many loans at once."""

    lines = TextAreaField(_l("清单"), [InputRequired(_l("请填写清单。"))])
