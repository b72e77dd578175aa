"""What following up is made of: waves and their windows, attempts and their codes, who is lost.

As pure, beside this file: `income` (four parts, per head, change), `counting` (response, intervals,
bounds, medians), `hiding` (small cells), `prices` (price index and poverty line by year).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class ExitKind(StrEnum):
    """How somebody left a class; `in_class` has not left yet, `comparison` was never in it.

    Graduates are followed up, and people chosen to be compared with them, who are counted apart.
    """

    IN_CLASS = "in_class"
    GRADUATE = "graduate"
    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    COMPARISON = "comparison"


class Beside(StrEnum):
    """Who may stand beside the graduates of a class (对照组), none of whom was ever taught.

    `waiting`: on a list for a later class, or a leader put forward and not trained yet; `untrained`:
    in the archive and on no list; `other_village`: either, in a village where nobody of the class
    lives, so that nothing was passed on next door.
    """

    WAITING = "waiting"
    UNTRAINED = "untrained"
    OTHER_VILLAGE = "other_village"


class Priority(StrEnum):
    """Whose calls come first; the values sort."""

    LEADER = "1_leader"
    UNEMPLOYED = "2_unemployed"
    OTHER = "3_other"


class Consent(StrEnum):
    """Whether the person agreed to be asked (个人信息保护法 第十五条: it can be withdrawn)."""

    UNASKED = "unasked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class WaveState(StrEnum):
    """What is stored of a wave; where an open one stands follows from the day."""

    OPEN = "open"
    DONE = "done"
    CLOSED = "closed"


class Standing(StrEnum):
    """Where a wave stands today."""

    SCHEDULED = "scheduled"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    CLOSED = "closed"


class ClosedBy(StrEnum):
    """Why a wave was closed without answers."""

    REFUSED = "refused"
    DIED = "died"
    INSTITUTION = "institution"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    MISSED = "missed"
    ENROLLED = "enrolled"


class Channel(StrEnum):
    """How somebody was tried. A relative and a village cadre are second contacts."""

    PHONE = "phone"
    VISIT = "visit"
    MESSAGE = "message"
    RELATIVE = "relative"
    VILLAGE_CADRE = "village_cadre"


class ContactKind(StrEnum):
    """Who a second contact is."""

    RELATIVE = "relative"
    VILLAGE_CADRE = "village_cadre"
    NEIGHBOUR = "neighbour"


class AttemptCode(StrEnum):
    """What came of an attempt (DOMAIN §6)."""

    COMPLETE = "101"
    PARTIAL = "102"
    REFUSED = "211"
    NO_ANSWER = "221"
    NUMBER_DEAD = "222"
    AWAY = "223"
    PROXY = "224"
    DIED = "231"
    INSTITUTION = "232"
    MOVED = "233"
    WRONG_NUMBER = "301"
    UNKNOWN_PERSON = "302"


ANSWERS = frozenset({AttemptCode.COMPLETE, AttemptCode.PROXY})
"""Codes that stand for a filled-in interview; only the interview form gives them."""
REACHED = frozenset(
    {AttemptCode.COMPLETE, AttemptCode.PARTIAL, AttemptCode.REFUSED, AttemptCode.PROXY}
)
"""Codes by which the person, or who speaks for the person, was spoken to."""
NOT_ELIGIBLE = frozenset({AttemptCode.DIED, AttemptCode.INSTITUTION})
"""Codes that take somebody out of RR1's denominator; nothing else does."""
CLOSING = {
    AttemptCode.REFUSED: ClosedBy.REFUSED,
    AttemptCode.DIED: ClosedBy.DIED,
    AttemptCode.INSTITUTION: ClosedBy.INSTITUTION,
}
"""Codes after which a wave is tried no more."""


class Status(StrEnum):
    """What somebody does for a living at the time of the interview."""

    SHOP = "shop"
    EMPLOYED = "employed"
    CHAIN_WORK = "chain_work"
    FARMING = "farming"
    STUDY = "study"
    NONE = "none"
    OTHER = "other"


WORKING = frozenset({Status.SHOP, Status.EMPLOYED, Status.CHAIN_WORK})
"""What counts as employed or in business; farming the own land is shown, not counted."""


class EvidenceLevel(StrEnum):
    """What the answers rest on."""

    STATED = "stated"
    SEEN = "seen"
    DOCUMENTED = "documented"


class Need(StrEnum):
    """What a graduate needs next (后续服务对接)."""

    SHOP_SETUP = "shop_setup"
    LOGISTICS = "logistics"
    LOAN = "loan"
    BRAND = "brand"
    MENTOR = "mentor"
    COURSE = "course"
    OTHER = "other"


class ReferralState(StrEnum):
    """A need on its way to a result."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    DECLINED = "declined"


class Alarm(StrEnum):
    """What brings a graduate to the mentor's and the officer's list."""

    INCOME_FELL = "income_fell"
    SHOP_CLOSED = "shop_closed"


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """A wave of a plan: days after the end of the class; None is the baseline at enrolment."""

    code: str
    days: int | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """When graduates of a programme are asked; `before` and `after` make the window, in days."""

    waves: tuple[PlannedWave, ...]
    before: int = 15
    after: int = 30


BASELINE = "baseline"
STANDARD = Plan(
    (
        PlannedWave(BASELINE, None),
        PlannedWave("d30", 30),
        PlannedWave("d90", 90),
        PlannedWave("d180", 180),
        PlannedWave("d365", 365),
        PlannedWave("d730", 730, optional=True),
    )
)
"""DOMAIN §6; a programme without a plan of its own follows it, without the optional wave."""


@dataclass(frozen=True, slots=True)
class Window:
    """A wave of one person: the day it is meant for and the first and last day it may be held."""

    code: str
    due_on: dt.date
    opens_on: dt.date
    closes_on: dt.date


def windows(
    plan: Plan, enrolled_on: dt.date, exit_on: dt.date, *, optional: bool = False
) -> tuple[Window, ...]:
    """The waves of somebody who enrolled and left on these days.

    No wave but the baseline opens before the class is over.
    """
    found = []
    for wave in plan.waves:
        if wave.optional and not optional:
            continue
        due = enrolled_on if wave.days is None else exit_on + dt.timedelta(days=wave.days)
        opens = due - dt.timedelta(days=plan.before)
        if wave.days is not None:
            opens = max(opens, exit_on + dt.timedelta(days=1))
        found.append(Window(wave.code, due, opens, due + dt.timedelta(days=plan.after)))
    return tuple(found)


BASELINE_PAPER_DAYS = 365
"""So long after leaving a baseline may still be entered from the paper of the enrolment."""


def missed(window: Window, exit_on: dt.date, today: dt.date, *, paper: bool = True) -> bool:
    """Whether a wave can no more be held when it is scheduled: the class was entered too late.

    It counts as eligible and not answered, for nobody asked. Without a `paper` of an enrolment a
    baseline is over with its window.
    """
    if window.code == BASELINE and paper:
        return today > exit_on + dt.timedelta(days=BASELINE_PAPER_DAYS)
    return today > window.closes_on


def standing(state: WaveState, opens_on: dt.date, closes_on: dt.date, today: dt.date) -> Standing:
    """Due from the first day of the window, overdue after its last."""
    if state is not WaveState.OPEN:
        return Standing(state.value)
    if today < opens_on:
        return Standing.SCHEDULED
    return Standing.DUE if today <= closes_on else Standing.OVERDUE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as the rules see it."""

    on: dt.date
    channel: Channel
    code: AttemptCode


LOST_ATTEMPTS, LOST_DAYS, LOST_CHANNELS = 4, 2, 2


@dataclass(frozen=True, slots=True)
class Search:
    """How hard somebody was looked for, and whether that suffices to call the person lost."""

    attempts: int
    days: int
    channels: int
    reached: bool

    @property
    def lost(self) -> bool:
        """LOST only after ≥4 attempts on ≥2 days by ≥2 channels, none of which reached anybody."""
        enough = self.attempts >= LOST_ATTEMPTS and self.days >= LOST_DAYS
        return enough and self.channels >= LOST_CHANNELS and not self.reached


def search(attempts: Iterable[Attempt]) -> Search:
    """What was tried on one wave."""
    tried = tuple(attempts)
    return Search(
        len(tried),
        len({one.on for one in tried}),
        len({one.channel for one in tried}),
        any(one.code in REACHED for one in tried),
    )


def final_code(attempts: Sequence[Attempt]) -> AttemptCode | None:
    """What a wave's attempts come to: an answer if there is one, else the last that says most.

    A death is never undone by a later attempt; a person reached counts more than one not reached.
    """
    order = (
        AttemptCode.COMPLETE, AttemptCode.DIED, AttemptCode.INSTITUTION, AttemptCode.PROXY,
        AttemptCode.REFUSED, AttemptCode.PARTIAL,
    )  # fmt: skip
    codes = [one.code for one in attempts]
    for code in order:
        if code in codes:
            return code
    return codes[-1] if codes else None
