"""Recording contacts, taking them back, confirming and denying them; what a pair counts."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from courses.leaders.models import Leader
from courses.leaders.rules import Evidence
from courses.lecturers.models import Lecturer
from courses.mentoring import tickets
from courses.mentoring.contact_models import Contact, ContactLine, ContactPhoto
from courses.mentoring.contacts_rules import (
    MOST_LEADERS,
    ContactKind,
    Doubt,
    PairSpan,
    Said,
    evidence_of,
    fault_of,
    joined,
)
from courses.mentoring.models import Agreement, Pair
from courses.mentoring.quality_rules import SHORTEST_COPY
from courses.mentoring.queries import own
from courses.mentoring.rules import next_due
from courses.mentoring.serving import ended_by
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.pictures import Picture

RECORD = "mentoring:contact:record"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of a contact, beside its kind, day and length."""

    said: Said
    topics: Sequence[str] = ()
    problems: str = ""
    problem_due: dt.date | None = None
    advice: str = ""
    next_step: str = ""
    next_on: dt.date | None = None
    paper: str = ""
    photo: Picture | None = None


def may_record(actor: Actor) -> ColumnElement[bool]:
    """SQL condition on Pair joined with Leader and Lecturer: pairs whose contacts one may record."""
    if not actor.may(RECORD):
        return own(actor) & (Pair.id < 0)
    return or_(actor.within(RECORD, Leader.place), own(actor))


def may_record_for(actor: Actor, pair: Pair) -> bool:
    """`may_record` for one pair whose leader and lecturer are loaded."""
    mine = actor.id is not None and pair.lecturer.account_id == actor.id
    return actor.may(RECORD) and (mine or _office(actor, RECORD, pair.leader.place))


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    pair_ids: Collection[int],
    told: Told,
    *,
    happened_at: datetime | None = None,
    event_id: str | None = None,
) -> Contact:
    """Record one contact with one leader, or a group session with many; all of it or nothing.

    Raises CONTACT_WITHOUT_LEADER, CONTACT_TOO_MANY, CONTACT_NOT_A_GROUP, CONTACT_TWO_LECTURERS,
    CONTACT_NEXT_PAST, CONTACT_LECTURER_OUT, CONTACT_DUPLICATE and the codes of
    `contacts_rules.fault_of`; NotFound.
    """
    pairs = _pairs(session, actor, pair_ids)
    said = told.said
    _refuse(told, pairs, today(now))
    _refuse_out_of_office(session, pairs[0].lecturer, said.day)
    contact = Contact(
        county=pairs[0].leader.county, lecturer_id=pairs[0].lecturer_id, kind=said.kind,
        day=said.day, started=said.started, minutes=said.minutes, topics=list(told.topics),
        problems=told.problems.strip(), advice=told.advice.strip(),
        next_step=told.next_step.strip(), next_on=told.next_on, paper=told.paper.strip(),
        has_photo=told.photo is not None, words=words_of(told), happened_at=happened_at or now,
        recorded_at=now, recorded_by=actor.name, account_id=actor.id, event_id=event_id,
    )  # fmt: skip
    documented = bool(told.paper.strip()) or told.photo is not None
    evidence = evidence_of(documented=documented, confirmed=False, checked=False)
    try:
        with session.begin_nested():
            session.add(contact)
            session.flush()
            session.add_all(_line(contact, pair, evidence) for pair in pairs)
            session.flush()
    except IntegrityError as fault:
        raise DomainError("CONTACT_DUPLICATE", day=said.day) from fault
    if told.photo is not None:
        photo = told.photo
        session.add(
            ContactPhoto(
                contact_id=contact.id, content=photo.content, width=photo.width, height=photo.height
            )
        )
    recount(session, [pair.id for pair in pairs])
    if contact.problems:
        leader = pairs[0].leader if len(pairs) == 1 else None
        tickets.open_ticket(
            session, actor, now, contact, pairs[0].lecturer, leader, due_on=told.problem_due
        )
    _note(session, actor, now, "mentoring:contact_recorded", contact, kind=said.kind.value,
          leaders=len(pairs), minutes=said.minutes, evidence=evidence.value)  # fmt: skip
    return contact


def _pairs(session: Session, actor: Actor, pair_ids: Collection[int]) -> list[Pair]:
    """The pairs, locked so that two contacts at once are both counted. NotFound for others'."""
    wanted = set(pair_ids)
    if not wanted:
        raise DomainError("CONTACT_WITHOUT_LEADER")
    if len(wanted) > MOST_LEADERS:
        raise DomainError("CONTACT_TOO_MANY", most=MOST_LEADERS)
    found = session.scalars(
        select(Pair)
        .join(Leader, Leader.id == Pair.leader_id)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(Pair.id.in_(wanted), may_record(actor))
        .options(
            joinedload(Pair.lecturer, innerjoin=True),
            joinedload(Pair.leader, innerjoin=True).joinedload(Leader.person, innerjoin=True),
        )
        .order_by(Pair.id)
        .with_for_update(key_share=True, of=Pair)
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(wanted):
        raise NotFound
    return list(found)


def _refuse(told: Told, pairs: Sequence[Pair], day: dt.date) -> None:
    said = told.said
    if len(pairs) > 1 and said.kind is not ContactKind.GROUP:
        raise DomainError("CONTACT_NOT_A_GROUP")
    if len({pair.lecturer_id for pair in pairs}) > 1:
        raise DomainError("CONTACT_TWO_LECTURERS")
    if told.next_on is not None and told.next_on < said.day:
        raise DomainError("CONTACT_NEXT_PAST", day=told.next_on)
    for pair in pairs:
        fault = fault_of(said, span(pair.from_date, pair.until_date, pair.ended_on), day)
        if fault is not None:
            raise DomainError(fault.code, leader=pair.leader.person.name, **fault.facts)


def _refuse_out_of_office(session: Session, lecturer: Lecturer, day: dt.date) -> None:
    """Contacts of days after a lecturer left or the last term ended are not the lecturer's."""
    out = ended_by(session, lecturer, day)
    if out is not None:
        raise DomainError("CONTACT_LECTURER_OUT", lecturer=lecturer.name, ended=out[1], day=day)


def span(from_date: dt.date, until_date: dt.date, ended_on: dt.date | None) -> PairSpan:
    """The days a pair holds: to the end of its term, or to the day it was ended before."""
    return PairSpan(from_date, until_date if ended_on is None else min(ended_on, until_date))


def _line(contact: Contact, pair: Pair, evidence: Evidence) -> ContactLine:
    return ContactLine(
        contact_id=contact.id, pair_id=pair.id, leader_id=pair.leader_id, place=pair.leader.place,
        county=pair.leader.county, kind=contact.kind, day=contact.day, started=contact.started,
        minutes=contact.minutes, evidence=evidence,
    )  # fmt: skip


def words_of(told: Told) -> str:
    """A digest of the texts, '' where they are too short to be a copy of anything."""
    text = joined([told.problems, told.advice, told.next_step])
    return hashlib.sha256(text.encode()).hexdigest() if len(text) >= SHORTEST_COPY else ""


def recount(session: Session, pair_ids: Collection[int]) -> None:
    """Write what pairs have of contacts that count, and when the next one is due."""
    ids = sorted(set(pair_ids))
    least = least_minutes(session, ids)
    valid = and_(ContactLine.withdrawn.is_(False), ContactLine.doubt == Doubt.NONE)
    enough = ContactLine.minutes >= case(least, value=ContactLine.pair_id, else_=1)
    rows = session.execute(
        select(
            ContactLine.pair_id, func.max(ContactLine.day), func.count(),
            func.sum(ContactLine.minutes),
        )
        .where(ContactLine.pair_id.in_(ids), valid, enough)
        .group_by(ContactLine.pair_id)
    ).all()  # fmt: skip
    known = {pair_id: (last, count, minutes) for pair_id, last, count, minutes in rows}
    for pair in session.scalars(select(Pair).where(Pair.id.in_(ids)).order_by(Pair.id)):
        last, count, minutes = known.get(pair.id, (None, 0, 0))
        pair.last_contact_on, pair.contacts, pair.contact_minutes = last, count, int(minutes)
        pair.next_due_on = next_due(pair.from_date, last, pair.contacts_a_year)
    session.flush()


def least_minutes(session: Session, pair_ids: Collection[int]) -> dict[int, int]:
    """The minutes a contact needs by each pair's latest agreement."""
    rows = session.execute(
        select(Agreement.pair_id, Agreement.contact_minutes)
        .where(Agreement.pair_id.in_(pair_ids))
        .order_by(Agreement.version)
    )
    return dict.fromkeys(pair_ids, 1) | dict(rows.all())


def withdraw(session: Session, actor: Actor, now: datetime, contact: Contact, reason: str) -> None:
    """Take a contact back; it stays in the record and counts no more.

    Raises CONTACT_WITHDRAWN, CONTACT_REASON_MISSING, NOT_PERMITTED.
    """
    require_hand(actor, contact)
    if contact.withdrawn_at is not None:
        raise DomainError("CONTACT_WITHDRAWN")
    if not reason.strip():
        raise DomainError("CONTACT_REASON_MISSING")
    contact.withdrawn_at, contact.withdrawn_by = now, actor.name
    contact.withdrawn_because = reason.strip()[:300]
    for line in contact.lines:
        line.withdrawn = True
    session.flush()
    recount(session, [line.pair_id for line in contact.lines])
    _note(session, actor, now, "mentoring:contact_withdrawn", contact, leaders=len(contact.lines))


def add_paper(session: Session, actor: Actor, now: datetime, contact: Contact, paper: str) -> None:
    """Name the signed paper of a contact: it is documented from now on.

    Raises CONTACT_WITHDRAWN, CONTACT_PAPER_MISSING, NOT_PERMITTED.
    """
    require_hand(actor, contact)
    if contact.withdrawn_at is not None:
        raise DomainError("CONTACT_WITHDRAWN")
    if not paper.strip():
        raise DomainError("CONTACT_PAPER_MISSING")
    contact.paper = paper.strip()[:120]
    for line in contact.lines:
        prove(line, contact)
    session.flush()
    _note(session, actor, now, "mentoring:contact_documented", contact)


def may_hand(actor: Actor, contact: Contact) -> bool:
    """Whether the actor may change this contact: who recorded it, its lecturer, the office."""
    mine = actor.id is not None and actor.id in (contact.account_id, contact.lecturer.account_id)
    return actor.everything or (
        actor.may(RECORD) and (mine or _office(actor, RECORD, contact.county))
    )


def require_hand(actor: Actor, contact: Contact) -> None:
    """Raise NOT_PERMITTED unless `may_hand`."""
    if not may_hand(actor, contact):
        raise DomainError("NOT_PERMITTED", permission=RECORD)


def _office(actor: Actor, permission: str, county: str) -> bool:
    """Whether a grant for the place itself, not one of a centre, holds the permission there."""
    return any(
        permission in grant.permissions
        and grant.centre_id is None
        and county.startswith(grant.prefix)
        for grant in actor.grants
    )


def prove(line: ContactLine, contact: Contact) -> None:
    """Set the evidence level of a line from what there is."""
    line.evidence = evidence_of(
        documented=bool(contact.paper) or contact.has_photo,
        confirmed=line.confirmed_at is not None,
        checked=line.checked_at is not None and line.doubt is Doubt.NONE,
    )


def confirm(session: Session, actor: Actor, now: datetime, line: ContactLine) -> None:
    """The leader confirms; what was denied before is settled by it. Raises CONTACT_WITHDRAWN."""
    _refuse_gone(line)
    line.confirmed_at, line.denied_at, line.denied_because = now, None, ""
    if line.doubt is Doubt.DENIED:
        line.doubt = Doubt.NONE
    prove(line, line.contact)
    _after_word(session, actor, now, line, "mentoring:contact_confirmed")


def deny(session: Session, actor: Actor, now: datetime, line: ContactLine, reason: str) -> None:
    """The leader says it did not happen so; it counts no more until the office settles it."""
    _refuse_gone(line)
    line.denied_at, line.denied_because, line.confirmed_at = now, reason.strip()[:300], None
    line.doubt = Doubt.DENIED
    prove(line, line.contact)
    _after_word(session, actor, now, line, "mentoring:contact_denied")


def _refuse_gone(line: ContactLine) -> None:
    if line.withdrawn:
        raise DomainError("CONTACT_WITHDRAWN")
    if line.doubt is Doubt.REFUTED:
        raise DomainError("CONTACT_REFUTED")


def _after_word(
    session: Session, actor: Actor, now: datetime, line: ContactLine, action: str
) -> None:
    session.flush()
    recount(session, [line.pair_id])
    audit.record(
        session, actor, now, action,
        county=line.county, object_type="mentoring.contact_line", object_id=line.uid,
    )  # fmt: skip


def _note(
    session: Session, actor: Actor, now: datetime, action: str, contact: Contact, **facts: object
) -> None:
    audit.record(
        session, actor, now, action,
        county=contact.county, object_type="mentoring.contact", object_id=contact.uid, **facts,
    )  # fmt: skip
