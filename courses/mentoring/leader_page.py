"""A leader's own page by link and code: issuing, entering, locking out, and what it shows."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import EnrolmentState
from courses.leaders.models import HouseholdLink, Leader, Sales
from courses.lecturers.models import Lecturer
from courses.mentoring.contact_models import Contact, ContactLine, LeaderAccess
from courses.mentoring.models import Agreement, Pair
from courses.mentoring.queries import active_pairs
from courses.mentoring.serving import ended_by
from lms.accounts import services as accounts
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.db import outliving
from lms.errors import DomainError, NotFound

ISSUE = "mentoring:access:issue"
CODE_DIGITS = 6
LOCK_AFTER, LOCK_FOR, END_AFTER = 5, timedelta(minutes=15), 20
"""Wrong codes in a row until it locks, for how long, and until the slip is worth nothing."""
STAY = timedelta(minutes=30)
"""How long a page stays open after the code was entered."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What the office prints once: the token of the link and the code."""

    token: str
    code: str


def may_issue(session: Session, actor: Actor, leader: Leader) -> bool:
    """Whether the actor may hand out the slip: the office, but nobody who mentors this leader."""
    return actor.may(ISSUE, leader.place) and not _mentors(session, actor, leader)


def _mentors(session: Session, actor: Actor, leader: Leader) -> bool:
    """Whether the leader is or was the actor's own."""
    own = (
        select(Pair.id)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(Pair.leader_id == leader.id, Lecturer.account_id == actor.id)
    )
    return actor.id is not None and session.scalar(own.limit(1)) is not None


def issue(session: Session, actor: Actor, now: datetime, leader: Leader) -> Slip:
    """Make a link and a code; an earlier pair is worth nothing from now on.

    Raises NOT_PERMITTED, and ACCESS_OWN_LEADER: who mentors a leader never sees the code.
    """
    actor.require(ISSUE, leader.place)
    if _mentors(session, actor, leader):
        raise DomainError("ACCESS_OWN_LEADER")
    token = secrets.token_urlsafe(16)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    access = session.scalar(select(LeaderAccess).where(LeaderAccess.leader_id == leader.id))
    if access is None:
        access = LeaderAccess(leader_id=leader.id)
        session.add(access)
    access.token_hash, access.code_hash = _hashed(token), accounts.hash_secret(code)
    access.issued_at, access.issued_by = now, actor.name
    access.failures, access.locked_until, access.ended_at = 0, None, None
    session.flush()
    audit.record(
        session, actor, now, "mentoring:access_issued",
        county=leader.county, object_type="leaders.leader", object_id=leader.uid,
    )  # fmt: skip
    return Slip(token, code)


def access_by_token(session: Session, token: str) -> LeaderAccess:
    """The access a link names, or NotFound."""
    found = session.scalar(select(LeaderAccess).where(LeaderAccess.token_hash == _hashed(token)))
    if found is None:
        raise NotFound
    return found


def enter(session: Session, now: datetime, access: LeaderAccess, *, right: bool) -> None:
    """Let the leader in, or count the failure in a transaction of its own.

    `right` says whether the code was compared equal (outside of the writing transaction).
    Raises ACCESS_LOCKED, ACCESS_ENDED, ACCESS_REFUSED.
    """
    if access.ended_at is not None:
        raise DomainError("ACCESS_ENDED")
    if access.locked_until is not None and access.locked_until > now:
        raise DomainError("ACCESS_LOCKED", until=access.locked_until)
    if not right:
        key = access.id
        outliving(session, lambda later: _count(later, key, now))
        raise DomainError("ACCESS_REFUSED")
    access.failures, access.locked_until, access.last_used_at = 0, None, now
    session.flush()


def is_right(access: LeaderAccess, code: str) -> bool:
    """Compare a code, which takes as long for a wrong one."""
    return accounts.matches_secret(access.code_hash, code.strip())


def _count(session: Session, access_id: int, now: datetime) -> None:
    """One more failure; counted in the database so that all web processes see it."""
    failures = session.execute(
        update(LeaderAccess)
        .where(LeaderAccess.id == access_id)
        .values(failures=LeaderAccess.failures + 1)
        .returning(LeaderAccess.failures)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    values: dict[str, Any] = {}
    if failures >= END_AFTER:
        values = {"ended_at": now}
    elif failures % LOCK_AFTER == 0:
        values = {"locked_until": now + LOCK_FOR}
    if values:
        session.execute(
            update(LeaderAccess)
            .where(LeaderAccess.id == access_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def pass_of(access: LeaderAccess, now: datetime) -> dict[str, str]:
    """What the cookie keeps after the code was entered."""
    until = (now + STAY).isoformat()
    return {"uid": access.uid, "issued": access.issued_at.isoformat(), "until": until}


def access_of(session: Session, kept: object, now: datetime) -> LeaderAccess | None:
    """The access of a cookie that still holds, else None; a new slip ends the old one's visits."""
    if not isinstance(kept, Mapping):
        return None
    try:
        until = datetime.fromisoformat(str(kept["until"]))
    except (KeyError, ValueError):
        return None
    if until < now:
        return None
    found = session.scalar(select(LeaderAccess).where(LeaderAccess.uid == str(kept.get("uid"))))
    if found is None or found.issued_at.isoformat() != kept.get("issued") or found.ended_at:
        return None
    return found


def leader_as_actor(access: LeaderAccess) -> Actor:
    """The leader as who acts: no permission, only a handle for the log."""
    return Actor(id=None, name="leader", handle=f"leader:{access.uid}")


def line_for(session: Session, access: LeaderAccess, line_id: int) -> ContactLine:
    """One of the leader's own contacts, or NotFound."""
    found = session.scalar(
        select(ContactLine)
        .where(ContactLine.id == line_id, ContactLine.leader_id == access.leader_id)
        .options(joinedload(ContactLine.contact, innerjoin=True))
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor as the leader sees one: the pair, since when out of office, the visit agreed on."""

    pair: Pair
    out: tuple[str, date | None] | None
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything a leader sees of the own record; no document numbers."""

    leader: Leader
    mentors: Sequence[Mentor]
    agreement: Agreement | None
    lines: Sequence[ContactLine]
    sales: Mapping[int, int]
    households: Sequence[HouseholdLink]
    courses: Sequence[Enrolment]


def own_page(session: Session, access: LeaderAccess, day: date) -> OwnPage:
    """The leader's page on a day, in a constant number of queries."""
    leader = session.scalars(
        select(Leader)
        .where(Leader.id == access.leader_id)
        .options(
            joinedload(Leader.person, innerjoin=True), joinedload(Leader.village, innerjoin=True)
        )
    ).one()
    pairs = active_pairs(session, leader.id)
    lines = session.scalars(
        select(ContactLine)
        .where(ContactLine.leader_id == leader.id, ContactLine.withdrawn.is_(False))
        .options(
            joinedload(ContactLine.contact, innerjoin=True).joinedload(
                Contact.lecturer, innerjoin=True
            )
        )
        .order_by(ContactLine.day.desc(), ContactLine.id.desc())
        .limit(30)
    ).all()
    links = session.scalars(
        select(HouseholdLink)
        .where(HouseholdLink.leader_id == leader.id, HouseholdLink.to_on.is_(None))
        .order_by(HouseholdLink.from_on.desc(), HouseholdLink.id.desc())
    ).all()
    stays = session.scalars(
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.person_id == leader.person_id, Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.cohort, innerjoin=True).lazyload("*"))
        .order_by(Cohort.start.desc(), Cohort.id.desc())
    ).all()
    mentors = [
        Mentor(one, ended_by(session, one.lecturer, day), _agreed(lines, one, day)) for one in pairs
    ]
    households = {link.household_id: link for link in links}  # of several links the first
    return OwnPage(
        leader, mentors, _agreement(session, pairs), lines, _sales(session, leader.id),
        tuple(households.values()), stays,
    )  # fmt: skip


def _agreed(lines: Sequence[ContactLine], pair: Pair, day: date) -> date | None:
    """The day to come that was agreed on at the last contact of a pair."""
    last = next((line.contact.next_on for line in lines if line.pair_id == pair.id), None)
    return last if last is not None and last >= day else None


def _agreement(session: Session, pairs: Sequence[Pair]) -> Agreement | None:
    if not pairs:
        return None
    return session.scalar(
        select(Agreement)
        .where(Agreement.pair_id == pairs[0].id)
        .order_by(Agreement.version.desc())
        .limit(1)
    )


def _sales(session: Session, leader_id: int) -> dict[int, int]:
    """Fen by year, the whole-year entry where there is one, else the sum of the shops'."""
    rows = session.execute(
        select(Sales.year, Sales.shop_id, Sales.amount).where(
            Sales.leader_id == leader_id, Sales.superseded_at.is_(None)
        )
    ).all()
    whole = {year: amount for year, shop_id, amount in rows if shop_id is None}
    found: dict[int, int] = {}
    for year, shop_id, amount in rows:
        if shop_id is not None and year not in whole:
            found[year] = found.get(year, 0) + amount
    return dict(sorted((found | whole).items(), reverse=True))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
