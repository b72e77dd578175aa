"""Which rules speak to a claim: by place, date and course, with replaced ones left out."""

from collections.abc import Mapping, Sequence
from datetime import date

from courses.subsidies.claims import Confirmation, Facts, RuleRef
from courses.subsidies.dates import counting_date
from courses.subsidies.terms import Item, Pack, Rule, RuleStatus


def applicable(facts: Facts, packs: Sequence[Pack], today: date) -> Mapping[Item, tuple[Rule, ...]]:
    """The rules in force for each claimed item, after replacement, items in their fixed order.

    More than one rule for an item means that nobody has settled which one pays. A rule that
    excludes another stands beside it under both items.
    """
    found = [
        rule
        for pack in packs
        for rule in pack.rules
        if rule.item in facts.items
        and facts.county.startswith(rule.jurisdiction)
        and facts.course_kind in rule.course_kinds
        and rule.in_force(counting_date(rule, facts, today))
    ]
    kept = [rule for rule in found if not any(_replaced_by(rule, other) for other in found)]
    return {
        item: tuple(
            rule
            for rule in kept
            if rule.item is item or any(each.item is item and _exclude(rule, each) for each in kept)
        )
        for item in Item
        if any(rule.item is item for rule in kept)
    }


def _replaced_by(rule: Rule, other: Rule) -> bool:
    return rule.item is other.item and rule.pack in other.replaces


def _exclude(one: Rule, other: Rule) -> bool:
    return one.pack in other.exclusive_with or other.pack in one.exclusive_with


def confirmation_of(rule: Rule, facts: Facts) -> Confirmation | None:
    """The named confirmation of this pack, version and claim, if there is one with a reason."""
    return next(
        (
            each
            for each in facts.confirmations
            if each.pack == rule.pack
            and each.version == rule.version
            and each.subject == facts.subject
            and each.by.strip()
            and each.reason.strip()
        ),
        None,
    )


def may_pay(rule: Rule, facts: Facts) -> bool:
    """Whether the rule is verified, or confirmed by name for everybody or for this claim."""
    return (
        rule.status is RuleStatus.VERIFIED
        or bool(rule.confirmed_by.strip())
        or confirmation_of(rule, facts) is not None
    )


def reference(rule: Rule, facts: Facts) -> RuleRef:
    """What a decision stores of a rule."""
    confirmed = confirmation_of(rule, facts)
    return RuleRef(
        id=rule.id,
        pack=rule.pack,
        version=rule.version,
        instrument=rule.instrument,
        clause=rule.clause,
        confirmed_by=confirmed.by if confirmed else rule.confirmed_by,
        confirmed_because=confirmed.reason if confirmed else "",
    )
