"""The database: one engine setting, one session per request, one unit of work elsewhere."""

import errno
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from lms import turns
from lms.orm import Base

PRAGMAS = (
    "page_size=16384",  # of a new file: rows with sealed fields are wide, and keys are random
    "journal_mode=WAL",
    "foreign_keys=ON",
    turns.WAITING,
    "synchronous=FULL",
    "cache_size=-65536",  # 64 MB: a roster of 10,000 rows is written a fifth faster
    "wal_autocheckpoint=2000",  # 32 MB: not after every slice of a roster
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_POSTGRESQL_FULL = "53100"
_SQLITE_OLD = re.compile("no such (table|column)|has no column named")
_POSTGRESQL_OLD = frozenset({"42P01", "42703"})

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)

log = structlog.get_logger()
T = TypeVar("T")
_KEPT = "looking"
_writing: ContextVar[bool] = ContextVar("lms_writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once (`BEGIN IMMEDIATE`)."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def reading(session: Session) -> Iterator[None]:
    """Reads inside do not hold SQLite's write lock; for slow work before anything is written."""
    session.rollback()
    token = _writing.set(False)
    try:
        yield
    finally:
        session.rollback()
        _writing.reset(token)


@contextmanager
def looking(session: Session) -> Iterator[None]:
    """Nothing is written inside, so what is worked out with `worked_out` is so once."""
    session.info[_KEPT] = {}
    try:
        yield
    finally:
        del session.info[_KEPT]


def worked_out(session: Session, key: object, work: Callable[[], T]) -> T:
    """What `work` gives; inside `looking` the same object again for the same key."""
    kept = session.info.get(_KEPT)
    if kept is None:
        return work()
    if key not in kept:
        kept[key] = work()
    found: T = kept[key]
    return found


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's default loses updates
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if _writing.get():
        turns.begin(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def storage_full(fault: BaseException) -> bool:
    """Whether a disk or a quota is full, whoever noticed: the file system or the database."""
    if isinstance(fault, OSError):
        return fault.errno in _FULL
    said = fault.orig if isinstance(fault, OperationalError) else fault
    if isinstance(said, sqlite3.Error):
        return getattr(said, "sqlite_errorcode", 0) in _SQLITE_FULL
    return getattr(said, "sqlstate", None) == _POSTGRESQL_FULL


def tables_old(fault: BaseException) -> bool:
    """Whether a table or a column is missing: the database is empty or of another version."""
    said = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(said, sqlite3.OperationalError):
        return _SQLITE_OLD.search(str(said)) is not None
    return getattr(said, "sqlstate", None) in _POSTGRESQL_OLD


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Have `call` run once this transaction is committed (mail, waking the worker); never on rollback."""
    session.info.setdefault("after_commit", []).append(call)


def outliving(session: Session, call: Callable[[Session], None]) -> None:
    """Have `call` run in its own transaction after this one ended, whichever way it ended."""
    session.info.setdefault("outliving", []).append(call)


def finish(session: Session, *, commit: bool) -> None:
    """End the transaction, then run what waited for its end."""
    waiting = session.info.pop("after_commit", [])
    outlive = session.info.pop("outliving", [])
    try:
        if commit:
            session.commit()
        else:
            session.rollback()
    except BaseException:
        session.rollback()
        waiting = []
        raise
    finally:
        for call in outlive:
            call(session)
            session.commit()
    if commit:
        for call in waiting:
            _run_after(call)


def _run_after(call: Callable[[], None]) -> None:
    """What is committed stays done, whatever becomes of what follows it."""
    try:
        call()
    except Exception:
        log.exception("after commit")


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction outside a request (jobs, command line): commits at the end or not at all."""
    with writing():
        session = db.session()
        try:
            yield session
        except BaseException:
            finish(session, commit=False)
            raise
        else:
            finish(session, commit=True)
        finally:
            db.session.remove()
