"""What codes of the lecturers are called on the screen."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.lecturers.models import Lecturer
from courses.lecturers.rules import Expertise, ExpertKind, Language, Standing

KINDS: Mapping[str, object] = {
    ExpertKind.STARTUP: _l("创业指导专家"),
    ExpertKind.ECOMMERCE: _l("农村电商专家"),
    ExpertKind.AGRICULTURE: _l("农业技术专家"),
    ExpertKind.ENTREPRENEUR: _l("优秀企业家"),
    ExpertKind.OTHER: _l("其他"),
}
EXPERTISE = {
    Expertise.FRUIT_VEGETABLES: _l("果蔬"),
    Expertise.TEA: _l("茶叶"),
    Expertise.HERBS: _l("中药材"),
    Expertise.LIVESTOCK: _l("畜禽"),
    Expertise.AQUATIC: _l("水产"),
    Expertise.GRAIN_OIL: _l("粮油"),
    Expertise.MUSHROOMS: _l("食用菌"),
    Expertise.HANDICRAFT: _l("手工艺"),
    Expertise.TOURISM: _l("乡村旅游"),
    Expertise.DAILY_GOODS: _l("日用百货"),
    Expertise.SHOP_OPENING: _l("开网店"),
    Expertise.LIVE_SALES: _l("直播带货"),
    Expertise.DESIGN: _l("美工"),
    Expertise.LOGISTICS: _l("物流"),
    Expertise.BRANDING: _l("品牌"),
    Expertise.OPERATION: _l("运营"),
    Expertise.FINANCE: _l("财务"),
}
LANGUAGES = {
    Language.MANDARIN: _l("普通话"),
    Language.CENTRAL_PLAINS: _l("中原官话（河南话）"),
    Language.CANTONESE: _l("粤语"),
    Language.HAKKA: _l("客家话"),
    Language.TEOCHEW: _l("潮汕话"),
    Language.OTHER: _l("其他方言"),
}
STANDINGS = {
    Standing.SERVING: ("green", _l("在聘")),
    Standing.NO_TERM: ("amber", _l("未登记聘期")),
    Standing.NOT_YET: ("amber", _l("聘期未到")),
    Standing.TERM_ENDED: ("red", _l("聘期已满")),
    Standing.LEFT: ("grey", _l("已离任")),
}
SEXES = {"male": _l("男"), "female": _l("女")}
FIELDS = {
    "name": _l("姓名"),
    "sex": _l("性别"),
    "kind": _l("专家类别"),
    "organisation": _l("单位"),
    "position": _l("职务职称"),
    "education": _l("学历"),
    "expertise": _l("专长课程"),
    "remark": _l("备注"),
    "phone": _l("联系电话"),
    "capacity": _l("可带人数"),
    "base_place": _l("驻地"),
    "account_id": _l("登录账号"),
    "fields": _l("专长领域"),
    "regions": _l("服务区域"),
    "languages": _l("语言"),
    "left_on": _l("离任"),
}


PLACES = ("regions", "base_place")
"""Kept fields whose values are divisions."""


def field_word(field: str) -> object:
    """What a kept field is called."""
    return FIELDS.get(field, field)


def value_word(value: str, field: str, places: Mapping[str, str] | None = None) -> str:
    """A kept value in words; of phones and accounts only that they changed is kept or shown.

    `places`: {prefix of a division: its name}.
    """
    if field in ("phone", "account_id"):
        return "…" if value else ""
    if field == "sex":
        return str(SEXES.get(value, value))
    if field == "kind":
        return str(KINDS.get(value, value))
    if field == "fields":
        return _("、").join(str(EXPERTISE[Expertise(code)]) for code in value.split(",") if code)
    if field == "languages":
        return languages_text(value.split(","))
    if field in PLACES and places:
        return _("、").join(places.get(code, code) for code in value.split(",") if code)
    return value


def languages_text(codes: Iterable[str]) -> str:
    """Languages in words."""
    known = set(codes)
    return _("、").join(str(word) for code, word in LANGUAGES.items() if code in known)


def regions_text(lecturer: Lecturer, names: Mapping[str, str]) -> str:
    """Service regions by name."""
    return _("、").join(names.get(row.prefix, row.prefix) for row in lecturer.regions)
