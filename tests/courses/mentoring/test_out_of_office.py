"""A lecturer whose term ended or who left: pairs stay, wait to be handed over, and nothing is added."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.lecturers.models import Lecturer, LecturerTerm
from courses.mentoring import contacts_cards, debt_queries, matching, matching_facts, pairing
from courses.mentoring.contact_models import Contact
from courses.mentoring.models import Pair
from courses.mentoring.rules import PairState
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError
from lms.offline.services import receive
from lms.runs import services as runs
from lms.web.paging import Page
from tests.courses.mentoring.corps import DAY, MAKER, leader, lecturer, terms, village
from tests.courses.mentoring.test_contacts_pages import form
from tests.courses.mentoring.tours import BEGUN, Tour, contact, event, said, tour
from tests.support.running import NOW
from tests.support.world import World

SignIn = Callable[..., FlaskClient]
ENDED = DAY - timedelta(days=10)


def end_of_term(session: Session, who: Lecturer, last: date = ENDED) -> None:
    session.add(
        LecturerTerm(
            lecturer_id=who.id, from_on=BEGUN - timedelta(days=300), to_on=last, entered_at=NOW,
            entered_by="t",
        )
    )  # fmt: skip
    session.flush()


def leaving(_session: Session, who: Lecturer) -> None:
    who.left_on = ENDED


OUT = pytest.mark.parametrize("out", [end_of_term, leaving], ids=["term", "left"])


@pytest.fixture
def actor(world: World) -> Actor:
    return world.actor("lecturer")


@pytest.fixture
def mine(session: Session, actor: Actor) -> Tour:
    return tour(session, actor.id, count=2)


@OUT
def test_pairs_stay_and_no_new_one_is_made(
    session: Session, mine: Tour, out: Callable[[Session, Lecturer], None]
) -> None:
    out(session, mine.lecturer)
    assert {pair.state for pair in mine.pairs} == {PairState.ACTIVE}
    with pytest.raises(DomainError, match=r"LECTURER_(TERM_ENDED|LEFT)"):
        pairing.pair(
            session, MAKER, NOW, leader=leader(session, 9), lecturer=mine.lecturer, terms=terms()
        )
    longer = terms(BEGUN, months=30)
    with pytest.raises(DomainError, match=r"LECTURER_(TERM_ENDED|LEFT)"):
        pairing.extend(session, MAKER, NOW, mine.pairs[0], longer, "续")


@OUT
def test_matching_leaves_them_out(
    session: Session, mine: Tour, out: Callable[[Session, Lecturer], None]
) -> None:
    waiting, other = leader(session, 9), lecturer(session, 9)
    out(session, mine.lecturer)
    run = matching.rehearse(session, MAKER, NOW, "411224", terms())
    proposed = {row["leader"]: row["lecturer"] for row in runs.planned_rows(run)}
    assert proposed == {waiting.id: other.id}
    scene = matching_facts.gather(session, "411224", DAY, leader_id=mine.pairs[0].leader_id)
    assert {one.key for one in scene.problem.lecturers} == {other.id}


@OUT
def test_contacts_of_later_days_are_refused_and_earlier_ones_still_taken(
    session: Session, actor: Actor, mine: Tour, out: Callable[[Session, Lecturer], None]
) -> None:
    out(session, mine.lecturer)
    for who in (actor, MAKER):
        with pytest.raises(DomainError, match="CONTACT_LECTURER_OUT"):
            contact(session, who, mine.ids[:1], said(day=ENDED + timedelta(days=1)))
    assert session.scalars(select(Contact)).all() == []
    contact(session, actor, mine.ids[:1], said(day=ENDED - timedelta(days=1)))


@OUT
def test_nobody_is_reminded_of_what_could_not_be_recorded(
    session: Session, actor: Actor, mine: Tour, out: Callable[[Session, Lecturer], None]
) -> None:
    for pair in mine.pairs:
        pair.next_due_on = DAY - timedelta(days=3)
    with current_app.test_request_context():
        assert contacts_cards.reminders(session, actor, DAY)[0].count == 2
        out(session, mine.lecturer)
        assert contacts_cards.reminders(session, actor, DAY) == []


def test_a_new_term_makes_all_of_it_well_again(session: Session, actor: Actor, mine: Tour) -> None:
    end_of_term(session, mine.lecturer)
    page = Page(1, 50, {})
    assert len(debt_queries.pair_lines(session, MAKER, DAY, page, which="handing")[0]) == 2
    session.add(
        LecturerTerm(
            lecturer_id=mine.lecturer.id, from_on=ENDED + timedelta(days=1),
            to_on=DAY + timedelta(days=300), entered_at=NOW, entered_by="t",
        )
    )  # fmt: skip
    session.flush()
    assert debt_queries.pair_lines(session, MAKER, DAY, page, which="handing")[0] == []
    contact(session, actor, mine.ids[:1])


def pair_with(session: Session, number: int, who: Lecturer) -> Pair:
    return pairing.pair(
        session, MAKER, NOW, leader=leader(session, number, at=village(session, number)),
        lecturer=who, terms=terms(today() - timedelta(days=60)),
    )  # fmt: skip


def test_the_first_page_leads_to_handing_over(web: Session, sign_in: SignIn) -> None:
    old, new = lecturer(web, 1), lecturer(web, 2)
    first, second = pair_with(web, 1, old), pair_with(web, 2, old)
    client = sign_in("officer")
    assert "需要转交" not in client.get("/").text
    end_of_term(web, old, today() - timedelta(days=1))
    web.commit()
    page = client.get("/").text
    assert "2</strong> 位带头人的讲师已离任或聘期届满，需要转交" in page
    assert "which=handing" in page
    listed = client.get("/mentoring/pairs?which=handing").text
    for pair in (first, second):
        assert f"/mentoring/pairs/{pair.id}/hand-over" in listed
    shown = client.get(f"/mentoring/pairs/{first.id}").text
    assert "请转交给另一位讲师" in shown
    assert f'class="btn btn-primary" href="/mentoring/pairs/{first.id}/hand-over"' in shown
    form = client.get(f"/mentoring/pairs/{first.id}/hand-over").text
    assert f'value="{new.id}"' in form
    assert f'value="{old.id}"' not in form
    sent = {
        "lecturer": new.id, "on": today().isoformat(), "from_date": today().isoformat(),
        "until_date": (today() + timedelta(days=300)).isoformat(), "contacts_a_year": "10",
        "contact_minutes": "30", "reason": "聘期届满",
    }  # fmt: skip
    assert client.post(f"/mentoring/pairs/{first.id}/hand-over", data=sent).status_code == 302
    page = client.get("/").text
    assert "1</strong> 位带头人的讲师已离任或聘期届满" in page
    assert f'href="/mentoring/pairs/{second.id}/hand-over"' in page


def test_who_takes_over_is_asked_first_and_the_goals_go_on(web: Session, sign_in: SignIn) -> None:
    old, _new = lecturer(web, 1), lecturer(web, 2)
    goals = {"goal_sales_fen": 16_000_000, "goal_households": 7, "goal_shop": "镇上开店"}
    pair = pairing.pair(
        web, MAKER, NOW, leader=leader(web, 1), lecturer=old,
        terms=terms(today() - timedelta(days=60), **goals),
    )  # fmt: skip
    web.commit()
    page = sign_in("officer").get(f"/mentoring/pairs/{pair.id}/hand-over").text
    for value in ("160000.00", "7", "镇上开店"):
        assert f'value="{value}"' in page
    places = [page.index(f'name="{name}"') for name in ("lecturer", "on", "from_date", "reason")]
    assert places == sorted(places)


def test_an_expired_agreement_is_another_task(web: Session, sign_in: SignIn) -> None:
    one = pair_with(web, 1, lecturer(web, 1))
    one.until_date = today() - timedelta(days=1)
    web.commit()
    page = sign_in("officer").get("/").text
    assert "1</strong> 对帮带的协议已到期" in page
    assert f'href="/mentoring/pairs/{one.id}/extend"' in page
    assert "需要转交" not in page


def test_the_lecturer_is_told_on_the_own_page_and_by_the_form(
    web: Session, world: World, sign_in: SignIn
) -> None:
    mine = tour(web, world.actor("lecturer").id, count=1)
    end_of_term(web, mine.lecturer, today() - timedelta(days=1))
    web.commit()
    client = sign_in("lecturer")
    assert "您已离任或聘期届满" in client.get("/mentoring/mine").text
    sent = form(mine.ids, day=today().isoformat())
    answer = client.post("/mentoring/record", data=sent)
    assert answer.status_code == 422
    assert "离任或聘期届满" in answer.text.split("<main")[1]
    assert web.scalars(select(Contact)).all() == []


def test_a_phone_that_was_away_is_told_too(session: Session, actor: Actor, mine: Tour) -> None:
    end_of_term(session, mine.lecturer)
    late, in_time = event(mine.ids[0]), event(mine.ids[1], day=ENDED.isoformat())
    answers = receive(session, actor, NOW, [late, in_time], timedelta())
    assert [one.code for one in answers] == ["CONTACT_LECTURER_OUT", ""]
