"""Pages of leaders and villages: the whole way by clicking, scopes, two languages."""

import io
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.leaders import api
from courses.leaders.models import HouseholdLink, Leader, Shop, Support, Village
from courses.leaders.rules import LeaderAction, LeaderState
from courses.rosters.rules import ethnic_code
from lms.db import db
from tests.conftest import SignIn
from tests.courses.leaders import builders
from tests.courses.leaders.test_leader_services import active
from tests.courses.rosters import people
from tests.support.running import NOW
from tests.support.world import World


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, too, live on the day the services are told."""
    for module in ("views", "record_views", "village_views"):
        monkeypatch.setattr(f"courses.leaders.{module}.now", lambda: NOW)
        monkeypatch.setattr(f"courses.leaders.{module}.today", lambda: builders.DAY)
    monkeypatch.setattr("lms.web.views.this_day", lambda: builders.DAY)


def test_from_a_village_without_anybody_to_a_leader(
    web: Session, world: World, sign_in: SignIn
) -> None:
    code = builders.codes(web, 1)[0]
    web.commit()
    officer, reviewer = sign_in("officer"), sign_in("reviewer")
    page = officer.get("/leaders/villages/new")
    assert code in page.text
    made = officer.post("/leaders/villages/new", data={"village": code})
    assert made.status_code == 302, made.text
    flag = {"on": "2026-01-05", "basis": "卢扶组1号", "signer": "李主任"}
    assert officer.post(f"{made.location}/flag", data=flag).status_code == 302
    home = db.session().scalars(select(Village)).one()
    assert "这个村还没有带头人" in officer.get(made.location).text
    sent = {
        "village": str(home.id), "on": "2026-02-01", "group": "veteran", "name": "周小文",
        "id_number": people.number(41), "phone": "13900000041", "fields": ["herbs", "live_sales"],
    }  # fmt: skip
    assert officer.get(f"/leaders/new?village={home.id}").status_code == 200
    entered = officer.post("/leaders/new", data=sent)
    assert entered.status_code == 302, entered.text
    record = entered.location
    notice = {"notice_from": "2026-03-01", "notice_to": "2026-03-07"}
    for who, action, facts in (
        (officer, "recommend", {"on": "2026-03-01", **notice}),
        (officer, "review", {"on": "2026-03-09"}),
        (reviewer, "decide", {"on": "2026-03-10", **notice}),
        (officer, "train", {"on": "2026-04-01", "document": "培训证明"}),
        (officer, "certify", {"on": "2026-04-02", "certificate": "PX41122420260010019"}),
        (officer, "activate", {"on": "2026-04-10"}),
    ):
        assert f"{record}/steps/{action}" in who.get(record).text, action
        assert who.get(f"{record}/steps/{action}").status_code == 200
        answer = who.post(f"{record}/steps/{action}", data=facts)
        assert answer.status_code == 302, answer.text
    leader = db.session().scalars(select(Leader)).one()
    assert leader.state is LeaderState.ACTIVE
    shop = {"platform": "taobao", "name": "豫西山货", "link": "https://a.cn", "goods": ["herbs"]}
    assert officer.post(f"{record}/shops/new", data=shop).status_code == 302
    sales = {"year": "2026", "amount": "1234.50", "evidence": "claimed"}
    assert officer.post(f"{record}/sales", data=sales).status_code == 302
    grant = {"on": "2026-05-01", "amount": "5000", "institution": "县商务局"}
    assert officer.post(f"{record}/supports/new/shop_grant", data=grant).status_code == 302
    number = db.session().scalars(select(Support.id)).one()
    approved = officer.post(f"{record}/supports/{number}/approved", data=grant)
    assert approved.status_code == 302, approved.text
    award = {"title": "年度优秀", "level": "county", "on": "2026-10-01"}
    assert officer.post(f"{record}/awards/new", data=award).status_code == 302
    link = {
        "number": "41122410012", "model": "leader", "role": "packing", "from_on": "2026-05-01",
        "head": "吴老四",
    }  # fmt: skip
    assert officer.post(f"{record}/households/new", data=link).status_code == 302
    key = db.session().scalars(select(HouseholdLink.id)).one()
    gain = {"year": "2026", "amount": "800", "evidence": "documented", "document": "收购单"}
    assert officer.post(f"{record}/households/{key}/effect", data=gain).status_code == 302
    text = officer.get(record).text
    for said in ("豫西山货", "1,234.50", "已批准", "年度优秀", "吴老四", "800.00", "还差 4 户"):
        assert said in text, said
    assert "41122410012" not in text
    assert "*********12" in text
    assert "1 / 5" in officer.get("/leaders/").text


def test_what_is_wrong_stands_beside_the_form(web: Session, world: World, sign_in: SignIn) -> None:
    leader = active(web, world, NOW)
    web.commit()
    client = sign_in("officer")
    record = f"/leaders/{leader.id}"
    wrong = client.post(f"{record}/shops/new", data={
        "platform": "taobao", "name": "山货", "link": "javascript:alert(1)",
    })  # fmt: skip
    assert wrong.status_code == 422
    assert "店铺链接须以 https:// 或 http:// 开头" in wrong.text
    ahead = client.post(f"{record}/steps/leave", data={"on": "2027-01-01", "reason": "外出"})
    assert ahead.status_code == 422
    assert "还没有到" in ahead.text
    illegal = client.post(f"{record}/steps/recommend", data={"on": "2026-11-01"})
    assert illegal.status_code == 422
    assert "现在的状态不能做这一步" in illegal.text
    assert client.get(f"{record}/steps/enter").status_code == 404
    assert client.get(f"{record}/supports/new/gift").status_code == 404
    assert db.session().scalars(select(Shop)).all() == []


def test_a_form_says_what_the_step_cannot_do_without(
    web: Session, world: World, sign_in: SignIn
) -> None:
    home = builders.village(web, NOW)
    officer = world.actor("officer")
    first = builders.candidate(web, officer, NOW, home, 5)
    second = builders.walk(
        web, NOW, builders.candidate(web, officer, NOW, home, 6), officer, world.actor("reviewer"),
        upto=LeaderAction.TRAIN,
    )  # fmt: skip
    web.commit()
    client = sign_in("officer")
    asked = {
        (first.id, "recommend"): {"on", "notice_from", "notice_to"},
        (first.id, "refuse"): {"on", "reason"},
        (second.id, "certify"): {"on", "certificate"},
    }
    for (key, action), names in asked.items():
        page = client.get(f"/leaders/{key}/steps/{action}").text
        fields = re.findall(r"<(?:input|textarea|select)[^>]*>", page.split("<main")[1])
        wanted = {re.search(r'name="(\w+)"', one)[1] for one in fields if " required" in one}  # type: ignore[index]  # every field has a name
        assert wanted == names, action


def test_a_training_elsewhere_needs_its_paper(web: Session, world: World, sign_in: SignIn) -> None:
    officer = world.actor("officer")
    made = builders.walk(
        web, NOW, builders.candidate(web, officer, NOW, builders.village(web, NOW)), officer,
        world.actor("reviewer"), upto=LeaderAction.DECIDE,
    )  # fmt: skip
    web.commit()
    client = sign_in("officer")
    url = f"/leaders/{made.id}/steps/train"
    refused = client.post(url, data={"on": "2026-05-01"})
    assert refused.status_code == 422
    assert "请选择已结班的班次；在别处培训的，请写明文件" in refused.text
    assert client.post(url, data={"on": "2026-05-01", "document": "结业证明"}).status_code == 302


def test_a_survey_asks_for_the_person_first_and_keeps_the_ethnic_group(
    web: Session, sign_in: SignIn
) -> None:
    home = builders.village(web, NOW)
    web.commit()
    client = sign_in("officer")
    page = client.get(f"/leaders/new?village={home.id}").text
    places = [page.index(f'name="{name}"') for name in ("name", "village", "group", "remark")]
    assert places == sorted(places)
    sent = {
        "village": str(home.id), "on": "2026-02-01", "group": "veteran", "name": "周小文",
        "id_number": people.number(41), "ethnic": "回族",
    }  # fmt: skip
    made = client.post("/leaders/new", data=sent)
    assert made.status_code == 302, made.text
    leader = web.scalars(select(Leader).options(joinedload(Leader.person))).one()
    assert leader.person.ethnic == ethnic_code("回族")


def test_who_may_do_what(web: Session, world: World, sign_in: SignIn) -> None:
    leader = active(web, world, NOW)
    web.commit()
    record = f"/leaders/{leader.id}"
    for role in ("officer", "reviewer", "observer", "follow_up", "auditor", "registrar"):
        assert sign_in(role).get(record).status_code == 200, role
        assert sign_in(role).get("/leaders/").status_code == 200, role
        assert sign_in(role).get("/leaders/villages/").status_code == 200, role
    for role in ("observer", "auditor", "registrar", "reviewer"):
        assert sign_in(role).get(f"{record}/shops/new").status_code == 403, role
    assert sign_in("officer", at="411202").get(record).status_code == 404
    assert sign_in("officer", at="441403").get(f"{record}/move").status_code == 404
    assert sign_in("follow_up").get(f"{record}/steps/distinguish").status_code == 404
    assert sign_in("lecturer").get(record).status_code == 403


def test_the_decision_waits_for_another_person(web: Session, world: World, sign_in: SignIn) -> None:
    leader = builders.candidate(web, world.actor("officer"), NOW, builders.village(web, NOW))
    officer = world.actor("officer")
    review = builders.LeaderAction.REVIEW
    builders.walk(web, NOW, leader, officer, world.actor("reviewer"), review)
    web.commit()
    page = sign_in("officer").get(f"/leaders/{leader.id}")
    assert "须由另一位有权限的人审定" in page.text
    assert "等待县审定" not in sign_in("officer").get("/").text.split("<main")[1]
    assert "1</strong> 名带头人等待县审定" in sign_in("reviewer").get("/").text


def test_one_click_from_the_archive(web: Session, world: World, sign_in: SignIn) -> None:
    home = builders.village(web, NOW)
    who = people.write(web, NOW, [people.trainee(6, category="巧媳妇")], county="411224")[0]
    web.commit()
    client = sign_in("officer")
    assert f"/leaders/from-archive/{who.id}" in client.get(f"/people/{who.id}").text
    form = client.get(f"/leaders/from-archive/{who.id}")
    assert re.search(r'<option selected value="skilled_woman"', form.text)
    sent = {"village": str(home.id), "on": "2026-11-01", "group": "skilled_woman"}
    made = client.post(f"/leaders/from-archive/{who.id}", data=sent)
    assert made.status_code == 302, made.text
    assert client.get(f"/leaders/from-archive/{who.id}").location == made.location
    assert made.location in client.get(f"/people/{who.id}").text


def test_lists_come_in_by_a_run(web: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in("officer")
    rows = "乡镇,行政村\n东明镇,涧北村\n".encode()
    sent = {
        "county": "411224", "on": "2026-01-05", "basis": "文件", "signer": "李主任",
        "file": (io.BytesIO(rows), "村.csv"),
    }  # fmt: skip
    answer = client.post("/leaders/villages/import", data=sent)
    assert answer.status_code == 302, answer.text
    assert "新增" in client.get(answer.location).text
    assert client.post(f"{answer.location}/apply").status_code == 302
    assert "涧北" in client.get("/leaders/villages/?flag=yes&leader=without").text
    people_rows = (
        f"姓名,身份证号码,乡镇,村,身份/来源\n钱小四,{people.number(55)},东明镇,涧北村,退伍军人\n"
    ).encode()
    sent = {
        "county": "411224", "on": "2026-02-01", "state": "candidate",
        "file": (io.BytesIO(people_rows), "人.csv"),
    }  # fmt: skip
    answer = client.post("/leaders/import", data=sent)
    assert answer.status_code == 302, answer.text
    assert client.post(f"{answer.location}/apply").status_code == 302
    assert "钱小四" in client.get("/leaders/?q=qianxiaosi").text
    assert "钱小四" not in client.get("/leaders/?state=active").text
    assert sign_in("officer", language="en").get("/leaders/").status_code == 200


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("leaders.sheet", b"%PDF"),
        ("leaders.ledger", b"%PDF"),
        ("leaders.register_pdf", b"%PDF"),
        ("leaders.register_xlsx", b"PK"),
        ("leaders.ledger_pdf", b"%PDF"),
        ("leaders.ledger_xlsx", b"PK"),
    ],
)
def test_papers(web: Session, world: World, sign_in: SignIn, name: str, start: bytes) -> None:
    leader = active(web, world, NOW)
    facts = api.LinkFacts(
        "41122410012", builders.LinkModel.LEADER, builders.ChainRole.PACKING, builders.DAY, "吴老四"
    )
    api.drive(web, world.actor("officer"), NOW, leader, facts)
    web.commit()
    subject = 411224 if "register" in name or name.startswith("leaders.ledger_") else leader.id
    taken = sign_in("officer").post(
        f"/exports/{name}/{subject}?state=active", data={"purpose": "filing"}
    )
    assert taken.status_code == 200, taken.text
    assert taken.data.startswith(start)
    assert b"41122410012" not in taken.data
    assert sign_in("follow_up").post(f"/exports/{name}/{subject}").status_code == 404
