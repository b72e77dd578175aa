"""Reading runs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.errors import NotFound
from lms.runs.models import Run, RunState
from lms.runs.services import kind_of


def run_for(session: Session, actor: Actor, uid: str) -> Run:
    """The run if the actor may do this kind of thing there; NotFound otherwise."""
    run = session.scalar(select(Run).where(Run.uid == uid))
    if run is None or not actor.may(kind_of(run).permission, run.county, run.centre_id):
        raise NotFound
    return run


def runs_of(session: Session, kind: str, subject_id: int) -> Sequence[Run]:
    """Runs of one kind on one subject, the newest first, without their rows."""
    return session.scalars(
        select(Run)
        .where(Run.kind == kind, Run.subject_id == subject_id, Run.state != RunState.DISCARDED)
        .order_by(Run.id.desc())
    ).all()
