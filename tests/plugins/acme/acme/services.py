"""Lending equipment and taking it back."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from acme.events import LoanReturned
from acme.models import Loan
from acme.queries import EDIT, loans_of
from courses.cohorts.api import CohortClosed
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError
from lms.events import publish
from lms.settings import queries as settings


def lend(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, *, item: str, quantity: int
) -> Loan:
    """Lend something to a cohort for the county's usual days. Raises `ACME_QUANTITY`."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    if quantity < 1:
        raise DomainError("ACME_QUANTITY", quantity=quantity)
    days = settings.number(session, "acme.loan_days", cohort.county)
    loan = Loan(
        county=cohort.county,
        centre_id=cohort.centre_id,
        cohort=cohort,
        item=item.strip(),
        quantity=quantity,
        lent_on=today(now),
        due_on=today(now) + timedelta(days=int(days or 0)),
    )
    session.add(loan)
    session.flush()
    _note(session, actor, now, "acme:lent", loan, quantity=quantity)
    return loan


def take_back(session: Session, actor: Actor, now: datetime, loan: Loan) -> None:
    """Everything is back. Raises `ACME_BACK_ALREADY`."""
    actor.require(EDIT, loan.county, loan.centre_id)
    if loan.back_on is not None:
        raise DomainError("ACME_BACK_ALREADY", item=loan.item, day=loan.back_on)
    loan.back_on = today(now)
    session.flush()
    _note(session, actor, now, "acme:returned", loan)
    publish(session, LoanReturned(loan.id))


def write_off(session: Session, actor: Actor, now: datetime, loan: Loan) -> None:
    """Nobody expects it back any more."""
    loan.written_off = True
    session.flush()
    _note(session, actor, now, "acme:written_off", loan)


def recall(session: Session, event: CohortClosed) -> None:
    """When a cohort closes, what it still has is due that day."""
    day: date = today(event.now)
    for loan in loans_of(session, event.cohort_id):
        if loan.back_on is None and loan.due_on > day:
            loan.due_on = day
            _note(session, event.actor, event.now, "acme:recalled", loan)
    session.flush()


def _note(
    session: Session, actor: Actor, now: datetime, action: str, loan: Loan, **facts: object
) -> None:
    audit.record(
        session,
        actor,
        now,
        action,
        county=loan.county,
        object_type="acme.loan",
        object_id=loan.id,
        **facts,
    )
