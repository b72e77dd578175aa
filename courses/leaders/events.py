"""What happened to leaders, told to plugins above inside the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from courses.leaders.rules import LeaderAction, LeaderState
from lms.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class LeaderStepped:
    """A leader took a step; `before` and `after` may be the same state."""

    leader_id: int
    action: LeaderAction
    before: LeaderState
    after: LeaderState
    on: date
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class LeaderLeft:
    """A leader leaves on a day with a reason: mentoring ends with it."""

    leader_id: int
    on: date
    reason: str
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class LeaderMoved:
    """A leader belongs to another village from a day on."""

    leader_id: int
    from_village_id: int
    to_village_id: int
    on: date
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class MentorsAsked:
    """The 带头人信息表 is being made: listeners write each leader's mentors as printed."""

    leader_ids: Sequence[int]
    today: date
    mentors: dict[int, str] = field(default_factory=dict)


EVENTS: tuple[type, ...] = (LeaderStepped, LeaderLeft, LeaderMoved, MentorsAsked)
