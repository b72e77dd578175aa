"""Portraits (免冠照片) in the archive: sealed, drawn anew when they come in, never exchanged."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.rosters.models import Person, PersonPhoto
from courses.rosters.queries import may_reach
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError
from lms.orm import new_uid
from lms.pictures import Picture
from lms.privacy import vault

EDIT = "rosters:person:edit"
LONGEST = 600
"""Pixels of the longer side: a two-inch portrait (35×49 mm) at 300 dots an inch."""
_TABLE = "rosters_person_photo"


def photo_of(session: Session, person_id: int) -> PersonPhoto | None:
    """The photo a person has now."""
    return session.scalar(
        select(PersonPhoto)
        .where(PersonPhoto.person_id == person_id, PersonPhoto.removed_at.is_(None))
        .order_by(PersonPhoto.id.desc())
        .limit(1)
    )


def photo_uids(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Uids of the photos that people have now, by person id."""
    newest = (
        select(func.max(PersonPhoto.id))
        .where(PersonPhoto.person_id.in_(person_ids), PersonPhoto.removed_at.is_(None))
        .group_by(PersonPhoto.person_id)
    )
    rows = session.execute(
        select(PersonPhoto.person_id, PersonPhoto.uid).where(PersonPhoto.id.in_(newest))
    )
    return dict(rows.all())


def photos(session: Session, uids: Collection[str]) -> dict[str, bytes]:
    """JPEGs by uid, also those that were taken out of the archive since."""
    rows = session.execute(
        select(PersonPhoto.uid, PersonPhoto.content).where(PersonPhoto.uid.in_(set(uids)))
    )
    opened = vault()
    return {uid: opened.open_bytes(_TABLE, uid, "content", sealed) for uid, sealed in rows}


def keep_photo(
    session: Session, actor: Actor, now: datetime, person: Person, picture: Picture
) -> PersonPhoto:
    """Put a portrait into the archive; the one before stays for what was printed with it."""
    _require(session, actor, person)
    uid = new_uid()
    kept = PersonPhoto(
        uid=uid,
        person_id=person.id,
        content=vault().seal(_TABLE, uid, "content", picture.content),
        at=now,
        by=actor.name,
    )
    session.add(kept)
    session.flush()
    _note(session, actor, now, "rosters:photo_kept", person)
    return kept


def remove_photo(session: Session, actor: Actor, now: datetime, person: Person) -> None:
    """Take the portrait out of the archive; nothing happens when there is none."""
    _require(session, actor, person)
    held = session.scalars(
        select(PersonPhoto).where(
            PersonPhoto.person_id == person.id, PersonPhoto.removed_at.is_(None)
        )
    ).all()
    for one in held:
        one.removed_at = now
    session.flush()
    if held:
        _note(session, actor, now, "rosters:photo_removed", person)


def _require(session: Session, actor: Actor, person: Person) -> None:
    if not may_reach(session, actor, person, EDIT):
        raise DomainError("NOT_PERMITTED", permission=EDIT)


def _note(session: Session, actor: Actor, now: datetime, action: str, person: Person) -> None:
    audit.record(
        session, actor, now, action,
        county=person.county, object_type="rosters.person", object_id=person.uid,
    )  # fmt: skip
