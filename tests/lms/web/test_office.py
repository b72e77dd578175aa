"""Pages of the administrator and the auditor, as they are used."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import system
from lms.accounts.models import Account
from lms.audit.models import AuditEntry
from lms.divisions.models import Centre
from lms.errors import DomainError
from lms.workdays import queries as workdays
from lms.workdays import services as workday_services
from tests.support.running import NOW
from tests.support.world import World

SignIn = Callable[..., FlaskClient]


def account(web: Session, login: str) -> Account:
    web.expire_all()
    return web.scalars(select(Account).where(Account.login == login)).one()


FOUR_LINES = {f"roles-{line}-{part}": "" for line in range(4) for part in ("role", "place")}


def filled(**facts: str) -> dict[str, str]:
    """The account form as a browser sends it."""
    first = {"roles-0-role": "officer", "roles-0-place": "411224"}
    return {"login": "liu", "name": "刘", **FOUR_LINES, **first, **facts}


def new_account(client: FlaskClient, **facts: str) -> str:
    return client.post("/accounts/new", data=filled(**facts)).text


def test_a_new_account_is_handed_over_once(sign_in: SignIn, web: Session) -> None:
    page = new_account(sign_in("admin"))
    drawn = re.search(r'class="secret">([a-z0-9-]+)<', page)
    assert drawn is not None
    assert [grant.place for grant in account(web, "liu").grants] == ["officer@411224"]
    client = sign_in("admin").application.test_client()
    answer = client.post("/sign-in", data={"login": "liu", "password": drawn[1]})
    assert answer.status_code == 302
    assert client.get("/").headers["Location"] == "/password"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"login": "officer-411224"}, "已有人使用"),
        ({"login": ""}, "请填写用户名"),
        ({"name": ""}, "请填写姓名"),
        ({"roles-0-role": ""}, "至少要有一个角色"),
        ({"roles-0-role": "registrar"}, "必须是一个培训中心"),
        ({"roles-0-place": "411202"}, "field-faulty"),
        ({"roles-0-role": "king"}, "field-faulty"),
    ],
)
def test_what_is_wrong_stands_in_the_form(
    sign_in: SignIn, web: Session, facts: dict[str, str], said: str
) -> None:
    assert said in new_account(sign_in("admin"), **facts)
    assert web.scalars(select(Account).where(Account.login == "liu")).all() == []


def test_only_the_first_role_is_needed(sign_in: SignIn) -> None:
    page = sign_in("admin").get("/accounts/new").text
    needed = re.findall(r'<label for="(roles-\d-\w+)">[^<]*</label>', page)
    assert needed == ["roles-0-role", "roles-0-place"]


def test_grants_are_changed_and_shown_with_their_history(
    sign_in: SignIn, web: Session, world: World
) -> None:
    client = sign_in("admin")
    new_account(client)
    page = f"/accounts/{account(web, 'liu').id}"
    shown = client.get(page).text
    assert '<option selected value="officer">' in shown
    assert '<option selected value="411224">' in shown
    centre = f"411224/{world.centre()}"
    data = {"name": "刘二", "roles-0-role": "registrar", "roles-0-place": centre}
    assert client.post(page, data=filled(**data)).status_code == 302
    changed = account(web, "liu")
    assert (changed.name, [grant.place for grant in changed.grants]) == (
        "刘二",
        [f"registrar@{centre}"],
    )
    history = client.get(page).text
    assert "新建账号" in history
    assert "修改账号权限" in history


def test_a_refused_change_leaves_the_grants(sign_in: SignIn, web: Session) -> None:
    client = sign_in("admin")
    new_account(client)
    page = f"/accounts/{account(web, 'liu').id}"
    answer = client.post(page, data=filled(**{"name": "刘二", "roles-0-role": ""}))
    assert answer.status_code == 422
    assert "至少要有一个角色" in answer.text
    kept = account(web, "liu")
    assert (kept.name, len(kept.grants)) == ("刘", 1)


def test_disabled_enabled_reset(sign_in: SignIn, web: Session) -> None:
    client = sign_in("admin")
    new_account(client)
    page = f"/accounts/{account(web, 'liu').id}"
    assert client.post(f"{page}/disable").status_code == 302
    assert account(web, "liu").disabled_at is not None
    assert client.post(f"{page}/enable").status_code == 302
    assert account(web, "liu").disabled_at is None
    before = account(web, "liu").password_hash
    assert "secret" in client.post(f"{page}/reset").text
    assert account(web, "liu").password_hash != before
    own = f"/accounts/{account(web, 'admin-411224').id}"
    answer = client.post(f"{own}/disable")
    assert answer.status_code == 422
    assert "ACCOUNT_OWN" in answer.text


def test_centres(sign_in: SignIn, web: Session) -> None:
    client = sign_in("officer")
    data = {"county": "411224", "name": "新中心", "phone": "0398-1"}
    assert client.post("/centres/new", data=data).status_code == 302
    assert "新中心" in client.get("/centres").text
    assert "CENTRE_NAME_TAKEN" not in client.post("/centres/new", data=data).text
    assert "本县已有培训中心“新中心”" in client.post("/centres/new", data=data).text
    made = web.scalars(select(Centre).where(Centre.name == "新中心")).one()
    changed = {**data, "name": "更名中心"}
    assert client.post(f"/centres/{made.id}", data=changed).status_code == 302
    web.expire_all()
    assert made.name == "更名中心"
    assert "更名中心" not in sign_in("officer", at="411202").get("/centres").text
    elsewhere = {**data, "county": "411202"}
    assert client.post("/centres/new", data=elsewhere).status_code == 422


def test_parameters(sign_in: SignIn) -> None:
    client = sign_in("admin")
    page = client.get("/settings").text
    assert "每班人数上限" in page
    data = {
        "setting": "cohorts.class_size",
        "prefix": "411224",
        "value": "45",
        "source": "某文〔2026〕1号",
    }
    assert client.post("/settings", data=data).status_code == 302
    page = client.get("/settings").text
    assert ">45<" in page
    assert "某文〔2026〕1号" in page
    wrong = client.post("/settings", data={**data, "value": "many"})
    assert wrong.status_code == 422
    assert "“many”不能作为“每班人数上限”的值" in wrong.text
    assert client.post("/settings", data={**data, "prefix": "411202"}).status_code == 422
    assert client.post("/settings", data={**data, "setting": "no.such"}).status_code == 422
    chosen = {**data, "setting": "cohorts.planned_basis", "value": "从入班日计"}
    assert "whole_cohort" not in page
    assert "按全班计" in page
    assert client.post("/settings", data=chosen).status_code == 302
    assert client.post("/settings", data={**chosen, "value": "sometimes"}).status_code == 422
    assert "from_joining" not in client.get("/settings").text
    assert client.post("/settings", data={**data, "value": ""}).status_code == 302
    assert "未设定" in client.get("/settings").text


def test_holidays(sign_in: SignIn, web: Session) -> None:
    client = sign_in("officer")
    data = {
        "year": "2028",
        "source": "国办发明电〔2027〕1号",
        "off": "2028-01-01\n2028-01-03",
        "on": "2028-01-08",
    }
    assert client.post("/workdays", data=data).status_code == 302
    assert "国办发明电〔2027〕1号" in client.get("/workdays").text
    assert workdays.overrides(web) == {
        date(2028, 1, 1): False,
        date(2028, 1, 3): False,
        date(2028, 1, 8): True,
    }
    for wrong, said in (
        ({"off": "1 January"}, "日期写作"),
        ({"off": "2029-01-01"}, "不在 2028 年内"),
        ({"on": "2028-01-01"}, "有一天写了两次"),
        ({"year": "soon"}, "field-faulty"),
        ({"source": ""}, "请填写通知文号"),
    ):
        answer = client.post("/workdays", data={**data, **wrong})
        assert answer.status_code == 422
        assert said in answer.text
    assert len(workdays.overrides(web)) == 3


def test_a_year_entered_anew_replaces_itself_alone(session: Session) -> None:
    enter = workday_services.enter_year
    enter(session, system("test"), NOW, 2028, "甲", [date(2028, 1, 1)], [])
    enter(session, system("test"), NOW, 2029, "乙", [date(2029, 1, 1)], [])
    enter(session, system("test"), NOW, 2028, "丙", [], [date(2028, 1, 8)])
    assert workdays.overrides(session) == {date(2028, 1, 8): True, date(2029, 1, 1): False}
    assert [(year.year, year.source) for year in workdays.years(session)] == [
        (2029, "乙"),
        (2028, "丙"),
    ]
    assert workdays.known_years(session) == {2028, 2029}
    with pytest.raises(DomainError, match="CALENDAR_DAY_OUTSIDE_YEAR"):
        enter(session, system("test"), NOW, 2028, "丁", [date(2027, 12, 31)], [])


def test_the_log_is_filtered_and_paged(sign_in: SignIn, web: Session) -> None:
    client = sign_in("admin")
    for number in range(25):
        new_account(client, login=f"person{number}")
    auditor = sign_in("auditor")
    act = AuditEntry.action == "accounts:created"
    made = len(web.scalars(select(AuditEntry.id).where(act, AuditEntry.county == "411224")).all())
    page = auditor.get("/audit?action=accounts:created&size=20").text
    assert page.count("<tr>") == 1 + 20
    assert f"共 {made} 条" in page
    assert auditor.get("/audit?action=accounts:created&size=20&page=999").text.count("<tr>") <= 1
    assert auditor.get("/audit?from=2031-01-01").text.count("<tr>") <= 1
    assert auditor.get("/audit?action=accounts:enabled").text.count("<tr>") <= 1
