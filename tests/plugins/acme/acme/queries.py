"""Reading loans."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from acme.models import Loan
from lms.accounts.actor import Actor, below
from lms.errors import NotFound
from lms.plugin import Figure

VIEW, EDIT = "acme:loan:view", "acme:loan:edit"


def loans(session: Session, actor: Actor) -> Sequence[Loan]:
    """Loans within the actor's scope, the earliest due first."""
    reach = actor.within(VIEW, Loan.county, Loan.centre_id)
    return session.scalars(select(Loan).where(reach).order_by(Loan.due_on, Loan.id)).all()


def loan_for(session: Session, actor: Actor, loan_id: int, permission: str = VIEW) -> Loan:
    """The loan, or NotFound outside the scope of `permission`."""
    loan = session.get(Loan, loan_id)
    if loan is None or not actor.may(permission, loan.county, loan.centre_id):
        raise NotFound
    return loan


def loans_of(session: Session, cohort_id: int) -> Sequence[Loan]:
    """Loans of one cohort."""
    return session.scalars(select(Loan).where(Loan.cohort_id == cohort_id).order_by(Loan.id)).all()


def overdue(session: Session, actor: Actor, today: date) -> int:
    """How many loans the actor should ask back."""
    reach = actor.within(EDIT, Loan.county, Loan.centre_id)
    return session.scalar(select(func.count()).where(reach, _open(), Loan.due_on < today)) or 0


def returned(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Loans back, of those due from `first` to `last` below a division."""
    due = select(func.count()).where(below(Loan.county, prefix), Loan.due_on.between(first, last))
    back = session.scalar(due.where(Loan.back_on.is_not(None))) or 0
    return Figure(back, session.scalar(due) or 0)


def written_off_next(session: Session, county: str, before: date) -> Sequence[Loan]:
    """The next hundred open loans of a county due before a day."""
    found = select(Loan).where(Loan.county == county, _open(), Loan.due_on < before)
    return session.scalars(found.order_by(Loan.id).limit(100)).all()


def _open() -> ColumnElement[bool]:
    return Loan.back_on.is_(None) & Loan.written_off.is_(False)
