"""Every route × every role × {own, other centre, other county}, from the URL map itself.

A route without a declaration fails, and so does one whose parameters have no sample: see
`tests/support/samples.py`. The public routes are named here: one more is a decision.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.accounts.roles import EVERYONE, role_named
from lms.installation import passing
from lms.registry import Registry
from tests.support.running import rolled_back
from tests.support.samples import (
    ASKED_INSIDE,
    CANARY,
    COUNTY,
    COUNTY_CANARY,
    COUNTY_WIDE,
    Samples,
    build,
)
from tests.support.world import World

PUBLIC = {
    "lms.sign_in",
    "lms.choose_language",
    "lms.health",
    "certificates.verify",
}
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


def cases() -> list[Case]:
    """Every rule with every method; the exports' rule once for every export."""
    with passing() as app:
        registry: Registry = app.extensions["lms_registry"]
        found: list[Case] = []
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
            if rule.endpoint == "static" or rule.endpoint.endswith(".static"):
                continue
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found += _cases(app, registry, rule, method)
        return found


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


CASES = cases()
GUARDED = [case for case in CASES if case.permission is not None]


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

    def ask(self, case: Case, person: Person | None, **other: object) -> TestResponse:
        """The answer to a case; what it did is undone."""
        values = {**self.values(case), **other}
        with self.app.test_request_context():
            url = url_for(case.endpoint, **values)
        client = self.app.test_client()
        if person is not None:
            client.set_cookie("lms_session", person.cookie)
        undo = self.session.connection().begin_nested()
        try:
            return client.open(url, method=case.method)
        finally:
            undo.rollback()
            self.session.expire_all()

    def values(self, case: Case) -> dict[str, object]:
        """Values of all parameters of a case."""
        if case.hidden:
            registry: Registry = self.app.extensions["lms_registry"]
            export = registry.exports[case.given["name"]]
            return {**case.given, "subject_id": self.samples.subject(export)}
        return {name: self.samples.of(case.endpoint, name) for name in case.parameters}


@pytest.fixture(scope="module")
def house(sqlite_app: Flask) -> Iterator[House]:
    """Everything inside one transaction that is rolled back at the end."""
    world: World = sqlite_app.extensions["test_world"]
    with rolled_back(sqlite_app) as session:
        samples = build(session, world)
        yield House(sqlite_app, session, samples, tuple(_everybody(sqlite_app, world)))


def _everybody(app: Flask, world: World) -> Iterator[Person]:
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


def test_every_route_is_declared_and_the_public_ones_are_meant() -> None:
    assert {case.endpoint for case in CASES if case.permission is None} <= PUBLIC


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_parameter_has_a_sample(house: House, case: Case) -> None:
    try:
        house.values(case)
    except KeyError as missing:
        pytest.fail(f"add a sample of {missing} for {case} to tests/support/samples.py")


@pytest.mark.parametrize("case", GUARDED, ids=str)
def test_visitors_are_asked_to_sign_in(house: House, case: Case) -> None:
    answer = house.ask(case, None)
    if case.method == "GET":
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("case", GUARDED, ids=str)
def test_role_and_scope(house: House, case: Case) -> None:
    """403 without the permission, 404 for what is not theirs, an answer for what is."""
    wrong = []
    for person in house.people:
        answer = house.ask(case, person)
        expected = expected_of(house, case, person)
        if answer.status_code not in expected:
            wrong.append(f"{person}: {answer.status_code}, expected {expected}")
        if not person.is_own and CANARY in answer.text:
            wrong.append(f"{person} reads of the first centre")
        if not person.is_here and COUNTY_CANARY in answer.text:
            wrong.append(f"{person} reads of the county")
    assert not wrong, "\n".join(wrong)


def expected_of(house: House, case: Case, person: Person) -> tuple[int, ...]:
    """Which answers are right."""
    registry: Registry = house.app.extensions["lms_registry"]
    held = registry.role_permissions[person.role]
    if case.permission not in held:
        return (404,) if case.hidden else (403,)
    place = registry.exports[case.given["name"]].place if case.hidden else ""
    about = {*case.parameters, place} - {"name", "verb", ""}
    own = person.is_here if about & COUNTY_WIDE else person.is_own
    if about and not own:
        return (404,)
    inside = ASKED_INSIDE.get(f"{case.endpoint} {case.method}")
    return ANSWERED if inside is None or inside in held else (403, 404)


@pytest.mark.parametrize("case", [c for c in GUARDED if c.parameters], ids=str)
def test_what_does_not_exist_is_not_found(house: House, case: Case) -> None:
    ids = [name for name in case.parameters if name.endswith("_id") or name == "uid"]
    for person in house.people:
        if person.is_own and expected_of(house, case, person) == ANSWERED:
            nothing = {name: "0" * 32 if name == "uid" else 10**8 for name in ids}
            assert house.ask(case, person, **nothing).status_code == 404, str(person)
