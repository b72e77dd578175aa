"""Bulk acts: rehearsed, applied once, taken back, resumed after a killed process."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from multiprocessing.context import ForkProcess
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor, system
from lms.audit import queries as audit
from lms.audit.models import AuditEntry
from lms.db import db, unit_of_work
from lms.errors import DomainError, NotFound
from lms.jobs import progress, queue
from lms.jobs import services as jobs
from lms.jobs.models import JobRow
from lms.runs import queries, services
from lms.runs.models import Run, RunContent, RunState
from lms.runs.packing import SLICE
from tests.support import probe
from tests.support.processes import together
from tests.support.running import NOW

ME = system("test")


@pytest.fixture
def inside(apart: Flask) -> Iterator[Session]:
    """A session for looking, beside those of the application."""
    with apart.app_context(), Session(db.engine) as session:
        yield session


def rehearse(app: Flask, rows: int, **options: Any) -> str:
    """A rehearsed run of so many rows; its uid. `fail_at` makes one row refuse."""
    fail_at = options.pop("fail_at", None)
    with app.app_context(), unit_of_work() as session:
        return services.rehearse(
            session,
            ME,
            NOW,
            "probe.run",
            title="probe",
            county=probe.COUNTY,
            centre_id=None,
            subject_id=7,
            rows=[{"row": n, "fail": n == fail_at} for n in range(1, rows + 1)],
            counts={"rows": rows},
            options=options,
            source=b"the sender's file",
        ).uid


def act(app: Flask, verb: str, uid: str) -> str:
    """Do one of the four steps; the state afterwards, or the code of the refusal."""
    try:
        with app.app_context(), unit_of_work() as session:
            run = session.scalars(select(Run).where(Run.uid == uid)).one()
            getattr(services, verb)(session, ME, NOW, run)
            return str(run.state)
    except DomainError as fault:
        return fault.code


def run(session: Session, uid: str) -> Run:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Run).where(Run.uid == uid)).one()


def written(session: Session) -> list[int]:
    """Rows written, -1 for the end."""
    session.rollback()
    return list(session.scalars(select(probe.Line.row).order_by(probe.Line.row)))


def test_rehearsing_writes_nothing_and_seals_everything(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 3)
    kept = run(inside, uid)
    assert (kept.state, kept.total_rows, kept.done_rows) == (RunState.REHEARSED, 3, 0)
    assert written(inside) == []
    content = inside.get_one(RunContent, kept.id)
    assert b"sender" not in bytes(content.source or b"")
    assert services.planned_rows(kept)[0] == {"row": 1, "fail": False}
    assert services.source_of(kept) == b"the sender's file"


def test_applied_once_undone_once(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 3)
    assert act(apart, "undo", uid) == "RUN_NOT_APPLIED"
    assert act(apart, "start", uid) == "applied"
    assert written(inside) == [-1, 1, 2, 3]
    assert run(inside, uid).counts == {"rows": 3, "written": 3}
    assert act(apart, "start", uid) == "RUN_ALREADY_APPLIED"
    assert act(apart, "discard", uid) == "RUN_ALREADY_APPLIED"
    assert written(inside) == [-1, 1, 2, 3]
    assert act(apart, "undo", uid) == "undone"
    assert written(inside) == []
    assert act(apart, "undo", uid) == "RUN_NOT_APPLIED"
    assert act(apart, "start", uid) == "RUN_NOT_REHEARSED"


def test_discarded_is_emptied_and_stays_so(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 3)
    assert act(apart, "discard", uid) == "discarded"
    assert act(apart, "start", uid) == "RUN_NOT_REHEARSED"
    kept = run(inside, uid)
    assert services.planned_rows(kept) == []
    assert services.source_of(kept) is None
    assert queries.runs_of(inside, "probe.run", 7) == []


def test_one_entry_an_act_and_none_for_what_was_refused(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 3)
    act(apart, "start", uid)
    act(apart, "start", uid)
    act(apart, "undo", uid)
    told = inside.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in told] == ["runs:applied", "runs:undone"]
    assert told[0].facts["kind"] == "probe.run"
    assert audit.verify(inside, probe.COUNTY) is None


def test_a_refusal_while_applying_undoes_everything(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 3, fail_at=2)
    assert act(apart, "start", uid) == "REQUEST_INVALID"
    assert run(inside, uid).state == RunState.REHEARSED
    assert written(inside) == []


def test_a_refusal_while_undoing_keeps_everything(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 3, keep=True)
    act(apart, "start", uid)
    assert act(apart, "undo", uid) == "REQUEST_INVALID"
    assert run(inside, uid).state == RunState.APPLIED
    assert written(inside) == [-1, 1, 2, 3]


@pytest.mark.parametrize("verb", ["start", "undo"])
def test_of_several_at_once_one_does_it(apart: Flask, inside: Session, verb: str) -> None:
    uid = rehearse(apart, 100)
    if verb == "undo":
        act(apart, "start", uid)
    said = together(apart, [lambda: act(apart, verb, uid)] * 6)
    done, refused = {
        "start": ("applied", "RUN_ALREADY_APPLIED"),
        "undo": ("undone", "RUN_NOT_APPLIED"),
    }[verb]
    assert sorted(said) == sorted([done] + [refused] * 5)
    assert len(written(inside)) == (101 if verb == "start" else 0)


def test_a_large_run_is_a_job_of_slices(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 2500)
    assert act(apart, "start", uid) == "applying"
    kept = run(inside, uid)
    assert (kept.state, kept.done_rows) == (RunState.APPLIED, 2500)
    assert written(inside) == [-1, *range(1, 2501)]
    done = inside.scalars(select(JobRow).where(JobRow.uid == kept.job_uid)).one()
    assert (done.state, done.done, done.total) == ("done", 2500, 2500)
    assert act(apart, "undo", uid) == "undone"
    assert written(inside) == []


def test_a_large_run_that_fails_half_way_goes_on_or_is_undone(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, done = 2 * SLICE + 500, 2 * SLICE
    uids = [rehearse(apart, rows, fail_at=done + 100) for _ in range(2)]
    for uid in uids:
        act(apart, "start", uid)
        kept = run(inside, uid)
        assert services.progress_of(inside, kept) == ("failed", done, rows)
        assert services.fault_of(inside, kept) == "REQUEST_INVALID"
    assert act(apart, "undo", uids[0]) == "undone"
    assert len(written(inside)) == done
    monkeypatch.setattr(probe, "refuses", lambda _row: False)
    assert act(apart, "start", uids[1]) == "applying"
    assert run(inside, uids[1]).state == RunState.APPLIED
    assert written(inside) == [-1, *range(1, rows + 1)]
    assert act(apart, "start", uids[1]) == "RUN_ALREADY_APPLIED"


def test_a_failed_run_goes_on_once_for_several(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = rehearse(apart, 1500, fail_at=1100)
    act(apart, "start", uid)
    monkeypatch.setattr(probe, "refuses", lambda _row: False)
    monkeypatch.setattr(queue, "wake", lambda _app, _uid: None)
    said = together(apart, [lambda: act(apart, "start", uid)] * 4)
    assert sorted(said) == ["RUN_ALREADY_APPLIED"] * 3 + ["applying"]
    assert len(jobs.waiting(apart)) == 1


def test_a_run_whose_plugin_is_gone_is_not_found(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 1)
    inside.execute(update(Run).values(kind="gone.run"))
    with pytest.raises(NotFound):
        queries.run_for(inside, ME, uid)


def test_only_who_may_do_the_kind_there_sees_it(apart: Flask, inside: Session) -> None:
    uid = rehearse(apart, 1)
    stranger = Actor(1, "x", "account:1")
    with pytest.raises(NotFound):
        queries.run_for(inside, stranger, uid)
    assert queries.run_for(inside, ME, uid).uid == uid


@pytest.mark.slow
def test_killed_at_any_point_it_resumes_to_exactly_all_rows(
    apart: Flask, inside: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real worker processes are killed within one run of 10,000 rows, until one gets to the end."""
    monkeypatch.setattr(queue, "wake", lambda _app, _uid: None)
    monkeypatch.setattr(progress, "LEASE", timedelta(seconds=0.2))
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.2))
    uid = rehearse(apart, 10_000, slow=0.15)
    assert act(apart, "start", uid) == "applying"
    reached = [0]
    while run(inside, uid).state == RunState.APPLYING:
        worker = _start_worker(apart, 0.02 * len(reached))  # at another point each time
        while worker.is_alive() and run(inside, uid).state == RunState.APPLYING:
            time.sleep(0.01)
        worker.kill()
        worker.join()
        reached.append(run(inside, uid).done_rows)
        assert len(written(inside)) - (reached[-1] == 10_000) == reached[-1]
    assert len(reached) > 4
    assert reached == sorted(reached)
    assert written(inside) == [-1, *range(1, 10_001)]
    assert len(set(inside.scalars(select(probe.Line.by_process)))) > 2
    assert run(inside, uid).counts == {"rows": 10_000, "written": 10_000}
    applied = select(func.count(AuditEntry.id)).where(AuditEntry.action == "runs:applied")
    assert inside.scalar(applied) == 1
    assert audit.verify(inside, probe.COUNTY) is None


def _start_worker(app: Flask, seconds: float) -> ForkProcess:
    """A process that looks for jobs and is killed by its own clock, so many seconds after it began
    its second slice: a machine that is slow to look at it lets it get no further."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    worker = ForkProcess(target=_work, args=(app, seconds))
    worker.start()
    return worker


def _work(app: Flask, seconds: float) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process as kill -9 does
    begun, apply = count(1), services.apply_slice

    def apply_slice(*given: Any) -> bool:
        if next(begun) == 2:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        return apply(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "apply_slice", apply_slice)
        while True:
            for uid in jobs.waiting(app):
                jobs.perform(app, uid)
            time.sleep(0.02)
