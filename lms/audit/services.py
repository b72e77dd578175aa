"""Writing to the audit log."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.audit.models import AuditChain, AuditEntry
from lms.audit.rules import GENESIS, Entry


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
    """Append one entry to the county's chain, in this transaction.

    `action` is `plugin:verb` and has an audit label; `facts` are codes, counts and opaque ids,
    never a name or a number, so that a person can be anonymised without breaking the chain.
    """
    chain = _locked_chain(session, county)
    entry = Entry(
        county=county,
        sequence=chain.length + 1,
        at=now,
        actor=actor.handle,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        facts=json.loads(json.dumps(facts)),  # as they will be read again
        previous=chain.head,
    )
    digest = entry.digest()
    values = {item.name: getattr(entry, item.name) for item in fields(entry)}
    session.add(AuditEntry(**values, hash=digest))
    chain.length, chain.head = entry.sequence, digest
    session.flush()


def _locked_chain(session: Session, county: str) -> AuditChain:
    chain = session.get(AuditChain, county, with_for_update=True)
    while chain is None:
        try:
            with session.begin_nested():
                session.add(AuditChain(county=county, length=0, head=GENESIS))
        except IntegrityError:
            pass  # another writer began this county's chain a moment ago
        chain = session.get(AuditChain, county, with_for_update=True, populate_existing=True)
    return chain
