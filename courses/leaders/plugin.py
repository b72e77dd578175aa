"""Leaders as a plugin: villages that need one, steps from candidate to leader, households driven."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.leaders import models, queries
from courses.leaders.blueprint import blueprint
from lms.accounts.roles import FOLLOW_UP, OFFICE, OFFICER, REGISTRAR
from lms.plugin import Permission, Place, Plugin

EDIT = "leaders:leader:edit"

plugin = Plugin(
    name="leaders",
    title=_l("带头人"),
    requires=("rosters", "lecturers", "cohorts"),
    blueprint=blueprint,
    models=(
        models.Village, models.VillageFlag, models.Leader, models.LeaderField, models.LeaderStep,
        models.LeaderPlace, models.LeaderService, models.Shop, models.Sales, models.Support,
        models.SupportStep, models.Award, models.HouseholdLink, models.HouseholdEffect,
    ),
    permissions=(
        Permission(queries.VIEW, _l("查看带头人"), (REGISTRAR, FOLLOW_UP, *OFFICE)),
        Permission(EDIT, _l("登记和推荐带头人"), (OFFICER, FOLLOW_UP)),
        Permission(queries.VILLAGES, _l("查看村"), (REGISTRAR, FOLLOW_UP, *OFFICE)),
    ),
    places=(
        Place("leaders.leader", _l("带头人页面"), queries.leader_for),
        Place("leaders.village", _l("村页面"), queries.village_for),
    ),
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
