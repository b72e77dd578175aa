"""Queueing and performing jobs."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.clock import now as moment
from lms.db import after_commit, db, storage_full, unit_of_work
from lms.errors import DomainError
from lms.jobs import queue
from lms.jobs.models import JobRow
from lms.jobs.progress import LEASE, LeaseLost, Progress
from lms.orm import new_uid

ATTEMPTS = 5
log = structlog.get_logger()


def enqueue(session: Session, now: datetime, name: str, **args: Any) -> JobRow:
    """Add a job to this transaction; a worker is woken once it is committed."""
    job = JobRow(uid=new_uid(), name=name, args=args, created_at=now, state="queued")
    session.add(job)
    session.flush()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    uid = job.uid
    after_commit(session, lambda: queue.wake(app, uid))
    return job


def perform(app: Flask, uid: str) -> bool:
    """Run one job if its lease is free; returns whether it ran. Never raises for the job's own fault."""
    with app.app_context():
        lease = new_uid()
        with unit_of_work() as session:
            taken = session.execute(
                update(JobRow)
                .where(JobRow.uid == uid, _free(moment()))
                .values(
                    state="running",
                    lease=lease,
                    lease_until=moment() + LEASE,
                    started_at=moment(),
                    attempts=JobRow.attempts + 1,
                )
                .returning(JobRow.name, JobRow.args, JobRow.attempts)
            ).one_or_none()
        if taken is None:
            return False
        name, args, attempts = taken
        try:
            if attempts > ATTEMPTS:
                raise DomainError("JOB_GAVE_UP")
            app.extensions["lms_registry"].jobs[name].run(Progress(uid, lease), **args)
        except LeaseLost:
            return False
        except DomainError as fault:
            _end(uid, lease, "failed", fault.code)
        except Exception as fault:
            if storage_full(fault):
                log.warning("job waits for room on the disk", job=uid, name=name)
                _put_off(uid, lease)
                return False
            log.exception("job failed", job=uid, name=name)
            _end(uid, lease, "failed", "JOB_FAILED")
        else:
            _end(uid, lease, "done", None)
        return True


def waiting(app: Flask) -> list[str]:
    """Jobs that are queued or whose worker died, the oldest first."""
    with app.app_context():
        rows = select(JobRow.uid).where(_free(moment())).order_by(JobRow.id).limit(20)
        try:
            return list(db.session().scalars(rows))
        finally:
            db.session.remove()


def _free(at: datetime) -> Any:
    return or_(JobRow.state == "queued", and_(JobRow.state == "running", JobRow.lease_until < at))


def _put_off(uid: str, lease: str) -> None:
    """Have the job tried again when its lease is over: that a disk is full is no fault of the job.

    Where not even that can be written, the lease ends all the same.
    """
    with suppress(OperationalError), unit_of_work() as session:
        session.execute(
            update(JobRow)
            .where(JobRow.uid == uid, JobRow.lease == lease)
            .values(attempts=JobRow.attempts - 1, lease_until=moment() + LEASE)
        )


def _end(uid: str, lease: str, state: str, fault: str | None) -> None:
    with unit_of_work() as session:
        session.execute(
            update(JobRow)
            .where(JobRow.uid == uid, JobRow.lease == lease)
            .values(state=state, fault=fault, lease=None, lease_until=None, ended_at=moment())
        )
