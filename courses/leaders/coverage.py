"""Figures at a cut-off date: eligible villages, villages with an active leader, households driven.

Only villages whose flag was set on or before the cut-off count; three leaders in one village count
once; a household counts once however many leaders bring it along.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from courses.leaders.counting import Effect, once_per_year
from courses.leaders.models import (
    HouseholdEffect,
    HouseholdLink,
    Leader,
    LeaderService,
    Village,
    VillageFlag,
)
from courses.leaders.rules import LeaderState
from lms.accounts.actor import below

COUNTY_DIGITS = 6


def is_eligible(cut_off: date) -> ColumnElement[bool]:
    """SQL condition on Village: its last flag entry on or before the cut-off says eligible."""
    later = aliased(VillageFlag)
    superseded = (
        select(later.id)
        .where(
            later.village_id == VillageFlag.village_id,
            later.seq > VillageFlag.seq,
            later.effective_on <= cut_off,
        )
        .exists()
    )
    standing = select(VillageFlag.village_id).where(
        VillageFlag.eligible, VillageFlag.effective_on <= cut_off, ~superseded
    )
    return Village.id.in_(standing)


def served_on(cut_off: date) -> ColumnElement[bool]:
    """SQL condition on LeaderService: the days include the cut-off."""
    return and_(
        LeaderService.from_on <= cut_off,
        or_(LeaderService.to_on.is_(None), LeaderService.to_on > cut_off),
    )


def is_covered(cut_off: date) -> ColumnElement[bool]:
    """SQL condition on Village: at least one leader was active there on the cut-off day."""
    return Village.id.in_(select(LeaderService.village_id).where(served_on(cut_off)))


def eligible_villages(session: Session, prefix: str, cut_off: date) -> Sequence[int]:
    """Ids of the villages below a division that count at the cut-off, by code."""
    return session.scalars(
        select(Village.id)
        .where(below(Village.code, prefix), is_eligible(cut_off))
        .order_by(Village.code)
    ).all()


def covered_villages(session: Session, prefix: str, cut_off: date) -> dict[int, list[int]]:
    """Ids of villages below a division with the ids of who was active there at the cut-off.

    Eligible or not: hold it against `eligible_villages`.
    """
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(LeaderService.village_id, LeaderService.leader_id)
        .join(Village, Village.id == LeaderService.village_id)
        .where(below(Village.code, prefix), served_on(cut_off))
        .order_by(Village.code, LeaderService.leader_id)
    )
    for village_id, leader_id in rows:
        found[village_id].append(leader_id)
    return dict(found)


def count_eligible(session: Session, prefix: str, cut_off: date) -> int:
    """How many villages count at the cut-off: the denominator."""
    wanted = select(func.count(Village.id)).where(below(Village.code, prefix), is_eligible(cut_off))
    return session.scalar(wanted) or 0


def count_covered(session: Session, prefix: str, cut_off: date) -> int:
    """Of the villages that count, those with an active leader: the numerator."""
    wanted = select(func.count(Village.id)).where(
        below(Village.code, prefix), is_eligible(cut_off), is_covered(cut_off)
    )
    return session.scalar(wanted) or 0


def states(session: Session, where: ColumnElement[bool] | None = None) -> dict[LeaderState, int]:
    """Leaders by state now; every state is there."""
    rows = session.execute(
        select(Leader.state, func.count())
        .where(true() if where is None else where)
        .group_by(Leader.state)
    )
    found = dict.fromkeys(LeaderState, 0)
    found.update((state, count) for state, count in rows)
    return found


def is_driven(start: date, end: date) -> ColumnElement[bool]:
    """SQL condition on HouseholdLink: it holds on some day of start–end."""
    return and_(
        HouseholdLink.from_on <= end,
        or_(HouseholdLink.to_on.is_(None), HouseholdLink.to_on >= start),
    )


def count_households(session: Session, prefix: str, start: date, end: date) -> int:
    """Distinct households brought along on some day of start–end by leaders below a division."""
    wanted = select(func.count(distinct(HouseholdLink.household_id))).where(is_driven(start, end))
    if len(prefix) <= COUNTY_DIGITS:  # a leader never leaves the county
        return session.scalar(wanted.where(below(HouseholdLink.county, prefix))) or 0
    wanted = wanted.join(Leader, Leader.id == HouseholdLink.leader_id)
    return session.scalar(wanted.where(below(Leader.place, prefix))) or 0


def households_now(session: Session, leader_ids: Iterable[int], day: date) -> dict[int, int]:
    """Distinct households each of these leaders brings along on a day; who has none is left out."""
    rows = session.execute(
        select(HouseholdLink.leader_id, func.count(distinct(HouseholdLink.household_id)))
        .where(HouseholdLink.leader_id.in_(list(leader_ids)), is_driven(day, day))
        .group_by(HouseholdLink.leader_id)
    )
    return dict(rows.all())


def effects(session: Session, prefix: str, year: int) -> list[Effect]:
    """One figure for each household that gained in the year: the one that counts."""
    rows = session.execute(
        select(
            HouseholdLink.household_id,
            HouseholdEffect.year,
            HouseholdEffect.gain,
            HouseholdEffect.evidence,
        )
        .join(HouseholdLink, HouseholdLink.id == HouseholdEffect.link_id)
        .join(Leader, Leader.id == HouseholdLink.leader_id)
        .where(
            below(Leader.place, prefix),
            HouseholdEffect.year == year,
            HouseholdEffect.superseded_at.is_(None),
        )
    )
    return list(once_per_year(Effect(*row) for row in rows).values())
