"""What the lecturer corps (讲师团) is made of: expert kinds, fields of expertise, terms, places.

The four expert kinds are those of 《广东省农村电商精准扶贫工作方案（2018—2020年）》. The fields are one
short list that leaders share, so that a lecturer's expertise can be held against a leader's goods.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ExpertKind(StrEnum):
    """专家类别; `other` for a lecturer who is of none of the four."""

    STARTUP = "startup"
    ECOMMERCE = "ecommerce"
    AGRICULTURE = "agriculture"
    ENTREPRENEUR = "entrepreneur"
    OTHER = "other"


class Expertise(StrEnum):
    """A field (专长领域): main goods first, then skills of selling."""

    FRUIT_VEGETABLES = "fruit_vegetables"
    TEA = "tea"
    HERBS = "herbs"
    LIVESTOCK = "livestock"
    AQUATIC = "aquatic"
    GRAIN_OIL = "grain_oil"
    MUSHROOMS = "mushrooms"
    HANDICRAFT = "handicraft"
    TOURISM = "tourism"
    DAILY_GOODS = "daily_goods"
    SHOP_OPENING = "shop_opening"
    LIVE_SALES = "live_sales"
    DESIGN = "design"
    LOGISTICS = "logistics"
    BRANDING = "branding"
    OPERATION = "operation"
    FINANCE = "finance"


GOODS = tuple(Expertise)[:10]
"""What is sold (主营商品)."""
SKILLS = tuple(Expertise)[10:]
"""What one has to be able to do (技能)."""


class Language(StrEnum):
    """What a lecturer or leader speaks; `other` is named in the remark."""

    MANDARIN = "mandarin"
    CENTRAL_PLAINS = "central_plains"
    CANTONESE = "cantonese"
    HAKKA = "hakka"
    TEOCHEW = "teochew"
    OTHER = "other"


class Standing(StrEnum):
    """Whether a lecturer may take on work on a day, and if not, why."""

    SERVING = "serving"
    NO_TERM = "no_term"
    NOT_YET = "not_yet"
    TERM_ENDED = "term_ended"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class TermDates:
    """A term of office (聘期), both days included."""

    from_on: date
    to_on: date


def standing(terms: Iterable[TermDates], left_on: date | None, today: date) -> Standing:
    """How a lecturer stands on `today`. One with no term on record serves without limit.

    `no_term` therefore also counts as able to work; a term that has ended does not.
    """
    if left_on is not None and left_on <= today:
        return Standing.LEFT
    known = sorted(terms, key=lambda term: term.from_on)
    if not known:
        return Standing.NO_TERM
    if any(term.from_on <= today <= term.to_on for term in known):
        return Standing.SERVING
    return Standing.NOT_YET if today < known[0].from_on else Standing.TERM_ENDED


def may_work(held: Standing) -> bool:
    """Whether this standing lets a lecturer take on a leader."""
    return held in (Standing.SERVING, Standing.NO_TERM)


def overlapping(terms: Iterable[TermDates], new: TermDates) -> TermDates | None:
    """The first known term that shares a day with a new one."""
    shared = (t for t in terms if t.from_on <= new.to_on and new.from_on <= t.to_on)
    return min(shared, key=lambda term: term.from_on, default=None)


def expiring(expires_on: date | None, today: date, days: int) -> bool:
    """Whether a credential has expired or will within `days` days."""
    return expires_on is not None and expires_on <= today + timedelta(days=days)


def serves(regions: Iterable[str], place: str) -> bool:
    """Whether a place lies in one of the service regions (division prefixes)."""
    return any(place.startswith(region) for region in regions if region)
