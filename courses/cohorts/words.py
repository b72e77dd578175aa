"""What codes of this plugin are called on the screen."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.cohorts.lifecycle import CohortAction
from courses.cohorts.rules import CohortState, EnrolmentState, Half, SessionKind
from courses.rosters.rules import CATEGORY_LABELS, Category

STATES = {
    CohortState.OPEN: ("amber", _l("待开班")),
    CohortState.RUNNING: ("blue", _l("进行中")),
    CohortState.CLOSED: ("green", _l("已结班")),
    CohortState.CANCELLED: ("grey", _l("已取消")),
}
STAYS = {
    EnrolmentState.ENROLLED: ("green", _l("在班")),
    EnrolmentState.WITHDRAWN: ("grey", _l("已退班")),
    EnrolmentState.TRANSFERRED: ("grey", _l("已转班")),
}
HALVES = {Half.AM: _l("上午"), Half.PM: _l("下午")}
KINDS = {SessionKind.CLASS: _l("集中培训"), SessionKind.INTERNSHIP: _l("实习")}
ACTIONS = {
    CohortAction.START: _l("开班"),
    CohortAction.CLOSE: _l("结班"),
    CohortAction.CANCEL: _l("取消班次"),
    CohortAction.POSTPONE: _l("延期"),
    CohortAction.REOPEN: _l("重新开放"),
}
CHANGES = {
    "opened": _l("新建班次"),
    "changed": _l("修改班次信息"),
    "started": _l("开班"),
    "closed": _l("结班"),
    "cancelled": _l("取消班次"),
    "postponed": _l("延期"),
    "reopened": _l("重新开放"),
    "timetable_replaced": _l("排课"),
    "session_added": _l("加课"),
    "session_moved": _l("调课"),
    "session_cancelled": _l("停课"),
    "session_described": _l("修改课次"),
    "roster_imported": _l("导入名册"),
    "roster_undone": _l("撤销导入名册"),
    "trainees_enrolled": _l("学员入班"),
    "trainees_joined_late": _l("学员中途入班"),
    "trainee_withdrawn": _l("学员退班"),
    "trainee_readmitted": _l("学员恢复在班"),
    "trainee_left": _l("学员转出"),
    "trainee_arrived": _l("学员转入"),
    "trainee_corrected": _l("更正学员在班信息"),
}
FIELDS = {
    "title": _l("班名"),
    "centre_id": _l("培训中心"),
    "venue_county": _l("授课地所在县"),
    "venue": _l("授课地点"),
    "start": _l("开班日期"),
    "end": _l("结束日期"),
    "course_id": _l("培训项目"),
    "hours": _l("课时"),
    "online": _l("线上授课"),
    "minimum_attendance": _l("最低出勤率"),
    "capacity": _l("计划人数"),
    "fund_source": _l("资金来源"),
    "filed_on": _l("申报日期"),
    "category": _l("人员类别"),
    "category_text": _l("人员类别原文"),
    "intention": _l("就业意向"),
    "from_date": _l("入班日期"),
    "date": _l("日期"),
    "half": _l("上午或下午"),
}
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


def state_word(state: CohortState) -> tuple[str, object]:
    """Tone and word of a cohort's state."""
    return STATES[state]


def half_word(half: str) -> str:
    """上午 or 下午."""
    return str(HALVES[Half(half)])


def share_word(share: str) -> str:
    """An exact share as it is said: 0.80 is 80%."""
    return f"{(Decimal(share) * 100).normalize():f}%"


def category_word(category: str) -> str:
    """The category of a trainee as the forms write it."""
    return _(CATEGORY_LABELS[Category(category)]) if category in set(Category) else category


def said(value: object) -> str:
    """A remembered value of a change, in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value in set(Half):
        return str(HALVES[Half(str(value))])
    return str(value)
