"""Keeping designs, seals and signatories. What was used stays as it was; changes are new rows."""

import hashlib
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.designs.bundles import digest_of
from certificates.designs.checking import Checked, checked_picture
from certificates.designs.models import Design, DesignVersion, Emblem, EmblemKind
from certificates.designs.queries import EDIT
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError
from lms.orm import new_uid


def create_design(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    title: str,
    found: Checked,
    based_on: str = "",
) -> Design:
    """Enter a design with its first version, not yet released. Raises `DESIGN_TITLE_TAKEN`."""
    actor.require(EDIT, county)
    _refuse_taken(session, county, title, None)
    design = Design(uid=new_uid(), county=county, title=title.strip(), based_on=based_on)
    design.versions = [_version(actor, now, 1, found, "")]
    session.add(design)
    session.flush()
    _note(session, actor, now, "certificates:design_entered", design)
    return design


def rename(session: Session, actor: Actor, now: datetime, design: Design, title: str) -> None:
    """Call a design otherwise. Raises `DESIGN_TITLE_TAKEN`."""
    actor.require(EDIT, design.county)
    _refuse_taken(session, design.county, title, design.id)
    design.title = title.strip()
    session.flush()
    _note(session, actor, now, "certificates:design_renamed", design)


def add_version(
    session: Session, actor: Actor, now: datetime, design: Design, found: Checked, note: str
) -> DesignVersion:
    """Append a version; the one in use stays in use until this one is released.

    Raises `DESIGN_UNCHANGED` when its text is that of the newest.
    """
    actor.require(EDIT, design.county)
    last = design.versions[-1]
    if last.digest == digest_of(found.html):
        raise DomainError("DESIGN_UNCHANGED", version=last.number)
    made = _version(actor, now, last.number + 1, found, note)
    design.versions.append(made)
    session.flush()
    _note(session, actor, now, "certificates:design_changed", design, version=made.number)
    return made


def release(session: Session, actor: Actor, now: datetime, design: Design) -> None:
    """From now on new certificates may be printed from the newest version; done once."""
    actor.require(EDIT, design.county)
    version = design.versions[-1]
    if version.released_at is not None:
        return
    version.released_at, version.released_by = now, actor.name
    session.flush()
    _note(session, actor, now, "certificates:design_released", design, version=version.number)


def retire(session: Session, actor: Actor, now: datetime, design: Design) -> None:
    """New certificates are not printed from it any more; issued ones keep it."""
    actor.require(EDIT, design.county)
    design.retired_at = now
    session.flush()
    _note(session, actor, now, "certificates:design_retired", design)


def restore(session: Session, actor: Actor, now: datetime, design: Design) -> None:
    """Take a retired design into use again."""
    actor.require(EDIT, design.county)
    design.retired_at = None
    session.flush()
    _note(session, actor, now, "certificates:design_restored", design)


def add_emblem(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    centre_id: int | None,
    kind: EmblemKind,
    title: str,
    position: str,
    content: bytes,
    valid_from: date,
    valid_until: date | None,
) -> Emblem:
    """Enter a seal or signatory. Raises `EMBLEM_DATES`, `EMBLEM_PICTURE`, `NOT_PERMITTED`."""
    actor.require(EDIT, county)
    if valid_until is not None and valid_until < valid_from:
        raise DomainError("EMBLEM_DATES")
    emblem = Emblem(
        uid=new_uid(), county=county, centre_id=centre_id, kind=kind, title=title.strip(),
        position=position.strip(), picture=content, picture_type=checked_picture(content),
        digest=hashlib.sha256(content).hexdigest(), valid_from=valid_from,
        valid_until=valid_until, at=now, by=actor.name,
    )  # fmt: skip
    session.add(emblem)
    session.flush()
    _note(session, actor, now, "certificates:emblem_entered", emblem)
    return emblem


def end_emblem(session: Session, actor: Actor, now: datetime, emblem: Emblem, day: date) -> None:
    """A seal or signatory holds until `day` at the longest. Raises `EMBLEM_DATES`."""
    actor.require(EDIT, emblem.county)
    if day < emblem.valid_from:
        raise DomainError("EMBLEM_DATES")
    emblem.valid_until = day
    session.flush()
    _note(session, actor, now, "certificates:emblem_ended", emblem)


def _version(actor: Actor, now: datetime, number: int, found: Checked, note: str) -> DesignVersion:
    return DesignVersion(
        uid=new_uid(), number=number, html=found.html, digest=digest_of(found.html),
        note=note.strip(), at=now, by=actor.name,
    )  # fmt: skip


def _refuse_taken(session: Session, county: str, title: str, own: int | None) -> None:
    taken = session.scalar(
        select(Design.id).where(
            Design.county == county, func.lower(Design.title) == title.strip().lower()
        )
    )
    if taken is not None and taken != own:
        raise DomainError("DESIGN_TITLE_TAKEN", title=title.strip())


def _note(
    session: Session,
    actor: Actor,
    now: datetime,
    action: str,
    subject: Design | Emblem,
    **facts: int,
) -> None:
    kind = "design" if isinstance(subject, Design) else "emblem"
    audit.record(
        session, actor, now, action,
        county=subject.county, object_type=kind, object_id=subject.uid, **facts,
    )  # fmt: skip
