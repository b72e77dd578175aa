"""The form of an old register: shape only."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.web.choices import PlaceField
from lms.web.form import PageForm


class EarlierForm(PageForm):
    """导入系统前的证书."""

    file = FileField(
        _l("台账文件"),
        [FileRequired(_l("请选择文件。"))],
        description=_l(
            "Excel（xlsx、xls）、ods 或 csv。至少要有证书编号、姓名、培训项目、发证日期。"
        ),
    )
    place = PlaceField(_l("归入"), [InputRequired()])
    issuer = StringField(
        _l("发证机构"),
        [Optional(), Length(max=100)],
        description=_l("台账里没有发证机构一列时，用这里填写的。"),
    )

    @classmethod
    def offered(cls, places: Sequence[tuple[str, object]]) -> "EarlierForm":
        """The form with the counties and centres one may import for."""
        form: EarlierForm = cls()
        form.place.offer(places)
        return form
