"""Months between dates, and the dates by which a rule counts a claim."""

from calendar import monthrange
from datetime import date

from courses.subsidies.claims import Facts
from courses.subsidies.terms import Anchor, DateSelector, Rule, Window

_MONTHS = 12


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the month's last day where it has no such day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def applied(facts: Facts, today: date) -> date:
    """The day the claim was handed in, today if it has not been."""
    return facts.applied_on or today


def counting_date(rule: Rule, facts: Facts, today: date) -> date:
    """The date that picks the rule's version and places the claim in a cap window.

    A missing certificate is taken as of the class's end: the rule is found, and then asks for it.
    """
    if rule.date_selector is DateSelector.CERTIFICATE:
        return facts.certificate_on or facts.class_end
    if rule.date_selector is DateSelector.APPLICATION:
        return applied(facts, today)
    return facts.class_start


def anchor_date(anchor: Anchor, facts: Facts) -> date | None:
    """The date from which an apply window runs, None if the paper is missing."""
    if anchor is Anchor.CERTIFICATE:
        return facts.certificate_on
    if anchor is Anchor.LICENCE:
        return facts.licence_on
    return facts.class_end


def within(window: Window, one: date, other: date) -> bool:
    """Whether two payments fall into one window, whichever came first.

    Twelve rolling months end before the same date of the next year: 2024-11-20 and 2025-11-20
    are apart.
    """
    if window is Window.CALENDAR_YEAR:
        return one.year == other.year
    if window is Window.ROLLING_12_MONTHS:
        return max(one, other) < add_months(min(one, other), _MONTHS)
    return True
