"""Rows that say where a leader belongs and serves; steps, moves and merged villages write them."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.models import (
    HouseholdLink,
    Leader,
    LeaderPlace,
    LeaderService,
    Village,
)
from lms.accounts.actor import Actor


def open_place(session: Session, leader: Leader) -> LeaderPlace:
    """The row of the village a leader belongs to now."""
    return session.scalars(
        select(LeaderPlace).where(LeaderPlace.leader_id == leader.id, LeaderPlace.to_on.is_(None))
    ).one()


def open_service(session: Session, leader: Leader) -> LeaderService | None:
    """The row of the days a serving leader is in, None for who does not serve."""
    return session.scalar(
        select(LeaderService).where(
            LeaderService.leader_id == leader.id, LeaderService.to_on.is_(None)
        )
    )


def move_rows(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    village: Village,
    on: date,
    reason: str,
) -> None:
    """From `on` the leader belongs to another village, and covers that one where serving.

    On the very day of the last move that row is put right instead of a row of no days.
    """
    place = open_place(session, leader)
    if place.from_on == on:
        place.village_id, place.reason = village.id, reason[:200]
    else:
        place.to_on = on
        session.flush()
        session.add(
            LeaderPlace(
                leader_id=leader.id, village_id=village.id, from_on=on, reason=reason[:200],
                at=now, by=actor.name,
            )
        )  # fmt: skip
    service = open_service(session, leader)
    if service is not None and service.from_on >= on:
        service.village_id = village.id
    elif service is not None:
        service.to_on = on
        session.add(LeaderService(leader_id=leader.id, village_id=village.id, from_on=on))
    leader.village_id, leader.place = village.id, village.code
    session.flush()
    session.expire(leader, ["village"])


def begin_service(session: Session, leader: Leader, on: date) -> None:
    """The leader is active from `on`."""
    if open_service(session, leader) is None:
        session.add(LeaderService(leader_id=leader.id, village_id=leader.village_id, from_on=on))
        session.flush()


def end_service(session: Session, leader: Leader, on: date) -> None:
    """The leader is active no more from `on`."""
    service = open_service(session, leader)
    if service is None:
        return
    if service.from_on >= on:
        session.delete(service)
    else:
        service.to_on = on
    session.flush()


def end_links(session: Session, leader: Leader, on: date, reason: str) -> int:
    """A leader who leaves brings no household along any more: the open links end. How many."""
    rows = session.scalars(
        select(HouseholdLink).where(
            HouseholdLink.leader_id == leader.id, HouseholdLink.to_on.is_(None)
        )
    ).all()
    for row in rows:
        row.to_on, row.end_reason = max(on, row.from_on), reason[:200]
    session.flush()
    return len(rows)
