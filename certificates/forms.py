"""Forms of certificates: shape only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.documents import Paper
from lms.web.choices import options
from lms.web.form import PageForm
from lms.web.forms import PurposeForm

Choices = Sequence[tuple[str, object]]


class IssueForm(PageForm):
    """签发证书: what stands on every certificate of the class."""

    issuer = StringField(
        _l("发证机构"),
        [InputRequired(_l("请填写发证机构全称。")), Length(max=100)],
        description=_l("印在证书右下角的全称，盖同一名称的章。"),
    )
    issued_on = DateField(_l("发证日期"), [InputRequired(_l("请填写发证日期。"))])
    valid_until = DateField(_l("有效期至"), [Optional()], description=_l("不填为长期有效。"))
    result = StringField(
        _l("考核成绩"), [Optional(), Length(max=20)], description=_l("如“合格”。不填则不印。")
    )
    design = SelectField(_l("版式"))
    seal = SelectField(_l("印章"), description=_l("不选则留空，打印后盖章。"))
    signature = SelectField(_l("签发人"))

    @classmethod
    def offered(
        cls, data: Mapping[str, Any], designs: Choices, seals: Choices, signatures: Choices
    ) -> "IssueForm":
        """The form with what the cohort's county may print and sign with."""
        form: IssueForm = cls(data=data)
        form.design.choices = options(designs)
        form.seal.choices = options([("", "—"), *seals])
        form.signature.choices = options([("", "—"), *signatures])
        return form

    def facts(self) -> dict[str, Any]:
        """What was entered."""
        return {
            "issuer": self.issuer.data,
            "issued_on": self.issued_on.data,
            "valid_until": self.valid_until.data,
            "result": self.result.data or "",
            "design": self.design.data,
            "seal": self.seal.data,
            "signature": self.signature.data,
        }


class PrintForm(PurposeForm):
    """打印设置: how the certificates of a class come onto paper."""

    many = RadioField(
        _l("文件"),
        [InputRequired()],
        choices=options(
            [
                ("one", _l("全班一个 PDF，按座次")),
                ("many", _l("每人一个 PDF，打包为 zip")),
            ]
        ),
        default="one",
    )
    background = BooleanField(
        _l("打印底图"), default=True, description=_l("在已印好底图的证书纸上套打时取消勾选。")
    )
    cards = BooleanField(
        _l("多张拼在 A4 上"), description=_l("用于卡片版式，带裁切线；双面的按长边翻转。")
    )
    right = DecimalField(
        _l("右移（毫米）"), [Optional(), NumberRange(-20, 20)], default=0, places=1,
        description=_l("套打偏左时填正数，偏右填负数。先打印校准页量取。"),
    )  # fmt: skip
    down = DecimalField(_l("下移（毫米）"), [Optional(), NumberRange(-20, 20)], default=0, places=1)
    back_right = DecimalField(
        _l("背面右移（毫米）"), [Optional(), NumberRange(-20, 20)], default=0, places=1
    )
    back_down = DecimalField(
        _l("背面下移（毫米）"), [Optional(), NumberRange(-20, 20)], default=0, places=1
    )

    def paper(self) -> Paper:
        """What was asked of the paper."""
        return Paper(
            background=bool(self.background.data),
            right=float(self.right.data or 0),
            down=float(self.down.data or 0),
            back_right=float(self.back_right.data or 0),
            back_down=float(self.back_down.data or 0),
            cards=bool(self.cards.data),
        )


class ReplaceForm(PageForm):
    """换发一张证书, or another after a revocation."""

    reason = StringField(
        _l("原因"),
        [InputRequired(_l("请写明原因。")), Length(max=200)],
        description=_l("原因会显示在旧证书的公开核验页上，请勿写入证件号码等个人信息。"),
    )
    evidence = StringField(
        _l("核实依据"),
        [Optional(), Length(max=200)],
        description=_l("更正姓名等内容时必填，如“居民身份证、户口簿”。只留存备查，不公开。"),
    )
    issued_on = DateField(_l("发证日期"), [InputRequired(_l("请填写发证日期。"))])
    valid_until = DateField(_l("有效期至"), [Optional()], description=_l("不填为长期有效。"))

    @classmethod
    def offered(cls, today: date, valid_until: date | None) -> "ReplaceForm":
        """The form with today's date and the validity of the old certificate."""
        form: ReplaceForm = cls(data={"issued_on": today, "valid_until": valid_until})
        return form


class VerifyForm(PageForm):
    """核验: the number and the name as printed; sent by POST, so that no name is in an address."""

    number = StringField(
        _l("证书编号"),
        [InputRequired(_l("请填写证书编号。")), Length(max=60)],
        description=_l("证书右上角以 PX 开头的 19 或 20 位编号。"),
    )
    name = StringField(
        _l("持证人姓名"),
        [InputRequired(_l("请填写持证人姓名。")), Length(max=60)],
        description=_l("与证书上的姓名一致。"),
    )
