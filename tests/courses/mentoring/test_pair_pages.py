"""The pages of pairs, matching, coverage and debt, driven as each role sees them."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.lecturers.rules import Expertise
from courses.mentoring import pairing
from courses.mentoring.models import Exclusion, Pair
from courses.mentoring.rules import PairState
from lms.accounts.models import Account
from lms.clock import today
from lms.runs.models import Run
from tests.courses.mentoring.corps import MAKER, leader, lecturer, terms, village
from tests.support.running import NOW

SignIn = Callable[..., FlaskClient]
TODAY = today()


def a_pair(session: Session, **facts: object) -> Pair:
    return pairing.pair(
        session, MAKER, NOW, leader=leader(session, at=village(session, flagged_on=TODAY)),
        lecturer=lecturer(session, **facts), terms=terms(TODAY - timedelta(days=60)),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    ["", "history", "villages", "waiting", "pool", "debt", "pairs", "pairs?which=overdue",
     "pairs?which=handing", "pairs?which=expired", "pairs?which=ended", "exclusions", "match", "coordinates",
     "?place=411224&on=2026-01-31", "?place=411224100"],
)  # fmt: skip
def test_every_page_opens(web: Session, sign_in: SignIn, path: str, language: str) -> None:
    a_pair(web)
    leader(web, 2)
    answer = sign_in("officer", language=language).get(f"/mentoring/{path}")
    assert answer.status_code == 200, answer.text
    assert bool(re.search("[\u4e00-\u9fff]", head_of(answer.text))) == (language == "zh")


def head_of(page: str) -> str:
    """The first heading."""
    found = re.search("<h1>(.*?)</h1>", page)
    assert found is not None
    return found.group(1)


def test_from_waiting_to_paired_and_ended(web: Session, sign_in: SignIn) -> None:
    one = leader(web, fields=[Expertise.TEA])
    far, near = lecturer(web, 1, fields=[Expertise.HERBS]), lecturer(web, 2, fields=[Expertise.TEA])
    client = sign_in("officer")
    assert f"/mentoring/leaders/{one.id}/pair" in client.get("/mentoring/waiting").text
    page = client.get(f"/mentoring/leaders/{one.id}/pair").text
    assert page.index(f'value="{near.id}"') < page.index(f'value="{far.id}"')
    sent = {
        "lecturer": near.id, "role": "main", "from_date": TODAY.isoformat(),
        "until_date": (TODAY + timedelta(days=364)).isoformat(), "contacts_a_year": "10",
        "contact_minutes": "30", "goal_sales": "12000.50", "goal_households": "5",
    }  # fmt: skip
    answer = client.post(f"/mentoring/leaders/{one.id}/pair", data=sent)
    assert answer.status_code == 302, answer.text
    made = web.scalars(select(Pair)).one()
    page = client.get(f"/mentoring/pairs/{made.id}").text
    assert "12000.50" in page or "12,000.50" in page
    again = client.post(f"/mentoring/leaders/{one.id}/pair", data=sent | {"lecturer": far.id})
    assert again.status_code == 422
    assert "已有主带讲师" in again.text
    ended = client.post(
        f"/mentoring/pairs/{made.id}/end",
        data={"by": "leader", "on": TODAY.isoformat(), "reason": "外出务工"},
    )
    assert ended.status_code == 302
    web.refresh(made)
    assert made.state is PairState.ENDED
    assert "外出务工" in client.get(f"/mentoring/pairs/{made.id}").text


def test_extension_and_handover(web: Session, sign_in: SignIn) -> None:
    made, other = a_pair(web), lecturer(web, 2)
    client = sign_in("officer")
    later = (made.until_date + timedelta(days=200)).isoformat()
    sent = {"until_date": later, "contacts_a_year": "12", "contact_minutes": "30", "reason": "续带"}
    assert client.post(f"/mentoring/pairs/{made.id}/extend", data=sent).status_code == 302
    web.refresh(made)
    assert (made.until_date.isoformat(), made.contacts_a_year) == (later, 12)
    assert client.post(f"/mentoring/pairs/{made.id}/extend", data=sent).status_code == 422
    over = sent | {
        "from_date": TODAY.isoformat(), "lecturer": other.id, "on": TODAY.isoformat(),
    }  # fmt: skip
    answer = client.post(f"/mentoring/pairs/{made.id}/hand-over", data=over)
    assert answer.status_code == 302, answer.text
    after = web.scalars(select(Pair).where(Pair.state == PairState.ACTIVE)).one()
    assert (after.previous_id, after.lecturer_id) == (made.id, other.id)
    assert "续带" in client.get(f"/mentoring/pairs/{after.id}").text


def test_the_paper_of_a_pair(web: Session, sign_in: SignIn) -> None:
    made = a_pair(web)
    client = sign_in("officer")
    answer = client.post(f"/exports/mentoring.agreement/{made.id}", data={"purpose": "archive"})
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(b"%PDF")


def test_a_matching_overruled_applied_and_undone(web: Session, sign_in: SignIn) -> None:
    first = lecturer(web, 1, fields=[Expertise.TEA], capacity=1, name="茶讲师")
    second = lecturer(web, 2, fields=[Expertise.HERBS], capacity=1, name="药讲师")
    tea = leader(web, 1, fields=[Expertise.TEA])
    herbs = leader(web, 2, fields=[Expertise.HERBS])
    client = sign_in("officer")
    sent = {
        "place": "411224", "from_date": TODAY.isoformat(), "months": "12", "contacts_a_year": "10",
        "contact_minutes": "30", "goal_households": "5",
    }  # fmt: skip
    answer = client.post("/mentoring/match", data=sent)
    assert answer.status_code == 302, answer.text
    run = web.scalars(select(Run)).one()
    page = client.get(f"/runs/{run.uid}").text
    assert "专长与主营都有茶叶" in page
    assert "茶讲师" in page
    here = f"/mentoring/match/{run.uid}/overrule/{tea.id}"
    assert "药讲师" in client.get(here).text
    shown = client.post(f"{here}/{second.id}/pin")
    assert shown.status_code == 200
    assert "+120" in shown.text
    kept = client.post(f"{here}/{second.id}/pin", data={"sure": "1"})
    assert kept.status_code == 302
    new = web.scalars(select(Run).order_by(Run.id.desc())).first()
    assert new is not None
    assert client.post(f"/runs/{new.uid}/apply").status_code == 302
    pairs = {one.leader_id: one.lecturer_id for one in web.scalars(select(Pair))}
    assert pairs == {tea.id: second.id, herbs.id: first.id}
    assert client.post(f"/runs/{new.uid}/undo").status_code == 302
    assert {one.state for one in web.scalars(select(Pair))} == {PairState.ENDED}
    assert client.post("/mentoring/match", data=sent).status_code == 302


def test_exclusions_wishes_and_coordinates(web: Session, sign_in: SignIn) -> None:
    one, mentor = leader(web), lecturer(web)
    client = sign_in("officer")
    sent = {"lecturer": mentor.id, "reason": "亲属"}
    assert client.post(f"/mentoring/leaders/{one.id}/exclude", data=sent).status_code == 302
    assert "亲属" in client.get("/mentoring/exclusions").text
    found = web.scalars(select(Exclusion)).one()
    assert client.post(f"/mentoring/exclusions/{found.id}/lift").status_code == 302
    assert "亲属" not in client.get("/mentoring/exclusions").text
    wished = client.post(
        f"/mentoring/leaders/{one.id}/wish", data={"language": "hakka", "sex": "female"}
    )
    assert wished.status_code == 302
    file = (BytesIO("区划代码,纬度,经度\n411224100001,34.05,111.05\n".encode()), "点.csv")
    answer = client.post("/mentoring/coordinates", data={"file": file})
    assert answer.status_code == 302, answer.text
    bad = (BytesIO(b"411224100001,94.05,111.05\n"), "x.csv")
    answer = client.post("/mentoring/coordinates", data={"file": bad})
    assert (answer.status_code, "纬度应在" in answer.text) == (422, True)
    outside = (BytesIO(b"441403100001,24.05,116.05\n"), "x.csv")
    answer = client.post("/mentoring/coordinates", data={"file": outside})
    assert (answer.status_code, "不在您管理的范围内" in answer.text) == (422, True)


def test_who_may_see_and_do_what(web: Session, sign_in: SignIn) -> None:
    made = a_pair(web)
    assert sign_in("officer", at="411202").get(f"/mentoring/pairs/{made.id}").status_code == 404
    assert sign_in("observer").get(f"/mentoring/pairs/{made.id}").status_code == 200
    assert sign_in("observer").get(f"/mentoring/pairs/{made.id}/end").status_code == 403
    assert sign_in("lecturer").get(f"/mentoring/pairs/{made.id}").status_code == 404
    assert sign_in("lecturer").get("/mentoring/").status_code == 403
    assert sign_in("reviewer").get("/mentoring/?place=411202").status_code == 404
    assert sign_in("observer").get("/mentoring/?place=4112").status_code == 200
    assert "第1村" not in sign_in("officer", at="411202").get("/mentoring/villages").text


def test_a_lecturer_opens_the_own_pairs(web: Session, sign_in: SignIn) -> None:

    account = web.scalars(select(Account).where(Account.login == "lecturer-411224-first")).one()
    made = a_pair(web, account_id=account.id)
    client = sign_in("lecturer")
    assert client.get(f"/mentoring/pairs/{made.id}").status_code == 200
    assert f"/mentoring/pairs/{made.id}" in client.get("/mentoring/pairs").text


@pytest.mark.parametrize(
    "query",
    ["pairs?lecturer=99999999999999999999", "match?place=411224%00", "?on=0001-01-01",
     "history?on=0001-01-01", "quality?to=0001-01-01", "debt?place=9" , "contacts?from=9999-12-31"],
)  # fmt: skip
def test_nonsense_in_an_address_is_answered(web: Session, sign_in: SignIn, query: str) -> None:
    a_pair(web)
    web.commit()
    assert sign_in("officer").get(f"/mentoring/{query}").status_code in (200, 404)


@pytest.mark.parametrize("begin", ["9999-12-31", "0001-01-01", "1026-11-22"])
def test_years_nobody_means_are_refused_with_a_sentence(
    web: Session, sign_in: SignIn, begin: str
) -> None:
    one, mentor = leader(web), lecturer(web)
    web.commit()
    client = sign_in("officer")
    usual = {"contacts_a_year": "10", "contact_minutes": "30", "from_date": begin}
    pair = usual | {"lecturer": mentor.id, "role": "main", "until_date": begin}
    match = usual | {"place": "411224", "months": "60"}
    for address, sent in ((f"leaders/{one.id}/pair", pair), ("match", match)):
        answer = client.post(f"/mentoring/{address}", data=sent)
        assert answer.status_code == 422
        assert "协议的年份不对" in answer.text
    assert web.scalars(select(Pair)).all() == []
