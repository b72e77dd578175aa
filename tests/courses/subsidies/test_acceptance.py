"""The acceptance cases of the two programmes, by their numbers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from courses.subsidies.rules import (
    Code,
    CourseKind,
    Day,
    DayBasis,
    Facts,
    Item,
    Line,
    PriorClaim,
    Window,
    decide,
    doubts,
)
from courses.subsidies.terms import ApplyPlace, CapWindow
from lms.documents.amounts import amount_in_words
from tests.courses.subsidies.builders import (
    HUBIN,
    LUOYANG_JIANXI,
    LUSHI,
    PACKS,
    TODAY,
    XIAN,
    days,
    guangdong,
    henan,
    nanning,
    pack_of,
    rule_of,
)

HN_2016 = {"class_start": date(2017, 3, 6), "class_end": date(2017, 3, 24)}


@pytest.mark.parametrize(
    ("changes", "living", "transport", "why"),
    [
        pytest.param({"venue_county": LUSHI}, 30000, 0, Code.SAME_COUNTY, id="A01"),
        pytest.param({"days": days(15), "invoices_fen": (26850,)}, 45000, 26850, None, id="A02"),
        pytest.param(
            {"days": days(15), "invoices_fen": (20000, 6850)}, 45000, 26850, None, id="A02-tickets"
        ),
        pytest.param({"days": days(15), "invoices_fen": (41200,)}, 45000, 30000, None, id="A03"),
        pytest.param(
            {**HN_2016, "days": days(15, date(2017, 3, 6)), "invoices_fen": (26850,)},
            45000, 0, Code.SAME_CITY, id="A04",
        ),
        pytest.param(
            {
                **HN_2016,
                "days": days(15, date(2017, 3, 6)),
                "venue_county": LUOYANG_JIANXI,
                "invoices_fen": (12000,),
            },
            45000, 30000, None, id="A05",
        ),
        pytest.param(
            {"days": days(15), "venue_county": LUOYANG_JIANXI, "invoices_fen": (12000,)},
            45000, 12000, None, id="A05-under-2017",
        ),
        pytest.param(
            {"venue_county": XIAN, "invoices_fen": (26850,)},
            30000, 0, Code.OUT_OF_PROVINCE, id="A06",
        ),
        pytest.param({"venue_county": LUOYANG_JIANXI}, 30000, 0, Code.NO_INVOICE, id="A07"),
        pytest.param({"days": days(15, absent=3)}, 36000, 0, Code.NO_INVOICE, id="A08"),
        pytest.param({"days": days(15, internship=5)}, 45000, 0, Code.NO_INVOICE, id="A09"),
    ],
)  # fmt: skip
def test_henan_amounts(
    changes: dict[str, Any], living: int, transport: int, why: Code | None
) -> None:
    decision = decide(henan(**changes), PACKS, TODAY)

    assert (decision.eligible, decision.reason) == (True, None)
    assert decision.amount_fen(Item.LIVING) == living
    assert decision.amount_fen(Item.TRANSPORT_LODGING) == transport
    assert decision.total_fen == living + transport
    component = decision.component(Item.TRANSPORT_LODGING)
    assert component is not None
    assert component.reason is why


def test_a02_in_words() -> None:
    decision = decide(henan(days=days(15), invoices_fen=(26850,)), PACKS, TODAY)
    assert amount_in_words(decision.total_fen) == "人民币柒佰壹拾捌元伍角"


def test_a08_scheduled_days() -> None:
    scheduled = replace(rule_of("HN-2017-71", Item.LIVING), day_basis=DayBasis.SCHEDULED)
    decision = decide(henan(days=days(15, absent=3)), (pack_of(scheduled),), TODAY)
    assert decision.total_fen == 45000


def test_a10_not_in_the_register() -> None:
    decision = decide(henan(categories=frozenset({"returning_youth"})), PACKS, TODAY)
    assert (decision.eligible, decision.reason, decision.total_fen) == (False, Code.NOT_TARGET, 0)


def test_a11_claimed_at_home_and_at_the_residence() -> None:
    at_home = decide(henan(apply_place=ApplyPlace.HOME), PACKS, TODAY)
    first = PriorClaim(
        id="claim-1", subject="cohort-1", county=LUSHI, pack="HN-2017-71", on=date(2018, 9, 10),
        amounts=((Item.LIVING, 30000),),
    )  # fmt: skip
    at_residence = decide(
        henan(county=HUBIN, apply_place=ApplyPlace.RESIDENCE, prior=(first,)), PACKS, TODAY
    )
    assert at_home.total_fen == 30000
    assert (at_residence.reason, at_residence.total_fen) == (Code.DUPLICATE_CLAIM, 0)


def test_a12_one_day_in_two_cohorts() -> None:
    shared = date(2018, 9, 19)
    one = henan()
    rest = [replace(day, paid_elsewhere="cohort-1") if day.on == shared else day for day in
            days(3, shared)]  # fmt: skip
    other = henan(subject="cohort-2", days=tuple(rest), confirmations=tuple(
        replace(each, subject="cohort-2") for each in one.confirmations))  # fmt: skip

    assert decide(one, PACKS, TODAY).amount_fen(Item.LIVING) == 30000
    assert decide(other, PACKS, TODAY).amount_fen(Item.LIVING) == 6000
    found = doubts([
        Line(id="1", person="p", subject="cohort-1", attended=frozenset(d.on for d in one.days)),
        Line(id="2", person="p", subject="cohort-2", attended=frozenset(d.on for d in rest)),
    ])  # fmt: skip
    assert [(doubt.code, doubt.subjects) for doubt in found] == [("OVERLAP", ("1", "2"))]


@pytest.mark.parametrize("length", [3, 30], ids=["A13-3-days", "A13-30-days"])
def test_a13_guangdong(length: int) -> None:
    facts = guangdong(days=days(length, date(2024, 4, 1)))
    assert decide(facts, PACKS, date(2024, 6, 1)).total_fen == 50000


@pytest.mark.parametrize(
    ("window", "second"),
    [(Window.CALENDAR_YEAR, 50000), (Window.ROLLING_12_MONTHS, 0), (None, 0)],
    ids=["A14-calendar", "A14-rolling", "A14-default"],
)
def test_a14_once_a_year(window: Window | None, second: int) -> None:
    shipped = rule_of("GD-2023-13", Item.LIVING)
    caps = shipped.cap_windows if window is None else (CapWindow(window, count=1),)
    packs = (pack_of(replace(shipped, cap_windows=caps)),)
    first_facts = guangdong(certificate_on=date(2024, 11, 20), applied_on=date(2024, 12, 1))
    first = decide(first_facts, packs, date(2024, 12, 1))
    prior = PriorClaim(
        id="1", subject="cohort-0", county="441403", pack="GD-2023-13", on=date(2024, 11, 20),
        amounts=((Item.LIVING, first.total_fen),),
    )  # fmt: skip
    again = guangdong(certificate_on=date(2025, 3, 1), applied_on=date(2025, 3, 2), prior=(prior,))
    decision = decide(again, packs, date(2025, 3, 2))

    assert first.total_fen == 50000
    assert decision.total_fen == second
    assert decision.reason is (None if second else Code.CAP_REACHED)


@pytest.mark.parametrize(
    ("applied", "reason"),
    [(date(2025, 5, 10), None), (date(2025, 5, 11), Code.LATE)],
    ids=["A15-last-day", "A15-late"],
)
def test_a15_twelve_months_to_apply(applied: date, reason: Code | None) -> None:
    decision = decide(guangdong(applied_on=applied), PACKS, applied)
    assert decision.reason is reason
    assert decision.total_fen == (0 if reason else 50000)
    assert decide(guangdong(applied_on=None), PACKS, applied).reason is reason


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        pytest.param(date(2026, 1, 5), Code.NO_ACTIVE_RULE, id="A16"),
        pytest.param(date(2026, 1, 1), Code.NO_ACTIVE_RULE, id="A16-first-day"),
        pytest.param(date(2025, 12, 31), None, id="A16-day-before"),
        pytest.param(date(2023, 8, 15), None, id="A16-begin"),
        pytest.param(date(2023, 8, 14), Code.NO_ACTIVE_RULE, id="A16-before-begin"),
        pytest.param(date(2019, 6, 1), Code.NO_ACTIVE_RULE, id="A16-2019-unknown"),
    ],
)
def test_a16_no_rule_of_last_year(certificate: date, reason: Code | None) -> None:
    facts = guangdong(certificate_on=certificate, applied_on=certificate)
    decision = decide(facts, PACKS, certificate)
    assert (decision.reason, decision.total_fen) == (reason, 0 if reason else 50000)


@pytest.mark.parametrize(
    ("hours", "kind", "fen"),
    [
        pytest.param(100, CourseKind.SKILL, 45000, id="A18-100"),
        pytest.param(200, CourseKind.SKILL, 87000, id="A18-200"),
        pytest.param(300, CourseKind.SKILL, 129000, id="A18-300"),
        pytest.param(60, CourseKind.STARTUP, 30000, id="A18-startup"),
    ],
)
def test_a18_nanning_by_table(hours: int, kind: CourseKind, fen: int) -> None:
    decision = decide(nanning(hours=hours, course_kind=kind), PACKS, TODAY)
    assert (decision.reason, decision.total_fen) == (None, fen)


@pytest.mark.parametrize(
    ("claimed", "fen"),
    [
        pytest.param(
            {Item.STARTUP_AWARENESS, Item.STARTUP_PRACTICE, Item.STARTUP_FOUNDING},
            150000, id="A22-all",
        ),
        pytest.param({Item.STARTUP_FOUNDING}, 100000, id="A22-founding"),
    ],
)  # fmt: skip
def test_a22_startup_training(claimed: set[Item], fen: int) -> None:
    facts = henan(claimed=frozenset(claimed), course_kind=CourseKind.STARTUP)
    assert decide(facts, PACKS, TODAY).total_fen == fen


@pytest.mark.parametrize(
    ("applied", "reason", "fen"),
    [
        pytest.param(date(2018, 7, 9), Code.TOO_EARLY, 0, id="A23-too-early"),
        pytest.param(date(2018, 7, 10), None, 500000, id="A23-in-time"),
    ],
)
def test_a23_six_months_of_trading(applied: date, reason: Code | None, fen: int) -> None:
    facts = henan(
        claimed=frozenset({Item.STARTUP_GRANT}), licence_on=date(2018, 1, 10), applied_on=applied,
        days=(), minimum_attendance=None,
    )  # fmt: skip
    decision = decide(facts, PACKS, applied)
    assert (decision.reason, decision.total_fen) == (reason, fen)


def _earlier(number: int, on: date, **more: Any) -> PriorClaim:
    return PriorClaim(
        id=str(number), subject=f"earlier-{number}", county=LUSHI, pack="HN-2017-71", on=on,
        amounts=((Item.LIVING, 30000),), **more,
    )  # fmt: skip


def test_a25_fourth_subsidy_of_the_year() -> None:
    three = tuple(_earlier(month, date(2018, month, 1)) for month in (1, 3, 5))
    two_and_last_year = (*three[:2], _earlier(9, date(2017, 12, 31)))
    fourth = decide(henan(prior=three), PACKS, TODAY)
    assert (fourth.reason, fourth.total_fen) == (Code.ANNUAL_LIMIT_REACHED, 0)
    assert decide(henan(prior=two_and_last_year), PACKS, TODAY).total_fen == 30000


def test_a25_same_occupation_and_level() -> None:
    prior = (_earlier(1, date(2016, 3, 1), occupation="电子商务师", level="五级"),)
    same = decide(henan(prior=prior, occupation="电子商务师", level="五级"), PACKS, TODAY)
    higher = decide(henan(prior=prior, occupation="电子商务师", level="四级"), PACKS, TODAY)
    other = decide(henan(prior=prior, occupation="保育员", level="五级"), PACKS, TODAY)
    assert (same.reason, same.total_fen) == (Code.SAME_OCCUPATION_LEVEL, 0)
    assert higher.total_fen == other.total_fen == 30000


def test_replacement_begins_with_the_class_and_not_with_the_claim() -> None:
    def packs_of(start: date) -> set[str]:
        facts: Facts = henan(class_start=start, days=(Day(start, True, True),))
        return {each.pack for each in decide(facts, PACKS, TODAY).rules}

    assert packs_of(date(2017, 8, 28)) == {"HN-2016-27"}
    assert packs_of(date(2017, 8, 29)) == {"HN-2017-71"}
    assert packs_of(date(2016, 6, 11)) == set()
    assert packs_of(date(2026, 1, 1)) == set()
