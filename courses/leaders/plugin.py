"""Leaders as a plugin: villages that need one, steps from candidate to leader, households driven."""

from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.leaders import (
    cards,
    exports,
    importing,
    listing,
    models,
    queries,
    record_views,
    scan_models,
    scan_views,
    scans,
    services,
    views,
    village_importing,
    village_views,
    villages,
    words,
)
from courses.leaders.blueprint import blueprint
from courses.leaders.entering import EDIT
from courses.leaders.events import EVENTS
from courses.leaders.sentences import SENTENCES
from lms.accounts.roles import FOLLOW_UP, OFFICE, OFFICER, REGISTRAR, REVIEWER
from lms.plugin import (
    Card,
    Export,
    Indicator,
    NavItem,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
    Section,
    Setting,
)

ROUTES = (views, record_views, village_views, scan_views)
ONE, REGISTER, VILLAGE = views.PLACE, views.REGISTER, village_views.PLACE
PAPER = "leaders:paper:print"

plugin = Plugin(
    name="leaders",
    title=lazy_pgettext("many", "带头人"),
    requires=("rosters", "lecturers", "cohorts"),
    blueprint=blueprint,
    models=(
        models.Village, models.VillageFlag, models.Leader, models.LeaderField, models.LeaderStep,
        models.LeaderPlace, models.LeaderService, models.Shop, models.Sales, models.Support,
        models.SupportStep, models.Award, models.HouseholdLink, models.HouseholdEffect,
        scan_models.EntryScan,
    ),
    permissions=(
        Permission(queries.VIEW, _l("查看带头人"), (REGISTRAR, FOLLOW_UP, *OFFICE)),
        Permission(EDIT, _l("登记和推荐带头人"), (OFFICER,)),
        Permission(services.REVIEW, _l("乡审核带头人"), (OFFICER,)),
        Permission(services.DECIDE, _l("县审定带头人"), (OFFICER, REVIEWER)),
        Permission(queries.VILLAGES, _l("查看村"), (REGISTRAR, FOLLOW_UP, *OFFICE)),
        Permission(villages.EDIT, _l("认定有条件的村"), (OFFICER,)),
        Permission(scans.VIEW, _l("打开环节的原件"), OFFICE),
        Permission(scans.EDIT, _l("附上和移除原件"), (OFFICER, REVIEWER)),
        Permission(PAPER, _l("打印带头人信息表和台账"), (OFFICER, REVIEWER)),
    ),
    navigation=(
        NavItem(
            lazy_pgettext("many", "带头人"), "leaders.index", queries.VIEW,
            icon="people", order=30, section=Section.LEADERS,
        ),
        NavItem(
            _l("村"), "leaders.villages_page", queries.VILLAGES,
            icon="place", order=31, section=Section.LEADERS,
            pages=("leaders.village", "leaders.new_village", "leaders.flag", "leaders.merge",
                   "leaders.upload_villages"),
        ),
    ),
    places=(
        Place(ONE, _l("带头人页面"), queries.leader_for),
        Place(REGISTER, _l("带头人列表"), listing.register_for),
        Place(VILLAGE, _l("村页面"), queries.village_for),
    ),
    cards=(
        Card("leaders.review", services.REVIEW, cards.to_review),
        Card("leaders.decide", services.DECIDE, cards.to_decide),
        Card("leaders.train", EDIT, cards.to_train),
        Card("leaders.activate", EDIT, cards.to_activate),
    ),
    panels=(
        Panel("leaders.person", "rosters.person", _l("电商带头人"), queries.VIEW,
              "leaders/person_panel.html", cards.of_person, 30),
    ),
    indicators=(
        Indicator("leaders.eligible", _l("有条件的村"), _l("个"), cards.eligible),
        Indicator("leaders.covered", _l("有在任带头人的村"), _l("个"), cards.covered),
        Indicator("leaders.active", _l("在任带头人"), _l("人"), cards.active),
        Indicator("leaders.outstanding", _l("优秀带头人"), _l("人"), cards.outstanding),
        Indicator("leaders.pool", _l("储备人选"), _l("人"), cards.in_pool),
        Indicator("leaders.households", _l("带动户数"), _l("户"), cards.households),
    ),
    runs=(
        RunKind(
            importing.KIND, _l("导入带头人名单"), EDIT, importing.apply, importing.finish,
            importing.undo, views.run_back, "leaders/run.html",
        ),
        RunKind(
            village_importing.KIND, _l("导入有条件的村名单"), villages.EDIT,
            village_importing.apply, village_importing.finish, village_importing.undo,
            village_views.run_back, "leaders/run.html",
        ),
    ),
    settings=(
        Setting(
            views.NORM, _l("每名带头人带动户数的要求"), "integer", "5",
            _l("常见做法，无统一规定，请按本地文件核对"),
        ),
    ),
    exports=(
        Export("leaders.sheet", _l("带头人信息表（PDF）"), ONE, PAPER, exports.leader_pdf, True, 10),
        Export("leaders.ledger", _l("带动贫困户台账（PDF）"), ONE, PAPER,
               exports.ledger_of_leader, True, 20),
        Export("leaders.register_pdf", _l("带头人信息表（PDF）"), REGISTER, PAPER,
               exports.register_pdf, True, 10),
        Export("leaders.register_xlsx", _l("带头人信息表（Excel）"), REGISTER, PAPER,
               exports.register_xlsx, True, 11),
        Export("leaders.ledger_pdf", _l("带动贫困户台账（PDF）"), REGISTER, PAPER,
               exports.ledger_pdf, True, 20),
        Export("leaders.ledger_xlsx", _l("带动贫困户台账（Excel）"), REGISTER, PAPER,
               exports.ledger_xlsx, True, 21),
    ),
    events=EVENTS,
    audit_labels={
        "leaders:entered": _l("登记带头人"),
        "leaders:changed": _l("修改带头人"),
        "leaders:moved": _l("转村"),
        "leaders:shop_saved": _l("登记店铺"),
        "leaders:shop_closed": _l("登记关店"),
        "leaders:sales_recorded": _l("登记年销售额"),
        "leaders:support_referred": _l("申报补助或推荐贷款"),
        "leaders:support_advanced": _l("登记补助或贷款的进展"),
        "leaders:awarded": _l("登记表彰或年度考核"),
        "leaders:household_linked": _l("登记带动户"),
        "leaders:household_ended": _l("结束带动关系"),
        "leaders:effect_recorded": _l("登记增收额"),
        "leaders:village_entered": _l("登记村"),
        "leaders:village_flagged": _l("认定为有条件的村"),
        "leaders:village_unflagged": _l("取消有条件的认定"),
        "leaders:village_merged": _l("村并入另一个村"),
        "leaders:scan_attached": _l("附上原件"),
        "leaders:scan_opened": _l("打开原件"),
        "leaders:scan_removed": _l("移除原件"),
        **{
            f"leaders:{action}": title
            for action, title in words.ACTIONS.items()
            if action not in ("enter", "revoke")
        },
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
