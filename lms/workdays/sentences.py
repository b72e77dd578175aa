"""Sentences of the working-day calendar."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "CALENDAR_YEAR_UNKNOWN": _l(
        "还没有%(year)s年的放假安排，不能推算工作日（也不会只按周末推算）。"
        "请先在“节假日”中按国务院办公厅通知录入该年的放假和调休日期及文号，再重试。"
    ),
}

DAY_NOTES = {
    "WEEKEND": _l("周末"),
    "HOLIDAY": _l("节假日"),
    "MAKE_UP_WORKDAY": _l("调休上班"),
    "CALENDAR_YEAR_UNKNOWN": _l("放假安排未录入"),
}

HOLIDAY_NAMES = {
    "New Year's Day": _l("元旦"),
    "Spring Festival": _l("春节"),
    "Tomb-sweeping Day": _l("清明节"),
    "Labour Day": _l("劳动节"),
    "Dragon Boat Festival": _l("端午节"),
    "National Day": _l("国庆节"),
    "Mid-autumn Festival": _l("中秋节"),
    "Anti-Fascist 70th Day": _l("抗战胜利70周年纪念日"),
}
