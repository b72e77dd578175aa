"""The catalogue as the frame sees it."""

from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.catalogue import models
from courses.catalogue.sentences import SENTENCES
from courses.catalogue.views import blueprint
from lms.accounts.roles import ADMIN, AUDITOR, LECTURER, OBSERVER, OFFICER, REGISTRAR, REVIEWER
from lms.plugin import NavItem, Permission, Plugin, Section

plugin = Plugin(
    name="catalogue",
    title=lazy_pgettext("many", "培训项目"),
    blueprint=blueprint,
    models=(models.Course, models.Syllabus, models.Module),
    permissions=(
        Permission(
            "catalogue:course:view",
            _l("查看培训项目"),
            (ADMIN, REGISTRAR, LECTURER, OFFICER, REVIEWER, OBSERVER, AUDITOR),
        ),
        Permission("catalogue:course:edit", _l("维护培训项目"), (ADMIN, OFFICER)),
    ),
    navigation=(
        NavItem(
            lazy_pgettext("many", "培训项目"),
            "catalogue.index",
            "catalogue:course:view",
            icon="book",
            order=60,
            section=Section.TRAINING,
        ),
    ),
    audit_labels={
        "catalogue:course_created": _l("新建培训项目"),
        "catalogue:course_changed": _l("修改培训项目"),
        "catalogue:course_retired": _l("停用培训项目"),
        "catalogue:syllabus_published": _l("发布课程标准"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)
