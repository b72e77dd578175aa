"""Pairing a lecturer with a leader, extending, handing over and ending a pair."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.leaders.models import Leader
from courses.leaders.rules import SERVING, LeaderState
from courses.lecturers.models import Lecturer
from courses.mentoring import journal, places
from courses.mentoring.models import Agreement, Exclusion, Pair
from courses.mentoring.rules import EndedBy, PairRole, PairState, Terms, fault_of_terms, next_due
from courses.mentoring.serving import refuse_not_serving
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError

EDIT = "mentoring:pair:edit"
PAIRABLE = SERVING | {LeaderState.CERTIFIED}
"""Who may have a mentor: certified, active and outstanding leaders."""


def pair(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    leader: Leader,
    lecturer: Lecturer,
    terms: Terms,
    role: PairRole = PairRole.MAIN,
    reason: str = "",
    run_id: int | None = None,
    previous: Pair | None = None,
) -> Pair:
    """Pair the two by an agreement. Nothing is written when it refuses.

    Raises NOT_PERMITTED, LEADER_NOT_PAIRABLE, LECTURER_LEFT, LECTURER_TERM_ENDED,
    LECTURER_TERM_AHEAD, PAIR_EXCLUDED, LEADER_HAS_MAIN, LEADER_HAS_SECOND, PAIR_WITHOUT_MAIN,
    PAIR_KNOWN, LECTURER_FULL and the codes of `fault_of_terms`.
    """
    actor.require(EDIT, leader.place)
    check(session, leader, lecturer, terms, role, today(now))
    made = Pair(
        county=leader.county, lecturer=lecturer, leader=leader, role=role,
        state=PairState.ACTIVE, from_date=terms.from_date, until_date=terms.until_date,
        contacts_a_year=terms.contacts_a_year, run_id=run_id, created_at=now,
        created_by=actor.name, previous_id=previous.id if previous else None,
        next_due_on=next_due(terms.from_date, None, terms.contacts_a_year),
    )  # fmt: skip
    try:
        with session.begin_nested():
            places.take(session, lecturer)
            session.add(made)
            session.flush()
    except IntegrityError:  # somebody was quicker
        _refuse_second(session, leader, lecturer, role)
        raise
    _agree(session, actor, now, made, terms)
    facts = {"role": role.value, "from": terms.from_date, "until": terms.until_date}
    if previous is not None:
        facts["previous"] = previous.uid
    journal.write(session, actor, now, made, "paired", reason, of_run=run_id is not None, **facts)
    return made


def check(
    session: Session, leader: Leader, lecturer: Lecturer, terms: Terms, role: PairRole, day: date
) -> None:
    """Raise what stands against this pair, the capacity left out; see `pair`."""
    if leader.state not in PAIRABLE:
        raise DomainError("LEADER_NOT_PAIRABLE", state=leader.state.value)
    refuse_not_serving(session, lecturer, max(day, terms.from_date))
    if (code := fault_of_terms(terms)) is not None:
        raise DomainError(code, start=terms.from_date, end=terms.until_date)
    excluded = session.scalar(
        select(Exclusion.reason).where(
            Exclusion.lecturer_id == lecturer.id,
            Exclusion.leader_id == leader.id,
            Exclusion.lifted_at.is_(None),
        )
    )
    if excluded is not None:
        raise DomainError("PAIR_EXCLUDED", reason=excluded)
    _refuse_second(session, leader, lecturer, role)


def _refuse_second(session: Session, leader: Leader, lecturer: Lecturer, role: PairRole) -> None:
    """At most one main mentor and one second, two different people, the main one first."""
    active = session.execute(
        select(Pair.role, Pair.lecturer_id, Lecturer.name)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(Pair.leader_id == leader.id, Pair.state == PairState.ACTIVE)
    ).all()
    by_role = {row.role: row.name for row in active}
    if any(row.lecturer_id == lecturer.id for row in active):
        raise DomainError("PAIR_KNOWN", lecturer=lecturer.name)
    if role in by_role:
        code = "LEADER_HAS_MAIN" if role is PairRole.MAIN else "LEADER_HAS_SECOND"
        raise DomainError(code, lecturer=by_role[role])
    if role is PairRole.SECOND and PairRole.MAIN not in by_role:
        raise DomainError("PAIR_WITHOUT_MAIN")


def _agree(session: Session, actor: Actor, now: datetime, pair: Pair, terms: Terms) -> Agreement:
    """Append the agreement's next version and take its term over."""
    last = session.scalar(select(func.max(Agreement.version)).where(Agreement.pair_id == pair.id))
    made = Agreement(
        pair_id=pair.id, version=(last or 0) + 1, at=now, by=actor.name,
        from_date=terms.from_date, until_date=terms.until_date,
        goal_sales_fen=terms.goal_sales_fen, goal_households=terms.goal_households,
        goal_shop=terms.goal_shop.strip(), contacts_a_year=terms.contacts_a_year,
        contact_minutes=terms.contact_minutes, duties=terms.duties.strip(),
        ending=terms.ending.strip(), signed_on=terms.signed_on,
    )  # fmt: skip
    session.add(made)
    pair.until_date, pair.contacts_a_year = terms.until_date, terms.contacts_a_year
    pair.next_due_on = next_due(pair.from_date, pair.last_contact_on, terms.contacts_a_year)
    session.flush()
    return made


def extend(
    session: Session, actor: Actor, now: datetime, pair: Pair, terms: Terms, reason: str
) -> Agreement:
    """Extend the pair by the agreement's next version.

    Raises PAIR_ENDED, PAIR_REASON_MISSING, PAIR_NOT_LATER, the codes of a lecturer out of office
    and of `fault_of_terms`.
    """
    actor.require(EDIT, pair.leader.place)
    _require_active(pair)
    _require_reason(reason)
    terms = replace(terms, from_date=pair.from_date)
    if terms.until_date <= pair.until_date:
        raise DomainError("PAIR_NOT_LATER", until=pair.until_date)
    if (code := fault_of_terms(terms)) is not None:
        raise DomainError(code, start=terms.from_date, end=terms.until_date)
    refuse_not_serving(session, pair.lecturer, today(now))
    before = pair.until_date
    made = _agree(session, actor, now, pair, terms)
    journal.write(
        session, actor, now, pair, "extended", reason,
        before=before, until=terms.until_date, version=made.version,
    )  # fmt: skip
    return made


def end(
    session: Session, actor: Actor, now: datetime, pair: Pair, *, by: EndedBy, on: date, reason: str
) -> None:
    """End the pair by either side or the office; of two who end it at once, one does.

    Raises PAIR_ENDED, PAIR_REASON_MISSING, PAIR_END_BEFORE_BEGIN, PAIR_END_AHEAD.
    """
    actor.require(EDIT, pair.leader.place)
    close(session, actor, now, pair, by=by, on=on, reason=reason)


def close(
    session: Session,
    actor: Actor,
    now: datetime,
    pair: Pair,
    *,
    by: EndedBy,
    on: date,
    reason: str,
    of_run: bool = False,
) -> None:
    """As `end`, for acts that have asked for their own permission."""
    _require_active(pair)
    _require_reason(reason)
    if pair.from_date > today(now):
        on = pair.from_date  # called off before it began
    elif on < pair.from_date:
        raise DomainError("PAIR_END_BEFORE_BEGIN", begin=pair.from_date)
    elif on > today(now):
        raise DomainError("PAIR_END_AHEAD", today=today(now))
    ended = session.execute(
        update(Pair)
        .where(Pair.id == pair.id, Pair.state == PairState.ACTIVE)
        .values(
            state=PairState.ENDED, ended_on=on, ended_by=by,
            end_reason=reason.strip()[: journal.REASON_LENGTH],
        )
        .returning(Pair.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()  # fmt: skip
    session.refresh(pair, ["state", "ended_on", "ended_by", "end_reason"])
    if ended is None:
        _require_active(pair)
    places.give_back(session, pair.lecturer_id)
    journal.write(session, actor, now, pair, "ended", reason, of_run=of_run, by=by.value, on=on)


def hand_over(
    session: Session,
    actor: Actor,
    now: datetime,
    pair: Pair,
    *,
    to: Lecturer,
    on: date,
    terms: Terms,
    reason: str,
) -> Pair:
    """Hand the leader over to another lecturer: the old pair ends, a new one continues it.

    Raises PAIR_HANDED_BEFORE, and as `pair` and `end`; then neither is written.
    """
    actor.require(EDIT, pair.leader.place)
    if to.id == pair.lecturer_id:
        raise DomainError("PAIR_KNOWN", lecturer=to.name)
    places.hold(session, (pair.lecturer_id, to.id))
    with session.begin_nested():
        if terms.from_date < on:
            raise DomainError("PAIR_HANDED_BEFORE", begin=terms.from_date, day=on)
        close(session, actor, now, pair, by=EndedBy.HANDOVER, on=on, reason=reason)
        return _continue(session, actor, now, pair, to, terms, reason)


def _continue(
    session: Session,
    actor: Actor,
    now: datetime,
    before: Pair,
    to: Lecturer,
    terms: Terms,
    reason: str,
) -> Pair:
    return pair(
        session, actor, now, leader=before.leader, lecturer=to, terms=terms, role=before.role,
        reason=reason, previous=before,
    )  # fmt: skip


def _require_active(pair: Pair) -> None:
    if pair.state is not PairState.ACTIVE:
        raise DomainError("PAIR_ENDED", day=pair.ended_on)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("PAIR_REASON_MISSING")
