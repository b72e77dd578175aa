"""Mentoring: what a pair is and when its next contact is due.

Beside this file, as pure as it: `matching_rules` (what an assignment costs).
"""

import calendar
import datetime as dt
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement (帮带协议) says. `goal_sales_fen` are the sales of the term's last year.

    The frequency is `contacts_a_year` contacts of at least `contact_minutes` each.
    """

    from_date: dt.date
    until_date: dt.date
    contacts_a_year: int
    contact_minutes: int
    goal_sales_fen: int | None = None
    goal_households: int | None = None
    goal_shop: str = ""
    duties: str = ""
    ending: str = ""
    signed_on: dt.date | None = None


def with_goals(terms: Terms, of: Terms) -> Terms:
    """Terms with the goals of an earlier agreement: what was set for the leader goes on."""
    return replace(
        terms, goal_sales_fen=of.goal_sales_fen, goal_households=of.goal_households,
        goal_shop=of.goal_shop,
    )  # fmt: skip


YEARS = range(2000, 2200)
"""Years of agreements; any other is a slip of the pen."""
LONGEST_TERM = 5 * 366
"""Days; a longer one is a slip of the pen."""


def fault_of_terms(terms: Terms) -> str | None:
    """The code of what is wrong with an agreement's terms, None for nothing."""
    if not (terms.from_date.year in YEARS and terms.until_date.year in YEARS):
        return "PAIR_YEAR_WRONG"
    if terms.until_date < terms.from_date:
        return "PAIR_DATES_ORDER"
    if (terms.until_date - terms.from_date).days > LONGEST_TERM:
        return "PAIR_TERM_TOO_LONG"
    if not 1 <= terms.contacts_a_year <= DAYS_A_YEAR or not 1 <= terms.contact_minutes <= 24 * 60:
        return "PAIR_FREQUENCY_INVALID"
    return None


def term_from(begin: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months that begins on `begin`; at most the last of all."""
    index = begin.year * 12 + begin.month - 1 + months
    year, month = divmod(index, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(begin.day, last)) - dt.timedelta(days=1)
