"""Which rules speak to a claim: replacement, overlap, place and date."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from courses.subsidies.rules import (
    Code,
    CourseKind,
    Item,
    decide,
)
from courses.subsidies.terms import (
    DateSelector,
)
from tests.courses.subsidies.builders import (
    START,
    TODAY,
    henan,
    pack_of,
    rule,
    under,
)


def test_replacement_is_per_item() -> None:
    old, new = rule(pack="OLD", rate_fen=100), rule(pack="NEW", replaces=frozenset({"OLD"}))
    old_tuition = rule(pack="OLD", item=Item.TUITION, rate_fen=7)
    decision = decide(henan(), (pack_of(old, old_tuition), pack_of(new)), TODAY)
    assert decision.amount_fen(Item.LIVING) == 10000
    assert decision.amount_fen(Item.TUITION) == 7
    later = replace(new, valid_from=START + timedelta(1))
    before = decide(henan(), (pack_of(old), pack_of(later)), TODAY)
    assert before.total_fen == 100


def test_overlapping_rules_pay_nothing_at_all() -> None:
    one, two = rule(pack="A"), rule(pack="B", rate_fen=9)
    undisputed = rule(pack="A", item=Item.TUITION)
    decision = decide(henan(), (pack_of(one, undisputed), pack_of(two)), TODAY)
    assert (decision.eligible, decision.total_fen) == (False, 0)
    assert decision.codes == (Code.RULE_AMBIGUOUS,)
    assert decision.reasons[0].facts == {"rules": "A、B", "item": "living"}
    assert {each.reason for each in decision.components} == {Code.RULE_AMBIGUOUS}
    assert {ref.pack for ref in decision.rules} == {"A", "B"}


def test_under_overlap_only_what_all_refuse_counts() -> None:
    one, two = rule(pack="A"), rule(pack="B", attendance_required=True)
    packs = (pack_of(one), pack_of(two))
    nobody = henan(categories=frozenset(), minimum_attendance=None)
    assert decide(nobody, packs, TODAY).codes == (Code.RULE_AMBIGUOUS, Code.NOT_TARGET)


def test_packs_that_exclude_each_other_are_ambiguous() -> None:
    one = rule(pack="A", exclusive_with=frozenset({"B"}))
    two = rule(pack="B", item=Item.TUITION)
    for packs in [(one, two), (two, one)]:
        decision = decide(henan(), tuple(pack_of(each) for each in packs), TODAY)
        assert (decision.codes, decision.total_fen) == ((Code.RULE_AMBIGUOUS,), 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"jurisdiction": "44"},
        {"jurisdiction": "411202"},
        {"valid_from": START + timedelta(1)},
        {"valid_to": START - timedelta(1)},
        {"course_kinds": frozenset({CourseKind.STARTUP})},
        {"item": Item.STARTUP_GRANT},
    ],
)
def test_rules_that_do_not_speak_to_the_claim(changes: dict[str, Any]) -> None:
    decision = under(rule(**changes), henan())
    assert (decision.codes, decision.components) == ((Code.NO_ACTIVE_RULE,), ())


@pytest.mark.parametrize(
    ("selector", "start", "certificate", "applied", "found"),
    [
        (DateSelector.CLASS_START, date(2018, 1, 1), None, None, True),
        (DateSelector.CLASS_START, date(2018, 12, 31), date(2019, 1, 1), date(2019, 1, 1), True),
        (DateSelector.CLASS_START, date(2019, 1, 1), date(2018, 1, 1), date(2018, 1, 1), False),
        (DateSelector.CERTIFICATE, date(2017, 1, 1), date(2018, 6, 1), date(2019, 1, 1), True),
        (DateSelector.CERTIFICATE, date(2018, 1, 1), date(2019, 1, 1), date(2018, 1, 1), False),
        (DateSelector.APPLICATION, date(2017, 1, 1), date(2017, 1, 1), date(2018, 6, 1), True),
        (DateSelector.APPLICATION, date(2017, 1, 1), None, None, True),
        (DateSelector.APPLICATION, date(2018, 1, 1), None, date(2019, 1, 1), False),
    ],
)
def test_which_date_picks_the_version(
    selector: DateSelector,
    start: date,
    certificate: date | None,
    applied: date | None,
    found: bool,
) -> None:
    facts = henan(class_start=start, certificate_on=certificate, applied_on=applied)
    assert under(rule(date_selector=selector), facts).eligible is found
