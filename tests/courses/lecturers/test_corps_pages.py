"""Pages of the lecturer corps: forms, lists, papers, scopes."""

import io
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.lecturers import cards, queries
from courses.lecturers.models import Lecturer, LecturerCredential, LecturerTerm
from lms.db import db
from tests.conftest import SignIn
from tests.courses.lecturers.test_corps import COUNTY, lecturer
from tests.courses.mentoring import corps as pairs
from tests.support.running import NOW
from tests.support.world import World

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, too, live on the day the services are told."""
    monkeypatch.setattr("courses.lecturers.views.now", lambda: NOW)
    monkeypatch.setattr("courses.lecturers.views.today", lambda: DAY)
    monkeypatch.setattr("lms.web.views.this_day", lambda: DAY)


def test_a_lecturer_is_entered_appointed_and_proved(
    web: Session, world: World, sign_in: SignIn
) -> None:
    client = sign_in("officer")
    sent = {
        "county": COUNTY, "name": "程国栋", "kind": "ecommerce", "fields": ["herbs", "operation"],
        "languages": ["mandarin"], "regions": "411224、4112", "base_place": "411224",
        "capacity": "6", "phone": "13800009001", "account_id": "", "sex": "male",
    }  # fmt: skip
    made = client.post("/lecturers/new", data=sent)
    assert made.status_code == 302, made.text
    page = client.get(made.location).text
    for said in ("中药材、运营", "普通话", "河南省三门峡市卢氏县", "未登记聘期"):
        assert said in page, said
    term = {"from_on": "2026-01-01", "to_on": "2027-12-31", "document": "聘书"}
    assert client.post(f"{made.location}/terms/new", data=term).status_code == 302
    again = client.post(f"{made.location}/terms/new", data=term)
    assert again.status_code == 422
    assert "重叠" in again.text
    proof = {"title": "电子商务师", "expires_on": "2026-12-01"}
    assert client.post(f"{made.location}/credentials/new", data=proof).status_code == 302
    sent_from = {**term, "from_region": "4414"}
    assert client.post(f"{made.location}/dispatches/new", data=sent_from).status_code == 302
    page = client.get(made.location).text
    for said in ("在聘", "聘书", "电子商务师", "广东省梅州市"):
        assert said in page, said
    assert "1</strong> 位讲师的资质即将到期" in client.get("/").text
    number = db.session().scalars(select(LecturerCredential.id)).one()
    assert client.post(f"{made.location}/credentials/{number}/withdraw").status_code == 302
    key = db.session().scalars(select(LecturerTerm.id)).one()
    end = {"on": "2026-11-01", "reason": "调离"}
    assert client.post(f"{made.location}/terms/{key}/end", data=end).status_code == 302
    page = client.get(made.location).text
    assert "聘期已满，不能再接新的带头人" in page
    edited = client.post(f"{made.location}/edit", data={**sent, "capacity": "", "regions": "41"})
    assert edited.status_code == 302, edited.text
    assert "空" in client.get(made.location).text
    assert client.post(f"{made.location}/edit", data={**sent, "regions": "99"}).status_code == 422


def test_the_list_filters(web: Session, world: World, sign_in: SignIn) -> None:
    lecturer(web, world, NOW)
    web.commit()
    client = sign_in("officer")
    for query, there in (
        ("", True), ("?field=herbs", True), ("?field=tea", False), ("?kind=startup", False),
        ("?standing=no_term", True), ("?standing=left", False), ("?region=411224100", True),
        ("?q=国栋", True), ("?q=无此人", False),
    ):  # fmt: skip
        assert ("程国栋" in client.get(f"/lecturers/{query}").text) is there, query
    assert sign_in("officer", language="en").get("/lecturers/").status_code == 200
    assert "程国栋" not in sign_in("officer", at="441403").get("/lecturers/").text


def test_a_list_comes_in_by_a_run(web: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in("officer")
    rows = "姓名,单位,专家类别,聘期\n郭长河,农技站,农技专家,2026-01-01至2027-12-31\n".encode()
    sent = {"county": COUNTY, "file": (io.BytesIO(rows), "讲师.csv")}
    answer = client.post("/lecturers/import", data=sent)
    assert answer.status_code == 302, answer.text
    rehearsed = client.get(answer.location).text
    assert "已有的数据不变；新增的见各行。" in rehearsed
    assert "已保存" not in rehearsed
    assert client.post(f"{answer.location}/apply").status_code == 302
    assert "郭长河" in client.get("/lecturers/?standing=serving").text
    assert client.post(f"{answer.location}/undo").status_code == 302
    assert db.session().scalars(select(Lecturer)).all() == []


@pytest.mark.parametrize(
    ("name", "start"), [("lecturers.corps_pdf", b"%PDF"), ("lecturers.corps_xlsx", b"PK")]
)
def test_papers(web: Session, world: World, sign_in: SignIn, name: str, start: bytes) -> None:
    lecturer(web, world, NOW)
    web.commit()
    taken = sign_in("officer").post(f"/exports/{name}/{COUNTY}", data={"purpose": "filing"})
    assert taken.status_code == 200, taken.text
    assert taken.data.startswith(start)
    assert sign_in("observer").post(f"/exports/{name}/{COUNTY}").status_code == 404


def test_the_paper_says_how_many_are_mentored(web: Session, world: World, sign_in: SignIn) -> None:
    from courses.lecturers.exports import _corps
    from courses.mentoring import pairing

    found = lecturer(web, world, NOW)
    leader = pairs.leader(web, 5, at=pairs.village(web, 5, flagged_on=pairs.DAY))
    pairing.pair(
        web, world.actor("officer"), NOW, leader=leader, lecturer=found, terms=pairs.terms()
    )
    with sign_in("officer").application.test_request_context("/"):
        rows, _head, _foot = _corps(web, world.actor("officer"), NOW, COUNTY)
    assert rows[0][9:13] == ("8", "1", "", "")


def test_who_serves_is_an_indicator(web: Session, world: World) -> None:
    found = lecturer(web, world, NOW)
    assert cards.serving(web, "4112", DAY, DAY).numerator == 1
    found.left_on = DAY
    web.flush()
    figure = cards.serving(web, "4112", DAY, DAY)
    assert (figure.numerator, figure.denominator) == (0, 1)
    assert queries.standing_of(
        queries.lecturer_for(web, world.actor("officer"), found.id), DAY
    ) == "left"  # fmt: skip
