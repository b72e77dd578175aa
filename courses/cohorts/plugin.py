"""Cohorts as a plugin: opening, timetable, enrolment, closing, and the papers of a class."""

from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.cohorts import (
    cards,
    exports,
    importing,
    models,
    queries,
    teaching,
    timetable_views,
    trainee_views,
    views,
)
from courses.cohorts.blueprint import blueprint
from courses.cohorts.events import EVENTS
from courses.cohorts.listening import people_changed, person_corrected
from courses.cohorts.pages import run_back
from courses.cohorts.rehearsing import KIND
from courses.cohorts.sentences import SENTENCES
from courses.cohorts.words import CHANGES
from courses.lecturers.api import WorkAsked
from courses.rosters.api import PeopleChanged, PersonCorrected
from lms.accounts.roles import FOLLOW_UP, LECTURER, OFFICE, OFFICER, REGISTRAR
from lms.plugin import (
    Card,
    Export,
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

ROUTES = (views, timetable_views, trainee_views)
VIEW, EDIT, CLOSE = "cohorts:cohort:view", "cohorts:cohort:edit", "cohorts:cohort:close"
RECORD = "cohorts.cohort"
COMMON = _l("各地常见做法，无统一规定，请按本地文件核对")

plugin = Plugin(
    name="cohorts",
    title=lazy_pgettext("many", "班次"),
    requires=("rosters", "catalogue", "lecturers"),
    blueprint=blueprint,
    models=(models.Cohort, models.Session, models.Enrolment, models.CohortChange),
    permissions=(
        Permission(VIEW, _l("查看班次"), (REGISTRAR, LECTURER, FOLLOW_UP, *OFFICE)),
        Permission(EDIT, _l("编辑班次和学员"), (REGISTRAR, OFFICER)),
        Permission(CLOSE, _l("开班、结班、延期、取消"), (REGISTRAR, OFFICER)),
        Permission("cohorts:paper:print", _l("打印班次表格"), (REGISTRAR, OFFICER)),
        Permission("cohorts:roster:export", _l("导出学员花名册"), (REGISTRAR, OFFICER)),
    ),
    navigation=(
        NavItem(
            lazy_pgettext("many", "班次"), "cohorts.index", VIEW,
            icon="class", order=10, section=Section.TRAINING,
        ),
    ),
    places=(
        Place(RECORD, _l("班次页面"), queries.cohort_for),
        Place("cohorts.effects", _l("变更影响"), queries.cohort_for),
    ),
    cards=(
        Card("cohorts.first_cohort", EDIT, cards.first_cohort),
        Card("cohorts.unprepared", EDIT, cards.unprepared),
        Card("cohorts.unstarted", CLOSE, cards.unstarted),
        Card("cohorts.unclosed", CLOSE, cards.unclosed),
    ),
    panels=(
        Panel("cohorts.mine", "lms.today", _l("我的班次"), VIEW, "cohorts/mine.html", cards.mine, 10),
        Panel("cohorts.person", "rosters.person", _l("参加的班次"), VIEW,
              "cohorts/person_panel.html", cards.of_person, 10),
        Panel("cohorts.taught", "lecturers.lecturer", _l("授课"), VIEW,
              "cohorts/taught_panel.html", teaching.of_lecturer, 10),
        Panel("cohorts.correction", "rosters.correction", _l("参加的班次"), VIEW,
              "cohorts/correction_panel.html", cards.on_correction, 10),
    ),
    runs=(
        RunKind(
            KIND, _l("导入名册"), EDIT, importing.apply, importing.finish,
            importing.undo, run_back, "cohorts/run.html",
        ),
    ),
    settings=(
        Setting("cohorts.class_size", _l("每班人数上限"), "integer", "50", COMMON),
        Setting("cohorts.practice_share", _l("实操课时最低占比"), "decimal", "0.4", COMMON),
        Setting("cohorts.filing_workdays", _l("开班前申报的工作日数"), "integer", "5", COMMON),
        Setting(
            "cohorts.planned_basis", _l("中途入班者的应到半天"), "text", "whole_cohort", COMMON,
            {"whole_cohort": _l("按全班计"), "from_joining": _l("从入班日计")},
        ),
    ),
    exports=(
        Export("cohorts.application", _l("开班申请表"), RECORD, "cohorts:paper:print",
               exports.application, False, 10),
        Export("cohorts.roster_pdf", _l("学员花名册（PDF）"), RECORD, "cohorts:roster:export",
               exports.roster_pdf, True, 20),
        Export("cohorts.roster_xlsx", _l("学员花名册（Excel）"), RECORD, "cohorts:roster:export",
               exports.roster_xlsx, True, 21),
        Export("cohorts.sign_in", _l("空白签到表"), RECORD, "cohorts:paper:print",
               exports.sign_in, True, 30, exports.any_session),
    ),
    listens=(
        Listen(PersonCorrected, person_corrected),
        Listen(PeopleChanged, people_changed),
        Listen(WorkAsked, teaching.tell),
    ),
    events=EVENTS,
    audit_labels={f"cohorts:{name}": label for name, label in CHANGES.items()},
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
