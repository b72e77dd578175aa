"""A page of a cohort offers the papers that can be made, and each of them can be made."""

import re
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.courses.attendance.classes import open_class
from tests.support.world import World

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ALWAYS = {"cohorts.application", "cohorts.roster_pdf", "cohorts.roster_xlsx"}
REGISTER = {"cohorts.sign_in", "attendance.register_pdf", "attendance.register_xlsx"}
REFUSED = {"subsidies.cohort_refused_pdf"}


def offered(client: FlaskClient, cohort: int) -> set[str]:
    """The papers on the page; every one of them can be taken."""
    page = client.get(f"/cohorts/{cohort}").text
    names = set(re.findall(rf'href="/exports/([a-z_.]+)/{cohort}"', page))
    for name in names:
        answer = client.post(f"/exports/{name}/{cohort}", data={"purpose": "filing"})
        assert answer.status_code == 200, (name, answer.text)
    return names


def test_a_cohort_offers_what_has_content(web: Session, sign_in: SignIn, world: World) -> None:
    officer = sign_in("officer")
    known = open_class(web, NOW, centre_id=world.centre(), people=0, days=0)
    web.commit()
    assert offered(officer, known.cohort.id) == ALWAYS
    full = open_class(web, NOW, centre_id=world.centre(), people=2, title="农村电商第2期")
    web.commit()
    assert offered(officer, full.cohort.id) == ALWAYS | REGISTER | REFUSED


def test_the_way_back_from_a_paper(web: Session, sign_in: SignIn, world: World) -> None:
    known = open_class(web, NOW, centre_id=world.centre(), people=1, title="农村电商第3期")
    web.commit()
    client, record = sign_in("officer"), f"/cohorts/{known.cohort.id}"
    paper = f"/exports/cohorts.sign_in/{known.cohort.id}"
    came = client.get(paper, headers={"Referer": f"http://localhost{record}"}).text
    assert f'<a href="http://localhost{record}">农村电商第3期</a>' in came
    elsewhere = client.get(paper, headers={"Referer": "https://example.org/"}).text
    assert "example.org" not in elsewhere
