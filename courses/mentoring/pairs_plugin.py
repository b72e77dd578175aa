"""What pairs, matching, coverage and the debt map add to the plugin."""

from types import ModuleType

from flask_babel import lazy_gettext as _l

from courses.leaders.api import LeaderLeft, MentorsAsked
from courses.lecturers.api import WorkAsked
from courses.mentoring import (
    board_views,
    coordinates,
    match_views,
    matching,
    models,
    pair_contributing,
    pair_exports,
    pair_pages,
    pair_views,
    queries,
    told,
)
from courses.mentoring.coordinate_cli import coordinates as coordinates_command
from courses.mentoring.pair_sentences import SENTENCES
from courses.mentoring.pairing import EDIT
from courses.mentoring.queries import BOARD, VIEW
from lms.accounts.roles import ADMIN, LECTURER, OFFICE, OFFICER
from lms.plugin import (
    Card,
    Export,
    Indicator,
    Listen,
    NavItem,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
    Section,
    Setting,
)

ROUTES: tuple[ModuleType, ...] = (pair_pages, board_views, pair_views, match_views)
PAIR = "mentoring.pair"
COMMON = _l("各地常见做法，无统一规定，请按本地文件核对")
OURS = _l("折算为公里，可按本地情况调整")

part = Plugin(
    name="mentoring",
    title=_l("帮带"),
    requires=("rosters", "cohorts", "lecturers", "leaders"),
    models=(
        models.Pair, models.Load, models.Agreement, models.PairStep, models.Exclusion,
        models.Wish, models.Coordinate,
    ),
    permissions=(
        Permission(VIEW, _l("查看帮带结对"), (LECTURER, *OFFICE)),
        Permission(BOARD, _l("查看覆盖和联系欠账"), OFFICE),
        Permission(EDIT, _l("结对、延期、转交、结束帮带"), (OFFICER,)),
        Permission(matching.RUN, _l("匹配讲师和带头人"), (OFFICER,)),
        Permission(coordinates.IMPORT, _l("导入区划坐标"), (ADMIN, OFFICER)),
    ),
    navigation=(
        NavItem(_l("带头人覆盖"), "mentoring.board", BOARD, icon="chart", order=32,
                section=Section.LEADERS),
        NavItem(_l("结对"), "mentoring.pairs", VIEW, icon="handshake", order=33,
                section=Section.LEADERS,
                pages=("mentoring.pair", "mentoring.exclu", "mentoring.match", "mentoring.wish",
                       "mentoring.overrule", "mentoring.waiting")),
        NavItem(_l("联系欠账"), "mentoring.debt", BOARD, icon="phone", order=34,
                section=Section.LEADERS),
    ),
    places=(Place(PAIR, _l("帮带页面"), queries.pair_for),),
    cards=(
        Card("mentoring.uncovered", EDIT, pair_contributing.uncovered),
        Card("mentoring.unpaired", EDIT, pair_contributing.unpaired),
        Card("mentoring.handing", EDIT, pair_contributing.handing),
        Card("mentoring.expired", EDIT, pair_contributing.expired),
    ),
    panels=(
        Panel("mentoring.mentors", "leaders.leader", _l("讲师"), BOARD,
              "mentoring/leader_panel.html", pair_contributing.on_leader, 40),
        Panel("mentoring.held", "lecturers.lecturer", _l("帮带的带头人"), VIEW,
              "mentoring/lecturer_panel.html", pair_contributing.on_lecturer, 40),
    ),
    indicators=(
        Indicator("mentoring.pairs", _l("帮带对数"), _l("对"), pair_contributing.pairs_held),
        Indicator("mentoring.mentored", _l("有讲师的在任带头人"), _l("人"),
                  pair_contributing.leaders_mentored),
        Indicator("mentoring.lecturers_active", _l("正在帮带的讲师"), _l("人"),
                  pair_contributing.lecturers_active),
        Indicator("mentoring.load", _l("每位帮带讲师带几人"), _l("人"),
                  pair_contributing.load_over),
    ),
    runs=(
        RunKind(
            matching.KIND, _l("匹配讲师和带头人"), matching.RUN, matching.apply, matching.finish,
            matching.undo, pair_pages.run_back, "mentoring/run.html",
        ),
    ),
    exports=(
        Export("mentoring.agreement", _l("帮带协议及记录（PDF）"), PAIR, VIEW,
               pair_exports.agreement, True, 10),
    ),
    listens=(
        Listen(LeaderLeft, pair_contributing.leader_left),
        Listen(MentorsAsked, told.mentors),
        Listen(WorkAsked, told.corps),
    ),
    cli=(coordinates_command,),
    settings=(
        Setting("mentoring.contacts_a_year", _l("每年联系次数"), "integer", "10", COMMON),
        Setting("mentoring.contact_minutes", _l("每次联系的最少分钟"), "integer", "30", COMMON),
        Setting("mentoring.term_months", _l("帮带协议的期限（月）"), "integer", "12", COMMON),
        Setting(
            "mentoring.coverage_target", _l("有条件村的带头人覆盖目标（0 至 1）"), "decimal", "0.7",
            _l("豫脱贫办〔2018〕94号：2018年底70%，2019年全部"),
        ),
        Setting("mentoring.weight_goods", _l("匹配：专长不对口"), "integer", "60", OURS),
        Setting("mentoring.weight_region", _l("匹配：不在服务区域"), "integer", "100", OURS),
        Setting(
            "mentoring.weight_way", _l("匹配：没有坐标时的距离"), "text", "0,10,40,100,250,500",
            _l("依次为同村、同乡镇、同县、同市、同省、外省，折算为公里"),
        ),
        Setting("mentoring.weight_load", _l("匹配：讲师每已带一人"), "integer", "5", OURS),
        Setting("mentoring.weight_language", _l("匹配：语言不通"), "integer", "30", OURS),
        Setting("mentoring.weight_sex", _l("匹配：性别意愿不合"), "integer", "20", OURS),
    ),
    audit_labels={
        "mentoring:paired": _l("登记结对"),
        "mentoring:extended": _l("协议延期"),
        "mentoring:ended": _l("结束帮带"),
        "mentoring:excluded": _l("登记不得结对"),
        "mentoring:exclusion_lifted": _l("解除不得结对"),
        "mentoring:wished": _l("登记对讲师的意愿"),
        "mentoring:coordinates": _l("导入坐标"),
    },
    sentences=SENTENCES,
)  # fmt: skip
