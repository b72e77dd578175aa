"""The lecturer corps (讲师团) as the frame sees it."""

from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.lecturers import cards, exports, importing, models, views
from courses.lecturers.blueprint import blueprint
from courses.lecturers.events import EVENTS
from courses.lecturers.queries import CAPACITY, VIEW, corps_for, lecturer_for
from courses.lecturers.sentences import SENTENCES
from courses.lecturers.services import EDIT
from lms.accounts.roles import AUDITOR, LECTURER, OBSERVER, OFFICER, REGISTRAR, REVIEWER
from lms.plugin import (
    Card,
    Export,
    Indicator,
    NavItem,
    Permission,
    Place,
    Plugin,
    RunKind,
    Section,
    Setting,
)

PAPER = "lecturers:paper:print"
COMMON = _l("常见做法，无统一规定，请按本地文件核对")

plugin = Plugin(
    name="lecturers",
    title=lazy_pgettext("many", "讲师"),
    blueprint=blueprint,
    models=(
        models.Lecturer, models.LecturerField, models.LecturerRegion, models.LecturerTerm,
        models.LecturerCredential, models.LecturerDispatch, models.LecturerChange,
    ),
    permissions=(
        Permission(
            VIEW, _l("查看讲师"), (REGISTRAR, LECTURER, OFFICER, REVIEWER, OBSERVER, AUDITOR)
        ),
        Permission(EDIT, _l("登记讲师"), (OFFICER,)),
        Permission(PAPER, _l("打印讲师团信息表"), (OFFICER, REVIEWER)),
    ),
    navigation=(
        NavItem(
            lazy_pgettext("many", "讲师"), "lecturers.index", VIEW,
            icon="lecturer", order=55, section=Section.TRAINING,
        ),
    ),
    places=(
        Place(views.PLACE, _l("讲师"), lecturer_for),
        Place(views.CORPS, _l("讲师列表"), corps_for),
    ),
    cards=(
        Card("lecturers.credentials", EDIT, cards.expiring),
        Card("lecturers.terms", EDIT, cards.ending),
    ),
    indicators=(Indicator("lecturers.serving", _l("在聘讲师"), _l("人"), cards.serving),),
    runs=(
        RunKind(
            importing.KIND, _l("导入讲师名单"), EDIT, importing.apply, importing.finish,
            importing.undo, views.run_back, "lecturers/run.html",
        ),
    ),
    settings=(
        Setting(CAPACITY, _l("讲师可带人数"), "integer", "8", COMMON),
        Setting(
            cards.WARNING, _l("资质、聘期到期前提醒的天数"), "integer", "30", COMMON
        ),
    ),
    exports=(
        Export("lecturers.corps_pdf", _l("讲师团信息表（PDF）"), views.CORPS, PAPER,
               exports.corps_pdf, True, 10),
        Export("lecturers.corps_xlsx", _l("讲师团信息表（Excel）"), views.CORPS, PAPER,
               exports.corps_xlsx, True, 11),
    ),
    events=EVENTS,
    audit_labels={
        "lecturers:entered": _l("登记讲师"),
        "lecturers:changed": _l("修改讲师"),
        "lecturers:left": _l("讲师离任"),
        "lecturers:returned": _l("讲师复任"),
        "lecturers:term_added": _l("登记聘期"),
        "lecturers:term_ended": _l("聘期提前结束"),
        "lecturers:credential_added": _l("登记资质"),
        "lecturers:credential_withdrawn": _l("资质失效"),
        "lecturers:dispatched": _l("登记对口帮扶派出"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
