"""The office of a town: contacts, problems and debts of its own leaders, and nobody else's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.mentoring import pairing
from courses.mentoring.contact_models import Contact, Ticket
from courses.mentoring.models import Pair
from lms.accounts import services as accounts
from lms.accounts.actor import system
from lms.clock import today
from tests.courses.mentoring.corps import MAKER, leader, lecturer, terms, village
from tests.courses.mentoring.tours import contact, said
from tests.support.running import NOW
from tests.support.world import World

SignIn = Callable[..., FlaskClient]
OWN, OTHER = "411224100", "411224101"
BEGIN = today() - timedelta(days=60)


@dataclass(frozen=True)
class Towns:
    """A pair of each town with one contact and problem, and one group session of both."""

    own: Pair
    other: Pair
    contacts: tuple[Contact, Contact, Contact]
    tickets: tuple[Ticket, Ticket, Ticket]


@pytest.fixture
def towns(web: Session, world: World) -> Towns:
    mentor = lecturer(web, account_id=world.actor("lecturer").id)
    pairs = [
        pairing.pair(
            web, MAKER, NOW,
            leader=leader(web, n, at=village(web, n, town=town, flagged_on=BEGIN)),
            lecturer=mentor, terms=terms(BEGIN),
        )
        for n, town in ((1, OWN), (2, OTHER))
    ]  # fmt: skip
    day = today() - timedelta(days=3)
    ids = [[pairs[0].id], [pairs[1].id], [pair.id for pair in pairs]]
    made = [
        contact(web, MAKER, of, said("group" if len(of) > 1 else "visit", day), problems=words)
        for of, words in zip(ids, ("没有快递", "没有货源", "都缺人手"), strict=True)
    ]
    found = [web.scalars(select(Ticket).where(Ticket.contact_id == one.id)).one() for one in made]
    web.commit()
    return Towns(pairs[0], pairs[1], (made[0], made[1], made[2]), (found[0], found[1], found[2]))


@pytest.fixture
def office(web: Session, sqlite_app: Flask, world: World) -> FlaskClient:
    """An officer of one town, signed in."""
    accounts.create(
        web, system("test"), NOW, login="town", name="官道口镇经办",
        grants=[("officer", OWN, None)], password=world.password,
    )  # fmt: skip
    web.commit()
    client = sqlite_app.test_client()
    client.set_cookie("language", "zh")
    sent = {"login": "town", "password": world.password}
    assert client.post("/sign-in", data=sent).status_code == 302
    return client


def test_contacts_of_the_own_town(office: FlaskClient, towns: Towns) -> None:
    own, other, group = towns.contacts
    ours, theirs = towns.own.leader.person.name, towns.other.leader.person.name
    page = office.get("/mentoring/contacts").text
    assert f"/mentoring/contacts/{own.id}" in page
    assert f"/mentoring/contacts/{group.id}" in page
    assert f"/mentoring/contacts/{other.id}" not in page
    assert ours in page
    assert theirs not in page
    assert "没有快递" in office.get(f"/mentoring/contacts/{own.id}").text
    assert office.get(f"/mentoring/contacts/{other.id}").status_code == 404
    shared = office.get(f"/mentoring/contacts/{group.id}").text
    assert ours in shared
    assert theirs not in shared
    record = office.get(f"/leaders/{towns.own.leader_id}").text
    assert f"/mentoring/contacts/{own.id}" in record


def test_problems_of_the_own_town(office: FlaskClient, towns: Towns) -> None:
    own, other, group = towns.tickets
    page = office.get("/mentoring/tickets").text
    assert "没有快递" in page
    assert "都缺人手" in page
    assert "没有货源" not in page
    assert office.get(f"/mentoring/tickets/{other.id}").status_code == 404
    assert office.get(f"/mentoring/tickets/{group.id}").status_code == 200
    shown = office.get(f"/mentoring/tickets/{own.id}").text
    assert "官道口镇经办" in shown
    sent = {"words": "已通快递"}
    assert office.post(f"/mentoring/tickets/{other.id}/solve", data=sent).status_code == 404
    assert office.post(f"/mentoring/tickets/{own.id}/solve", data=sent).status_code == 302


def test_debts_pairs_and_the_board_of_the_own_town(office: FlaskClient, towns: Towns) -> None:
    for page in ("", "villages", "waiting", "pool", "debt", "history", "match"):
        shown = office.get(f"/mentoring/{page}")
        assert shown.status_code == 200, page
        assert 'value="411224"' not in shown.text, page
    villages = office.get("/mentoring/villages").text
    assert "第1村" in villages
    assert "第2村" not in villages
    for place, status in ((OWN, 200), (OTHER, 404), ("411224", 404), ("41", 404), ("", 404)):
        for page in ("", "debt", "villages", "history"):
            asked = office.get(f"/mentoring/{page}?place={place}")
            assert asked.status_code == status, (page, place)
    assert towns.own.lecturer.name in office.get("/mentoring/debt").text
    listed = office.get("/mentoring/pairs").text
    assert f"/mentoring/pairs/{towns.own.id}" in listed
    assert f"/mentoring/pairs/{towns.other.id}" not in listed
    assert office.get(f"/mentoring/pairs/{towns.own.id}").status_code == 200
    assert office.get(f"/mentoring/pairs/{towns.other.id}").status_code == 404


def test_figures_of_quality_are_those_of_the_town(
    office: FlaskClient, towns: Towns, sign_in: SignIn
) -> None:
    assert ">2</a>" in office.get("/mentoring/quality").text
    assert ">4</a>" in sign_in("officer").get("/mentoring/quality").text
    assert 'class="form-page"' not in office.get("/mentoring/quality").text


def test_another_county_is_far_away(towns: Towns, sign_in: SignIn) -> None:
    stranger = sign_in("officer", at="411202")
    for one in towns.contacts:
        assert stranger.get(f"/mentoring/contacts/{one.id}").status_code == 404
    for ticket in towns.tickets:
        assert stranger.get(f"/mentoring/tickets/{ticket.id}").status_code == 404


def test_the_first_page_asks_for_what_a_town_can_do(office: FlaskClient, towns: Towns) -> None:
    page = office.get("/").text
    assert "先新建培训中心" not in page
    assert "还没有带头人" not in page
