"""The roles of the house (DOMAIN: who uses it, for what). Permissions name the roles that hold them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

ADMIN = "admin"
REGISTRAR = "registrar"
LECTURER = "lecturer"
OFFICER = "officer"
REVIEWER = "reviewer"
OBSERVER = "observer"
FOLLOW_UP = "follow_up"
AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Role:
    """A role; `per_centre` ones belong to one training centre."""

    name: str
    title: object
    per_centre: bool = False


ROLES: tuple[Role, ...] = (
    Role(ADMIN, _l("管理员")),
    Role(REGISTRAR, _l("培训中心教务"), per_centre=True),
    Role(LECTURER, _l("讲师"), per_centre=True),
    Role(OFFICER, _l("经办")),
    Role(REVIEWER, lazy_pgettext("role", "复核")),
    Role(OBSERVER, _l("市/省查看")),
    Role(FOLLOW_UP, _l("回访员")),
    Role(AUDITOR, _l("审计")),
)
EVERYONE: tuple[str, ...] = tuple(role.name for role in ROLES)
"""All roles."""
OFFICE = (OFFICER, REVIEWER, OBSERVER, AUDITOR)
"""Those who read a whole county or more."""


def role_named(name: str) -> Role:
    """The role of that name; KeyError for none."""
    return {role.name: role for role in ROLES}[name]
