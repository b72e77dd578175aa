"""What was sent in and has changed since: the differences, and taking the submission back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.subsidies.corrected import corrected_since
from courses.subsidies.models import DecisionRow, ListLine, ListStep, SubsidyList
from courses.subsidies.rules import ListState
from lms.accounts.actor import Actor
from lms.audit import services as audit

VOID = "void"
LINE_CHANGED, PAYEE_CORRECTED = "LINE_CHANGED", "PAYEE_CORRECTED"
"""The reasons that are written with the step; their sentences are said at the edge."""

Amounts = tuple[int, int, int, str | None]
"""Living, transport and lodging, total (fen) and the first reason: what a line says."""
NO_LINE: Amounts = (0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line as it was sent in and as it comes out now; money in fen."""

    enrolment_id: int
    before: Amounts
    after: Amounts

    @property
    def more_fen(self) -> int:
        """How much more than the frozen line; negative for less."""
        return self.after[2] - self.before[2]


def current_amounts(session: Session, cohort_id: int) -> dict[int, Amounts]:
    """What every trainee of a cohort gets by the decisions that hold."""
    row = DecisionRow
    columns = (row.living_fen, row.transport_lodging_fen, row.total_fen, row.reason)
    rows = session.execute(
        select(row.enrolment_id, *columns).where(row.cohort_id == cohort_id, row.current)
    )
    return {key: (living, transport, total, why) for key, living, transport, total, why in rows}


def frozen_amounts(session: Session, list_id: int) -> dict[int, Amounts]:
    """What every trainee gets by the lines of a list."""
    row = ListLine
    columns = (row.living_fen, row.transport_lodging_fen, row.total_fen, row.reason)
    rows = session.execute(select(row.enrolment_id, *columns).where(row.list_id == list_id))
    return {key: (living, transport, total, why) for key, living, transport, total, why in rows}


def compare(frozen: Mapping[int, Amounts], now: Mapping[int, Amounts]) -> list[Difference]:
    """The lines that came out differently, by enrolment."""
    keys = sorted(frozen.keys() | now.keys())
    pairs = ((key, frozen.get(key, NO_LINE), now.get(key, NO_LINE)) for key in keys)
    return [Difference(key, old, new) for key, old, new in pairs if old != new]


def differences(session: Session, made: SubsidyList) -> list[Difference]:
    """What changed since the list was sent in; nothing for one that never was."""
    if made.submitted_at is None:
        return []
    return compare(frozen_amounts(session, made.id), current_amounts(session, made.cohort_id))


def void_if_changed(session: Session, actor: Actor, now: datetime, cohort: Cohort) -> bool:
    """A list sent in and not yet reviewed goes back to draft when one of its lines changed.

    Amounts of a reviewed list stay as they were signed; what came later is its difference.
    """
    made = _standing(session, cohort.id, (ListState.SUBMITTED,))
    if made is None:
        return False
    changed = differences(session, made)
    if changed:
        _void(session, actor, now, made, LINE_CHANGED, len(changed))
    return bool(changed)


def void_if_corrected(session: Session, actor: Actor, now: datetime, cohort_id: int) -> bool:
    """A list sent in or reviewed goes back to draft when somebody on it was put right.

    The number, name or account that was signed is not the one that would be paid; so the review
    is void too, and two people sign again.
    """
    made = _standing(session, cohort_id, (ListState.SUBMITTED, ListState.REVIEWED))
    if made is None:
        return False
    people = {one.enrolment_id for one in corrected_since(session, made)}
    if people:
        _void(session, actor, now, made, PAYEE_CORRECTED, len(people))
    return bool(people)


def _standing(
    session: Session, cohort_id: int, states: Collection[ListState]
) -> SubsidyList | None:
    """The cohort's list if it stands in one of these states, locked."""
    made = session.scalar(
        select(SubsidyList)
        .where(SubsidyList.cohort_id == cohort_id, SubsidyList.state.in_(states))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return made if made is not None and made.state in states else None


def _void(
    session: Session, actor: Actor, now: datetime, made: SubsidyList, reason: str, lines: int
) -> None:
    before = made.state
    made.state, made.digest = ListState.DRAFT, ""
    made.reviewed_by_id, made.reviewed_by, made.reviewed_at = None, None, None
    session.add(
        ListStep(
            list_id=made.id, step=VOID, before=before, after=ListState.DRAFT, at=now,
            by=actor.name, by_id=actor.id, reason=reason,
        )
    )  # fmt: skip
    session.flush()
    audit.record(
        session, actor, now, "subsidies:voided",
        county=made.county, object_type="subsidies.list", object_id=made.uid, lines=lines,
    )  # fmt: skip
