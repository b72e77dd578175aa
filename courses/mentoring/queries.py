"""Reading pairs: who may see which, one of them, its agreements and its steps."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from courses.leaders.api import reach
from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring.models import Agreement, Pair, PairStep
from courses.mentoring.rules import PairState, Terms
from lms.accounts.actor import Actor, below
from lms.errors import NotFound

VIEW = "mentoring:pair:view"
COUNTY = 6
BOARD = "mentoring:board:view"
"""Held by the office: whoever has it sees every pair of the place; a lecturer sees the own ones."""


def pairs_within(actor: Actor) -> ColumnElement[bool]:
    """SQL condition on Pair joined with Leader and Lecturer: the pairs an actor may see."""
    return or_(reach(actor, BOARD, Leader.place), own(actor))


def own(actor: Actor) -> ColumnElement[bool]:
    """SQL condition: the lecturer signs in with the actor's account."""
    return Lecturer.account_id == (-1 if actor.id is None else actor.id)


def of_towns(
    actor: Actor, permission: str, leader_id: InstrumentedAttribute[Any]
) -> list[ColumnElement[bool]]:
    """SQL condition: leaders of the towns an office below the county holds the permission for.

    For what knows a county and leaders, and no place of its own. None of a county's office, whose
    queries stay as simple as they are.
    """
    towns = [prefix for prefix in actor.prefixes(permission) if len(prefix) > COUNTY]
    here = or_(false(), *(below(Leader.place, town) for town in towns))
    return [leader_id.in_(select(Leader.id).where(here))] if towns else []


def pair_for(session: Session, actor: Actor, pair_id: int, permission: str = VIEW) -> Pair:
    """The pair with leader, person, village and lecturer loaded, or NotFound.

    With another `permission` than VIEW it must reach the leader's place.
    """
    seen = pairs_within(actor) if permission == VIEW else reach(actor, permission, Leader.place)
    found = session.scalar(
        select(Pair)
        .join(Leader, Leader.id == Pair.leader_id)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(Pair.id == pair_id, seen)
        .options(
            joinedload(Pair.lecturer, innerjoin=True),
            joinedload(Pair.leader, innerjoin=True).options(
                joinedload(Leader.person, innerjoin=True),
                joinedload(Leader.village, innerjoin=True),
            ),
        )
    )
    if found is None:
        raise NotFound
    return found


def agreements(session: Session, pair_id: int) -> Sequence[Agreement]:
    """The versions of a pair's agreement, the latest first."""
    return session.scalars(
        select(Agreement).where(Agreement.pair_id == pair_id).order_by(Agreement.version.desc())
    ).all()


def terms_of(agreement: Agreement) -> Terms:
    """An agreement as the rules see it."""
    return Terms(
        from_date=agreement.from_date, until_date=agreement.until_date,
        contacts_a_year=agreement.contacts_a_year, contact_minutes=agreement.contact_minutes,
        goal_sales_fen=agreement.goal_sales_fen, goal_households=agreement.goal_households,
        goal_shop=agreement.goal_shop, duties=agreement.duties, ending=agreement.ending,
        signed_on=agreement.signed_on,
    )  # fmt: skip


def steps(session: Session, pair_ids: Iterable[int]) -> Sequence[PairStep]:
    """What happened to pairs, the newest first."""
    return session.scalars(
        select(PairStep).where(PairStep.pair_id.in_(list(pair_ids))).order_by(PairStep.id.desc())
    ).all()


def chain(session: Session, pair: Pair) -> list[Pair]:
    """The pair and those it continues or is continued by (handovers), the oldest first."""
    related = session.scalars(
        select(Pair)
        .where(Pair.leader_id == pair.leader_id)
        .options(joinedload(Pair.lecturer, innerjoin=True))
        .order_by(Pair.from_date, Pair.id)
    ).all()
    by_id = {one.id: one for one in related}
    following = {one.previous_id: one for one in related if one.previous_id is not None}
    first = pair
    while first.previous_id in by_id:
        first = by_id[first.previous_id]
    found = [first]
    while found[-1].id in following:
        found.append(following[found[-1].id])
    return found


def active_pairs(session: Session, leader_id: int) -> Sequence[Pair]:
    """A leader's mentors now, the main one first."""
    return session.scalars(
        select(Pair)
        .where(Pair.leader_id == leader_id, Pair.state == PairState.ACTIVE)
        .options(joinedload(Pair.lecturer, innerjoin=True))
        .order_by(Pair.role)
    ).all()
