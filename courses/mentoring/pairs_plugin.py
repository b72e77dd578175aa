"""What pairs, matching, coverage and the debt map add to the plugin."""

from types import ModuleType

from flask_babel import lazy_gettext as _l

from courses.mentoring import models
from lms.plugin import Plugin

ROUTES: tuple[ModuleType, ...] = ()

part = Plugin(
    name="mentoring",
    title=_l("帮带"),
    requires=("rosters", "cohorts", "lecturers", "leaders"),
    models=(
        models.Pair, models.Load, models.Agreement, models.PairStep, models.Exclusion,
        models.Wish, models.Coordinate,
    ),
)  # fmt: skip
