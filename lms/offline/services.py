"""Taking events: each once, each by itself, whatever becomes of its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.models import Account
from lms.audit import services as audit
from lms.errors import DomainError, NotFound
from lms.offline.models import OfflineEventRow
from lms.offline.rules import (
    MOST_EVENTS,
    OfflineEvent,
    Outcome,
    digest_of,
    is_late,
    is_skewed,
    read_event,
)
from lms.plugin import OfflineKind
from lms.settings.queries import number

DAYS_LATE = "offline.days_late"
USE = "offline:event:send"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phone is told of one event; `facts` fill the sentence of `code`."""

    id: str
    outcome: Outcome
    code: str
    facts: Mapping[str, Any]
    answer: Mapping[str, Any]


def receive(
    session: Session, actor: Actor, now: datetime, sent: Sequence[object], skew: timedelta
) -> list[Answer]:
    """Take a batch; the answers stand in its order. Raises REQUEST_INVALID, OFFLINE_BATCH_TOO_LARGE.

    One person's batches queue up, so that two of them with the same events cannot wait for each
    other; the unique event id holds whatever else may happen.
    """
    if len(sent) > MOST_EVENTS:
        raise DomainError("OFFLINE_BATCH_TOO_LARGE", most=MOST_EVENTS)
    own = select(Account.id).where(Account.id == actor.id).with_for_update(key_share=True)
    session.execute(own)
    read = [read_event(one, skew, now) for one in sent]
    order = sorted(range(len(read)), key=lambda at: _order(read[at]))
    answers = {at: take(session, actor, now, read[at], skew) for at in order}
    return [_named(answers[at], sent[at]) for at in range(len(sent))]


def take(
    session: Session, actor: Actor, now: datetime, event: OfflineEvent | None, skew: timedelta
) -> Answer:
    """Take one event in a savepoint of its own, or give the answer it was given before."""
    if event is None:
        return _unstored("OFFLINE_EVENT_INVALID")
    digest = digest_of(event.kind, event.body)
    known = _stored(session, event.id)
    if known is not None:
        return _again(session, actor, now, known, digest)
    declared: Mapping[str, OfflineKind] = current_app.extensions["lms_registry"].offline
    kind = declared.get(event.kind)
    if kind is None or not actor.may(kind.permission):
        return _unstored("OFFLINE_KIND_UNKNOWN", event.id, kind=event.kind)
    try:
        with session.begin_nested():
            return _take_new(session, actor, now, kind, event, skew, digest)
    except IntegrityError:
        known = _stored(session, event.id)
        if known is not None:
            return _again(session, actor, now, known, digest)
        return Answer(event.id, Outcome.RETRY, "CHANGED_MEANWHILE", {}, {})


def _take_new(
    session: Session,
    actor: Actor,
    now: datetime,
    kind: OfflineKind,
    event: OfflineEvent,
    skew: timedelta,
    digest: str,
) -> Answer:
    row = OfflineEventRow(
        event_id=event.id, account_id=actor.id, device=event.device, seq=event.seq,
        kind=event.kind, device_time=event.device_time, received_at=now,
        skew=int(skew.total_seconds()), skewed=is_skewed(skew), digest=digest,
        outcome=Outcome.DONE, code="", answer={},
    )  # fmt: skip
    session.add(row)
    session.flush()  # claims the id: whoever sends the same now waits here
    try:
        with session.begin_nested():
            most = _days_late(session, actor, kind.permission)
            if is_late(event.happened_at, now, most):
                raise DomainError("OFFLINE_TOO_LATE", days=most)
            found: dict[str, Any] = dict(kind.apply(session, actor, now, event))
    except NotFound:
        row.outcome, row.code, found = Outcome.REFUSED, "NOT_FOUND", {}
    except DomainError as fault:
        row.outcome, row.code = Outcome.REFUSED, fault.code
        found = {name: packed(value) for name, value in fault.facts.items()}
    row.answer = found
    session.flush()
    return _told(row)


def _again(
    session: Session, actor: Actor, now: datetime, known: OfflineEventRow, digest: str
) -> Answer:
    """The stored answer; refused for good if the same id now says something else."""
    if known.account_id == actor.id and known.digest == digest:
        return _told(known)
    prefixes = actor.prefixes(USE)
    audit.record(
        session, actor, now, "offline:altered",
        county=prefixes[0][:6] if prefixes else "", object_type="offline.event",
        object_id=known.event_id, own=known.account_id == actor.id,
    )  # fmt: skip
    return _unstored("OFFLINE_EVENT_ALTERED", known.event_id)


def _stored(session: Session, event_id: str) -> OfflineEventRow | None:
    return session.scalar(select(OfflineEventRow).where(OfflineEventRow.event_id == event_id))


def _told(row: OfflineEventRow) -> Answer:
    if row.outcome is Outcome.DONE:
        return Answer(row.event_id, Outcome.DONE, "", {}, row.answer)
    facts = {name: unpacked(value) for name, value in row.answer.items()}
    return Answer(row.event_id, row.outcome, row.code, facts, {})


def _unstored(code: str, event_id: str = "", **facts: object) -> Answer:
    return Answer(event_id, Outcome.REFUSED, code, facts, {})


def _named(answer: Answer, sent: object) -> Answer:
    """An answer always bears the id it answers, also that of an event which is none."""
    if answer.id or not isinstance(sent, Mapping):
        return answer
    return Answer(str(sent.get("id", ""))[:36], answer.outcome, answer.code, answer.facts, {})


def _order(event: OfflineEvent | None) -> tuple[str, int, str]:
    return ("", 0, "") if event is None else (event.device, event.seq, event.id)


def _days_late(session: Session, actor: Actor, permission: str) -> int:
    found = [number(session, DAYS_LATE, prefix) for prefix in actor.prefixes(permission)]
    return int(max((value for value in found if value is not None), default=30))


def packed(value: object) -> object:
    """A fact of a refusal as JSON keeps it."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | int | bool | None) else str(value)


def unpacked(value: object) -> object:
    """The fact again."""
    if isinstance(value, dict):
        if "moment" in value:
            return datetime.fromisoformat(value["moment"])
        return date.fromisoformat(value["day"])
    return value
