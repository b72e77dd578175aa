"""Every page the navigation leads to, and one record of every kind behind it: in English, on
desktop and phone, for every role, with the demonstration county behind them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import or_, select

from certificates.demo.staff import LOGINS, PASSWORD
from certificates.designs.models import Design, Emblem
from certificates.models import Stock
from courses.catalogue.models import Course
from courses.cohorts.models import Cohort, Session
from courses.lecturers.models import Lecturer
from courses.rosters.models import Person
from lms.accounts.models import Account
from lms.db import db
from lms.divisions.models import Centre, DivisionRow
from tests.browser.checking import pattern_of
from tests.browser.conftest import Enter
from tests.browser.house import House
from tests.browser.visiting import DESKTOP, PHONE, SHELL, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WALKED = (
    "admin", "auditor", "follow_up", "lecturer", "observer", "officer", "registrar", "reviewer",
)  # fmt: skip
"""Log-ins, every role once."""
HREFS = "(links) => links.map((one) => one.getAttribute('href'))"
OFFICE_WORDS = ("开班申请表", "假")
"""The name of a form that is filed in Chinese, and a sign of the paper register."""
Key = tuple[str, int]


@pytest.fixture(scope="session")
def looked() -> set[Key]:
    """Pages that axe has seen in this run: the log-ins come by name, see `tests.conftest`."""
    return set()


def test_every_role_is_walked() -> None:
    assert {one.role for one in LOGINS if one.login in WALKED} == {one.role for one in LOGINS}


@pytest.mark.parametrize("login", WALKED)
def test_english_pages_are_whole(
    house: House, demonstration: str, visit: Enter, looked: set[Key], login: str
) -> None:
    faults: list[str] = []
    person = visit(demonstration, login, PASSWORD, language="en")
    person.data = names_in(house)
    pages = list(walk(person, looked, faults))
    assert len(pages) >= 3, f"{login} sees only {pages}"
    assert not faults, "\n".join(faults)


def names_in(house: House) -> re.Pattern[str]:
    """What is Chinese because it is a name: of people, places, cohorts, courses."""
    columns = (
        Account.name, Centre.name, Cohort.title, Cohort.venue, Course.level, Course.name,
        Design.title, Emblem.title, Lecturer.name, Person.name, Session.topic, Stock.prefix,
    )  # fmt: skip
    known: set[str] = {*OFFICE_WORDS, *SHELL}
    with house.app.app_context():
        for column in columns:
            known.update(db.session.scalars(select(column).distinct()))
        near = or_(
            DivisionRow.code.startswith("411224"), DivisionRow.level.in_(("province", "city"))
        )
        known.update(db.session.scalars(select(DivisionRow.name).where(near)))
        db.session.remove()
    return pattern_of(known)


def walk(person: Visit, looked: set[Key], faults: list[str]) -> Iterator[str]:
    """Look at the pages of the navigation and the first record of every kind they lead to."""
    page = person.page
    kinds: set[str] = set()
    waiting = ["/", *page.eval_on_selector_all("nav a[href]", HREFS)]
    first = len(waiting)
    for number, path in enumerate(waiting):
        if path.startswith(("#", "?", "/language")) or kind_of(path) in kinds:
            continue
        kinds.add(kind_of(path))
        person.go(path)
        faults += look(person, looked)
        yield path
        if number < first:
            waiting += page.eval_on_selector_all("main a[href]", HREFS)


def look(person: Visit, looked: set[Key]) -> Iterator[str]:
    """Faults of the page on a phone and on a desktop, in the size it was loaded in first; a page
    that one role has shown to axe is not shown again."""
    now = person.page.viewport_size or DESKTOP
    for size in sorted((PHONE, DESKTOP), key=lambda one: one["width"] != now["width"]):
        key = (kind_of(person.page.url), size["width"])
        if size["width"] != now["width"]:
            person.resize(size)
        try:
            person.check(axe=key not in looked)
        except AssertionError as fault:
            yield str(fault)
        looked.add(key)


def kind_of(address: str) -> str:
    """The address without ids."""
    return re.sub(r"[0-9a-f]{12,}|(?<=/)\d+", "#", urlsplit(address).path)
