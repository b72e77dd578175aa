"""Acts on one person: correcting a field, settling a doubt, showing a whole number."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters.bulk import lock_archive
from courses.rosters.correcting import corrected
from courses.rosters.matching import write_changes
from courses.rosters.models import Person, PersonDoubt
from courses.rosters.queries import find_by_number, known_by_id, may_reach
from courses.rosters.records import Opened, PersonCorrected, opened
from courses.rosters.undoing import undo_people
from courses.rosters.values import COMPANIONS, FIELD_OF_CODE, Values
from courses.rosters.writing import household_ids, write_people
from lms import events
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.db import outliving
from lms.errors import DomainError

EDIT = "rosters:person:edit"
REVEAL = "privacy:number:reveal"
PURPOSES = ("verify", "payment", "contact", "paper", "other")
"""For what a whole number may be looked at."""
_COMPANIONS = frozenset(name for names in COMPANIONS.values() for name in names)

__all__ = ["correct", "reveal", "settle_doubt", "undo_people", "write_people"]


def correct(
    session: Session,
    actor: Actor,
    now: datetime,
    person: Person,
    field: str,
    value: str,
    reason: str,
    *,
    version: int | None = None,
) -> Person:
    """Put one field of a person right, with a reason; the history keeps both sides, sealed.

    A new document number brings its own birth date and sex. A doubt about the field is settled by
    a value without fault and raised by one with a fault. `version` is what the form showed.
    Raises DomainError: NOT_PERMITTED, REASON_MISSING, PERSON_CHANGED_MEANWHILE, VALUE_UNCHANGED,
    PERSON_NUMBER_TAKEN, and what `correcting.corrected` says of the value.
    """
    if not may_reach(session, actor, person, EDIT):
        raise DomainError("NOT_PERMITTED", permission=EDIT)
    if not reason.strip():
        raise DomainError("REASON_MISSING")
    lock_archive(session, person.county)
    session.refresh(person)
    if version is not None and version != person.version:
        raise DomainError("PERSON_CHANGED_MEANWHILE")
    known = known_by_id(session, [person.id])[person.id]
    known.values.update(id_number=opened(person).id_number, document_type=person.document_type)
    new, doubts = corrected(session, person.county, field, value, known.values, today(now))
    diff = {
        n: (known.values[n], new[n])
        for n in new
        if n not in _COMPANIONS and new[n] != known.values[n]
    }
    if field not in diff:
        raise DomainError("VALUE_UNCHANGED", field=field)
    if field == "id_number":
        _refuse_taken(session, person, new)
    households = household_ids(session, person.county, [new.get("household_number")])
    values = {**known.values, **new}
    why = reason.strip()[:200]
    write_changes(session, actor, now, [(values, known, diff)], households, None, why)
    _settle_by(session, actor, now, person, diff, doubts, why)
    session.refresh(person)
    audit.record(
        session, actor, now, "rosters:corrected",
        county=person.county, object_type="rosters.person", object_id=person.uid,
        fields=sorted(diff),
    )  # fmt: skip
    done = PersonCorrected(person.id, person.county, tuple(sorted(diff)), actor, now)
    events.publish(session, done)
    return person


def _refuse_taken(session: Session, person: Person, new: Values) -> None:
    other = find_by_number(session, person.county, new["id_number"] or "")
    if other is not None and other.id != person.id:
        raise DomainError("PERSON_NUMBER_TAKEN")


def _settle_by(
    session: Session,
    actor: Actor,
    now: datetime,
    person: Person,
    diff: Mapping[str, object],
    raised: Mapping[str, Mapping[str, object]],
    reason: str,
) -> None:
    """Settle the doubts about corrected fields; raise those the new values bring."""
    doubts = {
        doubt.code: doubt
        for doubt in session.scalars(select(PersonDoubt).where(PersonDoubt.person_id == person.id))
    }
    fields = {*diff, *({"sex"} if "id_number" in diff else ())}
    for code, doubt in doubts.items():
        if doubt.settled_at is None and code not in raised and FIELD_OF_CODE.get(code) in fields:
            doubt.settled_at, doubt.settled_by, doubt.reason = now, actor.name, reason
    for code, facts in raised.items():
        doubt = doubts.get(code) or PersonDoubt(person_id=person.id, code=code)
        doubt.facts, doubt.raised_at, doubt.run_id = dict(facts), now, None
        doubt.settled_at, doubt.settled_by, doubt.reason = None, None, ""
        session.add(doubt)
    session.flush()


def settle_doubt(
    session: Session, actor: Actor, now: datetime, person: Person, code: str, reason: str
) -> PersonDoubt:
    """Say with a reason why a warning of an import is no doubt any more; the row stays.

    Raises DomainError: NOT_PERMITTED, REASON_MISSING, DOUBT_NOT_OPEN.
    """
    if not may_reach(session, actor, person, EDIT):
        raise DomainError("NOT_PERMITTED", permission=EDIT)
    if not reason.strip():
        raise DomainError("REASON_MISSING")
    doubt = session.scalar(
        select(PersonDoubt)
        .where(
            PersonDoubt.person_id == person.id,
            PersonDoubt.code == code,
            PersonDoubt.settled_at.is_(None),
        )
        .with_for_update()
    )
    if doubt is None:
        raise DomainError("DOUBT_NOT_OPEN")
    doubt.settled_at, doubt.settled_by, doubt.reason = now, actor.name, reason.strip()[:200]
    session.flush()
    audit.record(
        session, actor, now, "rosters:doubt_settled",
        county=person.county, object_type="rosters.person", object_id=person.uid, code=code,
    )  # fmt: skip
    return doubt


def reveal(session: Session, actor: Actor, now: datetime, person: Person, purpose: str) -> Opened:
    """The person's whole numbers, for a purpose, with an entry in the audit log.

    Raises DomainError: PURPOSE_MISSING (`purpose` is one of PURPOSES), NOT_PERMITTED; a refused
    reveal is recorded too, in a transaction of its own.
    """
    if not may_reach(session, actor, person, REVEAL):
        county, uid = person.county, person.uid

        def note(after: Session) -> None:
            audit.record(
                after, actor, now, "rosters:reveal_refused",
                county=county, object_type="rosters.person", object_id=uid, purpose=purpose,
            )  # fmt: skip

        outliving(session, note)
        raise DomainError("NOT_PERMITTED", permission=REVEAL)
    if purpose not in PURPOSES:
        raise DomainError("PURPOSE_MISSING")
    numbers = opened(person)
    audit.record(
        session, actor, now, "rosters:revealed",
        county=person.county, object_type="rosters.person", object_id=person.uid, purpose=purpose,
    )  # fmt: skip
    return numbers
