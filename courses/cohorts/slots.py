"""Writing half-days: rows keep their identity and their marks, slots may be swapped."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session as Db

from courses.cohorts.events import SessionsRemoving
from courses.cohorts.models import Cohort, Session
from courses.cohorts.rules import Half, SessionFact, SessionState
from lms.accounts.actor import Actor
from lms.events import publish


def place(session: Db, rows: Mapping[int, Session], slots: Mapping[int, SessionFact]) -> None:
    """Give sessions new slots; they are taken out first, so that they may swap places."""
    for number, key in enumerate(slots):
        rows[key].date = date.fromordinal(1 + number)
    session.flush()
    for key, fact in slots.items():
        rows[key].date, rows[key].half = fact.date, fact.half
    session.flush()


def keyed(
    one: SessionFact,
    by_id: dict[int, Session],
    by_slot: dict[tuple[date, Half], Session],
) -> SessionFact:
    """The same fact under the id of the row it stands for; None when it needs a new row."""
    row = by_id.get(one.key) if one.key is not None else by_slot.get(one.slot)
    key = row.id if row is not None else None
    return SessionFact(one.date, one.half, one.kind, one.online, one.state, key)


def write(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    rows: Sequence[Session],
    wanted: Sequence[SessionFact],
) -> None:
    """Make the rows what is wanted: left-out ones go or are cancelled, then slots, then new ones."""
    kept = {one.key: one for one in wanted if one.key is not None}
    left = [row for row in rows if row.id not in kept]
    never = [row for row in left if row.marks is None]
    if never:
        ids = tuple(row.id for row in never)
        publish(session, SessionsRemoving(cohort.id, ids, actor, now))
        for row in never:
            session.delete(row)
    for row in left:
        row.state = SessionState.CANCELLED
    session.flush()
    by_id = {row.id: row for row in rows if row.id in kept}
    place(
        session,
        by_id,
        {key: one for key, one in kept.items() if one.slot != (by_id[key].date, by_id[key].half)},
    )
    for key, one in kept.items():
        row = by_id[key]
        row.kind, row.online, row.state = one.kind, one.online, one.state
    session.add_all(
        Session(
            cohort_id=cohort.id,
            date=one.date,
            half=one.half,
            kind=one.kind,
            online=one.online,
            state=one.state,
        )
        for one in wanted
        if one.key is None
    )
    session.flush()
