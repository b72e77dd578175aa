"""What the page of a cohort's money shows: everybody with amount and reason, totals, what waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import EnrolmentState
from courses.rosters.models import Person
from courses.subsidies import confirming, gathering, snapshot
from courses.subsidies.corrected import Corrected, corrected_since
from courses.subsidies.elsewhere import STANDING
from courses.subsidies.listing import intact, list_of
from courses.subsidies.models import DecisionRow, Doubt, ListLine, ListStep, SubsidyList
from courses.subsidies.rules import Rule
from courses.subsidies.voiding import Difference, differences


@dataclass(frozen=True, slots=True)
class Row:
    """One trainee on the page; `decision` is None for who was transferred away or never decided."""

    id: int
    seat: int
    name: str
    search: str
    home: str
    state: EnrolmentState
    decision: DecisionRow | None
    read: snapshot.Snapshot | None

    @property
    def total_fen(self) -> int:
        """What is paid in all, in fen."""
        return self.decision.total_fen if self.decision else 0

    @property
    def refused(self) -> tuple[snapshot.Reason, ...]:
        """The reason against the claim, or those against single components of a paid one."""
        if self.read is None:
            return ()
        if self.read.reasons:
            return self.read.reasons[:1]
        return tuple(each.reasons[0] for each in self.read.components if each.reasons)

    @property
    def days(self) -> str:
        """Days that the living subsidy counts, '' where it is not counted by days."""
        living = self.read.component("living") if self.read else None
        if living is None or living.unit != "day":
            return ""
        return living.quantity.removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cohort's money stands, without its people: for panels and the head of the page."""

    cohort: Cohort
    made: SubsidyList | None
    total_fen: int
    people: int
    decided: int
    reasons: Mapping[str, int]
    rules: tuple[Rule, ...]
    unconfirmed: tuple[Rule, ...]
    overlapping: tuple[str, ...]
    ground: gathering.Ground
    open_doubts: int

    @property
    def frozen(self) -> bool:
        """Whether lines stand as they were sent in."""
        return self.made is not None and self.made.state in STANDING


@dataclass(frozen=True, slots=True)
class Board:
    """The page of a cohort's subsidy list."""

    standing: Standing
    rows: tuple[Row, ...]
    doubts: tuple[Doubt, ...]
    steps: tuple[ListStep, ...]
    differences: tuple[Difference, ...]
    corrected: tuple[Corrected, ...]
    intact: bool


def standing(session: Session, cohort: Cohort, today: date) -> Standing:
    """Totals, reasons and rules of a cohort, in a constant number of queries."""
    made = list_of(session, cohort.id)
    ground = gathering.ground(session, cohort)
    amounts = _amounts(session, cohort.id, made)
    paid = [total for total, _ in amounts if total > 0]
    return Standing(
        cohort=cohort,
        made=made,
        total_fen=sum(paid),
        people=len(paid),
        decided=len(amounts),
        reasons=dict(Counter(reason for _, reason in amounts if reason).most_common()),
        rules=confirming.rules_in_force(ground, today),
        unconfirmed=confirming.unconfirmed(ground, today),
        overlapping=confirming.overlapping(ground, today),
        ground=ground,
        open_doubts=len(doubts_of(session, cohort.id, only_open=True)),
    )


def paid_and_refused(session: Session, cohort: Cohort) -> tuple[int, int]:
    """How many are paid by the list sent in, else as things stand, and how many are not."""
    amounts = _amounts(session, cohort.id, list_of(session, cohort.id))
    paid = sum(total > 0 for total, _ in amounts)
    return paid, len(amounts) - paid


def _amounts(
    session: Session, cohort_id: int, made: SubsidyList | None
) -> Sequence[tuple[int, str | None]]:
    wanted: Any
    if made is not None and made.state in STANDING:
        wanted = select(ListLine.total_fen, ListLine.reason).where(ListLine.list_id == made.id)
    else:
        wanted = select(DecisionRow.total_fen, DecisionRow.reason).where(
            DecisionRow.cohort_id == cohort_id, DecisionRow.current
        )
    return [(total, reason) for total, reason in session.execute(wanted)]


def doubts_of(session: Session, cohort_id: int, *, only_open: bool = False) -> Sequence[Doubt]:
    """The 疑点 of a cohort, the open ones first."""
    wanted = select(Doubt).where(Doubt.cohort_id == cohort_id)
    if only_open:
        wanted = wanted.where(Doubt.settled_at.is_(None))
    return session.scalars(
        wanted.order_by(Doubt.settled_at.is_not(None), Doubt.code, Doubt.enrolment_id)
    ).all()


def board(session: Session, cohort: Cohort, today: date) -> Board:
    """Everything on the page of a cohort's list; of a list sent in the frozen lines."""
    head = standing(session, cohort, today)
    made = head.made
    frozen_by = made.id if made is not None and head.frozen else None
    return Board(
        standing=head,
        rows=tuple(rows_of(session, cohort.id, frozen_by)),
        doubts=tuple(doubts_of(session, cohort.id)),
        steps=tuple(steps_of(session, made.id)) if made else (),
        differences=tuple(differences(session, made)) if made else (),
        corrected=tuple(corrected_since(session, made)) if made else (),
        intact=intact(session, made) if made else True,
    )


def rows_of(session: Session, cohort_id: int, frozen_by: int | None) -> list[Row]:
    """The people of a cohort by seat, with the decisions that hold or those of a list's lines."""
    wanted: Any = select(
        Enrolment.id, Enrolment.seat, Person.name, Person.name_key, Person.home_text,
        Enrolment.state, DecisionRow,
    ).join(Person, Person.id == Enrolment.person_id)  # fmt: skip
    if frozen_by is None:
        here = (DecisionRow.enrolment_id == Enrolment.id) & DecisionRow.current
        wanted = wanted.outerjoin(DecisionRow, here)
    else:
        line = (ListLine.enrolment_id == Enrolment.id) & (ListLine.list_id == frozen_by)
        wanted = wanted.join(ListLine, line).join(
            DecisionRow, DecisionRow.id == ListLine.decision_id
        )
    found: Any = session.execute(
        wanted.where(Enrolment.cohort_id == cohort_id).order_by(Enrolment.seat, Enrolment.id)
    )
    return [
        Row(
            key, seat, name, search, home, state, decision,
            snapshot.read(decision.payload) if decision else None,
        )
        for key, seat, name, search, home, state, decision in found
    ]  # fmt: skip


def steps_of(session: Session, list_id: int) -> Sequence[ListStep]:
    """What happened to a list, the last first."""
    return session.scalars(
        select(ListStep).where(ListStep.list_id == list_id).order_by(ListStep.id.desc())
    ).all()
