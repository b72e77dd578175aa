"""Reading the region tree and the training centres."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor, below
from lms.divisions.models import Centre, DivisionRow
from lms.divisions.rules import Division, Gazetteer, Level
from lms.errors import NotFound


def name_of(session: Session, prefix: str) -> str:
    """Name of the division with these significant digits; the digits where it is unknown."""
    row = session.get(DivisionRow, prefix.ljust(12, "0"))
    return row.name if row else prefix


def full_name(session: Session, prefix: str) -> str:
    """Names from the province down: 河南省三门峡市卢氏县; the digits where none is known."""
    return "".join(names_of(session, [prefix])[prefix].values()) or prefix


def names_of(session: Session, prefixes: Iterable[str]) -> dict[str, dict[str, str]]:
    """For every prefix the names of its levels, top down: {prefix: {level: name}}, in one query."""
    wanted = set(prefixes)
    codes = {p[:n].ljust(12, "0"): p[:n] for p in wanted for n in (2, 4, 6, 9, 12) if len(p) >= n}
    rows = session.scalars(select(DivisionRow).where(DivisionRow.code.in_(codes)))
    known = {codes[row.code]: row for row in rows}
    return {
        prefix: {
            known[prefix[:n]].level: known[prefix[:n]].name
            for n in (2, 4, 6, 9, 12)
            if len(prefix) >= n and prefix[:n] in known and known[prefix[:n]].name != "市辖区"
        }
        for prefix in wanted
    }


def county_exists(session: Session, county: str) -> bool:
    """Whether a 6-digit county code is in the tree."""
    row = session.get(DivisionRow, county.ljust(12, "0")) if len(county) == 6 else None
    return row is not None and row.level == "county"


def children(session: Session, prefix: str) -> Sequence[DivisionRow]:
    """The divisions one level below, by code."""
    parent = prefix.ljust(12, "0") if prefix else None
    return session.scalars(
        select(DivisionRow).where(DivisionRow.parent_code == parent).order_by(DivisionRow.code)
    ).all()


def gazetteer(session: Session, county: str) -> Gazetteer:
    """Names below a county with the names of all counties above it, ready to resolve home places."""
    rows = session.execute(
        select(
            DivisionRow.code, DivisionRow.name, DivisionRow.level, DivisionRow.parent_code
        ).where(
            below(DivisionRow.code, county) | DivisionRow.level.in_(("province", "city", "county"))
        )
    )
    return Gazetteer(
        Division(code, name, Level(level), parent or "") for code, name, level, parent in rows
    )


def centres(session: Session, actor: Actor) -> Sequence[Centre]:
    """Training centres within the actor's scope, by county and name."""
    reach = actor.within("divisions:centre:view", Centre.county, Centre.id)
    return session.scalars(select(Centre).where(reach).order_by(Centre.county, Centre.name)).all()


def centre_for(
    session: Session, actor: Actor, centre_id: int, permission: str = "divisions:centre:edit"
) -> Centre:
    """The centre, or NotFound outside the scope of `permission`."""
    centre = session.get(Centre, centre_id)
    if centre is None or not actor.may(permission, centre.county, centre.id):
        raise NotFound
    return centre


def counties_within(session: Session, actor: Actor, permission: str) -> Sequence[DivisionRow]:
    """Counties an actor's permission reaches that have a centre or are named in a grant."""
    prefixes = [p for p in actor.prefixes(permission) if p]
    named = [p[:6].ljust(12, "0") for p in prefixes if len(p) >= 6]
    used = select(Centre.county).where(actor.within(permission, Centre.county, Centre.id))
    codes = {*named, *(county.ljust(12, "0") for county in session.scalars(used.distinct()))}
    return session.scalars(
        select(DivisionRow).where(DivisionRow.code.in_(codes)).order_by(DivisionRow.code)
    ).all()


def counties_and_centres(
    session: Session, actor: Actor, permission: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Whole counties and open centres the permission is held for, as (`county/centre id`, name)."""
    counties = [
        (f"{county.code[:6]}/", county.name)
        for county in counties_within(session, actor, permission)
        if actor.may(permission, county.code[:6])
    ]
    held = session.scalars(
        select(Centre)
        .where(actor.within(permission, Centre.county, Centre.id), Centre.closed_on.is_(None))
        .order_by(Centre.county, Centre.name)
    )
    return counties, [(f"{centre.county}/{centre.id}", centre.name) for centre in held]


def grantable(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Places an administrator may grant roles for, as (`prefix` or `prefix/centre id`, name).

    Own places first, then what lies below, from provinces down; towns of the counties in use only.
    """
    permission = "accounts:account:manage"
    own = actor.prefixes(permission)
    used = [row.code[:6] for row in counties_within(session, actor, permission)]
    towns = [row.code[:9] for county in used for row in children(session, county)]
    above = [county[:n] for n in (2, 4) for county in used if actor.may(permission, county[:n])]
    prefixes = list(dict.fromkeys([*own, *_below(session, own), *above, *used, *towns]))
    names = names_of(session, [prefix for prefix in prefixes if prefix])
    places = [
        (prefix, "".join(names[prefix].values()) or prefix if prefix else "全国")
        for prefix in prefixes
    ]
    reach = actor.within(permission, Centre.county, Centre.id)
    found = session.scalars(select(Centre).where(reach).order_by(Centre.county, Centre.name))
    return [*places, *((f"{centre.county}/{centre.id}", centre.name) for centre in found)]


_LEVEL_OF = {2: "province", 4: "city", 6: "county"}


def _below(session: Session, prefixes: Iterable[str]) -> list[str]:
    """The provinces and cities below the whole country, the cities and counties below a province."""
    found = []
    for prefix in prefixes:
        lengths = [n for n in _LEVEL_OF if len(prefix) < n <= len(prefix) + 4]
        levels = [_LEVEL_OF[n] for n in lengths]
        wanted = select(DivisionRow.code, DivisionRow.level).where(
            DivisionRow.level.in_(levels), below(DivisionRow.code, prefix)
        )
        digits = {level: n for n, level in _LEVEL_OF.items()}
        found += [code[: digits[level]] for code, level in session.execute(wanted)]
    return sorted(found, key=lambda code: (len(code), code))


def count(session: Session) -> int:
    """How many divisions are loaded."""
    return session.scalar(select(func.count()).select_from(DivisionRow)) or 0


def places_for(session: Session, actor: Actor, permission: str) -> list[tuple[str, str]]:
    """Divisions an actor's permission is held for, as (prefix, name); of a province or city also the
    counties with a centre. Whoever has a town alone has not its county.
    """
    prefixes = [prefix for prefix in actor.prefixes(permission) if prefix]
    counties = (row.code[:6] for row in counties_within(session, actor, permission))
    prefixes += [county for county in counties if actor.may(permission, county)]
    known = list(dict.fromkeys(prefixes))
    return [(prefix, full_name(session, prefix)) for prefix in known]
