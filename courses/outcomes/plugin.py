"""Outcomes as a plugin: following graduates up, counting what became of them, comparing."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.outcomes import cli, models
from courses.outcomes.sentences import SENTENCES
from lms.plugin import Plugin

plugin = Plugin(
    name="outcomes",
    title=_l("跟踪回访"),
    requires=("cohorts", "attendance"),
    models=(
        models.PlanRow, models.Case, models.Wave, models.AttemptRow, models.Contact,
        models.ConsentStep, models.Interview, models.Draft, models.Referral, models.Beat,
        models.Absence, models.Prepared,
    ),
    cli=(cli.group,),
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
