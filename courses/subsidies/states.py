"""The way of a subsidy list to payment: who may take which step, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.errors import DomainError


class ListState(StrEnum):
    """草拟, 送审, 退回, 复核, 公示, 核定, 支付, 撤回."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    ON_NOTICE = "on_notice"
    APPROVED = "approved"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with a list."""

    SUBMIT = "submit"
    RETURN = "return"
    REVIEW = "review"
    POST = "post"
    APPROVE = "approve"
    PAY = "pay"
    WITHDRAW = "withdraw"


class Duty(StrEnum):
    """经办 prepares, 复核 reviews; one person never has both duties on one list."""

    PREPARE = "prepare"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a step leads and whose duty it is."""

    target: ListState
    duty: Duty


TRANSITIONS: Mapping[tuple[ListState, Step], Transition] = {
    (ListState.DRAFT, Step.SUBMIT): Transition(ListState.SUBMITTED, Duty.PREPARE),
    (ListState.RETURNED, Step.SUBMIT): Transition(ListState.SUBMITTED, Duty.PREPARE),
    (ListState.SUBMITTED, Step.RETURN): Transition(ListState.RETURNED, Duty.REVIEW),
    (ListState.SUBMITTED, Step.REVIEW): Transition(ListState.REVIEWED, Duty.REVIEW),
    (ListState.REVIEWED, Step.RETURN): Transition(ListState.RETURNED, Duty.REVIEW),
    (ListState.REVIEWED, Step.POST): Transition(ListState.ON_NOTICE, Duty.PREPARE),
    (ListState.ON_NOTICE, Step.RETURN): Transition(ListState.RETURNED, Duty.REVIEW),
    (ListState.ON_NOTICE, Step.APPROVE): Transition(ListState.APPROVED, Duty.REVIEW),
    (ListState.APPROVED, Step.PAY): Transition(ListState.PAID, Duty.PREPARE),
    (ListState.DRAFT, Step.WITHDRAW): Transition(ListState.WITHDRAWN, Duty.PREPARE),
    (ListState.SUBMITTED, Step.WITHDRAW): Transition(ListState.WITHDRAWN, Duty.PREPARE),
    (ListState.RETURNED, Step.WITHDRAW): Transition(ListState.WITHDRAWN, Duty.PREPARE),
}
EDITABLE = frozenset({ListState.DRAFT, ListState.RETURNED})
"""States in which lines may change; a line changed in any other voids what was signed."""

_NEEDS_SETTLED_DOUBTS = frozenset({Step.REVIEW, Step.APPROVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What a step depends on.

    `prepared_by` are all *people* who made or changed the list or its lines (not accounts: two
    accounts of one person are one), `open_doubts` the unsettled 疑点, `lines` how many lines there
    are, `notice_ends` the last day of the public notice.
    """

    state: ListState
    prepared_by: frozenset[str]
    open_doubts: int = 0
    lines: int = 1
    notice_ends: date | None = None


def possible_steps(state: ListState) -> tuple[Step, ...]:
    """The steps that lead on from a state, whoever may take them."""
    return tuple(step for step in Step if (state, step) in TRANSITIONS)


def next_state(facts: ListFacts, step: Step, person: str, today: date) -> ListState:
    """The state after `step` taken by `person`; who holds which duty is checked at the edge.

    Raises DomainError STEP_NOT_ALLOWED, SELF_REVIEW, LIST_EMPTY, DOUBTS_OPEN, NOTICE_NOT_OVER.
    """
    transition = TRANSITIONS.get((facts.state, step))
    if transition is None:
        raise DomainError("STEP_NOT_ALLOWED", state=facts.state.value, step=step.value)
    if transition.duty is Duty.REVIEW and person in facts.prepared_by:
        raise DomainError("SELF_REVIEW")
    if step is Step.SUBMIT and facts.lines < 1:
        raise DomainError("LIST_EMPTY")
    if step in _NEEDS_SETTLED_DOUBTS and facts.open_doubts:
        raise DomainError("DOUBTS_OPEN", count=facts.open_doubts)
    if step is Step.APPROVE and (facts.notice_ends is None or today <= facts.notice_ends):
        raise DomainError("NOTICE_NOT_OVER", ends=facts.notice_ends)
    return transition.target
