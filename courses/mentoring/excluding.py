"""Who must not be paired, and what a leader wishes of a mentor."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from courses.leaders.api import reach
from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring.models import Exclusion, Pair, Wish
from courses.mentoring.pairing import EDIT
from courses.mentoring.queries import BOARD
from courses.mentoring.rules import PairState
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError, NotFound
from lms.web.paging import Page


def exclude(
    session: Session, actor: Actor, now: datetime, leader: Leader, lecturer: Lecturer, reason: str
) -> Exclusion:
    """Say that two people must not be paired.

    Raises NOT_PERMITTED, EXCLUSION_REASON_MISSING, EXCLUSION_PAIRED, EXCLUSION_KNOWN.
    """
    actor.require(EDIT, leader.place)
    if not reason.strip():
        raise DomainError("EXCLUSION_REASON_MISSING")
    paired = session.scalar(
        select(Pair.id).where(
            Pair.leader_id == leader.id, Pair.lecturer_id == lecturer.id,
            Pair.state == PairState.ACTIVE,
        )
    )  # fmt: skip
    if paired is not None:
        raise DomainError("EXCLUSION_PAIRED")
    made = Exclusion(
        county=leader.county, lecturer_id=lecturer.id, leader_id=leader.id,
        reason=reason.strip()[:300], at=now, by=actor.name,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as fault:
        raise DomainError("EXCLUSION_KNOWN") from fault
    _note(session, actor, now, "mentoring:excluded", leader)
    return made


def lift(session: Session, actor: Actor, now: datetime, found: Exclusion) -> None:
    """Take an exclusion back; it stays on record."""
    actor.require(EDIT, found.leader.place)
    if found.lifted_at is None:
        found.lifted_at, found.lifted_by = now, actor.name
        session.flush()
        _note(session, actor, now, "mentoring:exclusion_lifted", found.leader)


def wish(
    session: Session, actor: Actor, now: datetime, leader: Leader, language: str, sex: str
) -> None:
    """Note what a leader would like of a mentor; '' takes a wish back."""
    actor.require(EDIT, leader.place)
    session.merge(Wish(leader_id=leader.id, language=language, sex=sex, at=now, by=actor.name))
    session.flush()
    _note(session, actor, now, "mentoring:wished", leader)


def exclusions(
    session: Session, actor: Actor, page: Page, leader_id: int | None = None
) -> tuple[Sequence[Exclusion], Page]:
    """Exclusions that stand, the newest first."""
    base = (
        select(Exclusion)
        .join(Leader, Leader.id == Exclusion.leader_id)
        .where(reach(actor, BOARD, Leader.place), Exclusion.lifted_at.is_(None))
    )
    if leader_id is not None:
        base = base.where(Exclusion.leader_id == leader_id)
    total = session.scalar(base.with_only_columns(func.count())) or 0
    rows = session.scalars(
        base.options(*_people()).order_by(Exclusion.id.desc()).offset(page.offset)
        .limit(page.per_page)
    ).all()  # fmt: skip
    return rows, page.of(total)


def exclusion_for(session: Session, actor: Actor, exclusion_id: int) -> Exclusion:
    """The exclusion with both people, or NotFound."""
    found = session.scalar(
        select(Exclusion)
        .join(Leader, Leader.id == Exclusion.leader_id)
        .where(Exclusion.id == exclusion_id, reach(actor, EDIT, Leader.place))
        .options(*_people())
    )
    if found is None:
        raise NotFound
    return found


def _people() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Exclusion.lecturer, innerjoin=True),
        joinedload(Exclusion.leader, innerjoin=True).options(
            joinedload(Leader.person, innerjoin=True), joinedload(Leader.village, innerjoin=True)
        ),
    )


def _note(session: Session, actor: Actor, now: datetime, action: str, leader: Leader) -> None:
    audit.record(
        session, actor, now, action,
        county=leader.county, object_type="leaders.leader", object_id=leader.uid,
    )  # fmt: skip


def wish_of(session: Session, leader_id: int) -> Wish | None:
    """What a leader wishes, None for nothing said."""
    return session.get(Wish, leader_id)
