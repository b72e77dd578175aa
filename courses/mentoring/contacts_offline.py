"""Contacts as a phone (or the plain form) sends them: read, put right by the clock, recorded."""

import datetime as dt
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy.orm import Session

from courses.mentoring import contacts
from courses.mentoring.contacts_photo import read_data_url, small
from courses.mentoring.contacts_rules import ContactKind, Said, started_in, topics_in
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError
from lms.offline.rules import OfflineEvent, is_skewed
from lms.offline.services import Answer, take

KIND = "mentoring.contact"
LONGEST = {"problems": 2000, "advice": 2000, "next_step": 300, "paper": 120}
EACH = "pairs"
"""The field that says whom it concerns; `name-<pair>` is said of that one alone."""


def apply(
    session: Session, actor: Actor, now: datetime, event: OfflineEvent
) -> Mapping[str, object]:
    """Record the contact of an event; its time is the phone's with the clock put right."""
    body = event.body
    told = read(body, day_of(event))
    contact = contacts.record(
        session, actor, now, _pairs(body), told, happened_at=event.happened_at, event_id=event.id
    )
    return {"contact": contact.uid, "leaders": len(_pairs(body))}


def day_of(event: OfflineEvent) -> dt.date:
    """The day said. A phone whose clock is wrong means today when it says its own day."""
    said = _day(event.body.get("day"))
    if said is None:
        raise DomainError("CONTACT_DAY_INVALID")
    wrong = is_skewed(event.device_time - event.happened_at)
    return today(event.happened_at) if wrong and said == today(event.device_time) else said


def read(body: Mapping[str, Any], day: dt.date) -> contacts.Told:
    """What a body tells. Raises CONTACT_… codes for what cannot be read, PICTURE_… for pictures."""
    try:
        kind = ContactKind(str(body.get("kind", "")))
    except ValueError as fault:
        raise DomainError("CONTACT_KIND_UNKNOWN") from fault
    minutes = str(body.get("minutes", "")).strip()
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 6):
        raise DomainError("CONTACT_WITHOUT_TIME")
    started, topics = started_in(body.get("started")), topics_in(_list(body.get("topics")))
    if started is None:
        raise DomainError("CONTACT_TIME_INVALID")
    if topics is None:
        raise DomainError("CONTACT_TOPIC_UNKNOWN")
    photo = str(body.get("photo") or "")
    texts = {name: str(body.get(name) or "").strip()[:most] for name, most in LONGEST.items()}
    return contacts.Told(
        Said(kind, day, int(minutes), started), tuple(topics),
        problem_due=_optional_day(body.get("problem_due")),
        next_on=_optional_day(body.get("next_on")),
        photo=small(read_data_url(photo)) if photo else None, **texts,
    )  # fmt: skip


def split(fields: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A form for several leaders as (pair, body) of each; a group session stays one.

    What is said of a leader alone goes before what is said of all; `static/js/offline.js` does
    the same on the phone.
    """
    chosen = [str(value) for value in _list(fields.get(EACH))]
    common = {name: value for name, value in fields.items() if "-" not in name}
    if fields.get("kind") == ContactKind.GROUP.value or not chosen:
        return [("", common)]
    return [(one, common | _own(fields, one) | {EACH: [one]}) for one in chosen]


def _own(fields: Mapping[str, Any], one: str) -> dict[str, Any]:
    ending = f"-{one}"
    return {
        name.removesuffix(ending): value
        for name, value in fields.items()
        if name.endswith(ending) and value not in ("", [])
    }


def take_form(
    session: Session, actor: Actor, now: datetime, event_id: str, fields: Mapping[str, Any]
) -> list[Answer]:
    """The plain form through the same door: sent twice it counts once."""
    base = _uuid(event_id)
    answers = []
    for number, (name, body) in enumerate(split(fields)):
        key = str(base if not name else uuid5(base, name))
        event = OfflineEvent(key, KIND, number, "form", now, now, body)
        answers.append(take(session, actor, now, event, timedelta()))
    return answers


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_OID, text)


def _pairs(body: Mapping[str, Any]) -> list[int]:
    found = [str(value) for value in _list(body.get(EACH))]
    if not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in found):
        raise DomainError("REQUEST_INVALID")
    return [int(one) for one in found]


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def _optional_day(value: object) -> dt.date | None:
    if value in (None, ""):
        return None
    found = _day(value)
    if found is None:
        raise DomainError("CONTACT_DAY_INVALID")
    return found
