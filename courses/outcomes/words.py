"""Words of the outcomes' codes, as an office says them."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from courses.outcomes.drawing import Reason
from courses.outcomes.income import Exclusion, Part
from courses.outcomes.rules import (
    Alarm,
    AttemptCode,
    Beside,
    Channel,
    ClosedBy,
    Consent,
    ContactKind,
    EvidenceLevel,
    ExitKind,
    Need,
    Priority,
    ReferralState,
    Standing,
    Status,
)
from courses.outcomes.tallying import Step

WAVES: Mapping[str, object] = {
    "baseline": _l("入学基线"),
    "d30": _l("结业30天"),
    "d90": _l("结业90天"),
    "d180": _l("结业180天"),
    "d365": _l("结业365天"),
    "d730": _l("结业730天"),
}
STANDINGS: Mapping[str, tuple[str, object]] = {
    Standing.SCHEDULED: ("grey", _l("未到期")),
    Standing.DUE: ("amber", _l("应访")),
    Standing.OVERDUE: ("red", _l("逾期")),
    Standing.DONE: ("green", _l("已访")),
    Standing.CLOSED: ("grey", _l("已关闭")),
}
CLOSED: Mapping[str, object] = {
    ClosedBy.REFUSED: _l("拒访"),
    ClosedBy.DIED: _l("去世"),
    ClosedBy.INSTITUTION: _l("入住机构"),
    ClosedBy.LOST: _l("失访"),
    ClosedBy.WITHDRAWN: _l("撤回同意"),
    ClosedBy.REMOVED: _l("未结业"),
    ClosedBy.MISSED: _l("录入时已过回访期"),
    ClosedBy.ENROLLED: _l("已入班，退出对照"),
}
CODES: Mapping[str, object] = {
    AttemptCode.COMPLETE: _l("101 完成"),
    AttemptCode.PARTIAL: _l("102 部分完成"),
    AttemptCode.REFUSED: _l("211 拒访"),
    AttemptCode.NO_ANSWER: _l("221 无人接听"),
    AttemptCode.NUMBER_DEAD: _l("222 空号停机"),
    AttemptCode.AWAY: _l("223 外出不在"),
    AttemptCode.PROXY: _l("224 他人代答"),
    AttemptCode.DIED: _l("231 去世"),
    AttemptCode.INSTITUTION: _l("232 入住机构"),
    AttemptCode.MOVED: _l("233 迁走"),
    AttemptCode.WRONG_NUMBER: _l("301 号码错误"),
    AttemptCode.UNKNOWN_PERSON: _l("302 查无此人"),
}
CHANNELS: Mapping[str, object] = {
    Channel.PHONE: _l("电话"),
    Channel.VISIT: _l("上门"),
    Channel.MESSAGE: _l("短信微信"),
    Channel.RELATIVE: _l("亲属"),
    Channel.VILLAGE_CADRE: _l("村干部"),
}
CONTACTS: Mapping[str, object] = {
    ContactKind.RELATIVE: _l("亲属"),
    ContactKind.VILLAGE_CADRE: _l("村干部"),
    ContactKind.NEIGHBOUR: _l("邻居"),
}
CONSENTS: Mapping[str, tuple[str, object]] = {
    Consent.UNASKED: ("grey", _l("未询问")),
    Consent.GIVEN: ("green", _l("同意回访")),
    Consent.WITHDRAWN: ("red", _l("已撤回同意")),
}
STATUSES: Mapping[str, object] = {
    Status.SHOP: _l("开店经营"),
    Status.EMPLOYED: _l("受雇就业"),
    Status.CHAIN_WORK: _l("电商链条务工"),
    Status.FARMING: _l("务农"),
    Status.STUDY: _l("上学"),
    Status.NONE: _l("未就业"),
    Status.OTHER: _l("其他"),
}
EVIDENCE: Mapping[str, object] = {
    EvidenceLevel.STATED: _l("本人口述"),
    EvidenceLevel.SEEN: _l("看过店铺或账本"),
    EvidenceLevel.DOCUMENTED: _l("留有凭证"),
}
NEEDS: Mapping[str, object] = {
    Need.SHOP_SETUP: _l("开店辅导"),
    Need.LOGISTICS: _l("物流"),
    Need.LOAN: _l("贷款"),
    Need.BRAND: _l("品牌"),
    Need.MENTOR: _l("讲师帮带"),
    Need.COURSE: _l("继续培训"),
    Need.OTHER: _l("其他"),
}
REFERRALS: Mapping[str, tuple[str, object]] = {
    ReferralState.OPEN: ("amber", _l("待受理")),
    ReferralState.TAKEN: ("blue", _l("对接中")),
    ReferralState.DONE: ("green", _l("已解决")),
    ReferralState.DECLINED: ("grey", _l("未能解决")),
}
ALARMS: Mapping[str, object] = {
    Alarm.INCOME_FELL: _l("收入下降"),
    Alarm.SHOP_CLOSED: _l("店铺关闭"),
}
PRIORITIES: Mapping[str, object] = {
    Priority.LEADER: _l("带头人"),
    Priority.UNEMPLOYED: _l("未就业"),
    Priority.OTHER: _l("其他"),
}
EXITS: Mapping[str, object] = {
    ExitKind.IN_CLASS: _l("在班"),
    ExitKind.GRADUATE: _l("结业"),
    ExitKind.NOT_COMPLETED: _l("未达结业条件"),
    ExitKind.WITHDRAWN: _l("中途退班"),
    ExitKind.TRANSFERRED: _l("转到别的班"),
    ExitKind.COMPARISON: _l("对照对象，没有入班"),
}
STEPS: Mapping[str, object] = {
    Step.IN_CLASS: _l("在班"),
    Step.WITHDRAWN: _l("中途退班"),
    Step.TRANSFERRED: _l("转到别的班"),
    Step.NOT_COMPLETED: _l("未达结业条件"),
    Step.NOT_PLANNED: _l("方案里没有这次回访"),
    Step.NOT_YET: _l("未到期"),
    Step.DIED: _l("去世（231）"),
    Step.INSTITUTION: _l("入住机构（232）"),
    Step.CONSENT: _l("撤回同意"),
    Step.REFUSED: _l("拒访"),
    Step.LOST: _l("失访"),
    Step.TRYING: _l("联系过，还没有访到"),
    Step.UNTRIED: _l("还没有联系"),
    Step.PARTIAL: _l("部分完成"),
    Step.PROXY: _l("他人代答（单列）"),
    Step.ANSWERED: _l("本人完成"),
}
FLOW: Mapping[str, object] = {
    "enrolled": _l("入学"),
    "graduates": _l("结业"),
    "asked": _l("已到回访期"),
    "eligible": _l("应答对象"),
    "reached": _l("联系上"),
    "answered": _l("本人完成"),
}
FIGURES: Mapping[str, object] = {
    "working": _l("就业（开店、受雇、链条务工）"),
    "early": _l("按期回答"),
    "late": _l("逾期回答"),
    "told": _l("回答了四项收入"),
    "paired": _l("两次都回答了四项收入"),
    "resized": _l("家庭人口有变化"),
    "rose": _l("收入增加"),
}
KINDS: Mapping[str, object] = {
    "category": _l("人员类别"),
    "region": _l("地区"),
    "centre": _l("培训中心"),
    "course": _l("课程"),
    "cohort": _l("班次"),
}
TRAITS: Mapping[str, object] = {
    "household": _l("家庭人口"),
    "female": _l("女性"),
    "registered_poor": _l("建档立卡贫困户"),
    "before": _l("基线人均收入"),
}
BESIDE: Mapping[str, object] = {
    Beside.WAITING: _l("等待培训的人（后面班次名单上的，或已推荐、还没有受训的带头人）"),
    Beside.UNTRAINED: _l("名录内没有受训的人（不在任何名单上）"),
    Beside.OTHER_VILLAGE: _l("别的村没有受训的人（本班学员不住的村）"),
}
BESIDE_SHORT: Mapping[str, object] = {
    Beside.WAITING: _l("等待培训的人"),
    Beside.UNTRAINED: _l("名录内没有受训的人"),
    Beside.OTHER_VILLAGE: _l("别的村没有受训的人"),
}
REASONS: Mapping[str, object] = {
    Reason.DIED: _l("已登记去世"),
    Reason.WITHDRAWN: _l("已撤回同意"),
    Reason.IN_CLASS: _l("在本班名单上，或已选为本班对照"),
    Reason.TAUGHT: _l("上过课，或是受过训的带头人"),
    Reason.ASKED: _l("正作为别的班的对照接受回访"),
}
GROUPS: Mapping[str, object] = {
    "drawn": _l("选定的对照对象"),
    Beside.WAITING: _l("刚入学、等待培训的人"),
    Beside.UNTRAINED: _l("刚入学、至今没有结业的人"),
    Beside.OTHER_VILLAGE: _l("刚入学、住在其他村的人"),
}
GROUPS_TOLD: Mapping[str, object] = {
    Beside.WAITING: _l("对照组是同一时期刚入学、还没有受训的人的基线。"),
    Beside.UNTRAINED: _l("对照组是同一时期刚入学、至今在任何地方都没有结业的人的基线。"),
    Beside.OTHER_VILLAGE: _l("对照组是同一时期刚入学、所在村没有培训组学员的人的基线。"),
}
MAY_CONCLUDE: Mapping[str, object] = {
    Beside.WAITING: _l("等待的人也愿意受训，与学员较像；但谁先入班往往不是偶然的。"),
    Beside.UNTRAINED: _l("没有报名的人可能本来就不想做电商，或没有条件做，与学员常常不像。"),
    Beside.OTHER_VILLAGE: _l("别的村的人学不到邻居的做法，但村与村的路、网和物产也不一样。"),
}
PARTS: Mapping[str, object] = {
    Part.WAGES: _l("工资性收入"),
    Part.BUSINESS: _l("经营净收入"),
    Part.PROPERTY: _l("财产净收入"),
    Part.TRANSFERS: _l("转移净收入"),
}
EXCLUSIONS: Mapping[str, object] = {
    Exclusion.CONDOLENCE: _l("慰问金"),
    Exclusion.ONE_OFF_AID: _l("一次性临时救助"),
    Exclusion.GIFT: _l("婚丧嫁娶礼金"),
    Exclusion.COMPENSATION: _l("征地拆迁补偿"),
    Exclusion.INSURANCE: _l("保险理赔"),
    Exclusion.LOAN: _l("借款和贷款"),
    Exclusion.SAVINGS: _l("提取的存款"),
    Exclusion.ASSET_SALE: _l("出售房产、车辆等财物所得"),
}


def wave_word(code: str) -> object:
    """A wave in words; one of a plan of its own by its days."""
    return WAVES.get(code) or _l("结业%(days)s天", days=code.removeprefix("d"))
