"""acme as the frame sees it: every field of the contract."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from acme import cards, cli, exports, importing, jobs, offline, queries, services
from acme.events import LoanReturned
from acme.models import Loan
from acme.sentences import SENTENCES
from acme.views import blueprint
from courses.cohorts.api import CohortClosed
from lms.accounts.roles import LECTURER, OFFICE, OFFICER, REGISTRAR
from lms.plugin import (
    Card,
    Export,
    Indicator,
    Job,
    Listen,
    NavItem,
    OfflineKind,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
    Setting,
)

HOME = Path(__file__).parent
VIEW, EDIT = queries.VIEW, queries.EDIT
LINES = "acme/lines.html"

plugin = Plugin(
    name="acme",
    title=_l("器材"),
    requires=("cohorts",),
    blueprint=blueprint,
    models=(Loan,),
    permissions=(
        Permission(VIEW, _l("查看器材借用"), (REGISTRAR, LECTURER, *OFFICE)),
        Permission(EDIT, _l("借出和归还器材"), (REGISTRAR, OFFICER)),
    ),
    navigation=(NavItem(_l("器材"), "acme.index", VIEW, icon="book", order=70),),
    places=(Place("acme.loan", _l("器材借用"), queries.loan_for),),
    cards=(Card("acme.overdue", EDIT, cards.overdue),),
    panels=(
        Panel("acme.today", "lms.today", _l("借出的器材"), VIEW, LINES, cards.all_loans),
        Panel("acme.cohort", "cohorts.cohort", _l("器材"), VIEW, LINES, cards.cohort_loans),
        Panel("acme.borrower", "acme.loan", _l("借用班次"), VIEW, LINES, cards.cohort_of),
    ),
    indicators=(Indicator("acme.returned", _l("器材归还率"), _l("笔"), queries.returned),),
    jobs=(Job("acme.write_off", _l("核销逾期器材"), jobs.write_off_old),),
    runs=(
        RunKind(
            importing.KIND,
            _l("按清单借出"),
            EDIT,
            importing.apply,
            importing.finish,
            importing.undo,
            importing.back,
        ),
    ),
    offline=(OfflineKind("acme.return", _l("归还器材"), EDIT, offline.apply),),
    cli=(cli.loans,),
    settings=(Setting("acme.loan_days", _l("器材借用天数"), "integer", "14", _l("本单位约定")),),
    exports=(
        Export("acme.slip", _l("借条"), "acme.loan", VIEW, exports.slip, personal=False),
        Export(
            "acme.cohort", _l("器材清单"), "cohorts.cohort", VIEW, exports.cohort_list, False, 90
        ),
    ),
    listens=(Listen(CohortClosed, services.recall),),
    events=(LoanReturned,),
    audit_labels={
        "acme:lent": _l("借出器材"),
        "acme:returned": _l("归还器材"),
        "acme:recalled": _l("催还器材"),
        "acme:written_off": _l("核销器材"),
    },
    sentences=SENTENCES,
    migrations=str(HOME / "migrations"),
    translations=str(HOME / "translations"),
)
