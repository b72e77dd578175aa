"""Who may see which leader and village; loading one of them."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from courses.leaders.models import Leader, Village
from courses.rosters.models import Person
from lms.accounts.actor import Actor, below
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
