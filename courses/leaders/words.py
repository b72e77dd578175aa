"""What codes of the leaders are called on the screen."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.leaders.rules import (
    ChainRole,
    Evidence,
    FoundBy,
    LeaderAction,
    LeaderGroup,
    LeaderSource,
    LeaderState,
    LinkModel,
    Platform,
    ScanOf,
    SupportKind,
    SupportState,
)
from courses.lecturers.api import EXPERTISE, LANGUAGES
from courses.lecturers.rules import Expertise, Language
from courses.rosters.rules import POLITICAL_LABELS

GROUPS = {
    LeaderGroup.RETURNING_YOUTH: _l("返乡创业青年"),
    LeaderGroup.PROSPERITY_LEADER: _l("脱贫致富带头人"),
    LeaderGroup.GRADUATE_OFFICIAL: _l("大学生村官"),
    LeaderGroup.FIRST_SECRETARY: _l("第一书记"),
    LeaderGroup.VETERAN: _l("退伍军人"),
    LeaderGroup.PARTY_BACKBONE: _l("农村党员骨干"),
    LeaderGroup.SKILLED_WOMAN: _l("巧媳妇"),
    LeaderGroup.DISABLED: _l("有潜力的残疾人"),
}
SOURCES = {
    LeaderSource.INFORMATION_STATION: _l("益农信息社负责人"),
    LeaderSource.SHOP_OWNER: _l("现有网店负责人"),
    LeaderSource.VILLAGE_SHOP_KEEPER: _l("村淘店小二"),
}
FOUND_BY = {
    FoundBy.SURVEY: _l("摸底调查"),
    FoundBy.ARCHIVE: _l("学员档案"),
    FoundBy.LIST: _l("名单导入"),
}
STATES = {
    LeaderState.CANDIDATE: ("grey", lazy_pgettext("leader", "候选")),
    LeaderState.RECOMMENDED: ("amber", _l("村已推荐")),
    LeaderState.REVIEWED: ("amber", _l("乡已审核")),
    LeaderState.DECIDED: ("blue", _l("县已审定")),
    LeaderState.TRAINED: ("blue", _l("已培训")),
    LeaderState.CERTIFIED: ("blue", _l("已持证")),
    LeaderState.ACTIVE: ("green", lazy_pgettext("leader", "在任")),
    LeaderState.OUTSTANDING: ("green", _l("优秀")),
    LeaderState.LEFT: ("grey", _l("已退出")),
    LeaderState.REFUSED: ("red", _l("未通过")),
}
ACTIONS = {
    LeaderAction.ENTER: _l("登记"),
    LeaderAction.RECOMMEND: _l("村推荐"),
    LeaderAction.REVIEW: _l("乡审核"),
    LeaderAction.DECIDE: _l("县审定"),
    LeaderAction.TRAIN: _l("完成培训"),
    LeaderAction.CERTIFY: _l("取得证书"),
    LeaderAction.ACTIVATE: _l("上岗"),
    LeaderAction.DISTINGUISH: _l("评为优秀"),
    LeaderAction.SETTLE_BACK: _l("取消优秀"),
    LeaderAction.LEAVE: _l("退出"),
    LeaderAction.REFUSE: _l("不予通过"),
    LeaderAction.RETURN: _l("重新列为候选"),
    LeaderAction.REVOKE: _l("证书被撤销"),
}
EVIDENCE = {
    Evidence.CLAIMED: ("amber", _l("自报")),
    Evidence.DOCUMENTED: ("blue", _l("有凭证")),
    Evidence.CONFIRMED: ("green", _l("对方确认")),
    Evidence.SPOT_CHECKED: ("green", _l("抽查核实")),
}
PLATFORMS = {
    Platform.TAOBAO: _l("淘宝"),
    Platform.TMALL: _l("天猫"),
    Platform.JD: _l("京东"),
    Platform.PINDUODUO: _l("拼多多"),
    Platform.DOUYIN: _l("抖音"),
    Platform.KUAISHOU: _l("快手"),
    Platform.WECHAT: _l("微店（微信）"),
    Platform.OTHER: _l("其他平台"),
}
SUPPORTS = {
    SupportKind.SHOP_GRANT: _l("开店补助"),
    SupportKind.LOAN: _l("贷款推荐"),
}
SUPPORT_STATES = {
    SupportState.REFERRED: ("amber", _l("已申报")),
    SupportState.APPROVED: ("blue", _l("已批准")),
    SupportState.PAID: ("green", _l("已到账")),
    SupportState.REFUSED: ("red", _l("未批准")),
    SupportState.WITHDRAWN: ("grey", _l("已撤回")),
}
SUPPORT_ACTIONS = {
    SupportState.APPROVED: _l("登记批准"),
    SupportState.PAID: _l("登记到账"),
    SupportState.REFUSED: _l("未批准"),
    SupportState.WITHDRAWN: _l("撤回"),
}
MODELS = {
    LinkModel.LEADER: _l("电商＋创业带头人＋贫困户"),
    LinkModel.COMPANY: _l("电商＋龙头企业＋贫困户"),
    LinkModel.COOPERATIVE: _l("电商＋合作社＋贫困户"),
    LinkModel.MODEL_ENTREPRENEUR: _l("电商＋创业模范＋贫困户"),
}
ROLES = {
    ChainRole.GROWING: _l("种养殖"),
    ChainRole.PICKING: _l("采摘"),
    ChainRole.SORTING: _l("分拣"),
    ChainRole.PACKING: _l("包装"),
    ChainRole.DELIVERY: _l("物流快递"),
    ChainRole.SHOP: _l("开网店"),
    ChainRole.PROMOTION: _l("推广运营"),
}
SCANS = {
    ScanOf.STEP: _l("环节的原件"),
    ScanOf.FLAG: _l("认定的原件"),
    ScanOf.SALES: _l("销售额的原件"),
    ScanOf.SUPPORT: _l("补助或贷款的原件"),
    ScanOf.AWARD: _l("表彰或考核的原件"),
    ScanOf.LINK: _l("带动协议的原件"),
    ScanOf.EFFECT: _l("增收额的原件"),
}
LEVELS = {
    "village": _l("村"),
    "town": _l("乡镇"),
    "county": _l("县"),
    "city": _l("市"),
    "province": _l("省"),
    "nation": _l("国家"),
}


def kind_word(group: LeaderGroup | None, source: LeaderSource | None) -> str:
    """身份/来源 in words."""
    words = [str(GROUPS[group])] if group else []
    words += [str(SOURCES[source])] if source else []
    return _("、").join(words)


def goods_words(codes: Iterable[str]) -> str:
    """Fields in words, in the order of the list."""
    known = set(codes)
    return _("、").join(str(EXPERTISE[code]) for code in Expertise if code in known)


def language_words(codes: Iterable[str]) -> str:
    """Languages in words."""
    known = set(codes)
    return _("、").join(str(LANGUAGES[code]) for code in Language if code in known)


def political_word(code: str | None) -> str:
    """政治面貌 in words."""
    return _(POLITICAL_LABELS[code]) if code and code in POLITICAL_LABELS else ""
