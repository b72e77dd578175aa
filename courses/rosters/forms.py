"""Forms of the people's pages: shape only."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from courses.rosters.rules import CATEGORY_LABELS, EDUCATION_LABELS, ETHNIC_LABELS
from courses.rosters.values import LENGTHS
from courses.rosters.words import FIELDS, PURPOSES, SEXES
from lms.web.choices import PlaceField, grouped, options
from lms.web.form import PageForm

Choices = Sequence[tuple[str, object]]
Villages = Mapping[str, Choices]
"""Villages by the name of their town: (code, name)."""
_SELECTED: Mapping[str, Choices] = {
    "category": [(key.value, _l(word)) for key, word in CATEGORY_LABELS.items()],
    "sex": list(SEXES.items()),
    "education": [(key, _l(word)) for key, word in EDUCATION_LABELS.items()],
    "ethnic": [(key, _l(word)) for key, word in ETHNIC_LABELS.items()],
}


class ImportForm(PageForm):
    """导入名册."""

    file = FileField(
        _l("名册文件"),
        [FileRequired(_l("请选择文件。"))],
        description=_l("Excel（xlsx、xls）、ods 或 csv，列的顺序不限，不用改成模板。"),
    )
    place = PlaceField(
        _l("归入"), [InputRequired()], description=_l("选培训中心，该中心即可查看名册上的学员。")
    )

    @classmethod
    def offered(cls, places: Choices) -> "ImportForm":
        """The form with the counties and centres one may import for."""
        form: ImportForm = cls()
        form.place.offer(places)
        return form


class NumberForm(PageForm):
    """Exact search; posted, so that no number stands in an address."""

    number = StringField(_l("身份证号码或联系电话"), [InputRequired(), Length(max=40)])


class RevealForm(PageForm):
    """For what whole numbers are looked at."""

    purpose = SelectField(_l("用途"), choices=options(PURPOSES.items()))


class CorrectForm(PageForm):
    """One field put right: `value` has the shape of the field."""

    value = StringField()
    reason = StringField(
        _l("更正原因"), [InputRequired(_l("请写明更正原因。")), Length(max=200)],
        description=_l("例如：与身份证原件核对，名册抄错一位。"),
    )  # fmt: skip
    version = HiddenField(validators=[InputRequired()])


class SureForm(PageForm):
    """A correction whose effect was shown; the value comes back sealed, never in clear."""

    sealed = HiddenField(validators=[InputRequired()])
    reason = HiddenField(validators=[InputRequired(), Length(max=200)])
    version = HiddenField(validators=[InputRequired()])


class HomeForm(CorrectForm):
    """户籍地: a village of the county, or an address elsewhere in full."""

    value = SelectField(_l("本县的村（社区）"), [Optional()])
    address = StringField(
        _l("外县的户籍地"), [Optional(), Length(max=200)],
        description=_l("从省或市写起，例如：河南省洛阳市栾川县冷水镇。"),
    )  # fmt: skip


def correct_form(field: str, now: str | None, version: int, villages: Villages) -> CorrectForm:
    """The form for one field, filled with its present value (`now`, None for numbers)."""
    data: dict[str, object] = {"value": now, "version": version}
    if field == "home_place":
        home = HomeForm(data=data)
        home.value.choices = [*options([("", "—")]), *grouped(villages)]
        return home
    if field == "birth_date":
        data["value"] = date.fromisoformat(now) if now else None

    class FieldForm(CorrectForm):
        """The form with the control that fits the field."""

        value = _control(field)

    return FieldForm(data=data)


def entered(form: CorrectForm) -> str:
    """The new value as the service takes it."""
    value = form.value.data or (form.address.data if isinstance(form, HomeForm) else None)
    return value.isoformat() if isinstance(value, date) else value or ""


def _control(field: str) -> object:
    label = FIELDS[field]
    missing = InputRequired(_l("请填写更正后的内容。"))
    if field in _SELECTED:
        return SelectField(label, [missing], choices=options(_SELECTED[field]))
    if field == "birth_date":
        return DateField(label, [missing])
    limit = Length(max=LENGTHS.get(field, 40))
    needed = Optional() if field in OPTIONAL else missing
    control = TextAreaField if field == "remark" else StringField
    return control(label, [needed, limit])


OPTIONAL = frozenset({"phone", "account", "bank", "household_number", "relation_to_head", "remark"})
"""Fields that may be emptied."""
