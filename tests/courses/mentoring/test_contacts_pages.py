"""Pages of contacts: the plain form, lists of constant cost, cards, both languages."""

import re
from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders.rules import Evidence
from courses.mentoring.contact_models import Contact, ContactLine, RatingSlip
from courses.mentoring.contacts_cards import done_as, plan_kept
from courses.mentoring.contacts_plugin import part
from lms.plugin import Figure
from tests.conftest import SignIn
from tests.courses.attendance.classes import counted, open_class
from tests.courses.mentoring.corps import DAY
from tests.courses.mentoring.tours import BEGUN, Tour, contact, said, tour
from tests.support.running import NOW
from tests.support.world import World


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live on the day of the other samples."""
    for name in ("contacts_views", "tickets_views", "quality_views", "ratings_views"):
        monkeypatch.setattr(f"courses.mentoring.{name}.now", lambda: NOW)
        monkeypatch.setattr(f"courses.mentoring.{name}.today", lambda *_: DAY)
    monkeypatch.setattr("lms.web.views.this_day", lambda: DAY)


@pytest.fixture
def pairs(web: Session, world: World) -> Tour:
    made = tour(web, world.actor("lecturer").id)
    web.commit()
    return made


def form(pairs: list[int], **given: Any) -> dict[str, Any]:
    fields = {
        "event_id": str(uuid4()), "kind": "visit", "day": DAY.isoformat(), "minutes": "40",
        "pairs": [str(pair) for pair in pairs],
    }  # fmt: skip
    return fields | given


def contacts(web: Session) -> int:
    web.expire_all()
    return web.scalar(select(func.count()).select_from(Contact)) or 0


def test_a_tour_by_the_plain_form_counts_once(web: Session, sign_in: SignIn, pairs: Tour) -> None:
    client = sign_in("lecturer")
    own = {f"minutes-{pairs.ids[1]}": "75", f"problems-{pairs.ids[1]}": "没有快递"}
    picture = BytesIO()
    Image.new("RGB", (30, 30)).save(picture, "PNG")
    photo = {f"photo-{pairs.ids[2]}": (BytesIO(picture.getvalue()), "村口.png")}
    sent = form(pairs.ids, topics=["live", "shop"], **own)
    for again in range(2):
        files = photo if not again else {
            name: (BytesIO(picture.getvalue()), "村口.png") for name in photo
        }  # fmt: skip
        answer = client.post("/mentoring/record", data=sent | files)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/mentoring/mine")
    assert contacts(web) == 4
    minutes = web.execute(
        select(ContactLine.pair_id, ContactLine.minutes).order_by(ContactLine.pair_id)
    ).all()
    assert [row[1] for row in minutes] == [40, 75, 40, 40]
    assert web.scalar(select(func.count()).where(Contact.has_photo)) == 1
    page = client.get("/mentoring/mine").text
    assert "没有快递" in page


def test_a_refused_form_writes_nothing_and_keeps_what_was_entered(
    web: Session, sign_in: SignIn, pairs: Tour
) -> None:
    client = sign_in("lecturer")
    contact(web, sign_in_actor(pairs), pairs.ids[3:])
    web.commit()
    sent = form(pairs.ids, **{f"advice-{pairs.ids[0]}": "先拍短视频"})
    answer = client.post("/mentoring/record", data=sent)
    assert answer.status_code == 422
    assert "已有同类联系" in answer.text
    assert "先拍短视频" in answer.text
    assert sent["event_id"] in answer.text
    assert contacts(web) == 1
    sent["pairs"] = sent["pairs"][:3]
    assert client.post("/mentoring/record", data=sent).status_code == 302
    assert contacts(web) == 4


def sign_in_actor(pairs: Tour) -> Any:
    from lms.accounts.actor import system

    assert pairs.lecturer.account_id
    return system("test")


@pytest.mark.parametrize("data", [{}, {"event_id": "x"}, {"kind": "visit"}, {"pairs": ["a"]}])
def test_nonsense_is_told(sign_in: SignIn, pairs: Tour, data: dict[str, Any]) -> None:
    assert sign_in("lecturer").post("/mentoring/record", data=data).status_code == 422


def test_too_large_a_photo_is_told(web: Session, sign_in: SignIn, pairs: Tour) -> None:
    sent = form(pairs.ids[:1], photo=(BytesIO(b"x" * (2 * 1024 * 1024 + 1)), "a.jpg"))
    answer = sign_in("lecturer").post("/mentoring/record", data=sent)
    assert (answer.status_code, contacts(web)) == (422, 0)
    assert "最多 2 MB" in answer.text


def test_lists_cost_the_same_for_few_and_many(
    web: Session, world: World, sign_in: SignIn, pairs: Tour
) -> None:
    officer, lecturer = sign_in("officer"), sign_in("lecturer")
    actor = world.actor("lecturer")
    addresses = [
        (officer, "/mentoring/contacts"), (officer, "/mentoring/quality"),
        (officer, "/mentoring/tickets"), (lecturer, "/mentoring/mine"),
        (lecturer, "/mentoring/record"), (lecturer, "/"),
    ]  # fmt: skip

    def cost() -> list[int]:
        found = []
        for client, address in addresses:
            client.get(address)
            with counted(web) as statements:
                assert client.get(address).status_code == 200
            found.append(len(statements))
        return found

    contact(web, actor, pairs.ids[:1], problems="货源不稳")
    web.commit()
    few = cost()
    for days in range(1, 9):
        for pair in pairs.ids:
            contact(
                web, actor, [pair], said(day=DAY - timedelta(days=days)), problems=f"第{days}天没货"
            )
        contact(web, actor, pairs.ids, said("group", day=DAY - timedelta(days=days)))
    web.commit()
    assert cost() == few
    assert max(few) <= 25


def test_a_lecturer_sees_only_the_own(
    web: Session, world: World, sign_in: SignIn, pairs: Tour
) -> None:
    other = tour(web, world.actor("lecturer", centre="second").id, count=1, first=8)
    own = contact(web, world.actor("lecturer"), pairs.ids[:1], problems="自己的")
    theirs = contact(web, world.actor("officer"), other.ids, problems="别人的")
    web.commit()
    client = sign_in("lecturer")
    assert client.get(f"/mentoring/contacts/{own.id}").status_code == 200
    assert client.get(f"/mentoring/contacts/{theirs.id}").status_code == 404
    assert client.get(f"/mentoring/contacts/{theirs.id}/photo").status_code == 404
    for address in ("/mentoring/contacts", "/mentoring/tickets?state=any"):
        page = client.get(address).text
        assert other.lecturer.name not in page
        assert "别人的" not in page
    for role, at, status in (("auditor", "411224", 200), ("auditor", "441403", 404)):
        assert sign_in(role, at=at).get(f"/mentoring/contacts/{theirs.id}").status_code == status


def test_filters_and_flags_open_to_the_contacts(
    web: Session, world: World, sign_in: SignIn, pairs: Tour
) -> None:
    actor = world.actor("lecturer")
    for number, pair in enumerate(pairs.ids[:3]):
        contact(
            web,
            actor,
            [pair],
            said(day=DAY - timedelta(days=number)),
            advice="多拍短视频，少开空单",
        )
    contact(web, actor, pairs.ids[3:], said("call"), paper="帮带记录1号")
    web.commit()
    client = sign_in("officer")
    page = client.get("/mentoring/quality").text
    assert "文字雷同" in page
    link = re.search(r"/mentoring/contacts\?ids=[\d.]+", page)
    assert link is not None
    assert rows(client, link[0]) == 3
    for query, count in (
        ("", 4), ("?evidence=documented", 1), ("?kind=call", 1), ("?doubt=denied", 0),
        (f"?from={DAY.isoformat()}", 2), ("?kind=nonsense&from=x", 4),
    ):  # fmt: skip
        assert rows(client, f"/mentoring/contacts{query}") == count, query


def rows(client: FlaskClient, address: str) -> int:
    found = re.search(r"共 (\d+) 条", client.get(address).text)
    assert found is not None
    return int(found[1])


def test_reminders_wait_on_the_first_page(
    web: Session, world: World, sign_in: SignIn, pairs: Tour
) -> None:
    contact(web, world.actor("lecturer"), pairs.ids[:1], problems="没有货源", problem_due=DAY)
    web.commit()
    page = sign_in("lecturer").get("/").text
    assert re.search(r"<strong>3</strong> 位带头人逾期未联系", page)
    assert re.search(r"<strong>1</strong> 个帮带问题到期未解决", page)
    line = web.scalars(select(ContactLine)).one()
    line.doubt = "denied"  # type: ignore[assignment]  # as the column keeps it
    web.commit()
    page = sign_in("officer").get("/").text
    assert "位带头人逾期未联系" not in page
    assert "次联系被带头人否认，待核查" in page


def test_indicators_are_exact(web: Session, world: World, pairs: Tour) -> None:
    contact(web, world.actor("lecturer"), pairs.ids[:1], paper="1号")
    contact(web, world.actor("lecturer"), pairs.ids[1:2], said(minutes=5))
    done = plan_kept(web, "4112", BEGUN, DAY)
    assert done == Figure(365, 4 * 10 * 61, {"short": 1, "doubted": 0})
    assert done_as(Evidence.DOCUMENTED)(web, "411224", BEGUN, DAY) == Figure(1)
    assert done_as(Evidence.CLAIMED)(web, "411224", BEGUN, DAY) == Figure(0)
    nothing = plan_kept(web, "44", BEGUN, DAY)
    assert (nothing.numerator, nothing.denominator) == (0, 0)
    assert {one.name for one in part.indicators} == {
        "mentoring.contacts_plan",
        *(f"mentoring.contacts_{level.value}" for level in Evidence),
    }


def test_a_class_rates_by_its_slips(
    web: Session, world: World, sign_in: SignIn, client: FlaskClient
) -> None:
    made = open_class(web, NOW, people=6, centre_id=world.centre())
    who = tour(web, count=1)
    made.first.lecturer_id = who.lecturer.id
    web.commit()
    registrar = sign_in("registrar")
    address = f"/mentoring/sessions/{made.first.id}/ratings"
    assert "发评分码" in registrar.get(address).text
    page = registrar.post(address).text
    link = re.search(r"/mentoring/rate/[\w-]+", page)
    assert link is not None
    codes = ["".join(found) for found in re.findall(r"slip-word\">(\w{4}) (\w{4})<", page)]
    assert len(codes) == 6
    assert registrar.post(address).status_code == 422
    marks = {"useful": "5", "clear": "4", "patient": "3"}
    wrong = client.post(link[0], data=marks | {"code": codes[0], "useful": "6"})
    assert wrong.status_code == 422
    for code in codes[:5]:
        assert client.post(link[0], data=marks | {"code": code}).status_code == 302
    assert client.post(link[0], data=marks | {"code": codes[0]}).status_code == 422
    assert web.scalar(select(func.count()).where(RatingSlip.used)) == 5
    assert client.get("/mentoring/rate/made-up").status_code == 404


@pytest.mark.parametrize("role", ["officer", "lecturer"])
def test_pages_are_in_english_too(
    web: Session, world: World, sign_in: SignIn, pairs: Tour, role: str
) -> None:
    contact(web, world.actor("lecturer"), pairs.ids[:1])
    web.commit()
    client = sign_in(role, language="en")
    assert "Record a contact" in client.get("/mentoring/record").text
    assert "Claimed" in client.get("/mentoring/contacts").text


def test_a_pair_says_what_it_owes_and_what_was_done(
    web: Session, world: World, sign_in: SignIn, pairs: Tour
) -> None:
    contact(web, world.actor("lecturer"), pairs.ids[:1], paper="1号")
    contact(web, world.actor("lecturer"), pairs.ids[:1], said("call", minutes=10))
    web.commit()
    for role in ("officer", "lecturer"):
        page = sign_in(role).get(f"/mentoring/pairs/{pairs.ids[0]}").text
        assert "到今天应联系" in page
        assert f"/mentoring/record?lecturer={pairs.lecturer.id}#pair-{pairs.ids[0]}" in page
    assert "登记联系" not in sign_in("auditor").get(f"/mentoring/pairs/{pairs.ids[0]}").text
    mine = sign_in("lecturer").get("/mentoring/mine").text
    owed = Fraction(10 * 61, 365)
    assert "已联系 1 次，到今天应 1.7 次" in mine
    assert Fraction(16, 10) < owed < Fraction(17, 10)
