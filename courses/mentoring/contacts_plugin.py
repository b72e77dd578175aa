"""What contacts, tickets, ratings, quality and the leader's own page add to the plugin."""

from types import ModuleType

from lms.plugin import Plugin

ROUTES: tuple[ModuleType, ...] = ()

part = Plugin(
    name="mentoring",
    title="",
)
