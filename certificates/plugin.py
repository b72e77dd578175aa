"""Certificates as a plugin: numbers, issuing, papers, public verification; and `lms process`."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from certificates import (
    contributing,
    exports,
    issuing,
    models,
    queries,
    verifying,
    views,
    watching,
)
from certificates.blueprint import blueprint
from certificates.cli import process
from certificates.demo.command import demo
from certificates.events import EVENTS
from certificates.sentences import SENTENCES
from lms.accounts.roles import OFFICE, OFFICER, REGISTRAR
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
    Setting,
)

ROUTES = (views, verifying)
VIEW, ISSUE, REVOKE = queries.VIEW, queries.ISSUE, queries.REVOKE
CLASS, ONE = "certificates.cohort", "certificates.certificate"

plugin = Plugin(
    name="certificates",
    title=_l("结业证书"),
    requires=("rosters", "catalogue", "cohorts", "attendance", "subsidies"),
    blueprint=blueprint,
    models=(
        models.CohortNumber, models.CohortStanding, models.Certificate, models.CertificateStep,
    ),
    permissions=(
        Permission(VIEW, _l("查看证书"), (REGISTRAR, *OFFICE)),
        Permission(ISSUE, _l("签发和打印证书"), (OFFICER,)),
        Permission(REVOKE, _l("撤销、换发证书"), (OFFICER,)),
    ),
    navigation=(NavItem(_l("证书"), "certificates.index", VIEW, icon="certificate", order=40),),
    places=(
        Place(CLASS, _l("班次的证书"), exports.cohort_for),
        Place(ONE, _l("证书页面"), queries.certificate_for),
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
    ),
    settings=(
        Setting(issuing.ISSUER, _l("证书的发证机构"), "text", None, _l("不设定时为培训中心")),
    ),
    exports=(
        Export("certificates.class_pdf", _l("结业证书（全班 PDF）"), CLASS, ISSUE,
               exports.class_pdf, True, 10),
        Export("certificates.register", _l("证书台账（Excel）"), CLASS, VIEW,
               exports.register, True, 20),
        Export("certificates.cohort_pdf", _l("结业证书（全班 PDF）"), "cohorts.cohort", ISSUE,
               exports.class_pdf, True, 70),
        Export("certificates.single_pdf", _l("打印证书（PDF）"), ONE, ISSUE,
               exports.single_pdf, True, 10),
    ),
    cli=(demo, process),
    listens=watching.LISTENS,
    events=EVENTS,
    audit_labels={
        "certificates:revoked": _l("撤销证书"),
        "certificates:replaced": _l("换发证书"),
        "certificates:reissued": _l("补发证书"),
        "certificates:demo_loaded": _l("装入演示数据"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
