"""What pairs, matching, coverage and the debt map add to the plugin."""

from types import ModuleType

from flask_babel import lazy_gettext as _l

from courses.mentoring import coordinates, matching, models
from courses.mentoring.pair_sentences import SENTENCES
from courses.mentoring.pairing import EDIT
from courses.mentoring.queries import BOARD, VIEW
from lms.accounts.roles import ADMIN, LECTURER, OFFICE, OFFICER
from lms.plugin import Permission, Plugin, Setting

ROUTES: tuple[ModuleType, ...] = ()
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
        "mentoring:paired": _l("结对"),
        "mentoring:extended": _l("协议延期"),
        "mentoring:ended": _l("结束帮带"),
        "mentoring:excluded": _l("登记不得结对"),
        "mentoring:exclusion_lifted": _l("解除不得结对"),
        "mentoring:wished": _l("登记对讲师的意愿"),
        "mentoring:coordinates": _l("导入坐标"),
    },
    sentences=SENTENCES,
)  # fmt: skip
