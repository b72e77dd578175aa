"""The amount of one item under one rule, with the dates and figures it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

from courses.subsidies.checks import in_order, used_in
from courses.subsidies.claims import Code, Component, Day, Facts, Finding, Sayable, Uncounted
from courses.subsidies.dates import counting_date
from courses.subsidies.matching import reference
from courses.subsidies.terms import DayBasis, DayCounts, PlaceTest, Rule, Unit
from lms.divisions.rules import same_city, same_county, same_province

_HALF = Decimal("0.5")
_date = attrgetter("on")


@dataclass(frozen=True, slots=True)
class CountedDays:
    """Half-days that are paid, the dates they lie on, and the dates left out with why."""

    halves: int
    counted: tuple[date, ...]
    uncounted: tuple[tuple[date, Uncounted], ...]


def count_days(rule: Rule, days: tuple[Day, ...]) -> CountedDays:
    """Which dates a day-based rule pays; dates on which nothing was planned are not mentioned."""
    halves = 0
    counted: list[date] = []
    uncounted: list[tuple[date, Uncounted]] = []
    for day in sorted(days, key=_date):
        if day.am is None and day.pm is None:
            continue
        paid, why = _count(rule, day)
        halves += paid
        if paid:
            counted.append(day.on)
        if why:
            uncounted.append((day.on, why))
    return CountedDays(halves, tuple(counted), tuple(uncounted))


def _count(rule: Rule, day: Day) -> tuple[int, Uncounted | None]:
    """Half-days paid of one date, and why it is not two."""
    if day.mode not in rule.modes:
        return 0, Uncounted.MODE_NOT_COVERED
    if day.paid_elsewhere:
        return 0, Uncounted.PAID_ELSEWHERE
    halves = day.planned if rule.day_basis is DayBasis.SCHEDULED else day.present
    if halves == 2:
        return halves, None
    if halves == 0:
        return 0, Uncounted.ABSENT
    why = Uncounted.ONE_HALF_PLANNED if day.planned == 1 else Uncounted.HALF_ABSENT
    return (halves if rule.day_counts is DayCounts.HALF else 0), why


def weigh(rule: Rule, facts: Facts, today: date) -> Component:
    """The component a rule gives, refused only by what concerns the component itself."""
    quantity, rate_fen, days, said = _measure(rule, facts)
    gross_fen = int(quantity * rate_fen)
    amount_fen = _capped(rule, facts, gross_fen, today)
    if amount_fen < gross_fen:
        said = {**said, "before_cap_fen": gross_fen}
    refusals = in_order(
        (*_place_findings(rule, facts), *_amount_findings(rule, facts, gross_fen, days))
    )
    return Component(
        item=rule.item,
        rule=reference(rule, facts),
        quantity=quantity,
        unit=rule.unit,
        rate_fen=rate_fen,
        amount_fen=0 if refusals else amount_fen,
        reasons=refusals,
        counted_days=days.counted,
        uncounted=days.uncounted,
        facts=said,
    )


def _measure(rule: Rule, facts: Facts) -> tuple[Decimal, int, CountedDays, dict[str, Sayable]]:
    """Quantity, rate in fen, dates and further figures."""
    none = CountedDays(0, (), ())
    if rule.unit is Unit.ACTUAL:
        total = sum(facts.invoices_fen)
        return Decimal(1), total, none, {"tickets": len(facts.invoices_fen), "invoice_fen": total}
    if rule.unit is Unit.EVENT:
        return Decimal(1), rule.rate_fen, none, {}
    if rule.unit is Unit.HOUR:
        return Decimal(facts.hours or 0), rule.rate_fen, none, {"hours": facts.hours or 0}
    if rule.day_basis is DayBasis.TABLE:
        table_days = days_by_table(rule, facts.hours)
        return Decimal(table_days), rule.rate_fen, none, {"hours": facts.hours or 0}
    days = count_days(rule, facts.days)
    return days.halves * _HALF, rule.rate_fen, days, {}


def days_by_table(rule: Rule, hours: int | None) -> int:
    """Days for the course's 课时: the printed table first, then the divisor rounded up, else 0."""
    if hours is None:
        return 0
    if hours in (table := dict(rule.hours_table)):
        return table[hours]
    return -(-hours // rule.hours_per_day) if rule.hours_per_day else 0


def _capped(rule: Rule, facts: Facts, fen: int, today: date) -> int:
    """The amount under the cap per claim and what the windows still leave, never below 0."""
    on = counting_date(rule, facts, today)
    left = [
        cap.amount_fen - sum(used_in(cap, rule, facts, on))
        for cap in rule.cap_windows
        if cap.amount_fen is not None
    ]
    caps = left if rule.cap_fen is None else [rule.cap_fen, *left]
    return max(0, min([fen, *caps]))


def _place_findings(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if rule.place_test is PlaceTest.NONE:
        return
    home, venue = facts.home_county, facts.venue_county
    said = {"home": home or "", "venue": venue or "", "rule": rule.instrument}
    if not home or not venue:
        yield Finding(Code.PLACE_UNKNOWN, said)
        return
    if not same_province(home, venue):
        yield Finding(Code.OUT_OF_PROVINCE, said)
    if same_county(home, venue):
        yield Finding(Code.SAME_COUNTY, said)
    if rule.place_test is PlaceTest.OUTSIDE_CITY and same_city(home, venue):
        yield Finding(Code.SAME_CITY, said)


def _amount_findings(
    rule: Rule, facts: Facts, gross_fen: int, days: CountedDays
) -> Iterator[Finding]:
    if gross_fen > 0:
        return
    if rule.unit is Unit.ACTUAL:
        yield Finding(Code.NO_INVOICE, {"rule": rule.instrument})
    elif rule.unit is Unit.HOUR or rule.day_basis is DayBasis.TABLE:
        yield Finding(Code.HOURS_NOT_IN_TABLE, {"rule": rule.instrument, "hours": facts.hours or 0})
    elif taken := _attended_but_paid_elsewhere(rule, facts, days):
        said: dict[str, Sayable] = {"rule": rule.instrument, "days": len(taken), "first": taken[0]}
        yield Finding(Code.DAYS_PAID_ELSEWHERE, said)
    else:
        yield Finding(Code.NO_COUNTED_DAYS, {"rule": rule.instrument})


def _attended_but_paid_elsewhere(rule: Rule, facts: Facts, days: CountedDays) -> list[date]:
    """Dates that would have counted here, had another cohort not paid them (A12)."""
    taken = {day for day, why in days.uncounted if why is Uncounted.PAID_ELSEWHERE}
    free = (replace(day, paid_elsewhere="") for day in facts.days if day.on in taken)
    return sorted(day.on for day in free if _count(rule, day)[0])
