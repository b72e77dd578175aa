"""Days, places, caps and tables of a component."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from courses.subsidies.rules import (
    Code,
    Component,
    CourseKind,
    Day,
    Facts,
    Item,
    Mode,
    PriorClaim,
    Rule,
    Uncounted,
    Window,
    decide,
)
from courses.subsidies.terms import (
    CapWindow,
    DayBasis,
    DayCounts,
    Evidence,
    PlaceTest,
    Unit,
)
from tests.courses.subsidies.builders import (
    HUBIN,
    LUOYANG_JIANXI,
    LUSHI,
    PACKS,
    START,
    TODAY,
    XIAN,
    days,
    henan,
    nanning,
    pack_of,
    rule,
    under,
)

BY_DAY = rule(
    unit=Unit.DAY, rate_fen=3001, day_basis=DayBasis.ATTENDED,
    modes=frozenset({Mode.CLASSROOM, Mode.INTERNSHIP}),
)  # fmt: skip
MIXED = (
    Day(START, True, True),
    Day(START + timedelta(1), True, False),
    Day(START + timedelta(2), False, False),
    Day(START + timedelta(3), True, None),
    Day(START + timedelta(4), True, True, Mode.ONLINE),
    Day(START + timedelta(5), True, True, paid_elsewhere="cohort-9"),
    Day(START + timedelta(6), None, None),
    Day(START + timedelta(7), None, False),
)


def living(made: Rule, facts: Facts) -> Component:
    found = under(made, facts).component(Item.LIVING)
    assert found is not None
    return found


def _why(component: Component) -> dict[int, Uncounted]:
    return {(day - START).days: code for day, code in component.uncounted}


def test_whole_days() -> None:
    got = living(BY_DAY, henan(days=tuple(reversed(MIXED))))
    assert (got.quantity, got.rate_fen, got.amount_fen) == (Decimal(1), 3001, 3001)
    assert got.counted_days == (START,)
    assert _why(got) == {
        1: Uncounted.HALF_ABSENT,
        2: Uncounted.ABSENT,
        3: Uncounted.ONE_HALF_PLANNED,
        4: Uncounted.MODE_NOT_COVERED,
        5: Uncounted.PAID_ELSEWHERE,
        7: Uncounted.ABSENT,
    }
    assert [day for day, _ in got.uncounted] == sorted(day for day, _ in got.uncounted)


def test_half_days_count_half_and_fen_are_never_rounded_up() -> None:
    got = living(replace(BY_DAY, day_counts=DayCounts.HALF), henan(days=MIXED[:4]))
    assert (got.quantity, got.amount_fen) == (Decimal(2), 6002)
    assert len(got.counted_days) == 3
    assert _why(got) == {
        1: Uncounted.HALF_ABSENT, 2: Uncounted.ABSENT, 3: Uncounted.ONE_HALF_PLANNED
    }  # fmt: skip
    odd = living(replace(BY_DAY, day_counts=DayCounts.HALF), henan(days=MIXED[:2]))
    assert (odd.quantity, odd.amount_fen) == (Decimal("1.5"), 4501)


def test_scheduled_days() -> None:
    got = living(replace(BY_DAY, day_basis=DayBasis.SCHEDULED), henan(days=MIXED))
    assert got.quantity == 3
    assert _why(got) == {
        3: Uncounted.ONE_HALF_PLANNED, 4: Uncounted.MODE_NOT_COVERED,
        5: Uncounted.PAID_ELSEWHERE, 7: Uncounted.ONE_HALF_PLANNED,
    }  # fmt: skip


def test_no_counted_day_is_said() -> None:
    decision = under(BY_DAY, henan(days=(Day(START, True, False),)))
    assert (decision.eligible, decision.reason) == (False, Code.NO_COUNTED_DAYS)
    assert decision.components[0].reason is Code.NO_COUNTED_DAYS


def test_a_day_is_paid_once_and_the_second_class_says_so() -> None:
    """A12: every day that counts is paid by another class; 0 fen with its reason."""
    taken = tuple(Day(START + timedelta(at), True, True, paid_elsewhere="c2") for at in range(3))
    idle = Day(START + timedelta(3), False, False)
    decision = under(BY_DAY, henan(days=(*taken, idle), minimum_attendance=Fraction(1, 2)))
    assert (decision.eligible, decision.total_fen) == (False, 0)
    assert decision.codes == (Code.DAYS_PAID_ELSEWHERE,)
    said = decision.reasons[0].facts
    assert (said["days"], said["first"]) == (3, START)
    one_left = under(BY_DAY, henan(days=(*taken, Day(START + timedelta(4), True, True))))
    assert (one_left.eligible, one_left.total_fen) == (True, 3001)
    never_there = under(BY_DAY, henan(days=(Day(START, False, False, paid_elsewhere="c2"),)))
    assert never_there.codes == (Code.NO_COUNTED_DAYS,), "a day missed here is not paid elsewhere"


def test_a_claim_of_transport_alone_says_why_it_is_nothing() -> None:
    decision = under(
        rule(item=Item.TRANSPORT_LODGING, unit=Unit.EVENT, place_test=PlaceTest.OUTSIDE_COUNTY),
        henan(venue_county=LUSHI),
    )
    assert (decision.eligible, decision.codes) == (False, (Code.SAME_COUNTY,))


@pytest.mark.parametrize(
    ("test", "venue", "codes"),
    [
        (PlaceTest.OUTSIDE_COUNTY, LUSHI, [Code.SAME_COUNTY]),
        (PlaceTest.OUTSIDE_COUNTY, HUBIN, []),
        (PlaceTest.OUTSIDE_COUNTY, LUOYANG_JIANXI, []),
        (PlaceTest.OUTSIDE_COUNTY, XIAN, [Code.OUT_OF_PROVINCE]),
        (PlaceTest.OUTSIDE_CITY, LUSHI, [Code.SAME_COUNTY, Code.SAME_CITY]),
        (PlaceTest.OUTSIDE_CITY, HUBIN, [Code.SAME_CITY]),
        (PlaceTest.OUTSIDE_CITY, LUOYANG_JIANXI, []),
        (PlaceTest.OUTSIDE_CITY, XIAN, [Code.OUT_OF_PROVINCE]),
        (PlaceTest.OUTSIDE_CITY, None, [Code.PLACE_UNKNOWN]),
        (PlaceTest.NONE, None, []),
        (PlaceTest.NONE, XIAN, []),
    ],
)
def test_places(test: PlaceTest, venue: str | None, codes: list[Code]) -> None:
    got = living(rule(place_test=test), henan(venue_county=venue))
    assert [finding.code for finding in got.reasons] == codes
    assert got.amount_fen == (0 if codes else 10000)


def test_unknown_home_is_said() -> None:
    got = living(rule(place_test=PlaceTest.OUTSIDE_COUNTY), henan(home_county=None))
    assert got.reason is Code.PLACE_UNKNOWN


def test_place_and_ticket_are_both_kept() -> None:
    decision = decide(henan(venue_county=XIAN), PACKS, TODAY)
    transport = decision.component(Item.TRANSPORT_LODGING)
    assert transport is not None
    assert [each.code for each in transport.reasons] == [Code.OUT_OF_PROVINCE, Code.NO_INVOICE]


@pytest.mark.parametrize(
    ("tickets", "fen"), [((29999,), 29999), ((30000,), 30000), ((30001,), 30000)]
)
def test_cap_per_claim(tickets: tuple[int, ...], fen: int) -> None:
    actual = rule(unit=Unit.ACTUAL, rate_fen=0, evidence=Evidence.INVOICE, cap_fen=30000)
    got = living(actual, henan(invoices_fen=tickets))
    assert got.amount_fen == fen
    assert got.facts.get("before_cap_fen") == (tickets[0] if tickets[0] > fen else None)
    assert (got.facts["tickets"], got.facts["invoice_fen"]) == (1, tickets[0])


def _prior(on: date, fen: int = 10000, **changes: Any) -> PriorClaim:
    made = PriorClaim(
        id="p", subject="cohort-0", county=LUSHI, pack="X-1", on=on, amounts=((Item.LIVING, fen),)
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("window", "on", "reached"),
    [
        (Window.CALENDAR_YEAR, date(2018, 1, 1), True),
        (Window.CALENDAR_YEAR, date(2018, 12, 31), True),
        (Window.CALENDAR_YEAR, date(2017, 12, 31), False),
        (Window.ROLLING_12_MONTHS, date(2017, 9, 11), True),
        (Window.ROLLING_12_MONTHS, date(2017, 9, 10), False),
        (Window.ROLLING_12_MONTHS, date(2019, 9, 9), True),
        (Window.ROLLING_12_MONTHS, date(2019, 9, 10), False),
        (Window.LIFETIME, date(2005, 1, 1), True),
    ],
)
def test_count_caps(window: Window, on: date, reached: bool) -> None:
    made = rule(cap_windows=(CapWindow(window, count=1),))
    assert (under(made, henan(prior=(_prior(on),))).reason is Code.CAP_REACHED) is reached
    twice = rule(cap_windows=(CapWindow(window, count=2),))
    assert under(twice, henan(prior=(_prior(on),))).eligible


@pytest.mark.parametrize(
    ("used", "fen"), [(0, 10000), (15000, 10000), (15001, 9999), (24999, 1), (25000, 0), (26000, 0)]
)
def test_amount_caps(used: int, fen: int) -> None:
    made = rule(cap_windows=(CapWindow(Window.CALENDAR_YEAR, amount_fen=25000),))
    decision = under(made, henan(prior=(_prior(START, used),)))
    assert decision.total_fen == fen
    assert decision.reason is (None if fen else Code.CAP_REACHED)


def test_caps_look_only_at_the_same_item_and_instrument() -> None:
    made = rule(cap_windows=(CapWindow(Window.LIFETIME, count=1),), replaces=frozenset({"OLD"}))
    assert under(made, henan(prior=(_prior(START, pack="Y-1"),))).eligible
    assert under(made, henan(prior=(_prior(START, amounts=((Item.TUITION, 5),)),))).eligible
    assert under(made, henan(prior=(_prior(START, 0),))).eligible
    assert under(made, henan(prior=(_prior(START, pack="OLD"),))).reason is Code.CAP_REACHED


def test_nanning_once_and_only_by_the_table() -> None:
    other_hours = decide(nanning(hours=120), PACKS, TODAY)
    assert (other_hours.total_fen, other_hours.components[0].reason) == (0, Code.HOURS_NOT_IN_TABLE)
    assert decide(nanning(hours=None), PACKS, TODAY).total_fen == 0
    assert decide(nanning(hours=60), PACKS, TODAY).total_fen == 0
    assert decide(nanning(course_kind=CourseKind.STARTUP), PACKS, TODAY).total_fen == 0
    again = nanning(prior=(_prior(date(2016, 2, 1), pack="NN-2016"),))
    assert decide(again, PACKS, TODAY).reason is Code.CAP_REACHED


def test_hours_by_a_divisor_or_by_the_hour() -> None:
    table = rule(unit=Unit.DAY, day_basis=DayBasis.TABLE, hours_table=((60, 10),), hours_per_day=7)
    by_hours = {60: 10, 61: 9, 63: 9, 64: 10, 7: 1}
    got = {hours: int(living(table, henan(hours=hours)).quantity) for hours in by_hours}
    assert got == by_hours
    hourly = rule(unit=Unit.HOUR, rate_fen=150)
    assert living(hourly, henan(hours=80)).amount_fen == 12000
    assert living(hourly, henan(hours=None)).reason is Code.HOURS_NOT_IN_TABLE


def test_days_of_the_sample_cohort_are_unchanged_by_their_order() -> None:
    forwards, backwards = henan(days=days(10)), henan(days=tuple(reversed(days(10))))
    assert living(BY_DAY, forwards) == living(BY_DAY, backwards)


def test_reasons_of_a_paid_claims_component_keep_the_order() -> None:
    transport = decide(henan(venue_county=None), PACKS, TODAY).component(Item.TRANSPORT_LODGING)
    assert transport is not None
    assert [each.code for each in transport.reasons] == [Code.NO_INVOICE, Code.PLACE_UNKNOWN]


def test_what_is_refused_counts_as_nothing_and_says_its_figures() -> None:
    overlap = decide(henan(), (pack_of(rule(pack="A")), pack_of(rule(pack="B"))), TODAY)
    empty = overlap.components[0]
    assert (empty.rule, int(empty.quantity), empty.rate_fen, empty.amount_fen) == (None, 0, 0, 0)
    assert overlap.amount_fen(Item.TUITION) == 0
    assert overlap.component(Item.TUITION) is None
    hours = decide(nanning(hours=120), PACKS, TODAY).components[0]
    assert (hours.reasons[0].facts["hours"], hours.facts["hours"]) == (120, 120)
    place = living(rule(place_test=PlaceTest.OUTSIDE_COUNTY), henan(venue_county=None))
    assert (place.reasons[0].facts["home"], place.reasons[0].facts["venue"]) == (LUSHI, "")
    near = living(rule(place_test=PlaceTest.OUTSIDE_COUNTY), henan(venue_county=LUSHI))
    assert near.reasons[0].facts["venue"] == LUSHI


def test_smallest_amounts_and_unknown_hours() -> None:
    actual = rule(unit=Unit.ACTUAL, rate_fen=0, evidence=Evidence.INVOICE, cap_fen=30000)
    assert living(actual, henan(invoices_fen=(1,))).amount_fen == 1
    assert living(actual, henan(invoices_fen=(0,))).reason is Code.NO_INVOICE
    hourly = living(rule(unit=Unit.HOUR), henan(hours=None))
    assert (int(hourly.quantity), hourly.facts) == (0, {"hours": 0})
    assert living(rule(unit=Unit.HOUR), henan(hours=8)).facts == {"hours": 8}
    table = decide(nanning(hours=None), PACKS, TODAY).components[0]
    assert (table.facts, table.reasons[0].facts["hours"]) == ({"hours": 0}, 0)
