"""Passwords and lock-out as rules."""

from datetime import datetime, timedelta

LOCK_AFTER = 10
LOCK_FOR = timedelta(minutes=15)
PASSWORD_MINIMUM = 10


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether sign-in is refused for now."""
    return locked_until is not None and locked_until > now


def lock_after_failure(failures: int, now: datetime) -> datetime | None:
    """Until when an account is locked after its `failures`th wrong password in a row."""
    return now + LOCK_FOR if failures % LOCK_AFTER == 0 else None


def password_fault(password: str, login: str) -> str | None:
    """Why a password is refused: too short, few different characters, or the log-in name in it.

    A log-in name of one or two characters may stand in any password.
    """
    if len(password) < PASSWORD_MINIMUM:
        return "PASSWORD_TOO_SHORT"
    named = len(login) > 2 and login.casefold() in password.casefold()
    if named or len(set(password)) < 4:
        return "PASSWORD_TOO_SIMPLE"
    return None
