"""Reading runs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.errors import NotFound
from lms.runs.models import Run, RunState
from lms.runs.services import kinds


def run_for(session: Session, actor: Actor, uid: str) -> Run:
    """The run if the actor may do this kind of thing there; NotFound otherwise.

    So it is, too, when the plugin of the kind is installed no more.
    """
    run = session.scalar(select(Run).where(Run.uid == uid))
    kind = kinds().get(run.kind) if run is not None else None
    if run is None or kind is None or not actor.may(kind.permission, run.county, run.centre_id):
        raise NotFound
    return run


def runs_of(session: Session, kind: str, subject_id: int) -> Sequence[Run]:
    """Runs of one kind on one subject, the newest first, without their rows."""
    return session.scalars(
        select(Run)
        .where(Run.kind == kind, Run.subject_id == subject_id, Run.state != RunState.DISCARDED)
        .order_by(Run.id.desc())
    ).all()
