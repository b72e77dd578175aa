"""Rosters as a plugin."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.rosters import models
from courses.rosters.records import PersonCorrected
from courses.rosters.sentences import SENTENCES
from lms.accounts.roles import OFFICE, OFFICER, REGISTRAR
from lms.plugin import Permission, Plugin

plugin = Plugin(
    name="rosters",
    title=_l("学员档案"),
    models=(
        models.Household, models.Person, models.PersonCentre, models.PersonChange,
        models.PersonDoubt,
    ),
    permissions=(
        Permission("rosters:person:view", _l("查看学员"), (REGISTRAR, *OFFICE)),
        Permission("rosters:person:edit", _l("更正学员信息"), (REGISTRAR, OFFICER)),
        Permission("rosters:person:import", _l("导入名册"), (REGISTRAR, OFFICER)),
    ),
    events=(PersonCorrected,),
    audit_labels={
        "rosters:corrected": _l("更正学员信息"),
        "rosters:doubt_settled": _l("处理存疑"),
        "rosters:revealed": _l("查看完整号码"),
        "rosters:reveal_refused": _l("查看完整号码被拒"),
    },
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)
