"""Reading lecturers."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from courses.lecturers.models import Lecturer
from lms.accounts.actor import Actor
from lms.accounts.models import Account, AccountGrant
from lms.accounts.roles import LECTURER
from lms.errors import NotFound
from lms.privacy import vault

VIEW = "lecturers:lecturer:view"


def lecturers(session: Session, actor: Actor) -> Sequence[Lecturer]:
    """Lecturers of the counties the actor works in, by name."""
    return session.scalars(
        select(Lecturer).where(_reach(actor)).order_by(Lecturer.left_on, Lecturer.name)
    ).all()


def lecturers_for(session: Session, county: str, day: date) -> Sequence[Lecturer]:
    """Lecturers of a county who have not left by `day`."""
    return session.scalars(
        select(Lecturer)
        .where(Lecturer.county == county, or_(Lecturer.left_on.is_(None), Lecturer.left_on > day))
        .order_by(Lecturer.name)
    ).all()


def lecturer_for(session: Session, actor: Actor, lecturer_id: int) -> Lecturer:
    """The lecturer, or NotFound."""
    found = session.scalar(select(Lecturer).where(Lecturer.id == lecturer_id, _reach(actor)))
    if found is None:
        raise NotFound
    return found


def lecturer_of_account(session: Session, account_id: int | None) -> Lecturer | None:
    """The lecturer who signs in with an account."""
    if account_id is None:
        return None
    return session.scalar(select(Lecturer).where(Lecturer.account_id == account_id))


def phone_of(lecturer: Lecturer) -> str:
    """The phone number in clear, '' for none."""
    return vault().open("lecturers_lecturer", lecturer.uid, "phone", lecturer.phone) or ""


def free_accounts(session: Session, county: str, own: int | None) -> list[tuple[str, str]]:
    """Accounts with the lecturer role in a county that no other lecturer uses, as (id, name)."""
    used = select(Lecturer.account_id).where(Lecturer.account_id.is_not(None))
    rows = session.execute(
        select(Account.id, Account.name)
        .join(AccountGrant)
        .where(
            AccountGrant.role == LECTURER,
            AccountGrant.prefix == county,
            or_(Account.id.not_in(used), Account.id == own),
        )
        .distinct()
        .order_by(Account.name)
    )
    return [(str(account_id), name) for account_id, name in rows]


def _reach(actor: Actor) -> ColumnElement[bool]:
    prefixes = actor.prefixes(VIEW)
    if actor.everything:
        return Lecturer.id.is_not(None)
    return or_(
        actor.within(VIEW, Lecturer.county),
        Lecturer.county.in_({prefix[:6] for prefix in prefixes if len(prefix) >= 6}),
    )
