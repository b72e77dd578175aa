"""Outcomes as a plugin: following graduates up, counting what became of them, comparing."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.outcomes import cli
from courses.outcomes.sentences import SENTENCES
from lms.plugin import Plugin

plugin = Plugin(
    name="outcomes",
    title=_l("跟踪回访"),
    requires=("cohorts", "attendance"),
    cli=(cli.group,),
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)
