"""Several real processes at once, each with connections of its own."""

import multiprocessing
from collections.abc import Callable
from typing import Any

from flask import Flask

from lms.db import db

_FORK = multiprocessing.get_context("fork")


def together(app: Flask, works: list[Callable[[], Any]], seconds: float = 600) -> list[Any]:
    """Run every piece of work in a process of its own, all begun at the same moment.

    What each returned, in order; what one raised is raised here as text.
    """
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    barrier = _FORK.Barrier(len(works))
    results = _FORK.SimpleQueue()
    children = [
        _FORK.Process(target=_do, args=(app, barrier, results, number, work))
        for number, work in enumerate(works)
    ]
    for child in children:
        child.start()
    found: dict[int, tuple[bool, Any]] = {}
    for _ in children:
        number, *outcome = results.get()
        found[number] = (outcome[0], outcome[1])
    for child in children:
        child.join(seconds)
    broken = [said for well, said in found.values() if not well]
    assert not broken, "\n".join(broken)
    return [found[number][1] for number in range(len(works))]


def _do(app: Flask, barrier: Any, results: Any, number: int, work: Callable[[], Any]) -> None:
    with app.app_context():
        db.engine.dispose(close=False)  # connections of the parent are not ours
    barrier.wait()
    try:
        results.put((number, True, work()))
    except BaseException as fault:
        results.put((number, False, repr(fault)))
        raise
