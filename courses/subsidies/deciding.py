"""The decision on one claim: which rule, whether it may pay, and how much of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from courses.subsidies.checks import claim_findings, in_order, rule_findings
from courses.subsidies.claims import COMPONENT_CODES, Code, Component, Decision, Facts, Finding
from courses.subsidies.components import weigh
from courses.subsidies.dates import counting_date
from courses.subsidies.matching import applicable, reference
from courses.subsidies.terms import Item, Pack, Rule


@dataclass(frozen=True, slots=True)
class _Draft:
    """A component before it is known whether the claim is refused."""

    component: Component
    refusals: tuple[Finding, ...]


def decide(
    facts: Facts,
    packs: Sequence[Pack],
    today: date,
    chosen: Mapping[Item, tuple[Rule, ...]] | None = None,
) -> Decision:
    """What a claim is paid (fen), under which rules, and every reason against it.

    Rules are picked by the claim's county and dates. A reason that stands against an item refuses
    the item; the claim is refused when nothing is left or nothing is due, and in any case when
    rules overlap, no rule is in force, the claim was made before or a national limit is reached.
    Deciding again with the same arguments gives an equal decision. `chosen` is `applicable(...)`
    where a caller has it for many claims of one place and one set of dates.
    """
    if chosen is None:
        chosen = applicable(facts, packs, today)
    drafts = [_draft(item, rules, facts, today) for item, rules in chosen.items()]
    if facts.claimed is not None:
        drafts += [
            _without_rule(item, facts) for item in Item if item in facts.claimed - chosen.keys()
        ]
    whole = [*claim_findings(facts, packs, _year_date(chosen, facts, today))]
    whole += [_no_rule(facts)] if not drafts else []
    whole += [each for draft in drafts for each in draft.refusals if _stops_all(each.code)]
    open_drafts = [draft for draft in drafts if not draft.refusals]
    pays = any(draft.component.amount_fen for draft in open_drafts)
    eligible = not whole and pays
    refusals = [*whole, *(each for draft in drafts for each in draft.refusals)]
    reasons = () if eligible else in_order(refusals or _nothing_due(drafts))
    return Decision(
        eligible=eligible,
        reasons=reasons,
        components=tuple(_settled(draft, in_order(whole)) for draft in drafts),
        rules=tuple(reference(rule, facts) for rules in chosen.values() for rule in rules),
        attendance=facts.attendance,
        facts=facts,
        decided_on=today,
    )


def _nothing_due(drafts: Sequence[_Draft]) -> list[Finding]:
    """Why nothing comes out of a claim that no rule refuses: what concerns the whole claim first."""
    found = [reason for draft in drafts for reason in draft.component.reasons]
    return [each for each in found if each.code not in COMPONENT_CODES] or found


def _stops_all(code: Code) -> bool:
    """Overlapping rules pay nothing at all, not even their undisputed items."""
    return code is Code.RULE_AMBIGUOUS


def _year_date(chosen: Mapping[Item, tuple[Rule, ...]], facts: Facts, today: date) -> date:
    """The date that places the claim in a year for the national limits."""
    for rules in chosen.values():
        return counting_date(rules[0], facts, today)
    return facts.class_start


def _draft(item: Item, rules: tuple[Rule, ...], facts: Facts, today: date) -> _Draft:
    """The component of an item; where rules overlap only what every one of them refuses counts."""
    each = [tuple(rule_findings(rule, facts, today)) for rule in rules]
    if len(rules) == 1:
        return _Draft(weigh(rules[0], facts, today), in_order(each[0]))
    common = frozenset.intersection(*(frozenset(f.code for f in found) for found in each))
    names = "、".join(sorted({rule.pack for rule in rules}))
    ambiguous = Finding(Code.RULE_AMBIGUOUS, {"rules": names, "item": item.value})
    shared = (finding for finding in each[0] if finding.code in common)
    return _Draft(_empty(item), in_order((ambiguous, *shared)))


def _without_rule(item: Item, facts: Facts) -> _Draft:
    return _Draft(_empty(item), (_no_rule(facts),))


def _no_rule(facts: Facts) -> Finding:
    return Finding(Code.NO_ACTIVE_RULE, {"county": facts.county, "on": facts.class_start})


def _empty(item: Item) -> Component:
    return Component(item=item, rule=None, quantity=Decimal(0), unit=None, rate_fen=0, amount_fen=0)


def _settled(draft: _Draft, whole: tuple[Finding, ...]) -> Component:
    """The component with everything that stands against it; refused, it keeps its days."""
    refusals = (*draft.refusals, *whole)
    if not refusals:
        return draft.component
    return replace(
        draft.component,
        amount_fen=0,
        reasons=in_order((*refusals, *draft.component.reasons)),
    )
