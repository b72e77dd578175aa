"""What codes of the lecturers are called on the screen."""

from flask_babel import lazy_gettext as _l

from courses.lecturers.rules import Expertise, ExpertKind, Language, Standing

KINDS = {
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
