"""Keeping the register of lecturers (讲师团): facts, terms of office, credentials, dispatches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.lecturers.models import (
    Lecturer,
    LecturerChange,
    LecturerCredential,
    LecturerDispatch,
    LecturerField,
    LecturerRegion,
    LecturerTerm,
)
from courses.lecturers.rules import Expertise, ExpertKind, Language, TermDates, overlapping
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.divisions.models import DivisionRow
from lms.errors import DomainError
from lms.orm import new_uid
from lms.privacy import vault

EDIT = "lecturers:lecturer:edit"
FACTS = ("sex", "organisation", "position", "education", "expertise", "remark")
MOST = 200
"""More leaders than this nobody can mentor: a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Corps:
    """What the lecturer corps keeps of a lecturer beside name and post; None leaves it as it is."""

    fields: Sequence[Expertise] | None = None
    regions: Sequence[str] | None = None
    languages: Sequence[Language] | None = None
    base_place: str | None = None
    capacity: int | None = None


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
    corps: Corps | None = None,
    **facts: str | None,
) -> Lecturer:
    """Enter or change a lecturer; what changes stays on record.

    Raises `NOT_PERMITTED`, `LECTURER_ACCOUNT_TAKEN`, `LECTURER_CAPACITY`, `LECTURER_REGION_UNKNOWN`.
    """
    actor.require(EDIT, lecturer.county if lecturer else county)
    _refuse_taken(session, account_id, lecturer)
    made = lecturer is None
    lecturer = lecturer or Lecturer(uid=new_uid(), county=county, languages=[])
    before = {} if made else _shown(session, lecturer)
    lecturer.name, lecturer.kind, lecturer.account_id = name.strip(), kind, account_id
    _set_phone(lecturer, phone.strip())
    for field in FACTS:
        setattr(lecturer, field, (facts.get(field) or "").strip())
    session.add(lecturer)
    session.flush()
    if corps is not None:
        _set_corps(session, lecturer, corps)
    if not made:
        _keep_changes(session, actor, now, lecturer, before)
    _note(session, actor, now, "lecturers:entered" if made else "lecturers:changed", lecturer)
    return lecturer


def set_corps(
    session: Session, actor: Actor, now: datetime, lecturer: Lecturer, corps: Corps
) -> None:
    """Enter or change what the corps keeps of a lecturer. Raises as `save_lecturer`."""
    actor.require(EDIT, lecturer.county)
    before = _shown(session, lecturer)
    _set_corps(session, lecturer, corps)
    _keep_changes(session, actor, now, lecturer, before)
    _note(session, actor, now, "lecturers:changed", lecturer)


def _set_phone(lecturer: Lecturer, phone: str) -> None:
    keys = vault()
    sealed = keys.seal("lecturers_lecturer", lecturer.uid, "phone", phone) if phone else None
    lecturer.phone = sealed
    lecturer.phone_index = keys.blind("phone", phone) if phone else None


def _set_corps(session: Session, lecturer: Lecturer, corps: Corps) -> None:
    if corps.capacity is not None and not 0 <= corps.capacity <= MOST:
        raise DomainError("LECTURER_CAPACITY", most=MOST)
    lecturer.capacity = corps.capacity
    places = [*(corps.regions or ()), *([corps.base_place] if corps.base_place else [])]
    require_places(session, places)
    lecturer.base_place = corps.base_place or None
    if corps.languages is not None:
        lecturer.languages = [str(one) for one in corps.languages]
    if corps.fields is not None:
        _set_fields(session, lecturer, set(corps.fields))
    if corps.regions is not None:
        _set_regions(session, lecturer, set(corps.regions))
    session.flush()
    session.expire(lecturer, ["fields", "regions"])


def _set_fields(session: Session, lecturer: Lecturer, wanted: set[Expertise]) -> None:
    known = _fields(session, lecturer)
    for row in known:
        if row.code not in wanted:
            session.delete(row)
    for code in wanted - {row.code for row in known}:
        session.add(LecturerField(lecturer_id=lecturer.id, code=code))


def _set_regions(session: Session, lecturer: Lecturer, wanted: set[str]) -> None:
    known = session.scalars(
        select(LecturerRegion).where(LecturerRegion.lecturer_id == lecturer.id)
    ).all()
    for row in known:
        if row.prefix not in wanted:
            session.delete(row)
    for prefix in wanted - {row.prefix for row in known}:
        session.add(LecturerRegion(lecturer_id=lecturer.id, prefix=prefix))


def _fields(session: Session, lecturer: Lecturer) -> Sequence[LecturerField]:
    return session.scalars(
        select(LecturerField).where(LecturerField.lecturer_id == lecturer.id)
    ).all()


def require_places(session: Session, prefixes: Iterable[str]) -> None:
    """Raise LECTURER_REGION_UNKNOWN for a prefix that is no division."""
    for prefix in prefixes:
        known = session.get(DivisionRow, prefix.ljust(12, "0"))
        if known is None or len(prefix) not in (2, 4, 6, 9, 12):
            raise DomainError("LECTURER_REGION_UNKNOWN", region=prefix)


KEPT = ("name", "kind", "account_id", "capacity", "base_place", *FACTS)


def _shown(session: Session, lecturer: Lecturer) -> dict[str, str]:
    """The facts as the history keeps them; of the phone only whether it is the same."""
    fields = sorted(str(row.code) for row in _fields(session, lecturer))
    regions = session.scalars(
        select(LecturerRegion.prefix)
        .where(LecturerRegion.lecturer_id == lecturer.id)
        .order_by(LecturerRegion.prefix)
    )
    index = lecturer.phone_index
    return {
        **{name: _text(getattr(lecturer, name)) for name in KEPT},
        "phone": index.hex() if index else "",
        "fields": ",".join(fields),
        "regions": ",".join(regions),
        "languages": ",".join(lecturer.languages),
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _keep_changes(
    session: Session, actor: Actor, now: datetime, lecturer: Lecturer, before: Mapping[str, str]
) -> None:
    after = _shown(session, lecturer)
    for field, old in before.items():
        if old == after[field]:
            continue
        hidden = field == "phone"
        session.add(
            LecturerChange(
                lecturer_id=lecturer.id, at=now, by=actor.name, field=field,
                before="" if hidden else old[:300], after="" if hidden else after[field][:300],
            )
        )  # fmt: skip
    session.flush()


def leave(
    session: Session, actor: Actor, now: datetime, lecturer: Lecturer, day: date, reason: str = ""
) -> None:
    """A lecturer teaches here no more from `day` on; what was taught stays."""
    actor.require(EDIT, lecturer.county)
    lecturer.left_on, lecturer.left_reason = day, reason.strip()[:200]
    _keep(session, actor, now, lecturer, "left_on", "", day.isoformat(), reason)
    _note(session, actor, now, "lecturers:left", lecturer)


def come_back(session: Session, actor: Actor, now: datetime, lecturer: Lecturer) -> None:
    """A lecturer who left teaches again."""
    actor.require(EDIT, lecturer.county)
    before = lecturer.left_on.isoformat() if lecturer.left_on else ""
    lecturer.left_on, lecturer.left_reason = None, ""
    _keep(session, actor, now, lecturer, "left_on", before, "", "")
    _note(session, actor, now, "lecturers:returned", lecturer)


def add_term(
    session: Session,
    actor: Actor,
    now: datetime,
    lecturer: Lecturer,
    dates: TermDates,
    document: str = "",
) -> LecturerTerm:
    """A term of office (聘期) or its renewal; terms do not overlap.

    Raises `NOT_PERMITTED`, `LECTURER_TERM_ORDER`, `LECTURER_TERM_OVERLAP`.
    """
    actor.require(EDIT, lecturer.county)
    if dates.to_on < dates.from_on:
        raise DomainError("LECTURER_TERM_ORDER")
    session.flush()
    session.execute(select(Lecturer.id).where(Lecturer.id == lecturer.id).with_for_update())
    known = session.execute(
        select(LecturerTerm.from_on, LecturerTerm.to_on).where(
            LecturerTerm.lecturer_id == lecturer.id
        )
    )
    taken = overlapping([TermDates(*row) for row in known], dates)
    if taken is not None:
        raise DomainError("LECTURER_TERM_OVERLAP", start=taken.from_on, end=taken.to_on)
    made = LecturerTerm(
        lecturer_id=lecturer.id, from_on=dates.from_on, to_on=dates.to_on,
        document=document.strip(), entered_at=now, entered_by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(lecturer, ["terms"])
    _note(session, actor, now, "lecturers:term_added", lecturer)
    return made


def end_term(
    session: Session,
    actor: Actor,
    now: datetime,
    lecturer: Lecturer,
    term: LecturerTerm,
    on: date,
    reason: str,
) -> None:
    """A term ends early; `on` is its last day, what was agreed stays on record.

    Raises `NOT_PERMITTED`, `LECTURER_TERM_ORDER`, `LECTURER_REASON_MISSING`.
    """
    actor.require(EDIT, lecturer.county)
    if not term.from_on <= on < term.to_on:
        raise DomainError("LECTURER_TERM_ORDER")
    if not reason.strip():
        raise DomainError("LECTURER_REASON_MISSING")
    term.was_to_on = term.was_to_on or term.to_on
    term.to_on, term.ended_by, term.reason = on, actor.name, reason.strip()[:200]
    session.flush()
    session.expire(lecturer, ["terms"])
    _note(session, actor, now, "lecturers:term_ended", lecturer)


@dataclass(frozen=True, slots=True)
class Proof:
    """A credential: what it is called, its number, who issued it, and its days."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


def add_credential(
    session: Session, actor: Actor, now: datetime, lecturer: Lecturer, proof: Proof
) -> LecturerCredential:
    """A credential (资质). Raises `NOT_PERMITTED`, `LECTURER_CREDENTIAL_DATES`."""
    actor.require(EDIT, lecturer.county)
    issued, expires = proof.issued_on, proof.expires_on
    if issued is not None and (issued > day_of(now) or (expires is not None and expires < issued)):
        raise DomainError("LECTURER_CREDENTIAL_DATES")
    made = LecturerCredential(
        lecturer_id=lecturer.id, title=proof.title.strip(), number=proof.number.strip(),
        issuer=proof.issuer.strip(), issued_on=issued, expires_on=expires, entered_at=now,
        entered_by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "lecturers:credential_added", lecturer)
    return made


def withdraw_credential(
    session: Session,
    actor: Actor,
    now: datetime,
    lecturer: Lecturer,
    credential: LecturerCredential,
) -> None:
    """A credential no longer holds or was renewed by another; the row stays."""
    actor.require(EDIT, lecturer.county)
    credential.withdrawn_on = credential.withdrawn_on or day_of(now)
    session.flush()
    _note(session, actor, now, "lecturers:credential_withdrawn", lecturer)


def add_dispatch(
    session: Session,
    actor: Actor,
    now: datetime,
    lecturer: Lecturer,
    from_region: str,
    dates: TermDates,
    document: str = "",
) -> LecturerDispatch:
    """A lecturer is sent from a paired region (对口帮扶).

    Raises `NOT_PERMITTED`, `LECTURER_TERM_ORDER`, `LECTURER_REGION_UNKNOWN`,
    `LECTURER_DISPATCH_HOME`.
    """
    actor.require(EDIT, lecturer.county)
    if dates.to_on < dates.from_on:
        raise DomainError("LECTURER_TERM_ORDER")
    require_places(session, [from_region])
    if lecturer.county.startswith(from_region) and len(from_region) >= 6:
        raise DomainError("LECTURER_DISPATCH_HOME")
    made = LecturerDispatch(
        lecturer_id=lecturer.id, from_region=from_region, from_on=dates.from_on,
        to_on=dates.to_on, document=document.strip(), entered_at=now, entered_by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "lecturers:dispatched", lecturer)
    return made


def _refuse_taken(session: Session, account_id: int | None, own: Lecturer | None) -> None:
    if account_id is None:
        return
    taken = session.scalar(select(Lecturer.id).where(Lecturer.account_id == account_id))
    if taken is not None and (own is None or own.id != taken):
        raise DomainError("LECTURER_ACCOUNT_TAKEN")


def _keep(
    session: Session,
    actor: Actor,
    now: datetime,
    lecturer: Lecturer,
    field: str,
    before: str,
    after: str,
    reason: str,
) -> None:
    session.add(
        LecturerChange(
            lecturer_id=lecturer.id, at=now, by=actor.name, field=field, before=before,
            after=after, reason=reason.strip()[:200],
        )
    )  # fmt: skip
    session.flush()


def _note(session: Session, actor: Actor, now: datetime, action: str, lecturer: Lecturer) -> None:
    audit.record(
        session, actor, now, action,
        county=lecturer.county, object_type="lecturers.lecturer", object_id=lecturer.id,
    )  # fmt: skip
