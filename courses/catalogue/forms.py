"""Forms of the catalogue: shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from courses.catalogue.rules import CourseKind, ModuleFact
from lms.web.choices import options
from lms.web.form import PageForm

MODULES = 12
KIND_TITLES = {CourseKind.SKILL: _l("技能培训"), CourseKind.STARTUP: _l("创业培训")}


class CourseForm(PageForm):
    """培训项目."""

    prefix = SelectField(_l("适用范围"))
    name = StringField(_l("名称"), [InputRequired(_l("请填写名称。")), Length(max=200)])
    kind = SelectField(_l("类型"), choices=options((k.value, t) for k, t in KIND_TITLES.items()))
    occupation = StringField(_l("专业/工种"), [Optional(), Length(max=80)])
    level = StringField(_l("级别"), [Optional(), Length(max=40)])
    textbook = StringField(_l("教材"), [Optional(), Length(max=200)])
    assessment = TextAreaField(_l("考核方案"), [Optional(), Length(max=500)])

    @classmethod
    def offered(
        cls, places: Sequence[tuple[str, str]], course: object | None = None
    ) -> "CourseForm":
        """The form with the places a course may be offered in, filled from a course."""
        form: CourseForm = cls(obj=course)
        if course is not None:
            del form.prefix
        else:
            form.prefix.choices = options(places)
        return form

    def facts(self) -> dict[str, Any]:
        """What was entered."""
        return {f.short_name: (f.data or "").strip() for f in self if f.short_name != "csrf_token"}


class ModuleForm(Form):  # type: ignore[misc]  # wtforms has no annotations
    """A line of a syllabus."""

    title = StringField(_l("模块"), [Optional(), Length(max=200)])
    theory_hours = IntegerField(_l("理论课时"), [Optional(), NumberRange(0, 2000)])
    practice_hours = IntegerField(_l("实操课时"), [Optional(), NumberRange(0, 2000)])


class SyllabusForm(PageForm):
    """课程标准的一个版本."""

    modules = FieldList(FormField(ModuleForm), min_entries=MODULES, max_entries=MODULES)
    note = StringField(_l("修订说明"), [Optional(), Length(max=300)])

    def facts(self) -> list[ModuleFact]:
        """The filled lines."""
        return [
            ModuleFact(
                (line["title"] or "").strip(),
                line["theory_hours"] or 0,
                line["practice_hours"] or 0,
            )
            for line in self.modules.data
            if line["title"] or line["theory_hours"] or line["practice_hours"]
        ]
