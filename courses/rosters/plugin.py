"""Rosters as a plugin: people and households, the import of lists, one record per person."""

from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.rosters import (
    cards,
    correct_views,
    exports,
    import_views,
    importing,
    listing,
    models,
    photo_views,
    queries,
    views,
)
from courses.rosters.blueprint import blueprint
from courses.rosters.records import PeopleChanged, PersonCorrected
from courses.rosters.sentences import SENTENCES
from lms.accounts.roles import OFFICE, OFFICER, REGISTRAR, REVIEWER
from lms.plugin import Card, Export, NavItem, Permission, Place, Plugin, RunKind, Section

ROUTES = (views, correct_views, import_views, photo_views)
VIEW, EDIT, IMPORT = "rosters:person:view", "rosters:person:edit", "rosters:person:import"

plugin = Plugin(
    name="rosters",
    title=_l("学员档案"),
    blueprint=blueprint,
    models=(
        models.Household, models.Person, models.PersonCentre, models.PersonChange,
        models.PersonDoubt, models.PersonPhoto,
    ),
    permissions=(
        Permission(VIEW, _l("查看学员"), (REGISTRAR, *OFFICE)),
        Permission(EDIT, _l("更正学员信息"), (REGISTRAR, OFFICER)),
        Permission(IMPORT, _l("导入名册"), (REGISTRAR, OFFICER)),
        Permission("rosters:list:export", _l("导出学员名单"), (REGISTRAR, OFFICER, REVIEWER)),
    ),
    navigation=(
        NavItem(
            lazy_pgettext("many", "学员"), "rosters.index", VIEW,
            icon="person", order=20, section=Section.TRAINING,
        ),
    ),
    places=(
        Place("rosters.person", _l("学员页面"), queries.person_for),
        Place("rosters.correction", _l("更正的影响"), queries.person_for),
        Place("rosters.people", _l("学员列表"), listing.archive_for),
        Place(importing.PLACE, _l("导入名册的影响"), importing.run_of),
    ),
    cards=(Card("rosters.doubts", EDIT, cards.doubts),),
    runs=(
        RunKind(
            importing.KIND, _l("导入名册"), IMPORT, importing.apply, importing.finish,
            importing.undo, import_views.run_back, "rosters/run.html",
        ),
    ),
    exports=(
        Export("rosters.people_list", _l("学员名单（Excel）"), "rosters.people",
               "rosters:list:export", exports.people_list),
    ),
    events=(PersonCorrected, PeopleChanged),
    audit_labels={
        "rosters:corrected": _l("更正学员信息"),
        "rosters:doubt_settled": _l("处理存疑"),
        "rosters:photo_kept": _l("登记照片"),
        "rosters:photo_removed": _l("取下照片"),
        "rosters:revealed": _l("查看完整号码"),
        "rosters:reveal_refused": _l("查看完整号码被拒"),
        "rosters:checked_sheet_taken": _l("下载标注好的原表"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
