"""What codes of this plugin are called on the screen."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.rosters.rules import (
    CATEGORY_LABELS,
    DOCUMENT_LABELS,
    EDUCATION_LABELS,
    ETHNIC_LABELS,
    Category,
    DocumentType,
)
from lms.web.formats import day

FIELDS = {
    "name": _l("姓名"),
    "id_number": _l("身份证号码"),
    "document_type": _l("证件类型"),
    "sex": _l("性别"),
    "birth_date": _l("出生日期"),
    "ethnic": _l("民族"),
    "education": _l("文化程度"),
    "category": _l("人员类别"),
    "home_place": _l("户籍地"),
    "household_number": _l("建档立卡户编号"),
    "relation_to_head": _l("与户主关系"),
    "phone": _l("联系电话"),
    "account": _l("社保卡银行账号"),
    "bank": _l("开户银行"),
    "remark": _l("备注"),
}
SEXES = {"male": _l("男"), "female": _l("女")}
OUTCOMES = {
    "accepted": ("green", _l("收")),
    "warned": ("amber", _l("存疑")),
    "rejected": ("red", _l("未收")),
}
CHANGES = {
    "new": ("green", _l("新增")),
    "changed": ("amber", _l("更新")),
    "matched": ("grey", _l("已在档案")),
    "none": ("grey", _l("不写入")),
}
PURPOSES = {
    "verify": _l("核对证件"),
    "payment": _l("发放与核对补贴"),
    "contact": _l("联系本人"),
    "paper": _l("填写纸质材料"),
    "other": _l("其他"),
}
REASONS = {"imported": _l("新名册中的内容无误"), "undone": _l("撤销导入")}
RESULT_HEADINGS = (_l("结果"), _l("说明"))
"""Headings of the two columns in the sender's own sheet."""


def value_of(code: str | None, field: str) -> str:
    """A stored value in words: codes of the national tables, days, sexes; others as they are."""
    if not code:
        return ""
    if field == "sex":
        return str(SEXES.get(code, code))
    if field == "category":
        return _(CATEGORY_LABELS[Category(code)])
    if field == "education":
        return _(EDUCATION_LABELS.get(code, code))
    if field == "ethnic":
        return _(ETHNIC_LABELS.get(code, code))
    if field == "document_type":
        return _(DOCUMENT_LABELS[DocumentType(code)])
    return day(date.fromisoformat(code)) if field == "birth_date" else code


def reason_of(text: str) -> str:
    """Why something changed: the person's own words, or what a run did."""
    return str(REASONS.get(text, text))
