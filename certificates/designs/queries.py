"""Reading designs, their versions, seals and signatories."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from certificates.designs.models import Design, DesignVersion, Emblem, EmblemKind
from certificates.designs.pictures import address_of
from certificates.designs.shipping import SHIPPED, shipped
from lms.accounts.actor import Actor
from lms.divisions import queries as divisions
from lms.errors import NotFound

VIEW = "certificates:design:view"
EDIT = "certificates:design:edit"


@dataclass(frozen=True, slots=True)
class Choice:
    """A design one may issue with: `ref` is what a snapshot keeps of it."""

    ref: str
    title: str
    """'' for a shipped design, whose name in words is `words.SHIPPED`."""


def designs(session: Session, actor: Actor) -> Sequence[Design]:
    """Own designs of the counties the actor works in, with their versions."""
    return session.scalars(
        select(Design)
        .where(actor.within(VIEW, Design.county))
        .options(selectinload(Design.versions))
        .order_by(Design.retired_at.is_not(None), Design.title)
    ).all()


def design_for(session: Session, actor: Actor, design_id: int, permission: str = VIEW) -> Design:
    """The design with its versions, or NotFound outside the scope of `permission`."""
    found = session.scalar(
        select(Design).where(Design.id == design_id).options(selectinload(Design.versions))
    )
    if found is None or not actor.may(permission, found.county):
        raise NotFound
    return found


def version_for(session: Session, actor: Actor, version_id: int) -> DesignVersion:
    """The version with its design, or NotFound."""
    found = session.scalar(
        select(DesignVersion)
        .where(DesignVersion.id == version_id)
        .options(joinedload(DesignVersion.design, innerjoin=True))
    )
    if found is None or not actor.may(VIEW, found.design.county):
        raise NotFound
    return found


def newest_released(design: Design) -> DesignVersion | None:
    """The version that new certificates are printed from."""
    return next((one for one in reversed(design.versions) if one.released_at), None)


def choices(session: Session, county: str) -> list[Choice]:
    """The designs a county may issue with: the shipped ones, then its own released ones."""
    own = session.scalars(
        select(Design)
        .where(Design.county == county, Design.retired_at.is_(None))
        .options(selectinload(Design.versions))
        .order_by(Design.title)
    )
    found = [(design, newest_released(design)) for design in own]
    return [
        *(Choice(name, "") for name in SHIPPED),
        *(Choice(version.uid, design.title) for design, version in found if version),
    ]


def html_of(session: Session, ref: str) -> str:
    """The text of a design as a snapshot names it: a shipped name or a version's uid."""
    found = shipped(ref)
    if found is not None:
        return found.html
    return session.scalars(select(DesignVersion.html).where(DesignVersion.uid == ref)).one()


def emblems(session: Session, actor: Actor) -> Sequence[Emblem]:
    """Seals and signatories within the actor's scope, those that still hold first."""
    return session.scalars(
        select(Emblem)
        .where(actor.within(VIEW, Emblem.county))
        .options(joinedload(Emblem.centre))
        .order_by(Emblem.valid_until.is_not(None), Emblem.kind, Emblem.title, Emblem.id)
    ).all()


def emblem_for(session: Session, actor: Actor, emblem_id: int, permission: str = VIEW) -> Emblem:
    """The seal or signatory, or NotFound outside the scope of `permission`."""
    found = session.get(Emblem, emblem_id)
    if found is None or not actor.may(permission, found.county):
        raise NotFound
    return found


def emblems_on(
    session: Session, kind: EmblemKind, county: str, centre_id: int | None, day: date
) -> Sequence[Emblem]:
    """Seals or signatories that a centre of a county may use on a day."""
    return session.scalars(
        select(Emblem)
        .where(
            Emblem.kind == kind,
            Emblem.county == county,
            or_(Emblem.centre_id.is_(None), Emblem.centre_id == centre_id),
            Emblem.valid_from <= day,
            or_(Emblem.valid_until.is_(None), Emblem.valid_until >= day),
        )
        .order_by(Emblem.title, Emblem.id)
    ).all()


def emblem_named(session: Session, uid: str) -> Emblem | None:
    """The seal or signatory a snapshot names; None for ''."""
    return session.scalar(select(Emblem).where(Emblem.uid == uid)) if uid else None


def pictures(session: Session, uids: Collection[str]) -> dict[str, str]:
    """Pictures of seals and signatories by uid, as the `data:` addresses a design takes."""
    found = session.execute(
        select(Emblem.uid, Emblem.picture, Emblem.picture_type).where(Emblem.uid.in_(set(uids)))
    )
    return {uid: address_of(content, kind) for uid, content, kind in found}


def places(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Whose seals one may keep, as (`county/centre id`, name): whole counties, then centres."""
    counties, centres = divisions.counties_and_centres(session, actor, EDIT)
    return [*counties, *centres]
