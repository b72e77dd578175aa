"""The lecturers as the frame sees them."""

from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.lecturers import models
from courses.lecturers.queries import VIEW, lecturer_for
from courses.lecturers.sentences import SENTENCES
from courses.lecturers.services import EDIT
from courses.lecturers.views import blueprint
from lms.accounts.roles import AUDITOR, LECTURER, OBSERVER, OFFICER, REGISTRAR, REVIEWER
from lms.plugin import NavItem, Permission, Place, Plugin

plugin = Plugin(
    name="lecturers",
    title=lazy_pgettext("many", "讲师"),
    blueprint=blueprint,
    models=(models.Lecturer,),
    permissions=(
        Permission(
            VIEW, _l("查看讲师"), (REGISTRAR, LECTURER, OFFICER, REVIEWER, OBSERVER, AUDITOR)
        ),
        Permission(EDIT, _l("登记讲师"), (OFFICER,)),
    ),
    navigation=(
        NavItem(lazy_pgettext("many", "讲师"), "lecturers.index", VIEW, icon="lecturer", order=55),
    ),
    places=(Place("lecturers.lecturer", lazy_pgettext("many", "讲师"), lecturer_for),),
    audit_labels={
        "lecturers:entered": _l("登记讲师"),
        "lecturers:changed": _l("修改讲师"),
        "lecturers:left": _l("讲师离任"),
        "lecturers:returned": _l("讲师复任"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)
