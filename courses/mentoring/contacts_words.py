"""Words of contacts, tickets and checks as pages and papers say them."""

from flask_babel import lazy_gettext as _l

from courses.mentoring.contacts_rules import ContactKind, Doubt, Due, Topic
from courses.mentoring.quality_rules import CheckResult, Pattern
from courses.mentoring.tickets_rules import TicketAction, TicketState

KINDS = {
    ContactKind.VISIT: _l("走访"),
    ContactKind.CALL: _l("电话"),
    ContactKind.MESSAGE: _l("网络消息"),
    ContactKind.GROUP: _l("集中辅导"),
}
TOPICS = {
    Topic.SHOP: _l("开店"),
    Topic.GOODS: _l("选品"),
    Topic.PHOTOS: _l("拍图"),
    Topic.LIVE: _l("直播"),
    Topic.ORDERS: _l("订单"),
    Topic.LOGISTICS: _l("物流"),
    Topic.FINANCE: _l("资金"),
    Topic.QUALITY: _l("质量"),
    Topic.HOUSEHOLDS: _l("带动农户"),
    Topic.POLICY: _l("政策"),
    Topic.OTHER: _l("其他"),
}
DOUBTS = {
    Doubt.NONE: ("grey", _l("无疑问")),
    Doubt.DENIED: ("red", _l("带头人否认")),
    Doubt.REFUTED: ("red", _l("抽查不符")),
}
DUES = {
    Due.GOOD: ("green", _l("按期")),
    Due.SOON: ("amber", _l("将到期")),
    Due.OVERDUE: ("red", _l("逾期")),
}
TICKET_STATES = {
    TicketState.OPEN: ("amber", _l("未解决")),
    TicketState.SOLVED: ("green", _l("已解决")),
}
TICKET_ACTIONS = {
    TicketAction.OPENED: _l("提出"),
    TicketAction.HANDED: _l("转交或改期"),
    TicketAction.SOLVED: _l("解决"),
    TicketAction.REOPENED: _l("重新打开"),
}
RESULTS = {
    CheckResult.FOUND: ("green", _l("属实")),
    CheckResult.OTHERWISE: ("red", _l("不符")),
    CheckResult.UNREACHED: ("grey", _l("未联系上")),
}
PATTERNS = {
    Pattern.ONE_DAY: _l("全部走访集中在一天"),
    Pattern.MANY_A_DAY: _l("一天走访过多"),
    Pattern.SAME_TEXT: _l("文字雷同"),
    Pattern.TRAVEL: _l("路程与时间不符"),
    Pattern.OVERLAP: _l("时间重叠"),
}
PATTERN_SENTENCES = {
    Pattern.ONE_DAY: _l("本期 %(count)s 次走访都在 %(day)s。请核对是否补记。"),
    Pattern.MANY_A_DAY: _l("%(day)s 一天走访 %(count)s 次。请核对每次的时长。"),
    Pattern.SAME_TEXT: _l("%(count)s 次联系的文字完全相同。请抽查其中几次。"),
    Pattern.TRAVEL: _l(
        "%(day)s 两处相距 %(km)s 公里，时间只有 %(minutes)s 分钟。请核对地点和时间。"
    ),
    Pattern.OVERLAP: _l("%(day)s 有两次联系时间重叠。请核对开始时间。"),
}
