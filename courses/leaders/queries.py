"""Who may see which leader and village; loading one of them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload

from courses.leaders.models import Leader, Village
from courses.leaders.rules import GONE, SERVING
from courses.rosters.models import Person
from lms.accounts.actor import Actor, below
from lms.divisions.models import DivisionRow
from lms.errors import NotFound

VIEW = "leaders:leader:view"
VILLAGES = "leaders:village:view"


def reach(actor: Actor, permission: str, place: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """SQL condition: places the permission reaches; a centre's people see their whole county."""
    counties = {
        grant.prefix[:6]
        for grant in actor.grants
        if grant.centre_id is not None
        and permission in grant.permissions
        and len(grant.prefix) >= 6
    }
    return or_(actor.within(permission, place), *(below(place, county) for county in counties))


def reaches(actor: Actor, permission: str, place: str) -> bool:
    """`reach` for one place."""
    return actor.may(permission, place) or any(
        permission in grant.permissions
        and grant.centre_id is not None
        and len(grant.prefix) >= 6
        and place.startswith(grant.prefix[:6])
        for grant in actor.grants
    )


def leader_for(session: Session, actor: Actor, leader_id: int, permission: str = VIEW) -> Leader:
    """The leader with person, household and village loaded, or NotFound."""
    found = session.scalar(
        select(Leader)
        .where(and_(Leader.id == leader_id, reach(actor, permission, Leader.place)))
        .options(
            joinedload(Leader.person).joinedload(Person.household),
            joinedload(Leader.village),
            selectinload(Leader.fields),
        )
    )
    if found is None:
        raise NotFound
    return found


def village_for(
    session: Session, actor: Actor, village_id: int, permission: str = VILLAGES
) -> Village:
    """The village with its successor loaded, or NotFound."""
    found = session.scalar(
        select(Village)
        .where(Village.id == village_id, reach(actor, permission, Village.code))
        .options(joinedload(Village.successor))
    )
    if found is None:
        raise NotFound
    return found


def leader_of_person(session: Session, actor: Actor, person_id: int) -> Leader | None:
    """The record of a person of the archive, as far as the actor reaches it."""
    return session.scalar(
        select(Leader).where(Leader.person_id == person_id, reach(actor, VIEW, Leader.place))
    )


def village_at(session: Session, code: str) -> Village | None:
    """The village of the register with this code that is not merged away."""
    if len(code) != 12:
        return None
    return session.scalar(select(Village).where(Village.code == code, Village.merged_on.is_(None)))


def leaders_in(session: Session, actor: Actor, village_id: int) -> Sequence[int]:
    """Ids of everybody who belongs to a village now, the serving first."""
    return session.scalars(
        select(Leader.id)
        .where(Leader.village_id == village_id, reach(actor, VIEW, Leader.place))
        .order_by(Leader.state.not_in(SERVING), Leader.state.in_(GONE), Leader.id)
        .limit(200)
    ).all()


def unregistered(
    session: Session, actor: Actor, permission: str, county: str
) -> dict[str, list[tuple[str, str]]]:
    """Villages of the region tree that are not in the register, as choices grouped by town."""
    town = aliased(DivisionRow)
    known = select(Village.code).where(below(Village.code, county))
    rows = session.execute(
        select(DivisionRow.code, town.name, DivisionRow.name)
        .join(town, town.code == DivisionRow.parent_code)
        .where(
            DivisionRow.level == "village",
            below(DivisionRow.code, county),
            actor.within(permission, DivisionRow.code),
            DivisionRow.code.not_in(known),
        )
        .order_by(DivisionRow.code)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name, village in rows:
        found.setdefault(name, []).append((code, village))
    return found
