"""The small world of the tests: two counties of one city, one of another province.

411224 卢氏县 has two centres ("first", "second"), 411202 湖滨区 one, 441403 梅县区 one. In every
county there is an account for each role; `observer` sees the whole city (province for 441403).
Log-ins read `officer-411224` or, for roles of a centre, `registrar-411224-first`.
"""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts import services as accounts
from lms.accounts.actor import Actor, system
from lms.accounts.models import Account
from lms.accounts.queries import actor_for
from lms.accounts.roles import EVERYONE, OBSERVER, role_named
from lms.db import unit_of_work
from lms.divisions.services import load_tree, save_centre
from tests.support.clock import NOW

COUNTIES = ("411224", "411202", "441403")
CENTRES = {
    "411224": {"first": "卢氏县电商培训中心", "second": "卢氏县职业中专"},
    "411202": {"first": "湖滨区培训中心"},
    "441403": {"first": "梅县区电商学院"},
}
PASSWORD = "plain wheat 7 rows"


@dataclass(frozen=True)
class World:
    """Ids of what exists, and the accounts as actors."""

    centres: dict[tuple[str, str], int]
    actors: dict[str, Actor]
    password: str = PASSWORD

    def login(self, role: str, at: str = "411224", centre: str = "first") -> str:
        """Log-in name of the account with a role in a county (and centre)."""
        return f"{role}-{at}-{centre}" if role_named(role).per_centre else f"{role}-{at}"

    def actor(self, role: str, at: str = "411224", centre: str = "first") -> Actor:
        """The same account as an actor for services."""
        return self.actors[self.login(role, at, centre)]

    def centre(self, county: str = "411224", centre: str = "first") -> int:
        """Id of a centre."""
        return self.centres[county, centre]


def build_world(app: Flask, now: datetime) -> World:
    """Write the world and commit it."""
    maker = system("test")
    centres: dict[tuple[str, str], int] = {}
    actors: dict[str, Actor] = {}
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # quick, for tests
    with app.app_context(), unit_of_work() as session:
        load_tree(session, COUNTIES)
        for county, names in CENTRES.items():
            for key, name in names.items():
                centre = save_centre(session, maker, now, None, county=county, name=name)
                centres[county, key] = centre.id
        for county in COUNTIES:
            for role in EVERYONE:
                _accounts_of(app, session, now, county, role, centres, actors)
    return World(centres, actors)


def officer_of(app: Flask) -> FlaskClient:
    """The officer 李, made in an application without this world and signed in."""
    with app.app_context(), unit_of_work() as session:
        grants = [("officer", "411224", None)]
        accounts.create(
            session, system("t"), NOW, login="li", name="李", grants=grants, password=PASSWORD
        )
    client = app.test_client()
    client.post("/sign-in", data={"login": "li", "password": PASSWORD})
    return client


def _accounts_of(
    app: Flask,
    session: Session,
    now: datetime,
    county: str,
    role: str,
    centres: dict[tuple[str, str], int],
    actors: dict[str, Actor],
) -> None:
    permissions = app.extensions["lms_registry"].role_permissions
    keys = list(CENTRES[county]) if role_named(role).per_centre else [None]
    for key in keys:
        login = f"{role}-{county}-{key}" if key else f"{role}-{county}"
        prefix = {OBSERVER: "44" if county.startswith("44") else county[:4]}.get(role, county)
        account: Account = accounts.create(
            session,
            system("test"),
            now,
            login=login,
            name=f"{role} {county} {key or ''}".strip(),
            grants=[(role, prefix, centres[county, key] if key else None)],
            password=PASSWORD,
        )[0]
        actors[login] = actor_for(account, permissions)
