"""Which step may follow which in a leader's life, and what each step asks for.

Candidate → recommended by the village, with notice → reviewed by the town → decided by the county,
with notice → trained → certified → active, as 豫脱贫办〔2018〕94号 has it; exit always with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from courses.leaders.rules import LeaderAction, LeaderState

A, S = LeaderAction, LeaderState


@dataclass(frozen=True, slots=True)
class Move:
    """A step: from which states, to which; what must be given with it.

    `after` None leaves the state as it is.
    """

    before: frozenset[LeaderState]
    after: LeaderState | None
    reason: bool = False
    notice: bool = False


MOVES: Mapping[LeaderAction, Move] = MappingProxyType(
    {
        A.RECOMMEND: Move(frozenset({S.CANDIDATE}), S.RECOMMENDED, notice=True),
        A.REVIEW: Move(frozenset({S.RECOMMENDED}), S.REVIEWED),
        A.DECIDE: Move(frozenset({S.REVIEWED}), S.DECIDED, notice=True),
        A.TRAIN: Move(frozenset({S.DECIDED}), S.TRAINED),
        A.CERTIFY: Move(frozenset({S.TRAINED}), S.CERTIFIED),
        A.ACTIVATE: Move(frozenset({S.CERTIFIED}), S.ACTIVE),
        A.DISTINGUISH: Move(frozenset({S.ACTIVE}), S.OUTSTANDING, reason=True),
        A.SETTLE_BACK: Move(frozenset({S.OUTSTANDING}), S.ACTIVE, reason=True),
        A.REFUSE: Move(
            frozenset({S.CANDIDATE, S.RECOMMENDED, S.REVIEWED, S.DECIDED}), S.REFUSED, reason=True
        ),
        A.LEAVE: Move(
            frozenset({S.TRAINED, S.CERTIFIED, S.ACTIVE, S.OUTSTANDING}), S.LEFT, reason=True
        ),
        A.RETURN: Move(frozenset({S.LEFT, S.REFUSED}), S.CANDIDATE, reason=True),
    }
)
"""What a person may do. `enter` and `revoke` are done by the register itself."""

NEXT: Mapping[LeaderState, LeaderAction] = MappingProxyType(
    {
        S.CANDIDATE: A.RECOMMEND,
        S.RECOMMENDED: A.REVIEW,
        S.REVIEWED: A.DECIDE,
        S.DECIDED: A.TRAIN,
        S.TRAINED: A.CERTIFY,
        S.CERTIFIED: A.ACTIVATE,
        S.ACTIVE: A.DISTINGUISH,
        S.LEFT: A.RETURN,
        S.REFUSED: A.RETURN,
    }
)
"""The one next step from each state; an outstanding leader has none."""


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier step as the checks need it; `by` is the account's id, None for the system."""

    action: LeaderAction
    effective_on: date
    by: int | None = None
    notice_to: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The step somebody wants to take."""

    action: LeaderAction
    effective_on: date
    by: int | None = None
    reason: str = ""
    notice_from: date | None = None
    notice_to: date | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step cannot be taken: a code and what its sentence needs."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def allowed(state: LeaderState) -> tuple[LeaderAction, ...]:
    """Actions that are open in a state, the next one first."""
    found = [action for action, move in MOVES.items() if state in move.before]
    first = NEXT.get(state)
    return tuple(sorted(found, key=lambda action: action is not first))


def after(state: LeaderState, action: LeaderAction) -> LeaderState:
    """The state to which an allowed action leads."""
    return MOVES[action].after or state


def check(
    state: LeaderState, past: Sequence[Past], wanted: Wanted, today: date
) -> tuple[Refusal, ...]:
    """Everything against a step, the gravest first; empty when it may be taken.

    Codes: LEADER_STEP_ILLEGAL, LEADER_DATE_AHEAD, LEADER_STEP_BEFORE_LAST, LEADER_REASON_MISSING,
    LEADER_NOTICE_MISSING, LEADER_NOTICE_ORDER, LEADER_NOTICE_RUNNING, LEADER_SAME_PERSON.
    """
    move = MOVES.get(wanted.action)
    if move is None or state not in move.before:
        return (Refusal("LEADER_STEP_ILLEGAL", {"state": state, "action": wanted.action}),)
    found = [*_dates(past, wanted, today), *_papers(move, wanted)]
    running = notice_running(past, wanted)
    if running is not None:
        found.append(Refusal("LEADER_NOTICE_RUNNING", {"until": running}))
    if wanted.action is A.DECIDE and wanted.by is not None and wanted.by in preparers(past):
        found.append(Refusal("LEADER_SAME_PERSON"))
    return tuple(found)


def _dates(past: Sequence[Past], wanted: Wanted, today: date) -> list[Refusal]:
    if wanted.effective_on > today:
        return [Refusal("LEADER_DATE_AHEAD", {"day": wanted.effective_on})]
    last = max((one.effective_on for one in past), default=None)
    if last is not None and wanted.effective_on < last:
        return [Refusal("LEADER_STEP_BEFORE_LAST", {"day": last})]
    return []


def _papers(move: Move, wanted: Wanted) -> list[Refusal]:
    if move.reason and not wanted.reason.strip():
        return [Refusal("LEADER_REASON_MISSING")]
    if not move.notice:
        return []
    if wanted.notice_from is None or wanted.notice_to is None:
        return [Refusal("LEADER_NOTICE_MISSING")]
    if wanted.notice_to < wanted.notice_from:
        return [Refusal("LEADER_NOTICE_ORDER")]
    return []


def this_round(past: Sequence[Past]) -> Sequence[Past]:
    """The steps since the leader was entered or came back."""
    starts = [at for at, one in enumerate(past) if one.action in (A.ENTER, A.RETURN)]
    return past[starts[-1] :] if starts else past


def notice_running(past: Sequence[Past], wanted: Wanted) -> date | None:
    """The last day of a notice that is still up on the day of a review or a training."""
    waits_for = {A.REVIEW: A.RECOMMEND, A.TRAIN: A.DECIDE}.get(wanted.action)
    notices = [one.notice_to for one in this_round(past) if one.action is waits_for]
    last = notices[-1] if notices else None
    return last if last is not None and wanted.effective_on <= last else None


def preparers(past: Sequence[Past]) -> frozenset[int]:
    """Accounts that recommended or reviewed in this round: they do not decide."""
    return frozenset(
        one.by
        for one in this_round(past)
        if one.action in (A.RECOMMEND, A.REVIEW) and one.by is not None
    )
