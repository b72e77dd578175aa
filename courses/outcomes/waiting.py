"""A comparison from the own records: graduates at a wave beside people who were only just enrolled.

Who enrolls later was waiting while the others were already trained. Their baseline, taken in the
same months as the graduates' interviews, says what such people have without the training. There is
no earlier amount of theirs, so there is a difference and no difference-in-differences. Whoever was
never on a class list is not among them; people drawn from the archive are compared in `compared`.

`waiting`: enrolled and not yet trained, whatever became of them; `untrained`: those of them who
have completed no class to this day; `other_village`: those who live in a village where nobody of
the graduates asked lives. All of them by their baseline of the same months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from courses.outcomes import rules
from courses.outcomes.comparing import Comparison, Observation, compare
from courses.outcomes.drawing import VILLAGE
from courses.outcomes.hiding import LEAST
from courses.outcomes.models import Case, Interview, Wave
from courses.outcomes.reported import Asked
from courses.outcomes.reporting import check_reach, conditions, sees_people
from courses.outcomes.rules import Beside, ExitKind
from courses.outcomes.weighting import Reweighted, reweight
from lms.accounts.actor import Actor, below
from lms.errors import DomainError, NotFound

COMPARE = "outcomes:comparison:make"
COVARIATES = ("household", "female", "registered_poor")
FEN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """The comparison, in yuan per head and year; the days between which both groups were asked."""

    found: Comparison
    weighted: Reweighted | None
    covariates: tuple[str, ...]
    first: date
    last: date


def compare_waiting(
    session: Session, actor: Actor, asked: Asked, group: Beside = Beside.WAITING
) -> Waiting:
    """Graduates asked at a wave, and people of a group at the baseline of a later class.

    What is asked for is about the graduates; the others are all of the region. Raises NotFound
    outside the scope, DomainError COMPARE_ONE_GROUP, COMPARE_GROUP_SMALL (under five in a group),
    COMPARE_FILTER_SMALL.
    """
    if asked.wave == rules.BASELINE:
        raise NotFound
    check_reach(actor, asked, COMPARE)
    trained = _told(session, conditions(asked), asked.wave)
    days = [row.on for row in trained]
    waiting = [
        row
        for row in _beside(session, asked.prefix, trained, group)
        if days and min(days) <= row.on <= max(days)
    ]
    if not trained or not waiting:
        raise DomainError("COMPARE_ONE_GROUP", treated=len(trained), control=len(waiting))
    if min(len(trained), len(waiting)) < LEAST:
        raise DomainError(
            "COMPARE_GROUP_SMALL", treated=len(trained), control=len(waiting), least=LEAST
        )
    if asked.filtered and not sees_people(actor, asked):
        check_left(len(_told(session, conditions(asked.whole), asked.wave)) - len(trained))
    return _compared(trained, waiting, min(days), max(days))


def check_left(*left: int) -> None:
    """Raise COMPARE_FILTER_SMALL where a filter leaves out so few that their mean would follow from
    the comparison without it."""
    if any(0 < count < LEAST for count in left):
        raise DomainError("COMPARE_FILTER_SMALL")


def _beside(session: Session, prefix: str, trained: Sequence[Any], group: Beside) -> Sequence[Any]:
    taught = {row.person_id for row in trained}
    there = _told(session, [below(Case.county, prefix[:6])], rules.BASELINE)
    found = [row for row in there if row.person_id not in taught]
    if group is Beside.UNTRAINED:
        return [row for row in found if not row.completed]
    if group is Beside.OTHER_VILLAGE:
        homes = {row.place for row in trained}
        return [row for row in found if len(row.place) == VILLAGE and row.place not in homes]
    return found


def _told(session: Session, where: Sequence[Any], wave: str) -> Sequence[Any]:
    """Incomes told in person at a wave, with what is known of everybody."""
    other = aliased(Case)
    completed = (
        select(other.id)
        .where(other.person_id == Case.person_id, other.exit_kind == ExitKind.GRADUATE)
        .exists()
    )
    return session.execute(
        select(
            Case.person_id, Case.sex, Case.category, Interview.on, Interview.per_head_fen,
            Interview.household_size, Case.place, completed.label("completed"),
        )
        .join(Wave, Wave.id == Interview.wave_id)
        .join(Case, Case.id == Interview.case_id)
        .where(
            *where,
            Case.comparison_id.is_(None),
            Wave.wave == wave,
            Interview.current,
            Interview.proxy == "",
            Interview.per_head_fen.is_not(None),
            Interview.household_size.is_not(None),
        )
    ).all()  # fmt: skip


def _compared(
    trained: Sequence[Any],
    waiting: Sequence[Any],
    first: date,
    last: date,
) -> Waiting:
    every = [*((row, True) for row in trained), *((row, False) for row in waiting)]
    traits = [
        (float(row.household_size), float(row.sex == "female"),
         float(row.category == "registered_poor"))
        for row, _treated in every
    ]  # fmt: skip
    used = [at for at in range(len(COVARIATES)) if tells(traits, len(trained), at)]
    people = [
        Observation(treated, (0.0,), row.per_head_fen / FEN, tuple(trait[at] for at in used))
        for (row, treated), trait in zip(every, traits, strict=True)
    ]
    names = tuple(COVARIATES[at] for at in used)
    return Waiting(compare(people, names), weighted(people, names), names, first, last)


def tells(traits: Sequence[tuple[float, ...]], trained: int, at: int) -> bool:
    """Whether a characteristic differs between people of either group."""
    sides = ({trait[at] for trait in traits[:trained]}, {trait[at] for trait in traits[trained:]})
    return all(len(side) > 1 for side in sides)


def weighted(people: Sequence[Observation], names: tuple[str, ...]) -> Reweighted | None:
    if not names:
        return None
    try:
        return reweight(people, names)
    except DomainError:  # no overlap: the comparison stands without it
        return None
