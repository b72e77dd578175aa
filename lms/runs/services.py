"""Rehearsing, applying and undoing runs. Plugins give the verbs (`RunKind`), this gives the order."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, object_session

from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError
from lms.jobs.models import JobRow
from lms.jobs.services import enqueue
from lms.orm import new_uid
from lms.plugin import RunKind
from lms.privacy import vault
from lms.runs.models import Run, RunContent, RunMemory, RunState
from lms.runs.packing import Rows, pack, slices, unpack

INLINE_ROWS = 500
CONTENT = "runs_content"
CLEARED = "cleared"
"""The option that says on which day a run's rows were cleared (`lms.runs.retention`)."""


def rehearse(
    session: Session,
    actor: Actor,
    now: datetime,
    kind: str,
    *,
    title: str,
    county: str,
    centre_id: int | None,
    subject_id: int | None,
    rows: Sequence[Mapping[str, Any]],
    counts: Mapping[str, int],
    options: Mapping[str, Any] | None = None,
    file_name: str = "",
    source: bytes = b"",
) -> Run:
    """Keep what would be done, row by row, without doing it. `rows` are JSON-able and stay sealed."""
    uid = new_uid()
    plan = pack(rows)
    run = Run(
        uid=uid,
        kind=kind,
        title=title[:200],
        county=county,
        centre_id=centre_id,
        subject_id=subject_id,
        state=RunState.REHEARSED,
        file_name=file_name[:255],
        digest=hashlib.sha256(source or plan).hexdigest(),
        counts=dict(counts),
        options=dict(options or {}),
        total_rows=len(rows),
        created_by=actor.name,
        created_by_handle=actor.handle,
        created_at=now,
    )
    session.add(run)
    session.flush()
    sealed = vault().seal(CONTENT, uid, "source", source) if source else None
    plan = vault().seal(CONTENT, uid, "plan", plan)
    session.add(RunContent(run_id=run.id, plan=plan, source=sealed))
    session.flush()
    return run


def start(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Apply a rehearsed run: at once when it is small, else as a job that survives the page.

    One whose job failed goes on where it stood. Raises `RUN_ALREADY_APPLIED` or
    `RUN_NOT_REHEARSED`; of two at once, one does it.
    """
    if fault_of(session, run) is not None:
        _move(session, run, RunState.APPLYING, RunState.APPLYING, "RUN_NOT_REHEARSED")
    else:
        _move(session, run, RunState.REHEARSED, RunState.APPLYING, "RUN_NOT_REHEARSED")
        if run.total_rows <= INLINE_ROWS:
            apply_all(session, actor, now, run)
            return
    run.job_uid = enqueue(session, now, "runs.apply", run_id=run.id, by=_who(actor)).uid
    session.flush()


def apply_all(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Apply every remaining slice in this one transaction."""
    if run.state == RunState.REHEARSED:
        _move(session, run, RunState.REHEARSED, RunState.APPLYING, "RUN_NOT_REHEARSED")
    parts = slices_left(run)
    while apply_slice(session, actor, now, run, next(parts, [])):
        pass


def apply_slice(session: Session, actor: Actor, now: datetime, run: Run, part: Rows) -> bool:
    """Apply the next slice; True while more remain. The resume point moves with the work."""
    kind = kind_of(run)
    counts = dict(run.counts)
    for name, count in kind.apply(session, actor, now, run, part).items():
        counts[name] = counts.get(name, 0) + count
    run.counts = counts
    run.done_rows += len(part)
    if part and run.done_rows < run.total_rows:
        session.flush()
        return True
    kind.finish(session, actor, now, run)
    run.state, run.applied_at = RunState.APPLIED, now
    session.flush()
    _note(session, actor, now, "runs:applied", run)
    return False


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take a run back as a whole, also one that failed half-way.

    Raises `RUN_NOT_APPLIED`, `RUN_CLEARED`, or what the plugin says why it cannot be.
    """
    if CLEARED in run.options:
        raise DomainError("RUN_CLEARED")
    failed = fault_of(session, run) is not None
    before = RunState.APPLYING if failed else RunState.APPLIED
    _move(session, run, before, RunState.UNDOING, "RUN_NOT_APPLIED")
    kind_of(run).undo(session, actor, now, run)
    run.state, run.undone_at = RunState.UNDONE, now
    session.flush()
    _note(session, actor, now, "runs:undone", run)


def discard(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Throw a rehearsal away; its rows are emptied, the entry stays."""
    _move(session, run, RunState.REHEARSED, RunState.DISCARDED, "RUN_NOT_REHEARSED")
    content = _content(run)
    content.plan, content.source = vault().seal(CONTENT, run.uid, "plan", pack([])), None
    session.flush()


def remember(session: Session, run: Run, items: Sequence[Mapping[str, Any]]) -> None:
    """Keep what a slice changed, for undo."""
    uid = new_uid()
    session.add(
        RunMemory(
            uid=uid, run_id=run.id, items=vault().seal("runs_memory", uid, "items", pack(items))
        )
    )


def remembered(session: Session, run: Run) -> Iterator[dict[str, Any]]:
    """What was remembered, the last first."""
    rows = session.scalars(
        select(RunMemory).where(RunMemory.run_id == run.id).order_by(RunMemory.id.desc())
    )
    for row in rows:
        items = unpack(vault().open_bytes("runs_memory", row.uid, "items", row.items))
        yield from reversed(list(items))


def planned_rows(run: Run) -> list[dict[str, Any]]:
    """The rehearsed rows."""
    return list(unpack(_plan(run)))


def slices_left(run: Run) -> Iterator[Sequence[dict[str, Any]]]:
    """The rows that remain to be applied, a slice at a time."""
    return slices(_plan(run), run.done_rows)


def _plan(run: Run) -> bytes:
    return vault().open_bytes(CONTENT, run.uid, "plan", _content(run).plan)


def source_of(run: Run) -> bytes | None:
    """The sender's file as it came."""
    source = _content(run).source
    return None if source is None else vault().open_bytes(CONTENT, run.uid, "source", source)


def _content(run: Run) -> RunContent:
    session = object_session(run)
    if session is None:
        raise ValueError("a run outside its session")
    return session.get_one(RunContent, run.id)


def kind_of(run: Run) -> RunKind:
    """The plugin's side of a run."""
    return kinds()[run.kind]


def kinds() -> Mapping[str, RunKind]:
    """What kinds of run the installed plugins know."""
    found: Mapping[str, RunKind] = current_app.extensions["lms_registry"].runs
    return found


def progress_of(session: Session, run: Run) -> tuple[str, int, int]:
    """State, rows done and rows in all; one whose job failed shows as `failed`."""
    state = RunState.FAILED if fault_of(session, run) is not None else run.state
    return state, run.done_rows, run.total_rows


def fault_of(session: Session, run: Run) -> str | None:
    """The code for which the job that applies the run failed; None while there is no such fault."""
    if run.job_uid is None or run.state != RunState.APPLYING:
        return None
    return session.scalar(
        select(func.coalesce(JobRow.fault, "JOB_FAILED")).where(
            JobRow.uid == run.job_uid, JobRow.state == "failed"
        )
    )


def _move(session: Session, run: Run, old: RunState, new: RunState, refusal: str) -> None:
    """Change the state of a run that still is as it was read; of two who try, one succeeds."""
    same_job = Run.job_uid.is_(None) if run.job_uid is None else Run.job_uid == run.job_uid
    moved = session.execute(
        update(Run)
        .where(Run.id == run.id, Run.state == old, same_job)
        .values(state=new)
        .returning(Run.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(run)
    if moved is None:
        applied = run.state in (RunState.APPLYING, RunState.APPLIED)
        raise DomainError("RUN_ALREADY_APPLIED" if applied else refusal)


def _note(session: Session, actor: Actor, now: datetime, action: str, run: Run) -> None:
    audit.record(
        session,
        actor,
        now,
        action,
        county=run.county,
        object_type="run",
        object_id=run.uid,
        kind=run.kind,
        digest=run.digest,
        counts=dict(run.counts),
    )


def _who(actor: Actor) -> dict[str, Any]:
    return {"id": actor.id, "name": actor.name, "handle": actor.handle}
