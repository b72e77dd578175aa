"""What codes of this plugin are called on the screen, with their tones."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from courses.subsidies.rules import Code, ListState

LIST_STATES: Mapping[str, tuple[str, object]] = {
    ListState.DRAFT: ("amber", _l("草拟")),
    ListState.SUBMITTED: ("blue", _l("已送审")),
    ListState.RETURNED: ("red", _l("已退回")),
    ListState.REVIEWED: ("green", _l("已复核")),
    ListState.ON_NOTICE: ("blue", _l("公示中")),
    ListState.APPROVED: ("green", _l("已核定")),
    ListState.PAID: ("green", _l("已支付")),
    ListState.WITHDRAWN: ("grey", _l("已撤回")),
}
NO_LIST = ("grey", _l("未编制"))

STEPS: Mapping[str, object] = {
    "make": _l("编制名单"),
    "submit": _l("送复核"),
    "return": _l("退回"),
    "review": _l("复核通过"),
    "withdraw": _l("撤回"),
    "void": _l("送审作废"),
}
PAYEE: Mapping[str, object] = {
    "name": _l("姓名"),
    "id_number": _l("身份证号码"),
    "bank": _l("开户银行"),
    "account": _l("社保卡银行账号"),
}
"""What the archive says of a payee."""

REASONS: Mapping[str, object] = {
    Code.NO_ACTIVE_RULE: _l("没有现行规则"),
    Code.RULE_AMBIGUOUS: _l("规则重叠未定"),
    Code.RULE_UNCONFIRMED: _l("规则未确认"),
    Code.NOT_TARGET: _l("非补贴对象"),
    Code.DUPLICATE_CLAIM: _l("重复申请"),
    Code.LATE: _l("超过申请期限"),
    Code.TOO_EARLY: _l("未到申请日期"),
    Code.MINIMUM_ATTENDANCE_UNSET: _l("未设最低出勤率"),
    Code.ATTENDANCE_BELOW_MINIMUM: _l("出勤不足"),
    Code.CAP_REACHED: _l("已达补贴上限"),
    Code.ANNUAL_LIMIT_REACHED: _l("已达年度次数"),
    Code.SAME_OCCUPATION_LEVEL: _l("同工种同等级"),
    Code.REQUIREMENT_MISSING: _l("缺少材料"),
    Code.APPLY_PLACE_WRONG: _l("申请地点不符"),
    Code.OUT_OF_PROVINCE: _l("省外培训"),
    Code.SAME_COUNTY: _l("本县内培训"),
    Code.SAME_CITY: _l("本市内培训"),
    Code.NO_INVOICE: _l("没有票据"),
    Code.PLACE_UNKNOWN: _l("地点不明"),
    Code.DAYS_PAID_ELSEWHERE: _l("同日已由他班计发"),
    Code.NO_COUNTED_DAYS: _l("没有计发天数"),
    Code.HOURS_NOT_IN_TABLE: _l("课时不在折算表"),
}

DOUBTS: Mapping[str, object] = {
    "OVERLAP": _l("同日两班"),
    "DOUBLE_PAYMENT": _l("重复发放"),
    "SHARED_ACCOUNT": _l("账号共用"),
    "SHARED_PHONE": _l("电话共用"),
    "AFTER_DEATH": _l("死亡后签到"),
    "EMPLOYED_ELSEWHERE": _l("他处就业"),
}
WRITTEN_REASONS: Mapping[str, object] = {
    "LINE_CHANGED": _l("送审后名单有变动，送审作废，请核对后重新送复核"),
    "PAYEE_CORRECTED": _l(
        "送审后名单上人员的证件或收款信息有更正，送审和复核作废，请核对后重新送复核"
    ),
    "CAUSE_GONE": _l("情况已消失"),
    "UNDONE": _l("撤销导入"),
}
"""Reasons that the system writes; a person's own words stand as they are."""

STATUSES: Mapping[str, tuple[str, object]] = {
    "verified": ("green", _l("已核实")),
    "unverified": ("amber", _l("未核实")),
}
CONFIDENCES: Mapping[str, object] = {
    "V": _l("已核对正式文本"),
    "F": _l("仅见片段或转载"),
    "K": _l("各地常见做法，未见文件"),
    "T": _l("已用程序验证"),
}
MODES: Mapping[str, object] = {
    "classroom": _l("集中培训"),
    "internship": _l("实习"),
    "online": _l("线上"),
}
MARKS: Mapping[str, object] = {
    "present": _l("到"),
    "late": _l("迟到"),
    "left_early": _l("早退"),
    "leave": _l("请假"),
    "absent": _l("缺勤"),
    "unmarked": _l("未点名"),
}
COURSE_KINDS: Mapping[str, object] = {"skill": _l("技能培训"), "startup": _l("创业培训")}
UNITS: Mapping[str, object] = {
    "day": _l("天"),
    "hour": _l("课时"),
    "event": _l("次"),
    "actual": _l("据实"),
}
DATE_SELECTORS: Mapping[str, object] = {
    "class_start": _l("开班日期"),
    "certificate": _l("取证日期"),
    "application": _l("申请日期"),
}
DAY_BASES: Mapping[str, object] = {
    "attended": _l("按实际出勤的天数"),
    "scheduled": _l("按安排的天数"),
    "table": _l("按课时折算表"),
}
DAY_COUNTS: Mapping[str, object] = {
    "both_halves": _l("上午、下午都到才算一天（迟到、早退算到）"),
    "half": _l("半天算0.5天"),
}
PLACE_TESTS: Mapping[str, object] = {
    "none": _l("不限地点"),
    "outside_county": _l("在户籍县（市、区）以外、本省以内培训"),
    "outside_city": _l("在户籍省辖市以外、本省以内培训"),
}
APPLY_ANCHORS: Mapping[str, object] = {
    "class_end": _l("结业之日"),
    "certificate": _l("取证之日"),
    "licence": _l("领取营业执照之日"),
}
PAY_TO: Mapping[str, object] = {"trainee": _l("学员本人"), "centre": _l("培训机构")}
NOTICE_UNITS: Mapping[str, object] = {
    "working_day": _l("个工作日"),
    "calendar_day": _l("天"),
}
INVOICE_CHANGES: Mapping[str, tuple[str, object]] = {
    "new": ("green", _l("新增")),
    "matched": ("grey", _l("已登记")),
    "removed": ("red", _l("作废")),
    "none": ("red", _l("未收")),
}


def word(words: Mapping[str, object], code: object) -> str:
    """The word of a code, the code itself where none is known."""
    return str(words.get(str(code), code))


def written(reason: str) -> str:
    """A written reason: the system's in the reader's language, a person's as it stands."""
    return str(WRITTEN_REASONS.get(reason, reason))
