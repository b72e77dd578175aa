"""How days, moments, money and shares read in the visitor's language; also template filters."""

from datetime import date, datetime
from fractions import Fraction

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.clock import CHINA
from lms.documents.amounts import format_yuan
from lms.web import audit_words

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def english() -> bool:
    """Whether the page is in English."""
    return str(get_locale() or "zh").startswith("en")


def day(value: date | None) -> str:
    """`2018年9月10日` or `10 Sep 2018`."""
    if value is None:
        return ""
    if english():
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date | None) -> str:
    """`9月10日` or `10 Sep`."""
    if value is None:
        return ""
    if english():
        return f"{value.day} {MONTHS[value.month - 1]}"
    return f"{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """A day and a time of day in China."""
    if value is None:
        return ""
    local = value.astimezone(CHINA)
    return f"{day(local.date())} {local:%H:%M}"


def yuan(fen: int | None) -> str:
    """`718.50` of 71850 fen."""
    return "" if fen is None else format_yuan(fen)


def percent(share: Fraction | None) -> str:
    """One decimal, rounded down, so that 699/1000 never reads 70%; 不适用 without a denominator."""
    if share is None:
        return _("不适用")
    tenths = share.numerator * 1000 // share.denominator
    return f"{tenths // 10}.{tenths % 10}%"


def init_app(app: Flask) -> None:
    """Register the filters."""
    for name, function in (
        ("day", day),
        ("short_day", short_day),
        ("moment", moment),
        ("yuan", yuan),
        ("percent", percent),
        ("audit_facts", audit_words.facts),
        ("audit_subject", audit_words.subject),
        ("audit_actor", audit_words.actor),
        ("short_id", audit_words.short_id),
    ):
        app.jinja_env.filters[name] = function
