"""Signing in and keeping accounts."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.models import Account, AccountGrant, AccountSession
from lms.accounts.roles import EVERYONE, role_named
from lms.accounts.rules import is_locked, lock_after_failure, password_fault
from lms.audit import services as audit
from lms.db import outliving
from lms.divisions.models import Centre
from lms.errors import DomainError

SESSION_LIFE = timedelta(hours=12)
_hasher = PasswordHasher()


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password is the one of an account, as it was stored when it was compared."""

    stored: str | None
    matches: bool


def check_password(session: Session, login: str, password: str) -> Checked:
    """Compare a password, which takes a quarter of a second whether or not the account exists."""
    stored = session.scalar(select(Account.password_hash).where(Account.login == login.strip()))
    return Checked(stored, _matches(stored or _decoy(), password) and stored is not None)


def sign_in(
    session: Session, now: datetime, login: str, password: str, checked: Checked | None = None
) -> tuple[Account, str]:
    """Open a session for whoever knows the password; returns the account and the cookie's token.

    Raises `SIGN_IN_REFUSED` (one code for a wrong name and a wrong password) or `ACCOUNT_LOCKED`.
    Failures are counted in the database, so that all web processes see them. `checked` saves
    comparing the password inside a writing transaction.
    """
    checked = checked or check_password(session, login, password)
    account = session.scalar(select(Account).where(Account.login == login.strip()))
    if account is None:
        raise DomainError("SIGN_IN_REFUSED")
    if is_locked(account.locked_until, now):
        raise DomainError("ACCOUNT_LOCKED", until=account.locked_until)
    right = checked.matches and checked.stored == account.password_hash
    if account.disabled_at is not None or not right:
        account_id = account.id
        outliving(session, lambda later: _count_failure(later, account_id, now))
        raise DomainError("SIGN_IN_REFUSED")
    account.failures, account.locked_until = 0, None
    return account, _open_session(session, now, account)


def _open_session(session: Session, now: datetime, account: Account) -> str:
    """A new session's token; the account's sessions that ended by themselves are cleared away."""
    ended = AccountSession.expires_at < now
    session.execute(delete(AccountSession).where(AccountSession.account_id == account.id, ended))
    token = secrets.token_urlsafe(32)
    session.add(
        AccountSession(
            token_hash=_digest(token),
            account_id=account.id,
            created_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    session.flush()
    return token


def sign_out(session: Session, now: datetime, token: str) -> None:
    """Revoke the session behind a token."""
    row = session.get(AccountSession, _digest(token))
    if row is not None:
        row.revoked_at = now
        session.flush()


def account_of(session: Session, now: datetime, token: str) -> Account | None:
    """The account signed in with a token, while the session lives and the account is enabled."""
    row = session.get(AccountSession, _digest(token))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    return None if row.account.disabled_at is not None else row.account


def create(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    login: str,
    name: str,
    grants: Iterable[tuple[str, str, int | None]],
    password: str | None = None,
) -> tuple[Account, str]:
    """Make an account with (role, division prefix, centre id) grants; returns it and its password.

    Without `password` one is drawn, to be changed at the first sign-in. Raises `LOGIN_TAKEN`,
    `LOGIN_INVALID`, `GRANT_OUT_OF_SCOPE`, `GRANT_NEEDS_CENTRE`, or a password's fault.
    """
    login = login.strip()
    if not login or not all(c.isalnum() or c in "._-@" for c in login) or len(login) > 64:
        raise DomainError("LOGIN_INVALID", login=login)
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise DomainError("LOGIN_TAKEN", login=login)
    if password is not None:
        _refuse_weak(password, login)
    chosen = _draw_password() if password is None else password
    account = Account(
        login=login,
        name=name.strip(),
        password_hash=_hasher.hash(chosen),
        must_change_password=password is None,
        created_at=now,
    )
    session.add(account)
    session.flush()
    _set_grants(session, actor, account, grants)
    _note(session, actor, now, "accounts:created", account)
    return account, chosen


def change_grants(
    session: Session,
    actor: Actor,
    now: datetime,
    account: Account,
    *,
    name: str,
    grants: Iterable[tuple[str, str, int | None]],
) -> None:
    """Replace name and grants; open sessions go on with the new rights at the next request."""
    account.name = name.strip()
    account.grants.clear()
    session.flush()
    _set_grants(session, actor, account, grants)
    _note(session, actor, now, "accounts:grants_changed", account)


def set_disabled(
    session: Session, actor: Actor, now: datetime, account: Account, *, disabled: bool
) -> None:
    """Disable (ending every session) or enable an account. Nobody disables themselves."""
    if account.id == actor.id:
        raise DomainError("ACCOUNT_OWN")
    account.disabled_at = now if disabled else None
    if disabled:
        _revoke_all(session, now, account)
    _note(session, actor, now, "accounts:disabled" if disabled else "accounts:enabled", account)


def reset_password(session: Session, actor: Actor, now: datetime, account: Account) -> str:
    """Draw a new password to be handed over by word, and end every session."""
    drawn = _draw_password()
    account.password_hash = _hasher.hash(drawn)
    account.must_change_password, account.failures, account.locked_until = True, 0, None
    _revoke_all(session, now, account)
    _note(session, actor, now, "accounts:password_reset", account)
    return drawn


def change_own_password(
    session: Session, actor: Actor, now: datetime, account: Account, old: str, new: str
) -> None:
    """Change one's own password. Raises `PASSWORD_WRONG` or the new one's fault."""
    if not _matches(account.password_hash, old):
        raise DomainError("PASSWORD_WRONG")
    _refuse_weak(new, account.login)
    account.password_hash = _hasher.hash(new)
    account.must_change_password = False
    _note(session, actor, now, "accounts:password_changed", account)


def _set_grants(
    session: Session,
    actor: Actor,
    account: Account,
    grants: Iterable[tuple[str, str, int | None]],
) -> None:
    for role, prefix, centre_id in dict.fromkeys(grants):
        if role not in EVERYONE or not actor.may("accounts:account:manage", prefix):
            raise DomainError("GRANT_OUT_OF_SCOPE", role=role, prefix=prefix)
        centre = session.get(Centre, centre_id) if centre_id is not None else None
        if centre is None and role_named(role).per_centre:
            raise DomainError("GRANT_NEEDS_CENTRE", role=role)
        if centre is not None and not centre.county.startswith(prefix):
            raise DomainError("GRANT_OUT_OF_SCOPE", role=role, prefix=prefix)
        account.grants.append(AccountGrant(role=role, prefix=prefix, centre_id=centre_id))
    if not account.grants:
        raise DomainError("GRANT_MISSING")
    session.flush()


def _note(session: Session, actor: Actor, now: datetime, action: str, account: Account) -> None:
    county = next((g.prefix[:6] for g in account.grants if len(g.prefix) >= 6), "")
    roles = sorted({grant.role for grant in account.grants})
    audit.record(
        session,
        actor,
        now,
        action,
        county=county,
        object_type="account",
        object_id=account.id,
        roles=roles,
    )


def _count_failure(session: Session, account_id: int, now: datetime) -> None:
    failures = session.scalar(
        update(Account)
        .where(Account.id == account_id)
        .values(failures=Account.failures + 1)
        .returning(Account.failures)
    )
    until = lock_after_failure(failures or 0, now)
    if until is not None:
        session.execute(update(Account).where(Account.id == account_id).values(locked_until=until))


def _revoke_all(session: Session, now: datetime, account: Account) -> None:
    session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account.id, AccountSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    session.flush()


def _refuse_weak(password: str, login: str) -> None:
    fault = password_fault(password, login)
    if fault is not None:
        raise DomainError(fault)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def hash_secret(secret: str) -> str:
    """What is kept of a secret that is no password of an account: a code handed out on paper."""
    return _hasher.hash(secret)


def matches_secret(stored: str, secret: str) -> bool:
    """Whether a secret is the one of `hash_secret`, in the time a password takes."""
    return _matches(stored, secret)


def _draw_password() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another on paper
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
