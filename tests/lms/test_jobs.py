"""Background jobs: once, to the end, and again when their worker dies."""

import os
import signal
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.db import db, unit_of_work
from lms.jobs import progress, queue, services
from lms.jobs.models import JobRow
from lms.jobs.progress import LeaseLost, Progress
from tests.support import probe
from tests.support.processes import together
from tests.support.running import NOW


@pytest.fixture(autouse=True)
def _asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is woken: each test performs its jobs itself."""
    monkeypatch.setattr(queue, "wake", lambda _app, _uid: None)


@pytest.fixture
def inside(apart: Flask) -> Iterator[Session]:
    """A session for looking, beside those of the application."""
    with apart.app_context(), Session(db.engine) as session:
        yield session


def enqueue(app: Flask, **args: object) -> str:
    with app.app_context(), unit_of_work() as session:
        return services.enqueue(session, NOW, "probe.work", **args).uid


def job(session: Session, uid: str) -> JobRow:
    session.rollback()
    session.expire_all()
    return session.scalars(select(JobRow).where(JobRow.uid == uid)).one()


def expire(app: Flask, uid: str) -> None:
    """As if the worker had been silent for too long."""
    with app.app_context(), unit_of_work() as session:
        session.execute(update(JobRow).where(JobRow.uid == uid).values(lease_until=NOW))


def test_a_job_runs_once(apart: Flask, inside: Session) -> None:
    uid = enqueue(apart)
    assert services.waiting(apart) == [uid]
    assert services.perform(apart, uid) is True
    done = job(inside, uid)
    assert (done.state, done.done, done.total, done.fault) == ("done", 3, 3, None)
    assert services.perform(apart, uid) is False
    assert services.waiting(apart) == []
    assert probe.value(inside) == 3


def test_a_job_of_a_refused_act_is_never_done(apart: Flask, inside: Session) -> None:
    woken: list[str] = []
    with apart.app_context(), pytest.raises(ZeroDivisionError), unit_of_work() as session:  # noqa: PT012  # the fault is inside
        woken.append(services.enqueue(session, NOW, "probe.work").uid)
        1 / 0  # noqa: B018  # some fault
    assert inside.scalars(select(JobRow)).all() == []
    assert services.perform(apart, woken[0]) is False


def test_two_workers_at_once_run_it_once(apart: Flask, inside: Session) -> None:
    uid = enqueue(apart, slices=20)
    ran = together(apart, [lambda: services.perform(apart, uid)] * 4)
    assert sorted(ran) == [False, False, False, True]
    assert probe.value(inside) == 20
    assert job(inside, uid).attempts == 1


def test_a_running_job_is_left_alone_while_its_lease_lasts(apart: Flask, inside: Session) -> None:
    uid = enqueue(apart)
    with unit_of_work() as session:
        session.execute(
            update(JobRow).values(
                state="running", lease="other", lease_until=progress.now() + progress.LEASE
            )
        )
    assert services.waiting(apart) == []
    assert services.perform(apart, uid) is False
    expire(apart, uid)
    assert services.waiting(apart) == [uid]
    assert services.perform(apart, uid) is True
    assert job(inside, uid).state == "done"


def test_who_lost_the_lease_commits_nothing(apart: Flask, inside: Session) -> None:
    uid = enqueue(apart)
    with pytest.raises(LeaseLost), unit_of_work() as session:  # noqa: PT012  # the fault is inside
        session.get_one(probe.Number, 1).value += 1
        Progress(uid, "not the lease").advance(session, 1, 3)
    assert probe.value(inside) == 0


def test_the_heartbeat_renews_the_lease_with_the_work(apart: Flask, inside: Session) -> None:
    uid = enqueue(apart)
    with unit_of_work() as session:
        session.execute(update(JobRow).values(state="running", lease="mine", lease_until=NOW))
    with unit_of_work() as session:
        before = progress.now()
        Progress(uid, "mine").advance(session, 1, 3)
    held = job(inside, uid)
    assert held.done == 1
    assert held.lease_until is not None
    assert before <= held.lease_until - progress.LEASE <= progress.now()


@pytest.mark.parametrize(
    ("behave", "code"), [("refuse", "REQUEST_INVALID"), ("break", "JOB_FAILED")]
)
def test_a_fault_ends_the_job_and_keeps_what_was_done(
    apart: Flask, inside: Session, behave: str, code: str
) -> None:
    uid = enqueue(apart, behave=behave)
    assert services.perform(apart, uid) is True
    failed = job(inside, uid)
    assert (failed.state, failed.fault, failed.done) == ("failed", code, 1)
    assert probe.value(inside) == 1
    assert services.waiting(apart) == []


def test_a_job_waits_for_room_on_the_disk(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As often as it takes: that a disk is full is no fault of the job."""

    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(probe.ACTS, "die", full)
    uid = enqueue(apart, behave="die")
    for _ in range(services.ATTEMPTS + 2):
        assert services.perform(apart, uid) is False
        assert services.waiting(apart) == []
        expire(apart, uid)
    assert (job(inside, uid).state, job(inside, uid).fault) == ("running", None)
    monkeypatch.setitem(probe.ACTS, "die", lambda: None)
    assert services.perform(apart, uid) is True
    assert job(inside, uid).state == "done"


def test_a_job_nobody_knows_fails(apart: Flask, inside: Session) -> None:
    with unit_of_work() as session:
        uid = services.enqueue(session, NOW, "gone.work").uid
    assert services.perform(apart, uid) is True
    assert job(inside, uid).fault == "JOB_FAILED"


def test_a_job_that_kills_its_worker_is_given_up(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each attempt dies before the first slice is written."""
    monkeypatch.setitem(probe.ACTS, "die", lambda: os.kill(os.getpid(), signal.SIGKILL))
    monkeypatch.setattr(Progress, "advance", lambda *_args: probe.ACTS["die"]())
    uid = enqueue(apart, behave="die")
    for attempt in range(services.ATTEMPTS):
        _in_a_process_that_dies(apart, uid)
        assert job(inside, uid).attempts == attempt + 1
        expire(apart, uid)
    assert services.perform(apart, uid) is True
    assert job(inside, uid).fault == "JOB_GAVE_UP"
    assert probe.value(inside) == 0


def test_a_job_that_gets_on_is_not_given_up(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each attempt dies behind a slice."""
    monkeypatch.setitem(probe.ACTS, "die", lambda: os.kill(os.getpid(), signal.SIGKILL))
    uid = enqueue(apart, behave="die", slices=1)
    for _ in range(services.ATTEMPTS + 2):
        _in_a_process_that_dies(apart, uid)
        expire(apart, uid)
    monkeypatch.setitem(probe.ACTS, "die", lambda: None)
    assert services.perform(apart, uid) is True
    assert job(inside, uid).state == "done"


def _in_a_process_that_dies(app: Flask, uid: str) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        services.perform(app, uid)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def test_a_sleeping_worker_is_woken_only_by_what_is_committed(
    apart: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(queue, "wake", lambda _app, uid: woken.append(uid))
    with apart.app_context(), unit_of_work() as session:
        uid = services.enqueue(session, NOW, "probe.work").uid
        assert woken == []
    assert woken == [uid]


def test_inline_jobs_are_done_with_the_commit(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    uid = enqueue(apart)
    assert job(inside, uid).state == "done"
