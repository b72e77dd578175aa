"""Every route with its samples, and everybody signed in: what tests of all pages walk through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.accounts.roles import EVERYONE, role_named
from lms.installation import passing
from lms.registry import Registry
from tests.support.samples import ASKED_INSIDE, COUNTY, COUNTY_WIDE, EVERYWHERE, Samples
from tests.support.world import World

ANSWERED = (200, 302, 303, 400, 409, 422)
"""What somebody gets who may: done, sent on, or told what is missing."""


@dataclass(frozen=True)
class Case:
    """One way to call a route. `hidden`: without the permission it is as if there were nothing."""

    endpoint: str
    method: str
    rule: str
    permission: str | None
    parameters: frozenset[str]
    given: dict[str, str] = field(default_factory=dict, hash=False)
    hidden: bool = False

    def __str__(self) -> str:
        return f"{self.method} {'/'.join([self.endpoint, *self.given.values()])} {self.rule}"


@cache
def cases() -> tuple[Case, ...]:
    """Every rule with every method; the exports' rule once for every export."""
    with passing() as app:
        registry: Registry = app.extensions["lms_registry"]
        found: list[Case] = []
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
            if rule.endpoint == "static" or rule.endpoint.endswith(".static"):
                continue
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found += _cases(app, registry, rule, method)
        return tuple(found)


def _cases(app: Flask, registry: Registry, rule: Rule, method: str) -> Iterator[Case]:
    view = app.view_functions[rule.endpoint]
    permission = getattr(view, "lms_permission", None)
    arguments = frozenset(rule.arguments - set(rule.defaults or {}))
    if rule.endpoint != "lms.export":
        yield Case(rule.endpoint, method, rule.rule, permission, arguments)
        return
    for name, export in registry.exports.items():
        yield Case(
            rule.endpoint, method, rule.rule, export.permission, arguments, {"name": name}, True
        )


@dataclass(frozen=True)
class Person:
    """Somebody signed in: a role, where, and the cookie."""

    role: str
    county: str
    centre: str
    cookie: str

    def __str__(self) -> str:
        return f"{self.role} of {self.county} {self.centre}"

    @property
    def is_here(self) -> bool:
        """Whether this is the samples' county."""
        return self.county == COUNTY

    @property
    def is_own(self) -> bool:
        """Whether the samples are theirs."""
        return self.is_here and self.centre in ("first", "")


@dataclass(frozen=True)
class House:
    """The application with its samples and everybody signed in."""

    app: Flask
    session: Session
    samples: Samples
    people: tuple[Person, ...]

    def ask(
        self,
        case: Case,
        person: Person | None,
        *,
        query: str = "",
        data: Mapping[str, str] | None = None,
        language: str = "zh",
        **other: Any,
    ) -> TestResponse:
        """The answer to a case, with other values for some parameters; what it did is undone."""
        values: dict[str, Any] = {**self.values(case), **other}
        with self.app.test_request_context():
            url = url_for(case.endpoint, **values) + query
        client = self.app.test_client()
        client.set_cookie("language", language)
        if person is not None:
            client.set_cookie("lms_session", person.cookie)
        undo = self.session.connection().begin_nested()
        try:
            return client.open(url, method=case.method, data=data)
        finally:
            undo.rollback()
            self.session.expire_all()

    def who_may(self, case: Case) -> Person:
        """The first of those whom a case answers."""
        return next(p for p in self.people if expected_of(self, case, p) == ANSWERED)

    def values(self, case: Case) -> dict[str, object]:
        """Values of all parameters of a case."""
        if case.hidden:
            registry: Registry = self.app.extensions["lms_registry"]
            export = registry.exports[case.given["name"]]
            return {**case.given, "subject_id": self.samples.subject(export)}
        return {name: self.samples.of(case.endpoint, name) for name in case.parameters}


def everybody(app: Flask, world: World) -> Iterator[Person]:
    """Every role in the samples' county, at its other centre and in another province."""
    for role in EVERYONE:
        for county in (COUNTY, "441403"):
            centres = [""]
            if role_named(role).per_centre:
                centres = ["first", "second"] if county == COUNTY else ["first"]
            for centre in centres:
                client: FlaskClient = app.test_client()
                login = world.login(role, county, centre or "first")
                data = {"login": login, "password": world.password}
                assert client.post("/sign-in", data=data).status_code == 302
                cookie = client.get_cookie("lms_session")
                assert cookie is not None
                yield Person(role, county, centre, cookie.value)


def expected_of(house: House, case: Case, person: Person) -> tuple[int, ...]:
    """Which answers are right."""
    registry: Registry = house.app.extensions["lms_registry"]
    held = registry.role_permissions[person.role]
    if case.permission not in held:
        return (404,) if case.hidden else (403,)
    place = registry.exports[case.given["name"]].place if case.hidden else ""
    about = {*case.parameters, place} - {"name", "verb", ""} - EVERYWHERE
    own = person.is_here if about & COUNTY_WIDE else person.is_own
    if about and not own:
        return (404,)
    inside = ASKED_INSIDE.get(f"{case.endpoint} {case.method}", "").split()
    return ANSWERED if not inside or held & {*inside} else (403, 404)
