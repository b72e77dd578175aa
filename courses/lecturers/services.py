"""Keeping the register of lecturers."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.lecturers.models import Lecturer
from courses.lecturers.rules import ExpertKind
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError
from lms.orm import new_uid
from lms.privacy import vault

EDIT = "lecturers:lecturer:edit"
FACTS = ("sex", "organisation", "position", "education", "expertise")


def save_lecturer(
    session: Session,
    actor: Actor,
    now: datetime,
    lecturer: Lecturer | None,
    *,
    county: str,
    name: str,
    kind: ExpertKind = ExpertKind.OTHER,
    phone: str = "",
    account_id: int | None = None,
    **facts: str | None,
) -> Lecturer:
    """Enter or change a lecturer. Raises `LECTURER_ACCOUNT_TAKEN`, `NOT_PERMITTED`."""
    actor.require(EDIT, lecturer.county if lecturer else county)
    _refuse_taken(session, account_id, lecturer)
    made = lecturer is None
    lecturer = lecturer or Lecturer(uid=new_uid(), county=county)
    lecturer.name, lecturer.kind, lecturer.account_id = name.strip(), kind, account_id
    lecturer.phone = (
        vault().seal("lecturers_lecturer", lecturer.uid, "phone", phone.strip())
        if phone.strip()
        else None
    )
    for field in FACTS:
        setattr(lecturer, field, (facts.get(field) or "").strip())
    session.add(lecturer)
    session.flush()
    _note(session, actor, now, "lecturers:entered" if made else "lecturers:changed", lecturer)
    return lecturer


def leave(session: Session, actor: Actor, now: datetime, lecturer: Lecturer, day: date) -> None:
    """A lecturer teaches here no more from `day` on; what was taught stays."""
    actor.require(EDIT, lecturer.county)
    lecturer.left_on = day
    session.flush()
    _note(session, actor, now, "lecturers:left", lecturer)


def come_back(session: Session, actor: Actor, now: datetime, lecturer: Lecturer) -> None:
    """A lecturer who left teaches again."""
    actor.require(EDIT, lecturer.county)
    lecturer.left_on = None
    session.flush()
    _note(session, actor, now, "lecturers:returned", lecturer)


def _refuse_taken(session: Session, account_id: int | None, own: Lecturer | None) -> None:
    if account_id is None:
        return
    taken = session.scalar(select(Lecturer.id).where(Lecturer.account_id == account_id))
    if taken is not None and (own is None or own.id != taken):
        raise DomainError("LECTURER_ACCOUNT_TAKEN")


def _note(session: Session, actor: Actor, now: datetime, action: str, lecturer: Lecturer) -> None:
    audit.record(
        session, actor, now, action,
        county=lecturer.county, object_type="lecturers.lecturer", object_id=lecturer.id,
    )  # fmt: skip
