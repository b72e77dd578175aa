"""Synthetic claims for the tests of subsidies."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from courses.subsidies.packs import load_packs
from courses.subsidies.rules import (
    Confirmation,
    Day,
    Decision,
    Facts,
    Item,
    Mode,
    Pack,
    Rule,
    decide,
)
from courses.subsidies.terms import DateSelector, RuleStatus, Target, Unit

LUSHI, HUBIN, LUOYANG_JIANXI, XIAN = "411224", "411202", "410305", "610102"
MEIXIAN, NANNING = "441403", "450102"
MINIMUM = Fraction(4, 5)
START = date(2018, 9, 10)
TODAY = date(2018, 11, 1)
PACKS = load_packs()


def days(count: int, start: date = START, internship: int = 0, absent: int = 0) -> tuple[Day, ...]:
    """`count` whole days in a row; the last `internship` of them as such, the last `absent` away."""
    return tuple(
        Day(
            start + timedelta(days=at),
            at < count - absent,
            at < count - absent,
            Mode.INTERNSHIP if at >= count - internship else Mode.CLASSROOM,
        )
        for at in range(count)
    )


def confirmed(pack: str, subject: str = "cohort-1", version: int = 1) -> Confirmation:
    """A named confirmation for the cohort."""
    return Confirmation(
        pack=pack, version=version, subject=subject, by="王主任", reason="已核对原文"
    )


CONFIRMED = (confirmed("HN-2017-71"), confirmed("HN-2016-27"), confirmed("NN-2016"))


def henan(**changes: Any) -> Facts:
    """A registered poor trainee of 卢氏县, ten days in another county of the same city."""
    facts = Facts(
        subject="cohort-1",
        county=LUSHI,
        home_county=LUSHI,
        venue_county=HUBIN,
        class_start=START,
        class_end=START + timedelta(days=14),
        categories=frozenset({"registered_poor"}),
        days=days(10),
        minimum_attendance=MINIMUM,
        confirmations=CONFIRMED,
    )
    return replace(facts, **changes)


def guangdong(**changes: Any) -> Facts:
    """A trainee of 梅县区 with a certificate of 2024-05-10, who applies ten days later."""
    facts = Facts(
        subject="cohort-1",
        county=MEIXIAN,
        home_county=MEIXIAN,
        venue_county=MEIXIAN,
        class_start=date(2024, 5, 1),
        class_end=date(2024, 5, 10),
        categories=frozenset({"out_of_poverty"}),
        days=days(3, date(2024, 5, 1)),
        certificate_on=date(2024, 5, 10),
        applied_on=date(2024, 5, 20),
    )
    return replace(facts, **changes)


def nanning(**changes: Any) -> Facts:
    """A registered poor trainee of Nanning in a course of 100 课时."""
    facts = henan(
        county=NANNING,
        home_county=NANNING,
        venue_county=NANNING,
        class_start=date(2016, 9, 5),
        class_end=date(2016, 9, 20),
        days=days(12, date(2016, 9, 5)),
        hours=100,
    )
    return replace(facts, **changes)


def rule_of(pack: str, item: Item) -> Rule:
    """A shipped rule."""
    return next(
        rule for each in PACKS if each.id == pack for rule in each.rules if rule.item is item
    )


def pack_of(*rules: Rule, pack: str = "X-1") -> Pack:
    """A pack of made-up rules."""
    return Pack(
        id=pack,
        version=1,
        instrument="试文〔2018〕1号",
        posted=None,
        jurisdiction="41",
        status=RuleStatus.VERIFIED,
        confidence="V",
        rules=rules,
    )


def rule(**changes: Any) -> Rule:
    """A verified rule of 100 yuan an event for the registered poor of Henan."""
    made = Rule(
        id="X-1.living",
        pack="X-1",
        version=1,
        instrument="试文〔2018〕1号",
        clause="第一条",
        jurisdiction="41",
        valid_from=date(2018, 1, 1),
        valid_to=date(2018, 12, 31),
        date_selector=DateSelector.CLASS_START,
        item=Item.LIVING,
        unit=Unit.EVENT,
        targets=(Target("registered_poor"),),
        rate_fen=10000,
        status=RuleStatus.VERIFIED,
        attendance_required=False,
    )
    return replace(made, **changes)


def under(made: Rule, facts: Facts) -> Decision:
    """The decision under one made-up rule alone."""
    return decide(facts, (pack_of(made),), TODAY)
