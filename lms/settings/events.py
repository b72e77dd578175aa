"""What is told when a parameter is set."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """A parameter has another value for everything below `prefix`."""

    name: str
    prefix: str
    actor: Actor
    now: datetime
