"""A leader's shops, sales, grants, loan referrals and awards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.entering import EDIT
from courses.leaders.models import Award, Leader, Sales, Shop, Support, SupportStep
from courses.leaders.rules import (
    SUPPORT_MOVES,
    Evidence,
    Platform,
    SupportKind,
    SupportState,
    link_allowed,
)
from courses.lecturers.rules import Expertise
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError

MOST_FEN = 10**13
"""A hundred billion yuan in fen: beyond it an amount is a slip of the pen."""
OWN = (Evidence.CLAIMED, Evidence.DOCUMENTED)
"""Evidence the office itself can give; the other two come from the other side and spot checks."""
FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What is known of a shop."""

    platform: Platform
    name: str
    link: str = ""
    goods: Sequence[Expertise] = ()
    opened_on: date | None = None


def save_shop(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    facts: ShopFacts,
    shop: Shop | None = None,
) -> Shop:
    """Enter or change a shop. Raises NOT_PERMITTED, SHOP_LINK_SCHEME, SHOP_DATES."""
    actor.require(EDIT, leader.place)
    link = facts.link.strip()
    if link and not link_allowed(link):
        raise DomainError("SHOP_LINK_SCHEME")
    if facts.opened_on is not None and facts.opened_on > day_of(now):
        raise DomainError("SHOP_DATES")
    shop = shop or Shop(leader_id=leader.id)
    shop.platform, shop.name, shop.link = facts.platform, facts.name.strip(), link
    shop.goods = [str(code) for code in facts.goods]
    shop.opened_on = facts.opened_on
    session.add(shop)
    session.flush()
    _note(session, actor, now, "leaders:shop_saved", leader)
    return shop


def close_shop(
    session: Session, actor: Actor, now: datetime, leader: Leader, shop: Shop, on: date, reason: str
) -> None:
    """A shop is given up. Raises NOT_PERMITTED, SHOP_CLOSED, SHOP_DATES, LEADER_REASON_MISSING."""
    actor.require(EDIT, leader.place)
    if shop.closed_on is not None:
        raise DomainError("SHOP_CLOSED")
    if on > day_of(now) or (shop.opened_on is not None and on < shop.opened_on):
        raise DomainError("SHOP_DATES")
    if not reason.strip():
        raise DomainError("LEADER_REASON_MISSING")
    shop.closed_on, shop.close_reason = on, reason.strip()
    session.flush()
    _note(session, actor, now, "leaders:shop_closed", leader)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of a year with its proof, in fen."""

    year: int
    amount: int | None
    evidence: Evidence
    document: str = ""
    reason: str = ""


def record_sales(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    claim: Claim,
    shop: Shop | None = None,
) -> Sales:
    """Sales of a year, of one shop or of all; a second figure supersedes the first, with a reason.

    Raises NOT_PERMITTED, SALES_YEAR, AMOUNT_INVALID, EVIDENCE_NOT_YOURS, EVIDENCE_PAPER_MISSING,
    SALES_REASON_MISSING.
    """
    actor.require(EDIT, leader.place)
    amount = checked_claim(claim, day_of(now), "SALES_YEAR")
    lock_leader(session, leader)
    standing = session.scalar(
        select(Sales).where(
            Sales.leader_id == leader.id,
            Sales.year == claim.year,
            Sales.shop_id.is_(None) if shop is None else Sales.shop_id == shop.id,
            Sales.superseded_at.is_(None),
        )
    )
    if standing is not None:
        if not claim.reason.strip():
            raise DomainError("SALES_REASON_MISSING")
        standing.superseded_at = now
    made = Sales(
        leader_id=leader.id, shop_id=shop.id if shop else None, year=claim.year, amount=amount,
        evidence=claim.evidence, document=claim.document.strip(), reason=claim.reason.strip(),
        at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "leaders:sales_recorded", leader)
    return made


def checked_claim(claim: Claim, today: date, year_code: str) -> int:
    """The amount of a sound claim. Raises the codes of `record_sales`."""
    if not FIRST_YEAR <= claim.year <= today.year:
        raise DomainError(year_code)
    if claim.amount is None or not 0 <= claim.amount <= MOST_FEN:
        raise DomainError("AMOUNT_INVALID")
    if claim.evidence not in OWN:
        raise DomainError("EVIDENCE_NOT_YOURS")
    if claim.evidence is Evidence.DOCUMENTED and not claim.document.strip():
        raise DomainError("EVIDENCE_PAPER_MISSING")
    return claim.amount


def raise_evidence(
    session: Session, actor: Actor, now: datetime, sales: Sales, evidence: Evidence, document: str
) -> Sales:
    """The same figure with better proof: confirmed by the other side, or spot-checked."""
    sales.superseded_at = now
    made = Sales(
        leader_id=sales.leader_id, shop_id=sales.shop_id, year=sales.year, amount=sales.amount,
        evidence=evidence, document=document.strip(), at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """A step of a grant or referral: when, how much (fen), with whom, on what paper."""

    on: date
    amount: int | None
    institution: str = ""
    document: str = ""
    reason: str = ""


def refer(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    kind: SupportKind,
    facts: SupportFacts,
) -> Support:
    """Apply for a shop-opening grant or refer to a lender.

    Raises NOT_PERMITTED, AMOUNT_INVALID, LEADER_DATE_AHEAD.
    """
    actor.require(EDIT, leader.place)
    amount = _amount(facts, now)
    made = Support(
        leader_id=leader.id, kind=kind, state=SupportState.REFERRED, amount=amount,
        institution=facts.institution.strip(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    _support_step(session, actor, now, made, None, facts)
    _note(session, actor, now, "leaders:support_referred", leader, kind=str(kind))
    return made


def advance_support(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    support: Support,
    after: SupportState,
    facts: SupportFacts,
) -> None:
    """Approve, pay, refuse or withdraw. Raises those of `refer`, SUPPORT_STEP_ILLEGAL and
    LEADER_REASON_MISSING."""
    actor.require(EDIT, leader.place)
    if after not in SUPPORT_MOVES[support.state]:
        raise DomainError("SUPPORT_STEP_ILLEGAL")
    if after in (SupportState.REFUSED, SupportState.WITHDRAWN) and not facts.reason.strip():
        raise DomainError("LEADER_REASON_MISSING")
    amount = _amount(facts, now)
    before, support.state, support.amount = support.state, after, amount
    session.flush()
    _support_step(session, actor, now, support, before, facts)
    _note(session, actor, now, "leaders:support_advanced", leader, after=str(after))


def _amount(facts: SupportFacts, now: datetime) -> int:
    if facts.on > day_of(now):
        raise DomainError("LEADER_DATE_AHEAD", day=facts.on)
    if facts.amount is None or not 0 < facts.amount <= MOST_FEN:
        raise DomainError("AMOUNT_INVALID")
    return facts.amount


def _support_step(
    session: Session,
    actor: Actor,
    now: datetime,
    support: Support,
    before: SupportState | None,
    facts: SupportFacts,
) -> None:
    session.add(
        SupportStep(
            support_id=support.id, before=before, after=support.state, effective_on=facts.on,
            amount=support.amount, document=facts.document.strip(), reason=facts.reason.strip(),
            at=now, by=actor.name,
        )
    )  # fmt: skip
    session.flush()


def add_award(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    *,
    title: str,
    level: str,
    on: date,
    awarded_by: str = "",
    document: str = "",
) -> Award:
    """An award or a yearly appraisal. Raises NOT_PERMITTED, LEADER_DATE_AHEAD."""
    actor.require(EDIT, leader.place)
    if on > day_of(now):
        raise DomainError("LEADER_DATE_AHEAD", day=on)
    made = Award(
        leader_id=leader.id, title=title.strip(), level=level, awarded_on=on,
        awarded_by=awarded_by.strip(), document=document.strip(), at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "leaders:awarded", leader)
    return made


def lock_leader(session: Session, leader: Leader) -> None:
    """Two who enter a figure of one leader at once come one after the other."""
    session.flush()
    session.execute(select(Leader.id).where(Leader.id == leader.id).with_for_update())


def _note(
    session: Session, actor: Actor, now: datetime, action: str, leader: Leader, **facts: object
) -> None:
    audit.record(
        session, actor, now, action,
        county=leader.county, object_type="leaders.leader", object_id=leader.uid, **facts,
    )  # fmt: skip
