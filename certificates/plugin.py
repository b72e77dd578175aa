"""Certificates as a plugin: numbers, issuing, papers, public verification; and `lms process`."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from certificates import (
    contributing,
    exports,
    freezing,
    issuing,
    leading,
    models,
    print_views,
    queries,
    verifying,
    views,
    watching,
)
from certificates.blueprint import blueprint
from certificates.cli import process
from certificates.counter import queries as counter_queries
from certificates.counter import taking
from certificates.counter import views as counter_views
from certificates.demo.command import demo
from certificates.designs import models as design_models
from certificates.designs import queries as designs
from certificates.designs import views as design_views
from certificates.designs.sentences import SENTENCES as DESIGN_SENTENCES
from certificates.earlier import importing as earlier
from certificates.earlier import views as earlier_views
from certificates.events import EVENTS
from certificates.proof import pages as proof_pages
from certificates.proof.command import certificates as commands
from certificates.sentences import SENTENCES
from lms.accounts.roles import OFFICE, OFFICER, REGISTRAR
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
    Section,
    Setting,
)

ROUTES = (views, verifying, proof_pages, counter_views, earlier_views, design_views, print_views)
VIEW, ISSUE, REVOKE = queries.VIEW, queries.ISSUE, queries.REVOKE
CLASS, ONE = "certificates.cohort", "certificates.certificate"

plugin = Plugin(
    name="certificates",
    title=_l("结业证书"),
    requires=("rosters", "catalogue", "cohorts", "attendance", "leaders", "subsidies"),
    blueprint=blueprint,
    models=(
        models.CohortNumber, models.CohortStanding, models.Certificate, models.CertificateStep,
        models.SigningKey, models.Stock, models.PrintBatch, models.PrintLine, models.Sheet,
        models.Collection, models.EarlierCertificate,
        models.FrozenPaper, models.FrozenPage,
        design_models.Design, design_models.DesignVersion, design_models.Emblem,
    ),
    permissions=(
        Permission(VIEW, _l("查看证书"), (REGISTRAR, *OFFICE)),
        Permission(ISSUE, _l("签发和打印证书"), (OFFICER,)),
        Permission(designs.VIEW, _l("查看证书版式和印章"), OFFICE),
        Permission(designs.EDIT, _l("维护证书版式和印章"), (OFFICER,)),
        Permission(REVOKE, _l("撤销、换发证书"), (OFFICER,)),
        Permission(earlier.IMPORT, _l("导入系统前的证书"), (OFFICER,)),
        Permission(counter_queries.STOCK, _l("查看空白证书"), OFFICE),
        Permission(counter_queries.WORK, _l("打印批次、空白证书和领取登记"), (OFFICER,)),
    ),
    navigation=(
        NavItem(
            _l("证书"), "certificates.index", VIEW,
            icon="certificate", order=40, section=Section.CERTIFICATES,
        ),
        NavItem(
            _l("版式和印章"), "certificates.designs", designs.VIEW,
            icon="certificate", order=46, section=Section.CERTIFICATES,
            pages=("certificates.design", "certificates.new_design", "certificates.edit_design",
                   "certificates.shipped_design", "certificates.new_emblem"),
        ),
        NavItem(
            _l("空白证书"), "certificates.stock", counter_queries.STOCK,
            icon="certificate", order=44, section=Section.CERTIFICATES,
            pages=("certificates.stock",),
        ),
    ),
    places=(
        Place(CLASS, _l("班次的证书"), exports.cohort_for),
        Place(ONE, _l("证书页面"), queries.certificate_for),
        Place("certificates.counter", _l("打印与领取"), exports.cohort_for),
        Place("certificates.batch", _l("打印批次"), taking.batch_place),
        Place("certificates.stock", _l("空白证书"), taking.stock_place),
    ),
    cards=(
        Card("certificates.unissued", ISSUE, contributing.unissued),
        Card("certificates.contradicted", ISSUE, contributing.contradicted),
    ),
    panels=(
        Panel("certificates.class", "cohorts.cohort", _l("结业证书"), VIEW,
              "certificates/panels/cohort.html", contributing.on_cohort, 70),
        Panel("certificates.effects", "cohorts.effects", _l("结业证书"), VIEW,
              "certificates/panels/effects.html", contributing.on_effects, 70),
        Panel("certificates.correction", "rosters.correction", _l("结业证书"), VIEW,
              "certificates/panels/correction.html", contributing.on_correction, 70),
        Panel("certificates.person", "rosters.person", _l("结业证书"), VIEW,
              "certificates/panels/person.html", contributing.on_person, 70),
    ),
    indicators=(
        Indicator("certificates.issued", _l("有效结业证书"), _l("张"), contributing.issued),
        Indicator("certificates.holders", _l("持证人数"), _l("人"), contributing.holders),
    ),
    runs=(
        RunKind(
            issuing.KIND, _l("签发证书"), ISSUE, issuing.apply, issuing.finish, issuing.undo,
            views.run_back, "certificates/run.html",
        ),
        RunKind(
            earlier.KIND, _l("导入系统前的证书"), earlier.IMPORT, earlier.apply, earlier.finish,
            earlier.undo, earlier_views.earlier_back, "certificates/earlier/run.html",
        ),
    ),
    jobs=(Job(freezing.JOB, _l("保存证书的印刷文件"), freezing.freeze),),
    settings=(
        Setting(issuing.ISSUER, _l("证书的发证机构"), "text", None, _l("不设定时为培训中心")),
    ),
    exports=(
        Export("certificates.class_pdf", _l("结业证书（全班 PDF）"), CLASS, ISSUE,
               exports.class_pdf, True, 10, exports.any_live),
        Export("certificates.register", _l("证书台账（Excel）"), CLASS, VIEW,
               exports.register, True, 20),
        Export("certificates.cohort_pdf", _l("结业证书（全班 PDF）"), "cohorts.cohort", ISSUE,
               exports.class_pdf, True, 70, exports.any_live),
        Export("certificates.single_pdf", _l("打印证书（PDF）"), ONE, ISSUE,
               exports.single_pdf, True, 10),
        Export("certificates.handover", _l("证书领取签字表（PDF）"), "certificates.counter", VIEW,
               taking.class_handover, True, 10),
        Export("certificates.batch_pdf", _l("打印证书（PDF）"), "certificates.batch", ISSUE,
               taking.batch_pdf, True, 10),
        Export("certificates.batch_handover", _l("证书领取签字表（PDF）"), "certificates.batch", VIEW,
               taking.batch_handover, True, 20),
        Export("certificates.stock_pdf", _l("空白证书收发存报告（PDF）"), "certificates.stock",
               counter_queries.STOCK, taking.stock_pdf, False, 10),
        Export("certificates.stock_xlsx", _l("空白证书收发存报告（Excel）"), "certificates.stock",
               counter_queries.STOCK, taking.stock_xlsx, False, 20),
    ),
    cli=(demo, process, commands),
    listens=(*watching.LISTENS, *leading.LISTENS),
    events=EVENTS,
    audit_labels={
        "certificates:revoked": _l("撤销证书"),
        "certificates:earlier_revoked": _l("撤销系统前的证书"),
        "certificates:replaced": _l("换发证书"),
        "certificates:reissued": _l("重新签发证书"),
        "certificates:copied": _l("补发证书"),
        "certificates:stock_received": _l("登记空白证书"),
        "certificates:sheets_spoiled": _l("登记作废空白证书"),
        "certificates:batch_printed": _l("打印一批证书"),
        "certificates:reprinted": _l("废纸重打证书"),
        "certificates:collected": _l("登记领取证书"),
        "certificates:collection_taken_back": _l("划去领取登记"),
        "certificates:key_rotated": _l("更换签名密钥"),
        "certificates:design_entered": _l("新建证书版式"),
        "certificates:design_renamed": _l("证书版式改名"),
        "certificates:design_changed": _l("修改证书版式"),
        "certificates:design_released": _l("发布证书版式"),
        "certificates:design_retired": _l("停用证书版式"),
        "certificates:design_restored": _l("恢复证书版式"),
        "certificates:emblem_entered": _l("登记印章或签发人"),
        "certificates:emblem_ended": _l("停用印章或签发人"),
        "certificates:demo_loaded": _l("装入演示数据"),
    },
    sentences={**SENTENCES, **DESIGN_SENTENCES},
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
