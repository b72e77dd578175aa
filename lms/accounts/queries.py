"""Reading accounts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor, Grant
from lms.accounts.models import Account, AccountGrant
from lms.accounts.roles import ROLES
from lms.errors import NotFound
from lms.plugin import Permission


def accounts(session: Session, actor: Actor) -> Sequence[Account]:
    """Accounts with a grant within the actor's scope, by log-in name."""
    reach = actor.within("accounts:account:manage", AccountGrant.prefix)
    return session.scalars(
        select(Account)
        .where(Account.id.in_(select(AccountGrant.account_id).where(reach)))
        .order_by(Account.login)
    ).all()


def account_for(session: Session, actor: Actor, account_id: int) -> Account:
    """An account whose every grant lies within the actor's scope; NotFound otherwise."""
    account = session.get(Account, account_id)
    if account is None or not all(
        actor.may("accounts:account:manage", grant.prefix) for grant in account.grants
    ):
        raise NotFound
    return account


def actor_for(account: Account, role_permissions: dict[str, frozenset[str]]) -> Actor:
    """The account as an actor, with what its roles permit."""
    return Actor(
        id=account.id,
        name=account.name,
        handle=f"account:{account.id}",
        grants=tuple(
            Grant(g.role, g.prefix, g.centre_id, role_permissions.get(g.role, frozenset()))
            for g in account.grants
        ),
    )


def role_permissions(permissions: Sequence[Permission]) -> dict[str, frozenset[str]]:
    """Permission names by role, from what the plugins declare."""
    return {
        role.name: frozenset(p.name for p in permissions if role.name in p.roles) for role in ROLES
    }


def names(session: Session, handles: set[str]) -> dict[str, str]:
    """Names of the people behind audit handles (`account:7`); others stay as they are."""
    ids = {int(handle[8:]) for handle in handles if handle.startswith("account:")}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {f"account:{account_id}": name for account_id, name in rows}
