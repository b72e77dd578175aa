"""Writing to the audit log.

An entry is put into its county's chain just before the transaction commits. The head of the chain
is thus the last row anybody locks, and for the shortest time, so that no two writers of one county
can each wait for what the other holds.
"""

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction

from lms.accounts.actor import Actor
from lms.audit.models import AuditChain, AuditEntry
from lms.audit.rules import GENESIS, Entry

_WAITING = "audit_waiting"


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    action: str,
    *,
    county: str,
    object_type: str,
    object_id: object,
    **facts: Any,
) -> None:
    """Append one entry to the county's chain, in this transaction, when it commits.

    `action` is `plugin:verb` and has an audit label; `facts` are codes, counts and opaque ids,
    never a name or a number, so that a person can be anonymised without breaking the chain.
    """
    entry = Entry(
        county=county,
        sequence=0,
        at=now,
        actor=actor.handle,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        facts=json.loads(json.dumps(facts)),  # as they will be read again
        previous="",
    )
    session.flush()
    waiting: _Waiting = session.info.setdefault(_WAITING, _Waiting([], {}))
    waiting.entries.append(entry)


def _write_down(session: Session) -> None:
    """Chain what was recorded in this transaction; county by county, always in the same order."""
    waiting: _Waiting | None = session.info.get(_WAITING)
    if waiting is None:
        return
    entries, waiting.entries = waiting.entries, []
    for county in sorted({entry.county for entry in entries}):
        chain = _locked_chain(session, county)
        for entry in entries:
            if entry.county == county:
                _append(session, chain, entry)
    session.flush()


@dataclass(slots=True)
class _Waiting:
    """What waits for its place in a chain, and how much did when each savepoint began."""

    entries: list[Entry]
    marks: dict[SessionTransaction, int]


def _append(session: Session, chain: AuditChain, entry: Entry) -> None:
    placed = replace(entry, sequence=chain.length + 1, previous=chain.head)
    digest = placed.digest()
    values = {item.name: getattr(placed, item.name) for item in fields(placed)}
    session.add(AuditEntry(**values, hash=digest))
    chain.length, chain.head = placed.sequence, digest


def _locked_chain(session: Session, county: str) -> AuditChain:
    chain = session.get(AuditChain, county, with_for_update=True)
    if chain is None:
        begin = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        first = {"county": county, "length": 0, "head": GENESIS}
        session.execute(begin(AuditChain).values(first).on_conflict_do_nothing())
        chain = session.get_one(AuditChain, county, with_for_update=True)
    return chain


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _write_down(session)


@event.listens_for(Session, "after_transaction_create")
def _savepoint_begun(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        waiting: _Waiting = session.info.setdefault(_WAITING, _Waiting([], {}))
        waiting.marks[transaction] = len(waiting.entries)


@event.listens_for(Session, "after_soft_rollback")
def _taken_back(session: Session, transaction: SessionTransaction) -> None:
    """What was recorded inside of a savepoint goes with it."""
    waiting: _Waiting | None = session.info.get(_WAITING)
    if waiting is not None and transaction in waiting.marks:
        del waiting.entries[waiting.marks.pop(transaction) :]


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_WAITING, None)
