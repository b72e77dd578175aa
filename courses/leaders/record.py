"""What a leader's page shows: steps, villages, shops with sales, help, awards, households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from courses.leaders.models import (
    Award,
    HouseholdEffect,
    HouseholdLink,
    Leader,
    LeaderField,
    LeaderPlace,
    LeaderStep,
    Sales,
    Shop,
    Support,
    SupportStep,
    Village,
)
from courses.rosters.models import Person
from lms.errors import NotFound

Owned = TypeVar("Owned", Shop, Support)


def steps_of(session: Session, leader_id: int) -> Sequence[LeaderStep]:
    """The steps in order."""
    return session.scalars(
        select(LeaderStep).where(LeaderStep.leader_id == leader_id).order_by(LeaderStep.seq)
    ).all()


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A village a leader belonged to, from–to."""

    village_id: int
    village: str
    from_on: date
    to_on: date | None
    reason: str
    by: str


def places_of(session: Session, leader_id: int) -> list[PlaceLine]:
    """The villages in order of time."""
    rows = session.execute(
        select(LeaderPlace, Village.town_name, Village.name)
        .join(Village, Village.id == LeaderPlace.village_id)
        .where(LeaderPlace.leader_id == leader_id)
        .order_by(LeaderPlace.from_on, LeaderPlace.id)
    )
    return [
        PlaceLine(
            row.village_id, f"{town}{name}", row.from_on, row.to_on, row.reason, row.by
        )
        for row, town, name in rows
    ]  # fmt: skip


def shops_of(session: Session, leader_id: int) -> Sequence[Shop]:
    """The shops, the open ones first."""
    return session.scalars(
        select(Shop)
        .where(Shop.leader_id == leader_id)
        .order_by(Shop.closed_on.is_not(None), Shop.id)
    ).all()


def shops_where(session: Session, leader_ids: Sequence[int]) -> Sequence[Shop]:
    """The shops of several leaders."""
    return session.scalars(
        select(Shop).where(Shop.leader_id.in_(leader_ids)).order_by(Shop.id)
    ).all()


def sales_where(session: Session, leader_ids: Sequence[int]) -> Sequence[Sales]:
    """Sales of several leaders that are not superseded."""
    return session.scalars(
        select(Sales)
        .where(Sales.leader_id.in_(leader_ids), Sales.superseded_at.is_(None))
        .order_by(Sales.id)
    ).all()


def sales_of(session: Session, leader_id: int) -> Sequence[Sales]:
    """Sales by year, the newest first; superseded figures stand behind the one that counts."""
    return session.scalars(
        select(Sales)
        .where(Sales.leader_id == leader_id)
        .order_by(Sales.year.desc(), Sales.superseded_at.is_not(None), Sales.id.desc())
    ).all()


def sales_by_year(sales: Sequence[Sales]) -> dict[int, int]:
    """Fen of each year: the figure of all shops where there is one, else the sum of the shops."""
    found: dict[int, int] = {}
    for year in sorted({one.year for one in sales}, reverse=True):
        standing = [one for one in sales if one.year == year and one.superseded_at is None]
        whole = [one.amount for one in standing if one.shop_id is None]
        found[year] = whole[0] if whole else sum(one.amount for one in standing)
    return found


def supports_of(session: Session, leader_id: int) -> Sequence[tuple[Support, list[SupportStep]]]:
    """Grants and referrals with their steps in order."""
    rows = session.scalars(
        select(Support).where(Support.leader_id == leader_id).order_by(Support.id)
    ).all()
    steps: dict[int, list[SupportStep]] = {}
    for step in session.scalars(
        select(SupportStep)
        .where(SupportStep.support_id.in_([row.id for row in rows]))
        .order_by(SupportStep.id)
    ):
        steps.setdefault(step.support_id, []).append(step)
    return [(row, steps.get(row.id, [])) for row in rows]


def awards_of(session: Session, leader_id: int) -> Sequence[Award]:
    """Awards and appraisals, the newest first."""
    return session.scalars(
        select(Award)
        .where(Award.leader_id == leader_id)
        .order_by(Award.awarded_on.desc(), Award.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A household brought along, with its head's name and the effects that stand."""

    link: HouseholdLink
    number: str
    head: str
    effects: tuple[HouseholdEffect, ...]


HEADS = ("户主", "本人", "户主本人")


def links_of(session: Session, leader_id: int) -> list[LinkLine]:
    """The households of a leader, those of now first. Three queries, however many."""
    return links_where(session, [leader_id])


def links_where(session: Session, leader_ids: Sequence[int]) -> list[LinkLine]:
    """The same for several leaders."""
    rows = session.scalars(
        select(HouseholdLink)
        .where(HouseholdLink.leader_id.in_(leader_ids))
        .options(joinedload(HouseholdLink.household))
        .order_by(HouseholdLink.to_on.is_not(None), HouseholdLink.from_on, HouseholdLink.id)
    ).all()
    heads = _heads(session, {row.household_id for row in rows})
    effects: dict[int, list[HouseholdEffect]] = {}
    for effect in session.scalars(
        select(HouseholdEffect)
        .where(
            HouseholdEffect.link_id.in_([row.id for row in rows]),
            HouseholdEffect.superseded_at.is_(None),
        )
        .order_by(HouseholdEffect.year)
    ):
        effects.setdefault(effect.link_id, []).append(effect)
    return [
        LinkLine(
            row, row.household.number, row.head or heads.get(row.household_id, ""),
            tuple(effects.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _heads(session: Session, household_ids: set[int]) -> dict[int, str]:
    """Names of the heads as far as the archive has them."""
    rows = session.execute(
        select(Person.household_id, Person.name)
        .where(Person.household_id.in_(household_ids), Person.relation_to_head.in_(HEADS))
        .order_by(Person.id.desc())
    )
    return {household_id: name for household_id, name in rows if household_id is not None}


def trainings_of(session: Session, person_id: int) -> Sequence[Cohort]:
    """Closed cohorts the person stayed in, the newest first: training that may be shown."""
    return session.scalars(
        select(Cohort)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Cohort.state == CohortState.CLOSED,
        )
        .order_by(Cohort.end.desc())
    ).all()


def fields_of(session: Session, leader_ids: Sequence[int]) -> dict[int, set[str]]:
    """What each leader sells or needs: the coded fields and the goods of open shops together."""
    found: dict[int, set[str]] = {key: set() for key in leader_ids}
    for at in range(0, len(leader_ids), 5000):
        part = leader_ids[at : at + 5000]
        for leader_id, code in session.execute(
            select(LeaderField.leader_id, LeaderField.code).where(LeaderField.leader_id.in_(part))
        ):
            found[leader_id].add(str(code))
        for leader_id, goods in session.execute(
            select(Shop.leader_id, Shop.goods).where(
                Shop.leader_id.in_(part), Shop.closed_on.is_(None)
            )
        ):
            found[leader_id].update(goods)
    return found


def shop_of(session: Session, leader: Leader, shop_id: int) -> Shop:
    """A shop of this leader, or NotFound."""
    return _own(session, Shop, leader, shop_id)


def support_of(session: Session, leader: Leader, support_id: int) -> Support:
    """A grant or referral of this leader, or NotFound."""
    return _own(session, Support, leader, support_id)


def link_of(session: Session, leader: Leader, link_id: int) -> HouseholdLink:
    """A household link of this leader with the household, or NotFound."""
    found = session.scalar(
        select(HouseholdLink)
        .where(HouseholdLink.id == link_id, HouseholdLink.leader_id == leader.id)
        .options(joinedload(HouseholdLink.household))
    )
    if found is None:
        raise NotFound
    return found


def _own(session: Session, model: type[Owned], leader: Leader, row_id: int) -> Owned:
    found = session.scalar(select(model).where(model.id == row_id, model.leader_id == leader.id))
    if found is None:
        raise NotFound
    return found
