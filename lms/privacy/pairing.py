"""Database and key file belong together: the database remembers the fingerprint of its keys."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms.errors import DomainError
from lms.privacy.models import KeyMark
from lms.privacy.vault import Vault


def remember(session: Session, now: datetime, keys: Vault) -> None:
    """Note the keys of a new database; one that has its mark keeps it."""
    if _has_table(session.connection()) and _read(session.connection()) is None:
        session.add(KeyMark(fingerprint=keys.fingerprint, remembered_at=now))
        session.flush()


def check(database_url: str, keys: Vault) -> None:
    """Refuse keys the database was not begun with (`KEY_FILE_OTHER`); a new one accepts any."""
    known = mark_of(database_url)
    if known is not None and known != keys.fingerprint:
        raise DomainError("KEY_FILE_OTHER")


def mark_of(database_url: str) -> str | None:
    """The remembered fingerprint; None while the database has none. Raises `DATABASE_UNREACHABLE`."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not _exists(url.database):
        return None
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return _read(connection) if _has_table(connection) else None
    except OperationalError as fault:
        shown = url.render_as_string(hide_password=True)
        raise DomainError("DATABASE_UNREACHABLE", url=shown) from fault


def _exists(file: str | None) -> bool:
    return bool(file) and file != ":memory:" and Path(str(file)).exists()


def _has_table(connection: Connection) -> bool:
    return inspect(connection).has_table(KeyMark.__tablename__)


def _read(connection: Connection) -> str | None:
    return connection.scalar(select(KeyMark.fingerprint).limit(1))
