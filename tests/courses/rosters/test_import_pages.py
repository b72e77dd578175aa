"""A list of people through the browser: upload, rehearsal, apply, undo; and one person's page."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.rosters import api
from courses.rosters.models import Person
from lms.audit.models import AuditEntry
from lms.runs.models import Run
from tests.courses.rosters.people import ACCOUNT, number, sheet, trainee, write
from tests.support.pages import hidden_fields
from tests.support.world import World

SignIn = Callable[..., FlaskClient]
SAMPLE = Path(__file__).parents[2] / "data" / "lushi_2018" / "roster.xlsx"


def _upload(client: FlaskClient, data: bytes, name: str, place: str) -> TestResponse:
    return client.post(
        "/people/import",
        data={"file": (io.BytesIO(data), name), "place": place},
        content_type="multipart/form-data",
    )


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_sample_from_upload_to_undo(web: Session, sign_in: SignIn, world: World) -> None:
    client = sign_in("registrar")
    page = client.get("/people/import").text
    assert "卢氏县电商培训中心" in page
    assert "卢氏县职业中专" not in page
    place = f"411224/{world.centre()}"
    answer = _upload(client, SAMPLE.read_bytes(), "roster.xlsx", place)
    assert answer.status_code == 302
    rehearsal = client.get(answer.location).text
    assert _count(web) == 0
    faults = rehearsal.index("ID_CHECKSUM"), rehearsal.index("SEX_MISMATCH")
    assert faults[0] < faults[1], "rejected rows stand before doubtful ones"
    assert "第 18 位校验不符（应为 0）" in rehearsal
    assert rehearsal.count("%(") == 0
    for name in ("唐春", "阿卜杜拉·买买提", "黄珍"):
        assert name in rehearsal
    assert client.post(f"{answer.location}/apply").status_code == 302
    assert _count(web) == 42
    assert client.post(f"{answer.location}/apply").status_code == 422
    again = _upload(client, SAMPLE.read_bytes(), "roster.xlsx", place)
    counts = web.scalars(select(Run).order_by(Run.id.desc())).first()
    assert counts is not None
    assert (counts.counts["people_new"], counts.counts["people_matched"]) == (0, 42)
    assert client.get(again.location).status_code == 200
    assert client.post(f"{answer.location}/undo").status_code == 302
    assert "已移除 42 人" in client.get(answer.location).text
    assert _count(web) == 0


def test_differences_are_shown_before_they_are_written(
    web: Session, sign_in: SignIn, now: datetime, world: World
) -> None:
    write(web, now, [trainee(1)], centre_id=world.centre())
    client = sign_in("officer")
    changed = trainee(1, phone="13955556666", village="河南村", town="朱阳关镇", name="赵晓二")
    answer = _upload(client, sheet([changed]), "名册.csv", "411224/")
    page = client.get(answer.location).text
    for text in ("139****0001", "139****6666", "赵小二", "赵晓二", "朱阳关镇河南"):
        assert text in page
    for secret in ("13955556666", "13900000001", number(1), ACCOUNT):
        assert secret not in page


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "SHEET_EMPTY"),
        (b"%PDF-1.7 not a sheet", "a.xlsx", None),
        ("姓名,电话\n赵小一,1\n".encode(), "a.csv", None),
        (sheet([]), "a.csv", None),
    ],
)
def test_a_bad_file_is_said_and_leaves_nothing(
    web: Session, sign_in: SignIn, data: bytes, name: str, code: str | None
) -> None:
    answer = _upload(sign_in("officer"), data, name, "411224/")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert web.scalar(select(Run.id)) is None


def test_nobody_imports_for_another_place(web: Session, sign_in: SignIn, world: World) -> None:
    client = sign_in("registrar")
    other = world.centre(centre="second")
    for place in (f"411224/{other}", "411224/", f"411202/{world.centre('411202')}", "", "x/y"):
        assert _upload(client, sheet([trainee(1)]), "a.csv", place).status_code == 422
    for role in ("reviewer", "observer", "auditor", "lecturer"):
        answer = _upload(sign_in(role), sheet([trainee(1)]), "a.csv", "411224/")
        assert answer.status_code == 403
    assert web.scalar(select(Run.id)) is None


def test_a_run_is_for_those_who_may_import_there(sign_in: SignIn, world: World) -> None:
    place = f"411224/{world.centre()}"
    run = _upload(sign_in("registrar"), sheet([trainee(1)]), "a.csv", place).location
    uid = run.rsplit("/", 1)[1]
    for role, where in (("registrar", {"centre": "second"}), ("officer", {"at": "411202"})):
        client = sign_in(role, **where)
        assert client.get(run).status_code == 404
        assert client.post(f"{run}/apply").status_code == 404
        assert client.post(f"/people/import/{uid}/checked").status_code == 404
    assert sign_in("officer").get(run).status_code == 200


def test_the_marked_sheet_comes_back(web: Session, sign_in: SignIn, world: World) -> None:
    client = sign_in("registrar")
    answer = _upload(client, SAMPLE.read_bytes(), "名册 3期.xlsx", f"411224/{world.centre()}")
    uid = answer.location.rsplit("/", 1)[1]
    marked = client.post(f"/people/import/{uid}/checked")
    assert marked.status_code == 200
    assert marked.headers["Cache-Control"] == "no-store"
    active = openpyxl.load_workbook(io.BytesIO(marked.data)).active
    assert active is not None
    row = [cell.value for cell in active[10]]
    assert row[-2] == "未收"
    assert "应为 0" in row[-1]
    assert "rosters:checked_sheet_taken" in _actions(web)


def test_whole_numbers_are_shown_once_and_logged(
    web: Session, sign_in: SignIn, now: datetime, world: World
) -> None:
    (person,) = write(web, now, [trainee(1)], centre_id=world.centre())
    client = sign_in("registrar")
    shown = client.post(f"/people/{person.id}/reveal", data={"purpose": "verify"})
    assert shown.status_code == 200
    for text in (number(1), "13900000001", ACCOUNT):
        assert text in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert number(1) not in client.get(f"/people/{person.id}").text
    assert _actions(web)[-1] == "rosters:revealed"
    assert client.post(f"/people/{person.id}/reveal", data={"purpose": "x"}).status_code == 422
    observer = sign_in("observer")
    assert "查看完整号码" not in observer.get(f"/people/{person.id}").text
    refused = observer.post(f"/people/{person.id}/reveal", data={"purpose": "verify"})
    assert refused.status_code == 403
    assert number(1) not in refused.text
    assert _actions(web)[-1] == "rosters:reveal_refused"


def test_a_doubt_is_settled_and_leaves_the_first_page(
    web: Session, sign_in: SignIn, now: datetime, world: World
) -> None:
    (person,) = write(web, now, [trainee(1, phone="12")], centre_id=world.centre())
    client = sign_in("registrar")
    assert "名学员有存疑待处理" in client.get("/").text
    assert "名学员有存疑待处理" not in sign_in("registrar", centre="second").get("/").text
    path = f"/people/{person.id}/doubts/PHONE_INVALID"
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "本人无电话"}).status_code == 302
    page = client.get(f"/people/{person.id}").text
    assert "本人无电话" in page
    assert "无存疑" in page
    assert "名学员有存疑待处理" not in client.get("/").text


def test_correcting_on_the_page(web: Session, sign_in: SignIn, now: datetime, world: World) -> None:
    person, other = write(web, now, [trainee(1), trainee(2)], centre_id=world.centre())
    client = sign_in("registrar")
    path = f"/people/{person.id}/correct"
    form = client.get(f"{path}/id_number").text
    assert number(1) not in form
    data = {"value": number(2), "reason": "核对", "version": "1"}
    taken = client.post(f"{path}/id_number", data=data)
    assert taken.status_code == 422
    assert "已有另一人使用这个号码" in taken.text
    assert other.name not in taken.text.replace(person.name, "")
    shown = client.post(f"{path}/id_number", data={**data, "value": number(700)})
    assert shown.status_code == 200
    assert "尚未保存" in shown.text
    assert number(700) not in shown.text, "the number comes back sealed, never in clear"
    web.expire_all()
    assert api.opened(web.get_one(Person, person.id)).id_number == number(1), "nothing saved yet"
    good = client.post(f"{path}/id_number", data=hidden_fields(shown.text))
    assert good.status_code == 302
    moved = client.post(f"{path}/name", data=hidden_fields(shown.text))
    assert moved.status_code == 422, "a sealed value serves the field it was sealed for"
    stale = client.post(f"{path}/name", data={**data, "value": "赵晓二"})
    assert "刚被别人改动" in stale.text
    page = client.get(f"/people/{person.id}").text
    assert "核对" in page
    web.expire_all()
    assert api.opened(web.get_one(Person, person.id)).id_number == number(700)
    assert client.get(f"{path}/county").status_code == 404
    assert sign_in("registrar", centre="second").get(f"{path}/name").status_code == 404
    assert sign_in("reviewer").get(f"{path}/name").status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("home_place", "411224101200", "杜关镇"),
        ("category", "disabled", "残疾人"),
        ("birth_date", "1990-02-03", "1990年2月3日"),
        ("education", "70", "初中"),
        ("ethnic", "03", "回族"),
        ("phone", "", "未填"),
        ("remark", "组长", "组长"),
    ],
)
def test_every_kind_of_field_has_its_control(
    web: Session, sign_in: SignIn, now: datetime, world: World, field: str, value: str, shown: str
) -> None:
    (person,) = write(web, now, [trainee(1)], centre_id=world.centre())
    client = sign_in("officer")
    path = f"/people/{person.id}/correct/{field}"
    assert client.get(path).status_code == 200
    if field == "home_place" and value not in client.get(path).text:
        pytest.fail("the village is not offered")
    answer = client.post(path, data={"value": value, "reason": "核对", "version": "1"})
    if answer.status_code == 200:
        assert "尚未保存" in answer.text
        answer = client.post(path, data=hidden_fields(answer.text))
    assert answer.status_code == 302, answer.text
    assert shown in client.get(f"/people/{person.id}").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_in_both_languages(
    web: Session, sign_in: SignIn, now: datetime, world: World, language: str
) -> None:
    rows = [trainee(1, phone="1", household_number="H"), trainee(2, household_number="H")]
    first, second = write(web, now, rows, centre_id=world.centre())
    client = sign_in("officer", language=language)
    word = {"zh": "导入名册", "en": "Import a roster"}[language]
    assert word in client.get("/people/import").text
    page = client.get(f"/people/{first.id}").text
    assert second.name in page, "the other member of the household"
    assert {"zh": "户信息", "en": "Household"}[language] in page
    run = _upload(client, SAMPLE.read_bytes(), "a.xlsx", "411224/").location
    assert {"zh": "未收", "en": "Rejected"}[language] in client.get(run).text
