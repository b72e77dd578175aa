"""Reading the audit log."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.audit.models import AuditChain, AuditEntry
from lms.audit.rules import Break, Entry, first_break
from lms.clock import CHINA


def history(
    session: Session, object_type: str, object_id: object, limit: int = 50
) -> Sequence[AuditEntry]:
    """What was done to one object, the newest first."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.object_type == object_type, AuditEntry.object_id == str(object_id))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def entries(
    session: Session,
    actor: Actor,
    *,
    day_from: date | None = None,
    day_to: date | None = None,
    action: str | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[Sequence[AuditEntry], int]:
    """One page of the log within the actor's scope, the newest first, and the count of all."""
    chosen = select(AuditEntry).where(actor.within("audit:entry:view", AuditEntry.county))
    if day_from:
        chosen = chosen.where(AuditEntry.at >= _midnight(day_from))
    if day_to:
        chosen = chosen.where(AuditEntry.at < _midnight(day_to + timedelta(days=1)))
    if action:
        chosen = chosen.where(AuditEntry.action == action)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.scalars(
        chosen.order_by(AuditEntry.id.desc()).limit(size).offset((page - 1) * size)
    ).all()
    return rows, total


def verify(session: Session, county: str) -> Break | None:
    """Walk one county's chain; the first row that does not hold, or None."""
    chain = session.get(AuditChain, county)
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.county == county)
        .order_by(AuditEntry.sequence)
        .execution_options(yield_per=1000)
    )
    return first_break(
        _hashed(rows), length=chain.length if chain else 0, head=chain.head if chain else None
    )


def chains(session: Session, actor: Actor) -> list[str]:
    """Counties whose chain the actor may read."""
    reach = actor.within("audit:entry:view", AuditChain.county)
    return list(session.scalars(select(AuditChain.county).where(reach).order_by(AuditChain.county)))


def _hashed(rows: Iterable[AuditEntry]) -> Iterator[tuple[Entry, str]]:
    for row in rows:
        yield (
            Entry(
                county=row.county,
                sequence=row.sequence,
                at=row.at,
                actor=row.actor,
                action=row.action,
                object_type=row.object_type,
                object_id=row.object_id,
                facts=row.facts,
                previous=row.previous,
            ),
            row.hash,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
