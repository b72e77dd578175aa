"""What was sent in and has changed since: the differences, and taking the submission back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.subsidies.models import DecisionRow, ListLine, ListStep, SubsidyList
from courses.subsidies.rules import ListState
from lms.accounts.actor import Actor
from lms.audit import services as audit

VOID = "void"
LINE_CHANGED = "LINE_CHANGED"
"""The reason that is written with the step; its sentence is said at the edge."""

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

    Lines of a reviewed list stay as they were signed; what came later is its difference.
    """
    made = session.scalar(
        select(SubsidyList)
        .where(SubsidyList.cohort_id == cohort.id, SubsidyList.state == ListState.SUBMITTED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if made is None or made.state is not ListState.SUBMITTED:
        return False
    changed = differences(session, made)
    if not changed:
        return False
    made.state, made.digest = ListState.DRAFT, ""
    session.add(
        ListStep(
            list_id=made.id,
            step=VOID,
            before=ListState.SUBMITTED,
            after=ListState.DRAFT,
            at=now,
            by=actor.name,
            by_id=actor.id,
            reason=LINE_CHANGED,
        )
    )
    session.flush()
    audit.record(
        session,
        actor,
        now,
        "subsidies:voided",
        county=made.county,
        object_type="subsidies.list",
        object_id=made.uid,
        lines=len(changed),
    )
    return True
