"""疑点, the list's way to payment, and the sample for verification."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.subsidies.rules import (
    EDITABLE,
    TRANSITIONS,
    Doubt,
    DoubtCode,
    Duty,
    Item,
    Line,
    ListFacts,
    ListState,
    Step,
    doubts,
    next_state,
    possible_steps,
    sample_size,
)
from lms.errors import DomainError

DAY = date(2018, 9, 10)


def _found(*lines: Line) -> list[tuple[str, tuple[str, ...]]]:
    return [(doubt.code.value, doubt.subjects) for doubt in doubts(lines)]


def _line(id_: str, **changes: Any) -> Line:
    return replace(Line(id=id_, person=f"person-{id_}", subject="cohort-1"), **changes)


def test_overlap_is_flagged_on_both_with_the_first_shared_day() -> None:
    one = _line("b", person="p", attended=frozenset({DAY, DAY + timedelta(1)}))
    other = _line("a", person="p", subject="cohort-2", attended=frozenset({DAY + timedelta(1)}))
    assert doubts([one, other]) == (
        Doubt(DoubtCode.OVERLAP, ("a", "b"), {"days": 1, "first": DAY + timedelta(1)}),
    )
    assert _found(one, replace(other, attended=frozenset({DAY + timedelta(2)}))) == []
    assert _found(one, replace(other, subject="cohort-1")) == []
    assert _found(one, replace(other, person="q")) == []


def test_double_payment() -> None:
    one = _line("1", person="p", paid=frozenset({Item.LIVING}))
    twin = replace(one, id="2", paid=frozenset({Item.LIVING, Item.TUITION}))
    assert _found(one, twin) == [("DOUBLE_PAYMENT", ("1", "2"))]
    assert _found(one, replace(twin, subject="cohort-2")) == []
    assert _found(one, replace(twin, person="q")) == []
    assert _found(one, replace(twin, paid=frozenset({Item.TUITION}))) == []
    assert _found(one, one) == []


@pytest.mark.parametrize(
    ("field", "code"), [("account", "SHARED_ACCOUNT"), ("phone", "SHARED_PHONE")]
)
def test_shared_by_several_people(field: str, code: str) -> None:
    lines = [_line(id_, **{field: "x"}) for id_ in "cab"]
    assert _found(*lines) == [(code, ("a", "b", "c"))]
    assert doubts(lines)[0].facts == {"people": 3}
    assert _found(_line("a", **{field: "x"}), _line("b", **{field: "y"})) == []
    assert _found(_line("a"), _line("b")) == []
    same_person = [_line("a", person="p", **{field: "x"}), _line("b", person="p", **{field: "x"})]
    assert _found(*same_person) == []


def test_after_death_and_employed_elsewhere() -> None:
    attended = frozenset({DAY, DAY + timedelta(1)})
    line = _line("1", attended=attended)
    assert _found(replace(line, died_on=DAY)) == [("AFTER_DEATH", ("1",))]
    assert _found(replace(line, died_on=DAY + timedelta(1))) == []
    last, before = DAY + timedelta(1), DAY - timedelta(1)
    assert _found(replace(line, employed=((last, last),))) == [("EMPLOYED_ELSEWHERE", ("1",))]
    assert _found(replace(line, employed=((before, DAY),))) == [("EMPLOYED_ELSEWHERE", ("1",))]
    assert _found(replace(line, employed=((before, before),))) == []


def test_doubts_come_in_fixed_order() -> None:
    lines = [
        _line("2", phone="x", account="y"),
        _line("1", phone="x", account="y", died_on=DAY - timedelta(1), attended=frozenset({DAY})),
    ]
    expected = [
        ("SHARED_ACCOUNT", ("1", "2")), ("SHARED_PHONE", ("1", "2")), ("AFTER_DEATH", ("1",))
    ]  # fmt: skip
    assert _found(*lines) == _found(*reversed(lines)) == expected


READY = ListFacts(
    state=ListState.DRAFT, prepared_by=frozenset({"经办"}), notice_ends=date(2018, 10, 10)
)
AFTER = date(2018, 10, 11)


def test_the_way_to_payment() -> None:
    way = [
        (Step.SUBMIT, "经办", ListState.SUBMITTED),
        (Step.RETURN, "复核", ListState.RETURNED),
        (Step.SUBMIT, "经办", ListState.SUBMITTED),
        (Step.REVIEW, "复核", ListState.REVIEWED),
        (Step.POST, "经办", ListState.ON_NOTICE),
        (Step.APPROVE, "复核", ListState.APPROVED),
        (Step.PAY, "经办", ListState.PAID),
    ]
    facts = READY
    for step, person, expected in way:
        facts = replace(facts, state=next_state(facts, step, person, AFTER))
        assert facts.state is expected


def test_every_step_that_is_possible() -> None:
    assert {state.value: [s.value for s in possible_steps(state)] for state in ListState} == {
        "draft": ["submit", "withdraw"],
        "submitted": ["return", "review", "withdraw"],
        "returned": ["submit", "withdraw"],
        "reviewed": ["return", "post"],
        "on_notice": ["return", "approve"],
        "approved": ["pay"],
        "paid": [],
        "withdrawn": [],
    }
    assert {ListState.DRAFT, ListState.RETURNED} == EDITABLE
    duties = {step: {t.duty for (_, s), t in TRANSITIONS.items() if s is step} for step in Step}
    review = {Step.RETURN, Step.REVIEW, Step.APPROVE}
    assert duties == {s: {Duty.REVIEW if s in review else Duty.PREPARE} for s in Step}


@pytest.mark.parametrize("state", ListState)
@pytest.mark.parametrize("step", Step)
def test_no_other_step_and_never_by_the_preparer(state: ListState, step: Step) -> None:
    facts = replace(READY, state=state, prepared_by=frozenset({"经办", "second preparer"}))
    transition = TRANSITIONS.get((state, step))
    if transition is None:
        with pytest.raises(DomainError, match="STEP_NOT_ALLOWED"):
            next_state(facts, step, "复核", AFTER)
        return
    assert next_state(facts, step, "复核", AFTER) is transition.target
    for preparer in facts.prepared_by:
        if transition.duty is Duty.REVIEW:
            with pytest.raises(DomainError, match="SELF_REVIEW"):
                next_state(facts, step, preparer, AFTER)
        else:
            assert next_state(facts, step, preparer, AFTER) is transition.target


@pytest.mark.parametrize(
    ("state", "step", "changes", "code"),
    [
        (ListState.DRAFT, Step.SUBMIT, {"lines": 0}, "LIST_EMPTY"),
        (ListState.SUBMITTED, Step.REVIEW, {"open_doubts": 1}, "DOUBTS_OPEN"),
        (ListState.ON_NOTICE, Step.APPROVE, {"open_doubts": 1}, "DOUBTS_OPEN"),
        (ListState.ON_NOTICE, Step.APPROVE, {"notice_ends": AFTER}, "NOTICE_NOT_OVER"),
        (ListState.ON_NOTICE, Step.APPROVE, {"notice_ends": None}, "NOTICE_NOT_OVER"),
    ],
)
def test_what_stands_in_the_way(
    state: ListState, step: Step, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        next_state(replace(READY, state=state, **changes), step, "复核", AFTER)
    assert caught.value.code == code


def test_doubts_do_not_stop_sending_in_or_back() -> None:
    facts = replace(READY, open_doubts=3)
    assert next_state(facts, Step.SUBMIT, "经办", DAY) is ListState.SUBMITTED
    facts = replace(facts, state=ListState.SUBMITTED)
    assert next_state(facts, Step.RETURN, "复核", DAY) is ListState.RETURNED


@pytest.mark.parametrize(
    ("people", "size"),
    [(0, 0), (1, 1), (100, 100), (200, 198), (1000, 417), (5000, 536), (100_000, 10_000)],
)
def test_sample_size(people: int, size: int) -> None:
    assert sample_size(people) == size


@given(st.integers(0, 2_000_000))
def test_sample_is_a_tenth_at_least_and_never_too_many(people: int) -> None:
    size = sample_size(people)
    assert size * 10 >= people
    assert size <= people


def test_no_negative_people() -> None:
    with pytest.raises(ValueError, match="negative"):
        sample_size(-1)
