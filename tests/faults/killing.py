"""Processes of the application killed at an exact point of what they do to the database."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.db import db

_FORK = multiprocessing.get_context("fork")
POINTS = int(os.environ.get("FAULT_POINTS", "10"))
"""Points at which one kind of process is killed: 10 in the suite, 50 with FAULT_POINTS=50."""


def killed(app: Flask, work: Callable[[], object], at: int | None = None) -> int | None:
    """Do `work` in a process that is killed (-9) before its statement or commit number `at`.

    The number of statements and commits when it came to its end first; None when it was killed.
    """
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    counts = _FORK.SimpleQueue()
    child = _FORK.Process(target=_live, args=(app, work, at, counts))
    child.start()
    child.join(600)
    if child.exitcode == -signal.SIGKILL:
        return None
    assert child.exitcode == 0, f"the process ended with {child.exitcode}"
    counted: int = counts.get()
    return counted


def spread(total: int, points: int = POINTS) -> Iterator[int]:
    """Points from the first statement to the last, evenly."""
    for number in range(points):
        yield 1 + number * (total - 1) // max(1, points - 1)


def _live(app: Flask, work: Callable[[], object], at: int | None, counts: Any) -> None:
    done = 0

    def count(*_args: object) -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        db.engine.dispose(close=False)  # connections of the parent are not ours
    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    work()
    counts.put(done)
