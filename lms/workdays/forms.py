"""Form of the calendar page: shape only."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from lms.web.form import PageForm


def days_in(text: str) -> list[date]:
    """Days written one a line or separated by blanks; raises ValueError."""
    return [date.fromisoformat(word) for word in text.replace(",", " ").replace("，", " ").split()]


def _all_days(_form: object, field: TextAreaField) -> None:
    try:
        days_in(field.data or "")
    except ValueError as fault:
        raise ValidationError(_l("日期写作 2027-01-01，每行一个。")) from fault


class YearForm(PageForm):
    """A year's announced holidays and make-up days."""

    year = IntegerField(_l("年份"), [InputRequired(_l("请填写年份。")), NumberRange(2000, 2100)])
    source = StringField(_l("文号"), [InputRequired(_l("请填写通知文号。")), Length(max=200)])
    off = TextAreaField(
        _l("放假日"), [_all_days], description=_l("日期写作 2027-01-01，每行一个。")
    )
    on = TextAreaField(_l("调休上班日"), [_all_days])

    def holidays(self) -> list[date]:
        """Days off."""
        return days_in(self.off.data or "")

    def workdays(self) -> list[date]:
        """Days worked to make up."""
        return days_in(self.on.data or "")
