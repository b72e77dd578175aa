"""Whose turn it is to write on SQLite.

Its own waiting looks ten times a second whether the database is free, so a job that writes slice after
slice, or the quickest of many processes, keeps all others out until they give up. Here one of those who
wait is next, and nobody begins before it does.
"""

import fcntl
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

SECONDS = 15.0
"""How long a writer waits before it is told that the database is busy."""
WAITING = f"busy_timeout={round(SECONDS * 1000)}"
_LOOK_AGAIN = 0.001
_BEGIN = "BEGIN IMMEDIATE"


def begin(connection: Connection) -> None:
    """Begin a transaction that may write at once, as soon as it is our turn."""
    until = time.monotonic() + SECONDS
    driver: Any = connection.connection.driver_connection
    with _next(connection.engine.url.database, until):
        try:
            driver.execute("PRAGMA busy_timeout=0")
            while (fault := _begun(driver)) == sqlite3.SQLITE_BUSY and time.monotonic() < until:
                time.sleep(_LOOK_AGAIN)
            if fault:
                connection.exec_driver_sql(_BEGIN)  # fails again, with the error the house knows
        finally:
            driver.execute(f"PRAGMA {WAITING}")


def _begun(driver: Any) -> int:
    """0 when the transaction is begun, else why not; SQLITE_BUSY while somebody else writes."""
    try:
        driver.execute(_BEGIN)
    except sqlite3.OperationalError as fault:
        return fault.sqlite_errorcode & 0xFF
    return sqlite3.SQLITE_OK


@contextmanager
def _next(database: str | None, until: float) -> Iterator[None]:
    """Be the one who is next, or give up at the time named; the folder itself is what is locked."""
    try:
        folder = os.open(Path(database or "").parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield
        return
    try:
        while not _taken(folder) and time.monotonic() < until:
            time.sleep(random.uniform(_LOOK_AGAIN, 4 * _LOOK_AGAIN))  # noqa: S311  # no secret
        yield
    finally:
        with suppress(OSError):  # said, for a process forked meanwhile keeps the folder open
            fcntl.flock(folder, fcntl.LOCK_UN)
        os.close(folder)


def _taken(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without such locks: everybody looks every millisecond
        return True
    return True
