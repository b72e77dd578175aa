"""What the screens around leaders and mentoring say of where one is and of what is in force."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.rules import LeaderState
from courses.mentoring.contact_models import Ticket
from courses.mentoring.queries import active_pairs
from lms.clock import today
from tests.courses.mentoring.corps import MAKER, leader, lecturer, village
from tests.courses.mentoring.tours import Tour, contact, said, tour

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def known(web: Session) -> Tour:
    found = tour(web, count=1)
    web.commit()
    return found


def current(page: str) -> str:
    """The entry of the row of the section that is marked as this one."""
    row = page.split('class="sub-nav"')[1].split("</nav>")[0]
    found = re.findall(r'aria-current="page">([^<]+)</a>', row)
    assert len(found) == 1, found
    return str(found[0])


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/leaders/", "带头人"), ("/leaders/new", "带头人"), ("/leaders/villages/", "村"),
        ("/leaders/villages/new", "村"), ("/leaders/villages/import", "村"),
        ("/mentoring/", "带头人覆盖"), ("/mentoring/villages", "带头人覆盖"),
        ("/mentoring/pairs", "结对"), ("/mentoring/exclusions", "结对"),
        ("/mentoring/match", "结对"), ("/mentoring/debt", "联系欠账"),
        ("/mentoring/contacts", "联系记录"), ("/mentoring/quality", "联系记录"),
        ("/mentoring/tickets", "联系记录"), ("/mentoring/record", "联系记录"),
    ],
)  # fmt: skip
def test_the_row_of_the_section_marks_where_one_is(
    known: Tour, sign_in: SignIn, path: str, entry: str
) -> None:
    assert current(sign_in("officer").get(path).text) == entry


def test_one_record_stands_under_its_list(web: Session, known: Tour, sign_in: SignIn) -> None:
    made = contact(
        web, MAKER, known.ids, said(day=today() - timedelta(days=3)), problems="没有快递"
    )
    ticket = web.scalars(select(Ticket.id)).one()
    web.commit()
    client = sign_in("officer")
    assert current(client.get(f"/mentoring/pairs/{known.ids[0]}").text) == "结对"
    assert current(client.get(f"/mentoring/contacts/{made.id}").text) == "联系记录"
    assert current(client.get(f"/mentoring/tickets/{ticket}").text) == "联系记录"
    home = known.leaders[0].village_id
    assert current(client.get(f"/leaders/villages/{home}").text) == "村"


def crumbs(page: str) -> list[str]:
    """The way to a page, by its words."""
    row = page.split('class="crumbs"')[1].split("</nav>")[0]
    return re.findall(r">([^<>\n]+)</(?:a|span)>", row)


@pytest.mark.parametrize(
    ("path", "last"),
    [("debt", "联系欠账"), ("history", "覆盖变化"), ("villages", "有条件村"),
     ("waiting", "等待结对"), ("pool", "候选储备")],
)  # fmt: skip
def test_the_way_leads_to_the_page(known: Tour, sign_in: SignIn, path: str, last: str) -> None:
    page = sign_in("officer").get(f"/mentoring/{path}?place=411224").text
    assert crumbs(page) == ["卢氏县", last]
    assert 'href="/mentoring/?place=411224"' in page


def test_the_day_in_force_stands_in_its_field(known: Tour, sign_in: SignIn) -> None:
    client, ahead = sign_in("officer"), today() + timedelta(days=30)
    for path in ("", "villages"):
        assert f'name="on" value="{today()}"' in client.get(f"/mentoring/{path}").text
        assert f'name="on" value="{today()}"' in client.get(f"/mentoring/{path}?on={ahead}").text
        assert 'name="on" value="2026-06-30"' in client.get(f"/mentoring/{path}?on=2026-06-30").text


def test_several_exports_are_one_menu(known: Tour, sign_in: SignIn) -> None:
    page = sign_in("officer").get("/leaders/").text.split("<main")[1]
    menu = page.split('<details class="drop"')[1].split("</details>")[0]
    assert menu.count("/exports/leaders.") == page.count("/exports/leaders.") == 4


def test_the_debt_opens_to_the_pairs_that_are_late(
    web: Session, known: Tour, sign_in: SignIn
) -> None:
    idle = lecturer(web, 50)
    fresh = leader(web, 51, at=village(web, 51))
    assert not active_pairs(web, fresh.id)
    known.pairs[0].next_due_on = today() - timedelta(days=4)
    web.commit()
    page = sign_in("officer").get("/mentoring/debt").text
    way = f"/mentoring/pairs?which=overdue&amp;lecturer={known.lecturer.id}&amp;place=411224"
    assert f'href="{way}">1 对</a>' in page
    assert f"which=overdue&amp;lecturer={idle.id}" not in page
    assert "单程合计（公里）" not in page
    listed = sign_in("officer").get(way.replace("&amp;", "&")).text
    assert f"/mentoring/pairs/{known.ids[0]}" in listed


def test_a_problem_past_its_day_says_so(web: Session, known: Tour, sign_in: SignIn) -> None:
    contact(web, MAKER, known.ids, said(day=today() - timedelta(days=3)), problems="没有快递")
    ticket = web.scalars(select(Ticket)).one()
    client, page = sign_in("officer"), f"/mentoring/tickets/{ticket.id}"
    ticket.due_on = today() + timedelta(days=1)
    web.commit()
    assert "逾期" not in client.get(page).text.split("<main")[1]
    ticket.due_on = today() - timedelta(days=1)
    web.commit()
    shown = client.get(page).text.split("<main")[1]
    assert "逾期" in shown
    assert f'href="/leaders/{known.leaders[0].id}"' in shown


def test_a_follow_up_worker_is_not_asked_to_keep_the_register(
    web: Session, known: Tour, sign_in: SignIn
) -> None:
    leader(web, 52, at=village(web, 52), state=LeaderState.CERTIFIED)
    web.commit()
    task, client = "名带头人已持证，等待上岗", sign_in("follow_up")
    assert task in sign_in("officer").get("/").text
    assert task not in client.get("/").text
    assert client.get("/leaders/").status_code == 200
    assert client.get("/leaders/new").status_code == 403
