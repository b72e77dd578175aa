"""Subsidies as a plugin: decisions with reasons, tickets, lists with two signatures, rules."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.cohorts.api import cohort_for
from courses.subsidies import (
    correction,
    exports,
    importing,
    jobs,
    models,
    panels,
    queries,
    rule_views,
    trainee_views,
    views,
)
from courses.subsidies.blueprint import blueprint
from courses.subsidies.confirming import CONFIRM
from courses.subsidies.listening import LISTENS, REDECIDE
from courses.subsidies.pages import run_back
from courses.subsidies.sentences import ALL_SENTENCES
from lms.accounts.roles import ADMIN, AUDITOR, OFFICE, OFFICER, REVIEWER
from lms.plugin import (
    Card,
    Export,
    Indicator,
    Job,
    NavItem,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
)

ROUTES = (views, trainee_views, rule_views)
VIEW, PREPARE, REVIEW = queries.VIEW, queries.PREPARE, queries.REVIEW
RECORD, LIST = "cohorts.cohort", views.PLACE
_PAPERS = (
    ("payout_pdf", _l("补贴发放花名册（PDF）"), exports.payout_pdf, exports.anybody_paid),
    ("payout_xlsx", _l("补贴发放花名册（Excel）"), exports.payout_xlsx, exports.anybody_paid),
    ("notice_pdf", _l("公示表（PDF）"), exports.notice_pdf, exports.anybody_paid),
    ("refused_pdf", _l("不予发放名单（PDF）"), exports.refused_pdf, exports.anybody_refused),
)

plugin = Plugin(
    name="subsidies",
    title=_l("补贴"),
    requires=("cohorts", "attendance"),
    blueprint=blueprint,
    models=(
        models.Confirmation, models.Settlement, models.Invoice, models.Evidence,
        models.DecisionRow, models.SubsidyList, models.ListLine, models.ListStep, models.Doubt,
    ),
    permissions=(
        Permission(VIEW, _l("查看补贴名单"), OFFICE),
        Permission(PREPARE, _l("编制补贴名单、登记票据"), (OFFICER,)),
        Permission(REVIEW, _l("复核补贴名单"), (REVIEWER,)),
        Permission(exports.EXPORT, _l("导出补贴名单"), (OFFICER, REVIEWER, AUDITOR)),
        Permission("subsidies:rule:view", _l("查看补贴规则"), (ADMIN, *OFFICE)),
        Permission(CONFIRM, _l("对班次确认补贴规则"), (OFFICER, REVIEWER)),
    ),
    navigation=(NavItem(_l("补贴"), "subsidies.index", VIEW, icon="money", order=20),),
    places=(
        Place(LIST, _l("补贴名单"), lambda db, actor, key: cohort_for(db, actor, key, VIEW)),
    ),
    cards=(
        Card("subsidies.to_review", REVIEW, panels.to_review),
        Card("subsidies.to_prepare", PREPARE, panels.to_prepare),
    ),
    panels=(
        Panel("subsidies.cohort", RECORD, _l("补贴"), VIEW, "subsidies/cohort_panel.html",
              panels.of_cohort, 30),
        Panel("subsidies.effects", "cohorts.effects", _l("补贴"), "cohorts:cohort:edit",
              "subsidies/effects_panel.html", panels.effects, 30),
        Panel("subsidies.correction", "rosters.correction", _l("补贴"), "rosters:person:edit",
              "subsidies/correction_panel.html", correction.on_correction, 30),
        Panel("subsidies.import", "rosters.import", _l("补贴"), "rosters:person:import",
              "subsidies/import_panel.html", correction.on_import, 30),
    ),
    indicators=(
        Indicator("subsidies.people_paid", _l("补贴发放人次"), _l("人次"), queries.people_paid),
        Indicator("subsidies.amount_paid", _l("补贴发放金额"), _l("分"), queries.amount_paid),
    ),
    runs=(
        RunKind(importing.KIND, _l("登记票据"), PREPARE, importing.apply, importing.finish,
                importing.undo, run_back, "subsidies/invoice_run.html"),
    ),
    exports=tuple(
        Export(
            f"subsidies.{prefix}{name}", title, place, exports.EXPORT, make, True, order + at, ready
        )
        for prefix, place, order in (("", LIST, 10), ("cohort_", RECORD, 60))
        for at, (name, title, make, ready) in enumerate(_PAPERS)
    ),
    jobs=(Job(REDECIDE, _l("重新核算补贴"), jobs.redecide_below),),
    listens=LISTENS,
    audit_labels={
        "subsidies:rule_confirmed": _l("对班次确认补贴规则"),
        "subsidies:rule_chosen": _l("明确适用的补贴规则"),
        "subsidies:invoice_entered": _l("登记票据"),
        "subsidies:invoice_voided": _l("作废票据"),
        "subsidies:doubt_settled": _l("处理疑点"),
        "subsidies:list_make": _l("编制补贴名单"),
        "subsidies:list_submit": _l("补贴名单送复核"),
        "subsidies:list_review": _l("补贴名单复核通过"),
        "subsidies:list_return": _l("退回补贴名单"),
        "subsidies:list_withdraw": _l("撤回补贴名单"),
        "subsidies:voided": _l("补贴名单送审作废"),
        "subsidies:review_refused": _l("复核被拒：参与编制的人"),
    },
    sentences=ALL_SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
