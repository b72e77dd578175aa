"""Interviews and attempts as a phone (or the plain form) sends them, and what a phone may carry.

A phone carries names, villages and the numbers of the waves that are this worker's and due today,
after an explicit press that is written to the log; never an ID number, an account or former answers.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from courses.outcomes import attempting, interviewing, queries
from courses.outcomes.assigning import covered_by
from courses.outcomes.forms import AttemptForm, InterviewForm
from courses.outcomes.models import Case, Wave
from courses.outcomes.rules import WaveState
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.offline.rules import OfflineEvent, is_skewed
from lms.offline.services import Answer, take
from lms.privacy import vault
from lms.web.choices import options

INTERVIEW = "outcomes.interview"
ATTEMPT = "outcomes.attempt"
PREFIX = "a_"
"""Before the names of the attempt's fields, which stands on one page with the interview."""
_Form = TypeVar("_Form", InterviewForm, AttemptForm)


def apply_interview(
    session: Session, actor: Actor, now: datetime, event: OfflineEvent
) -> Mapping[str, object]:
    """Take the answers of an event. Doubts that nobody can ask about any more stand in `asked`."""
    wave = _wave_in(session, actor, event.body)
    form = _valid(InterviewForm(fields_of(event.body), meta={"csrf": False}))
    form.on.data = _day(event, form.on.data)
    row = interviewing.submit(session, actor, now, wave, form.answers(), event=event.id)
    return {"interview": row.uid, "asked": list(row.asked)}


def apply_attempt(
    session: Session, actor: Actor, now: datetime, event: OfflineEvent
) -> Mapping[str, object]:
    """Log the attempt of an event."""
    wave = _wave_in(session, actor, event.body)
    form = AttemptForm(fields_of(event.body), prefix=PREFIX, meta={"csrf": False})
    form.contact_id.choices = options([("", "")])
    facts = _valid(form).facts() | {"on": _day(event, form.on.data)}
    row = attempting.log_attempt(session, actor, now, wave, **facts)
    return {"attempt": row.uid}


def take_form(
    session: Session, actor: Actor, now: datetime, kind: str, event_id: str, body: Mapping[str, Any]
) -> Answer:
    """The plain form through the same door: sent twice it counts once."""
    event = OfflineEvent(str(_uuid(event_id)), kind, 0, "form", now, now, body)
    return take(session, actor, now, event, timedelta())


def fields_of(body: Mapping[str, Any]) -> "MultiDict[str, str]":
    """A body as the fields of a form; whatever is neither text nor a list of texts is left out."""
    found: MultiDict[str, str] = MultiDict()
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str | int | float):
                found.add(str(name), str(each))
    return found


def body_of(fields: "MultiDict[str, str]") -> dict[str, Any]:
    """A plain form as the body a phone would send."""
    return {
        name: fields.getlist(name) if name == "needs" else fields[name]
        for name in fields
        if name not in ("csrf_token", "event_id")
    }


def prepare(session: Session, actor: Actor, now: datetime) -> list[int]:
    """The waves of this worker's day, whose numbers go to the phone; one entry in the log.

    Of a day in several counties each county's log says its count.
    """
    ids = [line.id for line in queries.day(session, actor, today(now)).lines]
    counties = list(session.scalars(select(Wave.county).where(Wave.id.in_(ids))))
    for county in sorted(set(counties)):
        audit.record(
            session, actor, now, "outcomes:phone_prepared", county=county,
            object_type="outcomes.work", object_id=actor.id, count=counties.count(county),
        )  # fmt: skip
    return ids


def numbers(session: Session, actor: Actor, day: date, wave_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of those of these waves that are still open, due and this worker's."""
    if actor.id is None:
        return {}
    rows = session.execute(
        select(Wave.id, Person.uid, Person.phone)
        .join(Case, Case.id == Wave.case_id)
        .join(Person, Person.id == Case.person_id)
        .where(
            Wave.id.in_(list(wave_ids)),
            Wave.worker_id.in_([actor.id, *covered_by(session, actor.id, day)]),
            Wave.state == WaveState.OPEN,
            Wave.opens_on <= day,
        )
    )
    opened = vault().open
    return {key: opened("rosters_person", uid, "phone", kept) or "" for key, uid, kept in rows}


def _wave_in(session: Session, actor: Actor, body: Mapping[str, Any]) -> Wave:
    """The wave an event is about; whoever else sends for it at this moment waits."""
    said = str(body.get("wave", ""))
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise NotFound
    session.execute(select(Wave.id).where(Wave.id == int(said)).with_for_update(key_share=True))
    return queries.wave_for(session, actor, int(said))


def _valid(form: _Form) -> _Form:
    if not form.validate():
        named = "、".join(str(form[name].label.text) for name in form.errors if name)
        raise DomainError("OUTCOME_ANSWERS_INVALID", fields=named)
    return form


def _day(event: OfflineEvent, said: date) -> dt.date:
    """The day said. A phone whose clock is wrong means today when it says its own day."""
    wrong = is_skewed(event.device_time - event.happened_at)
    return today(event.happened_at) if wrong and said == today(event.device_time) else said


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_OID, text)
