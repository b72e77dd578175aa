"""The order of reasons, each bound, and what one reason does to the rest of a claim."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.subsidies.rules import (
    COMPONENT_CODES,
    Code,
    Confirmation,
    Day,
    Decision,
    Facts,
    Item,
    PriorClaim,
    Window,
    as_data,
    decide,
)
from courses.subsidies.terms import (
    Anchor,
    ApplyPlace,
    ApplyWindow,
    CapWindow,
    PlaceTest,
    Requirement,
    RuleStatus,
)
from tests.courses.subsidies.builders import (
    HUBIN,
    LUSHI,
    PACKS,
    START,
    TODAY,
    XIAN,
    confirmed,
    days,
    guangdong,
    henan,
    pack_of,
    rule,
    under,
)

OFFICE_ORDER = [
    "NO_ACTIVE_RULE", "RULE_AMBIGUOUS", "RULE_UNCONFIRMED", "NOT_TARGET", "DUPLICATE_CLAIM", "LATE",
    "TOO_EARLY", "MINIMUM_ATTENDANCE_UNSET", "ATTENDANCE_BELOW_MINIMUM", "CAP_REACHED",
]  # fmt: skip
PRIOR = PriorClaim(
    id="claim-1", subject="cohort-1", county=LUSHI, pack="X-1", on=START,
    amounts=((Item.LIVING, 10000),),
)  # fmt: skip
EARLIER = replace(PRIOR, subject="cohort-0", on=date(2018, 3, 1))
NARROW = rule(
    status=RuleStatus.UNVERIFIED,
    attendance_required=True,
    apply_window=ApplyWindow(Anchor.CLASS_END, within_months=0),
    requires=frozenset({Requirement.AGREEMENT}),
    apply_places=frozenset({ApplyPlace.HOME}),
    cap_windows=(CapWindow(Window.LIFETIME, count=1),),
)


def test_codes_of_the_office_stand_in_its_order() -> None:
    codes = [code.value for code in Code]
    assert [code for code in codes if code in OFFICE_ORDER] == OFFICE_ORDER
    assert codes[: len(OFFICE_ORDER)] == OFFICE_ORDER
    component = [code for code in codes if code in COMPONENT_CODES]
    assert component[:4] == ["OUT_OF_PROVINCE", "SAME_COUNTY", "SAME_CITY", "NO_INVOICE"]
    assert codes[-len(component) :] == component


def _broken(**changes: Any) -> Facts:
    return henan(
        categories=frozenset(), minimum_attendance=None, prior=(PRIOR, EARLIER), confirmations=(),
        applied_on=date(2018, 10, 1), apply_place=ApplyPlace.VENUE, **changes,
    )  # fmt: skip


def test_all_reasons_are_kept_in_order() -> None:
    assert under(NARROW, _broken()).codes == (
        Code.RULE_UNCONFIRMED,
        Code.NOT_TARGET,
        Code.DUPLICATE_CLAIM,
        Code.LATE,
        Code.MINIMUM_ATTENDANCE_UNSET,
        Code.CAP_REACHED,
        Code.REQUIREMENT_MISSING,
        Code.APPLY_PLACE_WRONG,
    )


def test_each_repair_leaves_the_next_reason() -> None:
    packs = (pack_of(NARROW), next(pack for pack in PACKS if pack.limits))
    others = tuple(replace(EARLIER, subject=f"cohort-{at}") for at in (7, 8, 9))
    facts = _broken(days=days(10, absent=3), occupation="电子商务师", level="五级")
    facts = replace(facts, prior=tuple(
        replace(each, occupation="电子商务师", level="五级") for each in (PRIOR, *others)
    ))  # fmt: skip
    repairs: list[dict[str, Any]] = [
        {"confirmations": (confirmed("X-1"),)},
        {"categories": frozenset({"registered_poor"})},
        {"prior": facts.prior[1:]},
        {"applied_on": facts.class_end},
        {"minimum_attendance": Fraction(4, 5)},
        {"days": days(10)},
        {"prior": tuple(replace(each, amounts=()) for each in facts.prior[1:])},
        {"prior": tuple(replace(each, amounts=()) for each in facts.prior[2:])},
        {"level": "四级"},
        {"agreement": True},
        {"apply_place": ApplyPlace.HOME},
    ]
    seen = []
    for repair in repairs:
        seen.append(decide(facts, packs, TODAY).reason)
        facts = replace(facts, **repair)
    assert seen == [
        Code.RULE_UNCONFIRMED,
        Code.NOT_TARGET,
        Code.DUPLICATE_CLAIM,
        Code.LATE,
        Code.MINIMUM_ATTENDANCE_UNSET,
        Code.ATTENDANCE_BELOW_MINIMUM,
        Code.CAP_REACHED,
        Code.ANNUAL_LIMIT_REACHED,
        Code.SAME_OCCUPATION_LEVEL,
        Code.REQUIREMENT_MISSING,
        Code.APPLY_PLACE_WRONG,
    ]
    assert decide(facts, packs, TODAY).total_fen == 10000


def test_without_a_rule_the_claim_itself_is_still_looked_at() -> None:
    decision = decide(henan(class_start=date(2026, 3, 2), prior=(PRIOR,)), PACKS, TODAY)
    assert decision.codes == (Code.NO_ACTIVE_RULE, Code.DUPLICATE_CLAIM)
    assert (decision.components, decision.rules) == ((), ())


def test_share_of_the_rule_stands_above_the_cohorts() -> None:
    strict = rule(attendance_required=True, minimum_attendance=Fraction(9, 10))
    assert under(strict, henan(days=days(10, absent=1))).reason is None
    assert under(strict, henan(days=days(10, absent=2))).reason is Code.ATTENDANCE_BELOW_MINIMUM
    assert under(strict, henan(minimum_attendance=None)).reason is None


def test_an_empty_register_never_reaches_the_minimum() -> None:
    decision = decide(henan(days=()), PACKS, TODAY)
    assert (decision.reason, decision.total_fen) == (Code.ATTENDANCE_BELOW_MINIMUM, 0)


@pytest.mark.parametrize(
    "confirmation",
    [
        replace(confirmed("HN-2017-71"), subject="cohort-2"),
        replace(confirmed("HN-2017-71"), version=2),
        replace(confirmed("HN-2017-71"), pack="HN-2016-27"),
        replace(confirmed("HN-2017-71"), by=" "),
        replace(confirmed("HN-2017-71"), reason=""),
    ],
    ids=["cohort", "version", "pack", "name", "reason"],
)
def test_a_confirmation_is_for_this_cohort_by_name_and_reason(confirmation: Confirmation) -> None:
    decision = decide(henan(confirmations=(confirmation,)), PACKS, TODAY)
    assert (decision.reason, decision.total_fen) == (Code.RULE_UNCONFIRMED, 0)


def test_a_decision_names_who_confirmed_and_why() -> None:
    refs = decide(henan(), PACKS, TODAY).rules
    assert {(ref.confirmed_by, ref.confirmed_because) for ref in refs} == {("王主任", "已核对原文")}
    for_all = rule(status=RuleStatus.UNVERIFIED, confirmed_by="李处长")
    decision = under(for_all, henan(confirmations=()))
    assert (decision.total_fen, decision.rules[0].confirmed_by) == (10000, "李处长")


def test_categories_may_be_codes_or_written() -> None:
    for category in ("registered_poor", "建档立卡贫困户", "建档立卡", "贫困户"):
        assert decide(henan(categories=frozenset({category})), PACKS, TODAY).eligible
    for category in ("非贫困户", "villager", "out_of_poverty", ""):
        assert not decide(henan(categories=frozenset({category})), PACKS, TODAY).eligible


def test_duplicates_are_of_the_same_ground_and_the_same_items() -> None:
    grant = replace(PRIOR, claimed=frozenset({Item.STARTUP_GRANT}))
    assert decide(henan(prior=(grant,)), PACKS, TODAY).eligible
    assert decide(henan(prior=(EARLIER,)), PACKS, TODAY).eligible
    refused_amounts = replace(PRIOR, amounts=())
    assert decide(henan(prior=(refused_amounts,)), PACKS, TODAY).reason is Code.DUPLICATE_CLAIM


def test_missing_certificate_asks_for_it() -> None:
    decision = decide(guangdong(certificate_on=None), PACKS, TODAY)
    assert decision.codes == (Code.REQUIREMENT_MISSING,)
    assert decision.reasons[0].facts["requirement"] == "certificate"


def test_an_item_asked_for_by_name_without_a_rule() -> None:
    both = decide(henan(claimed=frozenset({Item.LIVING, Item.TUITION})), PACKS, TODAY)
    assert (both.eligible, both.total_fen) == (True, 30000)
    tuition = both.component(Item.TUITION)
    assert tuition is not None
    assert tuition.reason is Code.NO_ACTIVE_RULE
    alone = decide(henan(claimed=frozenset({Item.TUITION})), PACKS, TODAY)
    assert alone.codes == (Code.NO_ACTIVE_RULE,)


def test_one_item_at_its_cap_leaves_the_others() -> None:
    capped = rule(cap_windows=(CapWindow(Window.LIFETIME, count=1),))
    other = rule(id="X-1.tuition", item=Item.TUITION, rate_fen=700)
    decision = decide(henan(prior=(EARLIER,)), (pack_of(capped, other),), TODAY)
    assert (decision.eligible, decision.reason, decision.total_fen) == (True, None, 700)
    living = decision.component(Item.LIVING)
    assert living is not None
    assert living.reason is Code.CAP_REACHED


def test_a_refused_item_beside_an_empty_one_refuses_the_claim() -> None:
    capped = rule(cap_windows=(CapWindow(Window.LIFETIME, count=1),))
    empty = rule(id="X-1.t", item=Item.TUITION, place_test=PlaceTest.OUTSIDE_COUNTY)
    facts = henan(prior=(EARLIER,), venue_county=LUSHI)
    decision = decide(facts, (pack_of(capped, empty),), TODAY)
    assert (decision.eligible, decision.codes) == (False, (Code.CAP_REACHED,))


def test_a_refused_claim_keeps_its_days_and_pays_nothing() -> None:
    decision = decide(henan(minimum_attendance=None), PACKS, TODAY)
    living = decision.component(Item.LIVING)
    assert living is not None
    assert (living.amount_fen, int(living.quantity), len(living.counted_days)) == (0, 10, 10)


def test_national_limits_leave_the_startup_grant_alone() -> None:
    three = tuple(replace(EARLIER, subject=f"c{at}") for at in range(3))
    grant = henan(
        claimed=frozenset({Item.STARTUP_GRANT}), licence_on=date(2018, 1, 10), prior=three
    )
    assert decide(grant, PACKS, TODAY).total_fen == 500000
    grants = tuple(replace(each, claimed=frozenset({Item.STARTUP_GRANT})) for each in three)
    assert decide(henan(prior=grants), PACKS, TODAY).eligible
    twice_listed = (three[0], three[0], three[1])
    assert decide(henan(prior=twice_listed), PACKS, TODAY).eligible


def test_unnamed_occupation_is_no_repetition() -> None:
    assert decide(henan(prior=(EARLIER,)), PACKS, TODAY).eligible
    half_named = replace(EARLIER, occupation="电子商务师")
    assert decide(henan(prior=(half_named,), occupation="电子商务师"), PACKS, TODAY).eligible


def _two_halves() -> st.SearchStrategy[Day]:
    half = st.sampled_from([None, True, False])
    elsewhere = st.sampled_from(["", "cohort-2"])
    return st.builds(Day, st.dates(START, date(2018, 10, 30)), half, half, paid_elsewhere=elsewhere)


@given(
    st.lists(_two_halves(), max_size=12, unique_by=lambda day: day.on),
    st.lists(st.integers(0, 60000), max_size=3),
    st.sampled_from([LUSHI, HUBIN, XIAN, None]),
    st.sampled_from([None, Fraction(4, 5), Fraction(1, 2)]),
    st.sampled_from([frozenset(), frozenset({"registered_poor"})]),
    st.booleans(),
)
def test_any_claim(
    marks: list[Day],
    tickets: list[int],
    venue: str | None,
    minimum: Fraction | None,
    categories: frozenset[str],
    confirmed_by_name: bool,
) -> None:
    facts = henan(
        days=tuple(marks), invoices_fen=tuple(tickets), venue_county=venue, categories=categories,
        minimum_attendance=minimum, **({} if confirmed_by_name else {"confirmations": ()}),
    )  # fmt: skip
    decision = decide(facts, PACKS, TODAY)

    assert as_data(decide(facts, PACKS, TODAY)) == as_data(decision)
    _is_sound(decision)
    assert decision.eligible or decision.total_fen == 0
    assert decision.eligible is (not decision.reasons)
    assert decision.eligible is (decision.total_fen > 0), "0 fen is never without its reason"
    assert decision.amount_fen(Item.LIVING) <= 3000 * decision.attendance.whole_days
    assert decision.amount_fen(Item.TRANSPORT_LODGING) <= min(30000, sum(tickets))


def _is_sound(decision: Decision) -> None:
    order = list(Code)
    for codes in [decision.codes, *([r.code for r in c.reasons] for c in decision.components)]:
        assert all(order.index(one) < order.index(other) for one, other in pairwise(codes))
    assert not COMPONENT_CODES & set(decision.codes)
    for component in decision.components:
        assert (component.amount_fen == 0) is (component.reason is not None)
