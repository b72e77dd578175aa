"""Outcomes as a plugin: following graduates up, counting what became of them, comparing."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.outcomes import (
    case_views,
    choosing,
    cli,
    compare_views,
    exports,
    indicators,
    jobs,
    models,
    panels,
    phone_work,
    queries,
    report_views,
    reporting,
    round_trip,
    round_views,
    scheduling,
    views,
    work_views,
)
from courses.outcomes.assigning import ASSIGN
from courses.outcomes.blueprint import blueprint
from courses.outcomes.listening import LISTENS
from courses.outcomes.sentences import SENTENCES
from lms.accounts.roles import (
    ADMIN,
    AUDITOR,
    FOLLOW_UP,
    LECTURER,
    OBSERVER,
    OFFICE,
    OFFICER,
    REGISTRAR,
    REVIEWER,
)
from lms.plugin import (
    Card,
    Export,
    Indicator,
    Job,
    NavItem,
    OfflineKind,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
    Section,
)

ROUTES = (views, round_views, case_views, work_views, report_views, compare_views)
VIEW, WORK, SERVE, REPORT = queries.VIEW, queries.WORK, queries.SERVE, reporting.REPORT
COMPARE, WARNING = "outcomes:comparison:make", "outcomes:warning:view"
CHOOSE = choosing.CHOOSE
AUDIT_LABELS = {
    "outcomes:answered": _l("登记回访问卷"),
    "outcomes:attempted": _l("登记联系记录"),
    "outcomes:beat_set": _l("分配回访片区"),
    "outcomes:comparison_drawn": _l("选出对照对象"),
    "outcomes:comparison_undone": _l("撤销选出的对照对象"),
    "outcomes:consent": _l("登记是否同意回访"),
    "outcomes:contact_added": _l("登记第二联系人"),
    "outcomes:contact_removed": _l("删除第二联系人"),
    "outcomes:covered": _l("安排顶岗"),
    "outcomes:lost": _l("登记失访"),
    "outcomes:need_ended": _l("办结服务需求"),
    "outcomes:need_opened": _l("登记服务需求"),
    "outcomes:need_taken": _l("受理服务需求"),
    "outcomes:phone_prepared": _l("离线准备回访电话"),
    "outcomes:phone_shown": _l("查看回访电话"),
    "outcomes:plan_added": _l("新增回访方案版本"),
    "outcomes:reassigned": _l("改派回访"),
    "outcomes:warning_settled": _l("处理预警"),
}
_INDICATORS = (
    ("followed", _l("已回访结业学员"), _l("人"), indicators.followed),
    ("response", _l("回访应答率 RR1"), _l("次"), indicators.response),
    ("employed", _l("回访时就业"), _l("人"), indicators.employed),
    ("own_shop", _l("回访时自己开店"), _l("人"), indicators.own_shop),
    ("employed_q2", _l("结业后第二季度就业"), _l("人"), indicators.employed_second_quarter),
    ("employed_q4", _l("结业后第四季度就业"), _l("人"), indicators.employed_fourth_quarter),
    ("income_up", _l("人均收入比入学时增加"), _l("人"), indicators.income_up),
    ("income_q2", _l("结业后第二季度人均年收入中位数"), _l("分"),
     indicators.median_income_second_quarter),
    ("needs_open", _l("服务需求未办结"), _l("项"), indicators.needs_open),
    ("needs_met", _l("服务需求已解决"), _l("项"), indicators.needs_met),
)  # fmt: skip

plugin = Plugin(
    name="outcomes",
    title=_l("跟踪回访"),
    requires=("cohorts", "attendance", "leaders"),
    blueprint=blueprint,
    models=(
        models.PlanRow, models.Comparison, models.Case, models.Wave, models.AttemptRow, models.Contact,
        models.ConsentStep, models.Interview, models.Draft, models.Referral, models.Beat,
        models.Absence, models.Prepared,
    ),
    permissions=(
        Permission(VIEW, _l("查看学员跟踪"), (FOLLOW_UP, REGISTRAR, OFFICER, REVIEWER, AUDITOR)),
        Permission(WORK, _l("回访学员"), (FOLLOW_UP, OFFICER)),
        Permission(ASSIGN, _l("分配回访"), (OFFICER,)),
        Permission(SERVE, _l("办理服务需求和预警"), (FOLLOW_UP, REGISTRAR, OFFICER)),
        Permission(WARNING, _l("查看带头人的预警"), (LECTURER, FOLLOW_UP, REGISTRAR, OFFICER)),
        Permission(REPORT, _l("查看跟踪报告"), (REGISTRAR, *OFFICE)),
        Permission(exports.EXPORT, _l("导出跟踪报告"), (OFFICER, REVIEWER, OBSERVER, AUDITOR)),
        Permission(COMPARE, _l("与对照组比较"), (OFFICER, OBSERVER, AUDITOR)),
        Permission(CHOOSE, _l("选对照对象"), (OFFICER,)),
        Permission(scheduling.PLAN, _l("编制回访方案"), (ADMIN, OFFICER)),
    ),
    navigation=(
        NavItem(_l("回访"), "outcomes.day", WORK, icon="phone", order=40, phone=12,
                section=Section.OUTCOMES),
        NavItem(_l("服务需求"), "outcomes.needs", SERVE, icon="handshake", order=41,
                section=Section.OUTCOMES, pages=("outcomes.warnings",)),
        NavItem(_l("跟踪报告"), "outcomes.report", REPORT, icon="chart", order=42,
                section=Section.OUTCOMES,
                pages=("outcomes.people", "outcomes.comparison", "outcomes.beside")),
    ),
    places=(
        Place(exports.REPORT_PLACE, _l("跟踪报告"), exports.report_region),
        Place(exports.DAY_PLACE, _l("今天的回访"), exports.day_region),
    ),
    cards=(
        Card("outcomes.day", WORK, panels.my_day),
        Card("outcomes.assign", ASSIGN, panels.to_assign),
        Card("outcomes.serve", SERVE, panels.to_serve),
    ),
    panels=(
        Panel("outcomes.person", "rosters.person", _l("跟踪回访"), VIEW,
              "outcomes/person_panel.html", panels.of_person, 60),
        Panel("outcomes.leader", "leaders.leader", _l("预警"), WARNING,
              "outcomes/leader_panel.html", panels.of_leader, 5),
        Panel("outcomes.cohort", "cohorts.cohort", _l("跟踪回访"), REPORT,
              "outcomes/cohort_panel.html", panels.of_cohort, 80),
    ),
    indicators=tuple(
        Indicator(f"outcomes.{name}", title, unit, compute)
        for name, title, unit, compute in _INDICATORS
    ),
    jobs=(
        Job(jobs.PREPARE, _l("准备跟踪报告的数字"), jobs.prepare, daily=True),
        Job(jobs.CATCH_UP, _l("为已结业的班次安排回访"), jobs.catch_up),
    ),
    offline=(
        OfflineKind(phone_work.INTERVIEW, _l("回访问卷"), WORK, phone_work.apply_interview),
        OfflineKind(phone_work.ATTEMPT, _l("联系记录"), WORK, phone_work.apply_attempt),
    ),
    runs=(
        RunKind(round_trip.KIND, _l("导入回访表"), WORK, round_trip.apply, round_trip.finish,
                round_trip.undo, work_views.run_back),
    ),
    exports=(
        Export("outcomes.report_pdf", _l("跟踪报告（PDF）"), exports.REPORT_PLACE, exports.EXPORT,
               exports.report_pdf, False, 10),
        Export("outcomes.report_xlsx", _l("跟踪报告（Excel）"), exports.REPORT_PLACE,
               exports.EXPORT, exports.report_xlsx, False, 20),
        Export("outcomes.day_xlsx", _l("下载回访表"), exports.DAY_PLACE, WORK, exports.day_xlsx,
               True, 10),
    ),
    cli=(cli.group,),
    listens=LISTENS,
    audit_labels=AUDIT_LABELS,
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
