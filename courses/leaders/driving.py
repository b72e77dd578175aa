"""Households that leaders bring along (带动): links, and what they gain by them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.business import MOST_FEN, Claim, checked_claim, lock_leader
from courses.leaders.entering import EDIT
from courses.leaders.models import HouseholdEffect, HouseholdLink, Leader
from courses.leaders.rules import SERVING, ChainRole, LinkModel
from courses.rosters.api import household_ids
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """How a leader brings a household along; `number` is the household's number in the archive."""

    number: str
    model: LinkModel
    role: ChainRole
    from_on: date
    head: str = ""
    agreement: str = ""


def drive(
    session: Session, actor: Actor, now: datetime, leader: Leader, facts: LinkFacts
) -> HouseholdLink:
    """A leader begins to bring a household along; one the archive does not know is entered.

    Raises NOT_PERMITTED, LEADER_NOT_SERVING, HOUSEHOLD_NUMBER_MISSING, HOUSEHOLD_DATES,
    HOUSEHOLD_LINK_OPEN.
    """
    actor.require(EDIT, leader.place)
    number = "".join(facts.number.split())
    if leader.state not in SERVING:
        raise DomainError("LEADER_NOT_SERVING")
    if not number:
        raise DomainError("HOUSEHOLD_NUMBER_MISSING")
    if facts.from_on > day_of(now):
        raise DomainError("HOUSEHOLD_DATES")
    lock_leader(session, leader)
    household_id = household_ids(session, leader.county, [number])[number]
    standing = session.scalar(
        select(HouseholdLink.id).where(
            HouseholdLink.leader_id == leader.id,
            HouseholdLink.household_id == household_id,
            HouseholdLink.role == facts.role,
            (HouseholdLink.to_on.is_(None)) | (HouseholdLink.to_on >= facts.from_on),
        )
    )
    if standing is not None:
        raise DomainError("HOUSEHOLD_LINK_OPEN")
    made = HouseholdLink(
        county=leader.county, leader_id=leader.id, household_id=household_id,
        head=facts.head.strip(), model=facts.model, role=facts.role, from_on=facts.from_on,
        agreement=facts.agreement.strip(), at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "leaders:household_linked", leader)
    return made


def end_link(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    link: HouseholdLink,
    on: date,
    reason: str,
) -> None:
    """A link ends; `on` is its last day.

    Raises NOT_PERMITTED, HOUSEHOLD_LINK_ENDED, HOUSEHOLD_DATES, LEADER_REASON_MISSING.
    """
    actor.require(EDIT, leader.place)
    if link.to_on is not None:
        raise DomainError("HOUSEHOLD_LINK_ENDED")
    if on > day_of(now) or on < link.from_on:
        raise DomainError("HOUSEHOLD_DATES")
    if not reason.strip():
        raise DomainError("LEADER_REASON_MISSING")
    link.to_on, link.end_reason = on, reason.strip()
    session.flush()
    _note(session, actor, now, "leaders:household_ended", leader)


def record_effect(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    link: HouseholdLink,
    claim: Claim,
    income: int | None = None,
) -> HouseholdEffect:
    """What a household gained in a year, and its income through the link where it is known.

    A second figure for the year supersedes the first, with a reason. Raises NOT_PERMITTED,
    EFFECT_YEAR, EFFECT_REASON_MISSING and those of a claim.
    """
    actor.require(EDIT, leader.place)
    gain = checked_claim(claim, day_of(now), "EFFECT_YEAR")
    last = link.to_on.year if link.to_on else claim.year
    if not link.from_on.year <= claim.year <= last:
        raise DomainError("EFFECT_YEAR")
    if income is not None and not 0 <= income <= MOST_FEN:
        raise DomainError("AMOUNT_INVALID")
    lock_leader(session, leader)
    standing = session.scalar(
        select(HouseholdEffect).where(
            HouseholdEffect.link_id == link.id,
            HouseholdEffect.year == claim.year,
            HouseholdEffect.superseded_at.is_(None),
        )
    )
    if standing is not None:
        if not claim.reason.strip():
            raise DomainError("EFFECT_REASON_MISSING")
        standing.superseded_at = now
    made = HouseholdEffect(
        link_id=link.id, year=claim.year, gain=gain, income=income, evidence=claim.evidence,
        document=claim.document.strip(), reason=claim.reason.strip(), at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "leaders:effect_recorded", leader)
    return made


def _note(session: Session, actor: Actor, now: datetime, action: str, leader: Leader) -> None:
    audit.record(
        session, actor, now, action,
        county=leader.county, object_type="leaders.leader", object_id=leader.uid,
    )  # fmt: skip
