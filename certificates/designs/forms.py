"""Forms of designs, seals and signatories: shape only."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from certificates.designs.models import EmblemKind
from certificates.designs.words import KINDS, SHIPPED
from lms.web.choices import PlaceField, options
from lms.web.form import PageForm

Choices = Sequence[tuple[str, object]]


class NewDesignForm(PageForm):
    """新建版式: from a shipped design, or from a file."""

    county = SelectField(_l("县（市、区）"))
    title = StringField(
        _l("名称"), [InputRequired(_l("请填写名称。")), Length(max=60)],
        description=_l("如“2026 年新版结业证书”。"),
    )  # fmt: skip
    based_on = SelectField(_l("以自带版式为底"), choices=options(SHIPPED.items()))
    file = FileField(
        _l("或上传文件"), [Optional()],
        description=_l("本系统导出的版式（zip），或 HTML 文件。上传后不再用上面的底稿。"),
    )  # fmt: skip

    @classmethod
    def offered(cls, counties: Choices, based_on: str = "") -> "NewDesignForm":
        """The form with the counties one may keep designs for."""
        form: NewDesignForm = cls(data={"based_on": based_on or "formal"})
        form.county.choices = options(counties)
        return form


class VersionForm(PageForm):
    """修改版式: the whole text, kept as a new version."""

    html = TextAreaField(_l("版式文件（HTML）"), [InputRequired(_l("版式文件不能为空。"))])
    note = StringField(_l("改了什么"), [Optional(), Length(max=200)])


class TitleForm(PageForm):
    """版式的名称."""

    title = StringField(_l("名称"), [InputRequired(_l("请填写名称。")), Length(max=60)])


class EmblemForm(PageForm):
    """登记印章或签发人."""

    place = PlaceField(_l("归属"), [InputRequired()])
    kind = SelectField(_l("类别"), choices=options(KINDS.items()))
    title = StringField(
        _l("名称或姓名"), [InputRequired(_l("请填写名称或姓名。")), Length(max=100)],
        description=_l("印章写全称，签发人写姓名。"),
    )  # fmt: skip
    position = StringField(_l("职务"), [Optional(), Length(max=60)])
    file = FileField(
        _l("图片"), [FileRequired(_l("请选择图片。"))],
        description=_l("PNG（底色透明）或 JPEG，不超过 1 MB。"),
    )  # fmt: skip
    valid_from = DateField(_l("启用日期"), [InputRequired(_l("请填写启用日期。"))])
    valid_until = DateField(_l("停用日期"), [Optional()], description=_l("不填为一直有效。"))

    @classmethod
    def offered(cls, places: Choices, kind: EmblemKind, day: date) -> "EmblemForm":
        """The form with the counties and centres one may keep seals for."""
        form: EmblemForm = cls(data={"valid_from": day, "kind": kind.value})
        form.place.offer(places)
        return form
