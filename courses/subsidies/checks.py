"""The questions a claim must pass before any amount is looked at; each failure is a `Finding`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from courses.subsidies.claims import (
    CODE_ORDER,
    Code,
    Facts,
    Finding,
)
from courses.subsidies.dates import add_months, anchor_date, applied, counting_date, within
from courses.subsidies.matching import may_pay
from courses.subsidies.terms import (
    TRAINING_ITEMS,
    CapWindow,
    Limit,
    LimitKind,
    Pack,
    Requirement,
    Rule,
)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each code once (with the first facts given for it), in the fixed order."""
    first: dict[Code, Finding] = {}
    for finding in findings:
        first.setdefault(finding.code, finding)
    if len(first) < 2:
        return tuple(first.values())
    return tuple(sorted(first.values(), key=lambda finding: CODE_ORDER[finding.code]))


def percent(share: Fraction) -> str:
    """An exact share for a sentence: 80%, or the fraction itself where no short percentage is."""
    hundredths = share * 100
    if (hundredths * 100).denominator == 1:
        return f"{float(hundredths):g}%"
    return str(share)


def claim_findings(facts: Facts, packs: Sequence[Pack], on: date) -> Iterator[Finding]:
    """What refuses the claim whatever the rule: claimed before, and the national limits."""
    for prior in facts.prior:
        if prior.subject == facts.subject and prior.claimed & facts.items:
            yield Finding(
                Code.DUPLICATE_CLAIM,
                {"claim": prior.id, "county": prior.county, "on": prior.on},
            )
    if facts.items & TRAINING_ITEMS:
        for pack in packs:
            for limit in pack.limits:
                yield from _limit_findings(limit, facts, on)


def _limit_findings(limit: Limit, facts: Facts, on: date) -> Iterator[Finding]:
    others = [
        prior
        for prior in facts.prior
        if prior.subject != facts.subject and prior.claimed & TRAINING_ITEMS
    ]
    if limit.kind is LimitKind.ANNUAL_COUNT:
        used = len({prior.subject for prior in others if prior.on.year == on.year})
        if used >= limit.count:
            yield Finding(
                Code.ANNUAL_LIMIT_REACHED,
                {"year": on.year, "used": used, "count": limit.count, "rule": limit.instrument},
            )
        return
    if not (facts.occupation and facts.level):
        return
    for prior in others:
        if (prior.occupation, prior.level) == (facts.occupation, facts.level):
            yield Finding(
                Code.SAME_OCCUPATION_LEVEL,
                {
                    "occupation": prior.occupation,
                    "level": prior.level,
                    "on": prior.on,
                    "rule": limit.instrument,
                },
            )


def rule_findings(rule: Rule, facts: Facts, today: date) -> Iterator[Finding]:
    """What refuses the claim under one rule, in no particular order."""
    if not may_pay(rule, facts):
        yield Finding(Code.RULE_UNCONFIRMED, {"rule": rule.pack, "instrument": rule.instrument})
    if not rule.accepted_categories() & facts.categories:
        yield Finding(
            Code.NOT_TARGET,
            {
                "rule": rule.instrument,
                "targets": "、".join(
                    (target.names or (target.group,))[0] for target in rule.targets
                ),
                "categories": "、".join(sorted(facts.categories)),
                "on": facts.class_start,
            },
        )
    yield from _paper_findings(rule, facts)
    yield from _window_findings(rule, facts, today)
    yield from _attendance_findings(rule, facts)
    yield from _cap_findings(rule, facts, counting_date(rule, facts, today))


def _paper_findings(rule: Rule, facts: Facts) -> Iterator[Finding]:
    there = {
        Requirement.CERTIFICATE: facts.certificate_on is not None,
        Requirement.LICENCE: facts.licence_on is not None,
        Requirement.AGREEMENT: facts.agreement,
    }
    for requirement in Requirement if rule.requires else ():
        if requirement in rule.requires and not there[requirement]:
            yield Finding(
                Code.REQUIREMENT_MISSING,
                {"requirement": requirement.value, "rule": rule.instrument},
            )
    place = facts.apply_place
    if rule.apply_places and place is not None and place not in rule.apply_places:
        yield Finding(Code.APPLY_PLACE_WRONG, {"place": place.value, "rule": rule.instrument})


def _window_findings(rule: Rule, facts: Facts, today: date) -> Iterator[Finding]:
    if rule.apply_window is None:
        return
    anchor = anchor_date(rule.apply_window.anchor, facts)
    if anchor is None:
        return
    on = applied(facts, today)
    said: dict[str, str | date] = {"rule": rule.instrument, "applied_on": on, "from": anchor}
    if rule.apply_window.within_months is not None:
        latest = add_months(anchor, rule.apply_window.within_months)
        if on > latest:
            yield Finding(Code.LATE, {**said, "latest": latest})
    earliest = add_months(anchor, rule.apply_window.not_before_months)
    if on < earliest:
        yield Finding(Code.TOO_EARLY, {**said, "earliest": earliest})


def _attendance_findings(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if not rule.attendance_required:
        return
    minimum = rule.minimum_attendance or facts.minimum_attendance
    if minimum is None:
        yield Finding(Code.MINIMUM_ATTENDANCE_UNSET, {"rule": rule.instrument})
        return
    marks = facts.attendance
    if not marks.reaches(minimum):
        yield Finding(
            Code.ATTENDANCE_BELOW_MINIMUM,
            {"present": marks.present, "planned": marks.planned, "minimum": percent(minimum)},
        )


def _cap_findings(rule: Rule, facts: Facts, on: date) -> Iterator[Finding]:
    for cap in rule.cap_windows:
        amounts = used_in(cap, rule, facts, on)
        full = cap.count is not None and len(amounts) >= cap.count
        spent = cap.amount_fen is not None and sum(amounts) >= cap.amount_fen
        if full or spent:
            yield Finding(
                Code.CAP_REACHED,
                {
                    "rule": rule.instrument,
                    "item": rule.item.value,
                    "window": cap.window.value,
                    "used": len(amounts),
                    "used_fen": sum(amounts),
                },
            )


def used_in(cap: CapWindow, rule: Rule, facts: Facts, on: date) -> tuple[int, ...]:
    """What earlier claims took of the item (fen each) under this pack or one it replaces."""
    return tuple(
        fen
        for prior in facts.prior
        if prior.subject != facts.subject
        and prior.pack in rule.replaces | {rule.pack}
        and within(cap.window, prior.on, on)
        for item, fen in prior.amounts
        if item is rule.item and fen > 0
    )
