"""Problems as tickets: opened by a contact, handed on, put off, solved, opened again."""

import datetime as dt
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring.contact_models import Contact, ContactLine, Ticket, TicketStep
from courses.mentoring.queries import of_towns
from courses.mentoring.tickets_rules import DEFAULT_DAYS, TicketAction, TicketState, due_fault
from lms.accounts.actor import Actor
from lms.accounts.models import Account, AccountGrant
from lms.accounts.roles import LECTURER, OFFICER
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.settings import queries as settings

VIEW = "mentoring:ticket:view"
EDIT = "mentoring:ticket:edit"
DAYS = "mentoring.ticket_days"


def open_ticket(
    session: Session,
    actor: Actor,
    now: datetime,
    contact: Contact,
    lecturer: Lecturer,
    leader: Leader | None,
    *,
    due_on: dt.date | None = None,
) -> Ticket:
    """Make a ticket of a contact's problem; its owner is the lecturer, without account who records.

    Raises TICKET_DUE_PAST, TICKET_DUE_FAR.
    """
    day = today(now)
    days = int(settings.number(session, DAYS, contact.county) or DEFAULT_DAYS)
    due = due_on or day + dt.timedelta(days=days)
    _refuse_due(due, day)
    owner_id = lecturer.account_id or actor.id
    ticket = Ticket(
        county=contact.county, lecturer_id=lecturer.id, leader_id=leader.id if leader else None,
        contact_id=contact.id, problem=contact.problems, owner_id=owner_id,
        owner=lecturer.name if lecturer.account_id else actor.name, due_on=due, opened_at=now,
    )  # fmt: skip
    session.add(ticket)
    session.flush()
    _step(session, actor, now, ticket, TicketAction.OPENED, "")
    return ticket


def hand_on(
    session: Session,
    actor: Actor,
    now: datetime,
    ticket: Ticket,
    owner_id: int,
    due_on: dt.date,
    words: str,
) -> None:
    """Give the problem to somebody of the county, or put it off; why is written down.

    Raises TICKET_SOLVED, TICKET_OWNER_UNKNOWN, TICKET_WORDS_MISSING, the codes of a due date.
    """
    _require_open(ticket)
    _refuse_due(due_on, today(now))
    known = dict(owners(session, ticket))
    if owner_id not in known:
        raise DomainError("TICKET_OWNER_UNKNOWN")
    _require_words(words)
    ticket.owner_id, ticket.owner, ticket.due_on = owner_id, known[owner_id], due_on
    _step(session, actor, now, ticket, TicketAction.HANDED, words)


def solve(session: Session, actor: Actor, now: datetime, ticket: Ticket, words: str) -> None:
    """The problem is solved; how is written down. Raises TICKET_SOLVED, TICKET_WORDS_MISSING."""
    _require_open(ticket)
    _require_words(words)
    ticket.state, ticket.solved_at = TicketState.SOLVED, now
    _step(session, actor, now, ticket, TicketAction.SOLVED, words)


def reopen(
    session: Session, actor: Actor, now: datetime, ticket: Ticket, due_on: dt.date, words: str
) -> None:
    """It was not solved after all. Raises TICKET_OPEN, TICKET_WORDS_MISSING, due date codes."""
    if ticket.state is TicketState.OPEN:
        raise DomainError("TICKET_OPEN")
    _refuse_due(due_on, today(now))
    _require_words(words)
    ticket.state, ticket.solved_at, ticket.due_on = TicketState.OPEN, None, due_on
    _step(session, actor, now, ticket, TicketAction.REOPENED, words)


def _require_open(ticket: Ticket) -> None:
    if ticket.state is not TicketState.OPEN:
        raise DomainError("TICKET_SOLVED")


def _require_words(words: str) -> None:
    if not words.strip():
        raise DomainError("TICKET_WORDS_MISSING")


def _refuse_due(due_on: dt.date, day: dt.date) -> None:
    code = due_fault(due_on, day)
    if code is not None:
        raise DomainError(code, due=due_on)


def _step(
    session: Session,
    actor: Actor,
    now: datetime,
    ticket: Ticket,
    action: TicketAction,
    words: str,
) -> None:
    session.add(
        TicketStep(
            ticket_id=ticket.id, at=now, by=actor.name, action=action.value,
            words=words.strip()[:500], owner=ticket.owner, due_on=ticket.due_on,
        )
    )  # fmt: skip
    session.flush()
    audit.record(
        session, actor, now, f"mentoring:ticket_{action.value}",
        county=ticket.county, object_type="mentoring.ticket", object_id=ticket.uid,
        due=ticket.due_on.isoformat(),
    )  # fmt: skip


def tickets_within(actor: Actor, permission: str = VIEW) -> ColumnElement[bool]:
    """SQL condition on Ticket joined with Lecturer: the office's, the lecturer's own, the owner's.

    The office of a town has those of its leaders, and of groups in which one of them was.
    """
    me = -1 if actor.id is None else actor.id
    lines = select(ContactLine.contact_id)
    office = or_(
        actor.within(permission, Ticket.county),
        *of_towns(actor, permission, Ticket.leader_id),
        *(
            and_(Ticket.leader_id.is_(None), Ticket.contact_id.in_(lines.where(town)))
            for town in of_towns(actor, permission, ContactLine.leader_id)
        ),
    )
    if not actor.may(permission):
        return Ticket.id < 0
    return or_(office, Lecturer.account_id == me, Ticket.owner_id == me)


def ticket_for(session: Session, actor: Actor, ticket_id: int, permission: str = VIEW) -> Ticket:
    """The ticket with leader and lecturer, or NotFound."""
    found = session.scalar(
        select(Ticket)
        .join(Lecturer, Lecturer.id == Ticket.lecturer_id)
        .where(Ticket.id == ticket_id, tickets_within(actor, permission))
        .options(
            joinedload(Ticket.lecturer, innerjoin=True),
            joinedload(Ticket.leader).joinedload(Leader.person),
        )
    )
    if found is None:
        raise NotFound
    return found


def tickets(
    session: Session,
    actor: Actor,
    *,
    state: TicketState | None,
    mine: bool,
    leader_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[Sequence[Ticket], int]:
    """Tickets one may see, the first due first, and how many there are."""
    where = [tickets_within(actor)]
    if state is not None:
        where.append(Ticket.state == state)
    if mine:
        where.append(Ticket.owner_id == (-1 if actor.id is None else actor.id))
    if leader_id is not None:
        where.append(Ticket.leader_id == leader_id)
    base = select(Ticket).join(Lecturer, Lecturer.id == Ticket.lecturer_id).where(*where)
    total = session.scalar(select(func.count()).select_from(base.subquery())) or 0
    found = session.scalars(
        base.options(
            joinedload(Ticket.lecturer, innerjoin=True),
            joinedload(Ticket.leader).joinedload(Leader.person),
        )
        .order_by(Ticket.state, Ticket.due_on, Ticket.id)
        .limit(limit)
        .offset(offset)
    ).all()
    return found, total


def steps(session: Session, ticket_id: int) -> Sequence[TicketStep]:
    """What happened to a ticket, the newest first."""
    return session.scalars(
        select(TicketStep).where(TicketStep.ticket_id == ticket_id).order_by(TicketStep.id.desc())
    ).all()


def owners(session: Session, ticket: Ticket) -> list[tuple[int, str]]:
    """Who may own it: officers of the county and of the leader's town, lecturers; by name."""
    place = ticket.leader.place if ticket.leader else ticket.county
    rows = session.execute(
        select(Account.id, Account.name)
        .join(AccountGrant)
        .where(
            AccountGrant.role.in_((OFFICER, LECTURER)),
            AccountGrant.prefix.in_({ticket.county, place[:9], place}),
            Account.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(key, name) for key, name in rows]


def due(session: Session, actor: Actor, day: dt.date) -> tuple[int, dt.date | None]:
    """How many of the actor's own tickets are due by a day, and the earliest of them."""
    count, first = session.execute(
        select(func.count(), func.min(Ticket.due_on)).where(
            Ticket.owner_id == (-1 if actor.id is None else actor.id),
            Ticket.state == TicketState.OPEN,
            Ticket.due_on <= day,
        )
    ).one()
    return count, first


def of_contact(session: Session, contact_id: int) -> Sequence[Ticket]:
    """The tickets a contact led to."""
    return session.scalars(select(Ticket).where(Ticket.contact_id == contact_id)).all()
