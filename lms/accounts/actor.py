"""Who acts: handed to every service, so that no service asks Flask who is logged in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from lms.errors import DomainError


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held for everything below `prefix` ('' is the country), or one training centre in it."""

    role: str
    prefix: str
    centre_id: int | None
    permissions: frozenset[str]

    def reaches(self, division: str | None, centre_id: int | None) -> bool:
        """Whether an object of this division and centre lies within the grant."""
        if division is None:
            return True
        if not division.startswith(self.prefix):
            return False
        return self.centre_id is None or self.centre_id == centre_id


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system itself. `handle` is what the audit log keeps."""

    id: int | None
    name: str
    handle: str
    grants: tuple[Grant, ...] = ()
    everything: bool = False

    @property
    def role_names(self) -> tuple[str, ...]:
        """Roles held, each once."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    def may(
        self, permission: str, division: str | None = None, centre_id: int | None = None
    ) -> bool:
        """Whether the permission is held, for this object if one is named."""
        return self.everything or any(
            permission in grant.permissions and grant.reaches(division, centre_id)
            for grant in self.grants
        )

    def require(self, permission: str, division: str, centre_id: int | None = None) -> None:
        """Raise `NOT_PERMITTED` unless `may`."""
        if not self.may(permission, division, centre_id):
            raise DomainError("NOT_PERMITTED", permission=permission)

    def within(
        self,
        permission: str,
        division: "InstrumentedAttribute[Any] | ColumnElement[Any]",
        centre: "InstrumentedAttribute[Any] | ColumnElement[Any] | None" = None,
    ) -> ColumnElement[bool]:
        """SQL condition: rows whose division (and centre) the permission reaches."""
        if self.everything:
            return true()
        parts = [
            _reach(grant, division, centre)
            for grant in self.grants
            if permission in grant.permissions
        ]
        return or_(false(), *parts)

    def centres(self, permission: str) -> frozenset[int] | None:
        """Ids of the centres the permission is limited to; None when some grant is not limited."""
        held = [grant.centre_id for grant in self.grants if permission in grant.permissions]
        if self.everything or None in held:
            return None
        return frozenset(centre for centre in held if centre is not None)

    def prefixes(self, permission: str) -> tuple[str, ...]:
        """Division prefixes the permission is held for."""
        if self.everything:
            return ("",)
        found = {grant.prefix for grant in self.grants if permission in grant.permissions}
        return tuple(sorted(found))


def system(name: str) -> Actor:
    """The system as an actor, for the command line, jobs and the first set-up."""
    return Actor(id=None, name=f"system:{name}", handle=f"system:{name}", everything=True)


def below(
    column: "InstrumentedAttribute[Any] | ColumnElement[Any]", prefix: str
) -> ColumnElement[bool]:
    """SQL condition: the division code starts with `prefix`; a range, so that an index serves it."""
    if not prefix:
        return true()
    after = str(int(prefix) + 1).zfill(len(prefix))
    return and_(column >= prefix, column < after) if len(after) == len(prefix) else column >= prefix


def _reach(grant: Grant, division: Any, centre: Any) -> ColumnElement[bool]:
    if grant.centre_id is None:
        return below(division, grant.prefix)
    if centre is None:
        return false()
    return and_(below(division, grant.prefix), centre == grant.centre_id)
