"""Attendance as a plugin: marks by half-day, their history, registers, and who completes."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.attendance import cards, exports, importing, models, record_views, views
from courses.attendance.blueprint import blueprint
from courses.attendance.boards import EDIT, VIEW
from courses.attendance.counting import MINIMUM
from courses.attendance.events import AttendanceMarked
from courses.attendance.importing import IMPORT
from courses.attendance.pages import run_back
from courses.attendance.sentences import SENTENCES
from lms.accounts.roles import LECTURER, OFFICE, OFFICER, REGISTRAR
from lms.plugin import Card, Export, NavItem, Panel, Permission, Plugin, RunKind, Section, Setting

ROUTES = (views, record_views)
RECORD = "cohorts.cohort"

plugin = Plugin(
    name="attendance",
    title=_l("考勤"),
    requires=("cohorts",),
    blueprint=blueprint,
    models=(models.CurrentMark, models.MarkEntry),
    permissions=(
        Permission(VIEW, _l("查看考勤"), (REGISTRAR, LECTURER, *OFFICE)),
        Permission(EDIT, _l("点名和更正考勤"), (REGISTRAR, LECTURER, OFFICER)),
        Permission(IMPORT, _l("导入考勤表"), (REGISTRAR, OFFICER)),
    ),
    navigation=(
        NavItem(
            _l("点名"), "attendance.index", EDIT,
            icon="sheet", order=15, section=Section.TRAINING, phone=5,
        ),
    ),
    cards=(Card("attendance.unmarked", EDIT, cards.unmarked),),
    panels=(
        Panel(
            "attendance.cohort", RECORD, _l("考勤"), VIEW, "attendance/cohort_panel.html",
            cards.of_cohort, 20,
        ),
        Panel(
            "attendance.effects", "cohorts.effects", _l("考勤"), VIEW,
            "attendance/effects_panel.html", cards.effects, 20,
        ),
    ),
    runs=(
        RunKind(
            importing.KIND, _l("导入考勤表"), IMPORT, importing.apply, importing.finish,
            importing.undo, run_back, "attendance/run.html",
        ),
    ),
    settings=(
        Setting(
            MINIMUM, _l("最低出勤比例（大于 0 至 1，如 0.80）"), "decimal", None,
            _l("常见地方口径 80%（未统一规定）"),
        ),
    ),
    exports=(
        Export("attendance.register_pdf", _l("考勤表（PDF）"), RECORD, VIEW,
               exports.filled_pdf, True, 40, exports.any_cell),
        Export("attendance.register_xlsx", _l("考勤表（Excel）"), RECORD, VIEW,
               exports.filled_xlsx, True, 41, exports.any_cell),
    ),
    events=(AttendanceMarked,),
    audit_labels={
        "attendance:marked": _l("登记考勤"),
        "attendance:checked_sheet_taken": _l("下载标注好的考勤表"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
