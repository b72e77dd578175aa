"""Mentoring: what a pair is and when its next contact is due.

Beside this file, as pure as it: `matching_rules` (what an assignment costs) and `coverage_rules`.
"""

import datetime as dt
from enum import StrEnum

DAYS_A_YEAR = 365


class PairRole(StrEnum):
    """A leader has at most one main mentor and, said explicitly, one second."""

    MAIN = "main"
    SECOND = "second"


class PairState(StrEnum):
    """An ended pair is never opened again; a new one continues it by `previous_id`."""

    ACTIVE = "active"
    ENDED = "ended"


class EndedBy(StrEnum):
    """Which side ended a pair, or what did."""

    LECTURER = "lecturer"
    LEADER = "leader"
    OFFICE = "office"
    HANDOVER = "handover"
    UNDONE = "undone"


def contact_interval(contacts_a_year: int) -> int:
    """Days from one contact to the next that a yearly number means, at least 1."""
    return max(1, DAYS_A_YEAR // max(1, contacts_a_year))


def next_due(begun_on: dt.date, last_contact_on: dt.date | None, contacts_a_year: int) -> dt.date:
    """The day by which the next contact is due: an interval after the last one or the beginning."""
    since = last_contact_on if last_contact_on is not None else begun_on
    return since + dt.timedelta(days=contact_interval(contacts_a_year))


def days_overdue(due: dt.date, today: dt.date) -> int:
    """Days since a due date; 0 before and on it."""
    return max(0, (today - due).days)
