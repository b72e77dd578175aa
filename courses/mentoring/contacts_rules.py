"""Contacts (联系) of a pair as rules: what may be recorded, what counts, what was planned."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from courses.leaders.rules import Evidence
from courses.mentoring.rules import DAYS_A_YEAR

DAY_MINUTES = 24 * 60
SOON = 7
"""Days before a due date in which the contact is called near."""
MOST_LEADERS = 60
"""Leaders of one group session."""


class ContactKind(StrEnum):
    """How they met; a group session (集中辅导) is one entry for many leaders."""

    VISIT = "visit"
    CALL = "call"
    MESSAGE = "message"
    GROUP = "group"


class Topic(StrEnum):
    """What was talked about (主题)."""

    SHOP = "shop"
    GOODS = "goods"
    PHOTOS = "photos"
    LIVE = "live"
    ORDERS = "orders"
    LOGISTICS = "logistics"
    FINANCE = "finance"
    QUALITY = "quality"
    HOUSEHOLDS = "households"
    POLICY = "policy"
    OTHER = "other"


class Doubt(StrEnum):
    """Why a contact does not count: the leader denied it, or a spot check found otherwise."""

    NONE = ""
    DENIED = "denied"
    REFUTED = "refuted"


class Due(StrEnum):
    """How a leader's next contact stands."""

    GOOD = "good"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class PairSpan:
    """The days a pair holds: from, and its last day (the term's end, or the day it was ended)."""

    from_date: dt.date
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class Said:
    """A contact as it was said, before it is looked at. `started` is "HH:MM" or ''."""

    kind: ContactKind
    day: dt.date
    minutes: int
    started: str = ""


@dataclass(frozen=True, slots=True)
class ContactFault:
    """Why a contact cannot be recorded for a pair."""

    code: str
    facts: dict[str, object]


def fault_of(said: Said, span: PairSpan, today: dt.date) -> ContactFault | None:
    """What is wrong with a contact in itself and for this pair; None for nothing."""
    if said.day > today:
        return ContactFault("CONTACT_IN_FUTURE", {"day": said.day, "today": today})
    if said.minutes < 1:
        return ContactFault("CONTACT_WITHOUT_TIME", {})
    if said.minutes > DAY_MINUTES:
        return ContactFault("CONTACT_LONGER_THAN_A_DAY", {"minutes": said.minutes})
    if said.day < span.from_date:
        return ContactFault("CONTACT_BEFORE_PAIR", {"day": said.day, "begun": span.from_date})
    if said.day > span.last_day:
        return ContactFault("CONTACT_AFTER_PAIR", {"day": said.day, "ended": span.last_day})
    return None


def counts(minutes: int, doubt: Doubt, least: int) -> bool:
    """Whether a contact counts towards the plan: long enough and neither denied nor refuted."""
    return minutes >= least and doubt is Doubt.NONE


def days_within(span: PairSpan, from_date: dt.date, to_date: dt.date) -> int:
    """Days of from–to (both counted) on which the pair held."""
    first, last = max(span.from_date, from_date), min(span.last_day, to_date)
    return max(0, (last - first).days + 1)


def planned(span: PairSpan, contacts_a_year: int, from_date: dt.date, to_date: dt.date) -> Fraction:
    """Contacts a pair owes in from–to (both days counted), pro rata, as an exact fraction."""
    return Fraction(contacts_a_year * days_within(span, from_date, to_date), DAYS_A_YEAR)


def standing(next_due_on: dt.date, today: dt.date) -> Due:
    """The colour of a pair's next contact."""
    if today > next_due_on:
        return Due.OVERDUE
    return Due.SOON if (next_due_on - today).days <= SOON else Due.GOOD


def evidence_of(*, documented: bool, confirmed: bool, checked: bool) -> Evidence:
    """The strongest proof there is."""
    if checked:
        return Evidence.SPOT_CHECKED
    if confirmed:
        return Evidence.CONFIRMED
    return Evidence.DOCUMENTED if documented else Evidence.CLAIMED


def topics_in(values: Iterable[object]) -> list[str] | None:
    """Known topics in their order, each once; None if one is unknown."""
    known = {topic.value for topic in Topic}
    found = [str(value) for value in values if value != ""]
    if any(value not in known for value in found):
        return None
    return [topic.value for topic in Topic if topic.value in found]


def started_in(value: object) -> str | None:
    """ "HH:MM" of a day, '' for nothing said, None for nonsense."""
    text = str(value or "").strip()
    if not text:
        return ""
    try:
        return dt.time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        return None


def joined(texts: Collection[str]) -> str:
    """Texts as they are compared for being the same: without blanks and marks."""
    return "".join(letter for text in texts for letter in text if letter.isalnum()).casefold()
