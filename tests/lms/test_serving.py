"""Serving: web and worker begin and end together, whoever is told to stop or killed."""

import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import select

from lms import serving
from lms.app import create_app, ensure_key_file
from lms.clock import now
from lms.db import db, unit_of_work
from lms.errors import DomainError
from lms.jobs import queue
from lms.jobs.models import JobRow
from lms.jobs.services import enqueue
from lms.orm import Base
from lms.web import server
from tests.support import probe
from tests.support.postgres import free_port
from tests.support.running import config_in

HOST = "127.0.0.1"
PATIENCE = 120.0
Found = TypeVar("Found")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An application with a queue."""
    config = replace(config_in(tmp_path), jobs_inline=False)
    ensure_key_file(config)
    made = create_app(config, [probe.plugin])
    with made.app_context():
        Base.metadata.create_all(db.engine)
        with unit_of_work() as session:
            session.add(probe.Number(id=1, value=0))
    return made


class Served:
    """`lms run` in a process of its own."""

    def __init__(self, app: Flask) -> None:
        self.port = free_port()
        serving.server.release(app)
        fork = multiprocessing.get_context("fork")
        self.parent = fork.Process(target=self._be, args=(app,))
        self.parent.start()
        wait_for(self.answers)
        self.web, self.worker = wait_for(lambda: self.children(2))
        wait_for(lambda: len(children_of(self.web)) == 2)

    def _be(self, app: Flask) -> None:
        raise SystemExit(serving.serve(app, HOST, self.port, lambda: None))

    def answers(self) -> bool:
        """Whether the health page does."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def children(self, count: int) -> list[int]:
        """The parent's children, when there are so many."""
        found = children_of(self.parent.pid or 0)
        return found if len(found) == count else []

    def family(self) -> list[int]:
        """Every process of it."""
        return [self.web, self.worker, *children_of(self.web)]


@pytest.fixture
def served(app: Flask) -> Iterator[Served]:
    """A running service; whatever is left of it is killed."""
    running = Served(app)
    family = running.family()
    yield running
    for pid in (running.parent.pid or 0, *family):
        if is_there(pid):
            os.kill(pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Ids of the children, in the order they were born."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_there(pid: int) -> bool:
    """Whether a process lives (one that only waits to be buried does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(look: Callable[[], Found]) -> Found:
    """What `look` finds as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_everything_well(served: Served, told: signal.Signals) -> None:
    family = served.family()
    os.kill(served.parent.pid or 0, told)
    served.parent.join(PATIENCE)
    assert served.parent.exitcode == 0
    assert not any(is_there(pid) for pid in family)


def in_a_child(work: Callable[[], None]) -> int:
    """How a copy of this process ended in which stops are only noted, as in gunicorn's master."""

    def be() -> None:
        for number in server.STOPS:
            signal.signal(number, lambda number, _frame: told.put(number))
        work()

    told = MASTER.SIG_QUEUE
    child = multiprocessing.get_context("fork").Process(target=be)
    child.start()
    child.join(PATIENCE)
    assert child.exitcode is not None
    return child.exitcode


class Master:
    """What a worker sees of gunicorn's master."""

    def __init__(self) -> None:
        self.SIG_QUEUE: SimpleQueue[int] = SimpleQueue()


MASTER = Master()


@pytest.mark.parametrize("told", server.STOPS)
def test_a_web_worker_told_to_stop_while_it_begins_ends(told: signal.Signals) -> None:
    """Otherwise everybody waits for it until it is killed."""

    def before() -> None:
        os.kill(os.getpid(), told)
        server.post_fork(MASTER, None)

    def after() -> None:
        with suppress(AttributeError):  # this master has no application to give
            server.post_fork(MASTER, None)
        os.kill(os.getpid(), told)

    assert in_a_child(before) == 0
    assert in_a_child(after) == -told


def test_a_child_told_to_stop_before_it_listens_does_nothing(app: Flask) -> None:
    household = serving._Household(app, HOST, 0)
    household.stopping = True
    child = household._start(lambda _app: time.sleep(PATIENCE))
    child.join(PATIENCE / 2)
    assert child.exitcode == 0


@pytest.mark.parametrize("who", ["parent", "web"])
def test_nobody_stays_behind_when_one_is_killed(served: Served, who: str) -> None:
    family = served.family()
    os.kill(served.parent.pid or 0 if who == "parent" else served.web, signal.SIGKILL)
    wait_for(lambda: not any(is_there(pid) for pid in family))
    served.parent.join(PATIENCE)
    assert served.parent.exitcode == (1 if who == "web" else -signal.SIGKILL)


def test_a_killed_worker_is_begun_again_and_finds_its_work(app: Flask, served: Served) -> None:
    os.kill(served.worker, signal.SIGKILL)
    with app.app_context(), unit_of_work() as session:
        uid = enqueue(session, now(), "probe.work").uid
    wait_for(lambda: done(app, uid))
    assert served.answers()


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that would never find a job by looking for forgotten ones."""
    monkeypatch.setattr(queue, "_look_around", lambda _app, _stop: None)


def test_a_job_is_picked_up_by_being_told_of(
    nobody_looks: None, app: Flask, served: Served
) -> None:
    with app.app_context(), unit_of_work() as session:
        uid = enqueue(session, now(), "probe.work").uid
    wait_for(lambda: done(app, uid))


def done(app: Flask, uid: str) -> bool:
    """Whether a job is."""
    with app.app_context():
        state = db.session().scalar(select(JobRow.state).where(JobRow.uid == uid))
        db.session.remove()
    return state == "done"


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DomainError, match="PORT_IN_USE"):
            serving.refuse_taken_port(HOST, port)
    serving.refuse_taken_port(HOST, port)
