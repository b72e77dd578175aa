"""Reading decisions and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, SessionState
from courses.subsidies.elsewhere import STANDING
from courses.subsidies.models import DecisionRow, Doubt, Invoice, SubsidyList
from courses.subsidies.rules import Code, ListState
from lms.accounts.actor import Actor, below
from lms.errors import NotFound
from lms.plugin import Figure
from lms.web.paging import Page

VIEW = "subsidies:list:view"
PREPARE = "subsidies:list:prepare"
REVIEW = "subsidies:list:review"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One trainee's outcome; money in fen, attendance in half-days, `row` of the roster sheet."""

    enrolment_id: int
    row: int | None
    half_days_present: int
    half_days_planned: int
    whole_days: int
    eligible: bool
    reason: str | None
    living_fen: int
    transport_lodging_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class ListedList:
    """A list in the overview, with its cohort and how many 疑点 are open."""

    made: SubsidyList
    cohort: Cohort
    open_doubts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and the one cohort if it is only one."""

    count: int
    only: int | None = None


def decisions(session: Session, cohort_id: int) -> dict[int, DecisionRow]:
    """The decision that holds for every trainee of the cohort, by enrolment."""
    rows = session.scalars(
        select(DecisionRow).where(DecisionRow.cohort_id == cohort_id, DecisionRow.current)
    )
    return {row.enrolment_id: row for row in rows}


def decision_history(session: Session, enrolment_id: int) -> Sequence[DecisionRow]:
    """Every decision ever made for one trainee, the last first."""
    return session.scalars(
        select(DecisionRow)
        .where(DecisionRow.enrolment_id == enrolment_id)
        .order_by(DecisionRow.id.desc())
    ).all()


def result_lines(session: Session, cohort: Cohort) -> list[ResultLine]:
    """What came out for every trainee of the cohort, by seat."""
    row = DecisionRow
    columns: tuple[Any, ...] = (
        row.half_days_present, row.half_days_planned, row.whole_days, row.eligible, row.reason,
        row.living_fen, row.transport_lodging_fen, row.total_fen,
    )  # fmt: skip
    rows = session.execute(
        select(Enrolment.id, Enrolment.source_row, *columns)
        .join(row, (row.enrolment_id == Enrolment.id) & row.current)
        .where(Enrolment.cohort_id == cohort.id)
        .order_by(Enrolment.seat, Enrolment.id)
    )
    return [ResultLine(*each) for each in rows]


def list_for(session: Session, actor: Actor, list_id: int, permission: str = VIEW) -> SubsidyList:
    """The list, or NotFound outside the scope of `permission`."""
    made = session.get(SubsidyList, list_id)
    if made is None or not actor.may(permission, made.county):
        raise NotFound
    return made


def invoice_for(
    session: Session, actor: Actor, invoice_id: int, permission: str = PREPARE
) -> tuple[Invoice, Cohort]:
    """A ticket and its cohort, or NotFound outside the scope of `permission`."""
    return _of_enrolment(session, actor, Invoice, invoice_id, permission)


def doubt_for(
    session: Session, actor: Actor, doubt_id: int, permission: str = VIEW
) -> tuple[Doubt, Cohort]:
    """A 疑点 and its cohort, or NotFound outside the scope of `permission`."""
    return _of_enrolment(session, actor, Doubt, doubt_id, permission)


def _of_enrolment(
    session: Session, actor: Actor, model: Any, row_id: int, permission: str
) -> tuple[Any, Cohort]:
    found = session.execute(
        select(model, Cohort)
        .join(Enrolment, Enrolment.id == model.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(model.id == row_id)
    ).first()
    if found is None or not actor.may(permission, found[1].county, found[1].centre_id):
        raise NotFound
    return found[0], found[1]


_OPEN_DOUBTS = (
    select(func.count(Doubt.id))
    .where(Doubt.cohort_id == SubsidyList.cohort_id, Doubt.settled_at.is_(None))
    .correlate(SubsidyList)
    .scalar_subquery()
)


def lists_page(session: Session, actor: Actor, page: Page) -> tuple[list[ListedList], Page]:
    """One page of the lists in scope by the filters `state` and `q` (the class), newest first."""
    where: list[ColumnElement[bool]] = [
        actor.within(VIEW, SubsidyList.county),
        *_filters(page.args.get("state", ""), page.args.get("q", "").strip()),
    ]
    base = select(SubsidyList, Cohort, _OPEN_DOUBTS).join(
        Cohort, Cohort.id == SubsidyList.cohort_id
    )
    total = session.scalar(
        select(func.count(SubsidyList.id))
        .join(Cohort, Cohort.id == SubsidyList.cohort_id)
        .where(*where)
    )
    rows = session.execute(
        base.where(*where).order_by(SubsidyList.id.desc()).limit(page.per_page).offset(page.offset)
    )
    return [ListedList(*row) for row in rows], page.of(total or 0)


def _filters(state: str, text: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if state in set(ListState):
        found.append(SubsidyList.state == ListState(state))
    if text:
        found.append(Cohort.title.contains(text, autoescape=True))
    return found


def to_review(session: Session, actor: Actor) -> Waiting:
    """Lists that were sent in, within the reviewer's scope and not by the reviewer's own account."""
    return _waiting(
        session,
        select(SubsidyList.cohort_id).where(
            actor.within(REVIEW, SubsidyList.county),
            SubsidyList.state == ListState.SUBMITTED,
            SubsidyList.prepared_by_id.is_distinct_from(actor.id),
        ),
    )


def returned(session: Session, actor: Actor) -> Waiting:
    """Lists that came back to whoever prepares."""
    return _waiting(
        session,
        select(SubsidyList.cohort_id).where(
            actor.within(PREPARE, SubsidyList.county), SubsidyList.state == ListState.RETURNED
        ),
    )


def doubtful(session: Session, actor: Actor) -> Waiting:
    """Lists not yet reviewed with 疑点 that nobody has settled."""
    return _waiting(session, _doubtful(actor))


def _doubtful(actor: Actor) -> Any:
    open_list = SubsidyList.state.in_((ListState.DRAFT, ListState.RETURNED, ListState.SUBMITTED))
    return select(SubsidyList.cohort_id).where(
        actor.within(PREPARE, SubsidyList.county), open_list, _OPEN_DOUBTS > 0
    )


OVER = (CohortState.CLOSED, CohortState.CANCELLED)
"""States in which a class is over; what was attended is paid in both."""
_HELD = (
    select(SessionRow.id)
    .where(
        SessionRow.cohort_id == Cohort.id,
        SessionRow.state == SessionState.PLANNED,
        SessionRow.marks > 0,
    )
    .exists()
)


def was_held(session: Session, cohort: Cohort) -> bool:
    """Whether somebody was marked in a half-day of the cohort that was not called off."""
    return bool(session.scalar(select(func.count()).where(Cohort.id == cohort.id, _HELD)))


def unconfirmed(session: Session, actor: Actor) -> Waiting:
    """Cohorts where nothing is paid only because nobody vouches for the rule."""
    return _waiting(session, _unconfirmed(actor))


def _unconfirmed(actor: Actor) -> Any:
    blocked = (
        select(DecisionRow.id)
        .where(
            DecisionRow.cohort_id == Cohort.id,
            DecisionRow.current,
            DecisionRow.reason == Code.RULE_UNCONFIRMED,
        )
        .exists()
    )
    return select(Cohort.id).where(
        actor.within(PREPARE, Cohort.county),
        or_(Cohort.state != CohortState.CANCELLED, _HELD),
        blocked,
    )


def unlisted(session: Session, actor: Actor) -> Waiting:
    """Cohorts that are over, closed or cancelled, with money to pay and no list yet."""
    return _waiting(session, _unlisted(actor))


def _unlisted(actor: Actor) -> Any:
    listed = (
        select(SubsidyList.id)
        .where(SubsidyList.cohort_id == Cohort.id, SubsidyList.state != ListState.WITHDRAWN)
        .exists()
    )
    owed = (
        select(DecisionRow.id)
        .where(DecisionRow.cohort_id == Cohort.id, DecisionRow.current, DecisionRow.total_fen > 0)
        .exists()
    )
    return select(Cohort.id).where(
        actor.within(PREPARE, Cohort.county), Cohort.state.in_(OVER), owed, ~listed
    )


def waiting_cohorts(session: Session, actor: Actor, name: str) -> Sequence[Cohort]:
    """The cohorts behind a task of the first page: `unconfirmed`, `unlisted` or `doubtful`."""
    kinds = {"unconfirmed": _unconfirmed, "unlisted": _unlisted, "doubtful": _doubtful}
    if name not in kinds:
        return ()
    wanted = kinds[name](actor).limit(200)
    return session.scalars(
        select(Cohort).where(Cohort.id.in_(wanted)).order_by(Cohort.start, Cohort.id)
    ).all()


def _waiting(session: Session, wanted: Any) -> Waiting:
    found = session.scalars(wanted.distinct().limit(500)).all()
    return Waiting(len(found), found[0] if len(found) == 1 else None)


def unsigned_cohorts(session: Session, prefix: str) -> Sequence[int]:
    """Cohorts below a division whose money is still open: no list sent in."""
    standing = (
        select(SubsidyList.id)
        .where(SubsidyList.cohort_id == Cohort.id, SubsidyList.state.in_(STANDING))
        .exists()
    )
    return session.scalars(
        select(Cohort.id).where(below(Cohort.county, prefix), ~standing).order_by(Cohort.id)
    ).all()


def _signed(session: Session, prefix: str, first: date, last: date, what: Any) -> int:
    """Over the reviewed lists of classes that ended in the period, below a division."""
    signed = (ListState.REVIEWED, ListState.ON_NOTICE, ListState.APPROVED, ListState.PAID)
    return int(
        session.scalar(
            select(func.coalesce(func.sum(what), 0))
            .join(Cohort, Cohort.id == SubsidyList.cohort_id)
            .where(
                below(SubsidyList.county, prefix),
                SubsidyList.state.in_(signed),
                Cohort.end.between(first, last),
            )
        )
        or 0
    )


def people_paid(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Person-times on reviewed lists of classes that ended in the period."""
    return Figure(_signed(session, prefix, first, last, SubsidyList.people))


def amount_paid(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Fen on reviewed lists of classes that ended in the period."""
    return Figure(_signed(session, prefix, first, last, SubsidyList.total_fen))
