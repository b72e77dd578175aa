"""Pages of cohorts: the way through a class's life by clicking, scopes, two languages."""

import io
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from lms.db import db
from lms.runs.models import Run
from tests.conftest import SignIn
from tests.courses.cohorts.conftest import fill, new_person, open_cohort
from tests.support.world import World

ROSTER = Path(__file__).parents[2] / "data/lushi_2018/roster.xlsx"
TITLE = "卢氏县2018年第3期农村电商实操培训班"

pytestmark = pytest.mark.usefixtures("noon")


def test_a_new_cohort_from_the_roster_alone(web: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in("registrar")
    page = client.get("/cohorts/new")
    assert page.status_code == 200
    sent = {"centre": str(world.centre()), "file": (io.BytesIO(ROSTER.read_bytes()), "名册.xlsx")}
    answer = client.post("/cohorts/new", data={**sent, "venue_county": "湖滨区"})
    assert answer.status_code == 302, answer.text
    cohort = db.session().query(Cohort).one()
    assert (cohort.title, cohort.start, cohort.end) == (TITLE, date(2018, 9, 10), date(2018, 9, 22))
    assert (cohort.venue_county, cohort.hours, cohort.ordinal) == ("411202", 80, 3)
    rehearsal = client.get(answer.location)
    assert "ID_CHECKSUM" in rehearsal.text
    applied = client.post(f"{answer.location}/apply")
    assert applied.status_code == 302
    record = client.get(f"/cohorts/{cohort.id}")
    assert "42 人在班" in record.text
    assert "已执行" in client.get(answer.location).text


def test_a_roster_without_dates_must_be_chosen_again(
    web: Session, world: World, sign_in: SignIn
) -> None:
    client = sign_in("registrar")
    rows = "某县2019年第4期电商班\n姓名,身份证号码\n张伟,411224197804219982\n".encode()
    sent = {"centre": str(world.centre()), "file": (io.BytesIO(rows), "名册.csv")}
    answer = client.post("/cohorts/new", data=sent)
    assert answer.status_code == 422
    assert "某县2019年第4期电商班" in answer.text
    assert "请填写日期。" in answer.text
    assert "浏览器不保留所选的文件，请重新选择。" in answer.text


def test_without_title_and_dates_nothing_is_opened(
    web: Session, world: World, sign_in: SignIn
) -> None:
    client = sign_in("registrar")
    answer = client.post("/cohorts/new", data={"centre": str(world.centre())})
    assert answer.status_code == 422
    assert "请填写班名。" in answer.text
    wrong = {
        "title": "某班",
        "start": "2026-11-09",
        "end": "2026-11-08",
        "centre": str(world.centre()),
    }
    answer = client.post("/cohorts/new", data=wrong)
    assert "早于开始日期" in answer.text
    assert answer.status_code == 422
    other = client.post(
        "/cohorts/new", data={**wrong, "centre": str(world.centre(centre="second"))}
    )
    assert other.status_code == 404
    assert db.session().query(Cohort).count() == 0


def test_the_way_from_timetable_to_start(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    client = sign_in("officer")
    page = client.get(f"/cohorts/{opened.id}/timetable")
    assert page.text.count(" checked") == 20
    assert "周末" in page.text
    ticked = dict.fromkeys(
        re.findall(r'name="((?:am|pm)-[0-9-]+)" value="1" checked', page.text), "1"
    )
    saved = client.post(
        f"/cohorts/{opened.id}/timetable", data={**ticked, "topic-am-2026-11-09": "选品"}
    )
    assert saved.status_code == 302, saved.text
    assert len(api.session_facts(web, opened.id)) == 20
    assert "选品" in client.get(f"/cohorts/{opened.id}").text
    key = new_person(web, now, opened.county)
    api.enrol(web, world.actor("officer"), now, opened, [api.NewTrainee(key, "villager")])
    web.commit()
    record = client.get(f"/cohorts/{opened.id}")
    assert f'action="/cohorts/{opened.id}/start"' in record.text
    assert client.post(f"/cohorts/{opened.id}/start", data={"sure": "1"}).status_code == 302
    web.expire_all()
    assert web.get_one(Cohort, opened.id).state is CohortState.RUNNING


def test_an_act_is_shown_before_it_is_done_and_leaves_nothing_behind(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn
) -> None:
    fill(web, world, opened, now)
    client = sign_in("officer")
    row = api.session_rows(web, opened.id)[0]
    url = f"/cohorts/sessions/{row.id}/cancel"
    assert client.post(url, data={}).status_code == 422
    shown = client.post(url, data={"reason": "停电"})
    assert shown.status_code == 200
    assert "确认：停课" in shown.text
    assert re.search(r"全班应到半天.*?<del>40</del>.*?<ins>38</ins>", shown.text, re.S)
    web.expire_all()
    assert sum(one.planned for one in api.session_facts(web, opened.id)) == 20
    assert client.post(url, data={"reason": "停电", "sure": "1"}).status_code == 302
    web.expire_all()
    assert sum(one.planned for one in api.session_facts(web, opened.id)) == 19
    assert "停电" in client.get(f"/cohorts/{opened.id}").text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("sessions/new", {"date": "2026-11-14", "half": "am", "kind": "class"}),
        ("edit", {"venue_county": "湖滨区"}),
        ("postpone", {"start": "2026-11-16", "end": "2026-11-27", "reason": "教室检修"}),
        ("cancel", {"reason": "人数不足"}),
    ],
)
def test_acts_on_a_cohort_take_two_steps(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn,
    path: str, data: dict[str, str],
) -> None:  # fmt: skip
    fill(web, world, opened, now)
    client = sign_in("officer")
    url = f"/cohorts/{opened.id}/{path}"
    assert client.get(url).status_code == 200
    if path == "edit":
        data = {
            "title": opened.title, "start": "2026-11-09", "end": "2026-11-20",
            "centre": str(opened.centre_id), **data,
        }  # fmt: skip
    shown = client.post(url, data=data)
    assert shown.status_code == 200, shown.text
    assert 'name="sure" value="1"' in shown.text
    before = web.get_one(Cohort, opened.id).version
    assert client.post(url, data={**data, "sure": "1"}).status_code == 302
    web.expire_all()
    assert (web.get_one(Cohort, opened.id).version > before) or path == "sessions/new"


@pytest.mark.parametrize(
    ("path", "data", "state"),
    [
        ("withdraw", {"last_day": "2026-11-12", "reason": "外出"}, EnrolmentState.WITHDRAWN),
        (
            "correct",
            {"category": "veteran", "from_date": "2026-11-10", "reason": "复核"},
            EnrolmentState.ENROLLED,
        ),
        ("transfer", {"first_day": "2026-11-12", "reason": "近"}, EnrolmentState.TRANSFERRED),
    ],
)
def test_acts_on_a_trainee_take_two_steps(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn,
    path: str, data: dict[str, str], state: EnrolmentState,
) -> None:  # fmt: skip
    key = fill(web, world, opened, now)[0]
    other = open_cohort(web, world, world.actor("officer"), now, title="另一班")
    web.commit()
    client = sign_in("registrar")
    url = f"/cohorts/trainees/{key}/{path}"
    assert client.get(url).status_code == 200
    data = {**data, "to": str(other.id)}
    assert client.post(url, data=data).status_code == 200
    web.expire_all()
    assert web.get_one(Enrolment, key).state is EnrolmentState.ENROLLED
    assert client.post(url, data={**data, "sure": "1"}).status_code == 302
    web.expire_all()
    assert web.get_one(Enrolment, key).state is state
    page = client.get(f"/cohorts/trainees/{key}")
    assert page.status_code == 200
    assert data["reason"] in page.text


def test_one_trainee_is_typed_in_and_joins_late(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    client = sign_in("registrar")
    url = f"/cohorts/{opened.id}/trainees/new"
    data = {"name": "王小丫", "id_number": "411224198001019964", "from_date": "2026-11-11"}
    answer = client.post(url, data=data)
    assert answer.status_code == 302, answer.text
    client.post(f"{answer.location}/apply")
    rows = api.enrolments_of(web, opened.id)
    run = web.query(Run).one()
    kept = run.counts["rejected"] == 0
    assert [(row.person.name, row.from_date) for row in rows] == (
        [("王小丫", date(2026, 11, 11))] if kept else []
    )


@pytest.mark.parametrize(
    ("role", "at", "centre", "status"),
    [
        ("officer", "411224", "first", 200),
        ("registrar", "411224", "second", 404),
        ("officer", "411202", "first", 404),
        ("lecturer", "411224", "first", 200),
        ("lecturer", "411224", "second", 404),
        ("observer", "441403", "first", 404),
        ("admin", "411224", "first", 403),
    ],
)
def test_scope_of_every_page(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn,
    role: str, at: str, centre: str, status: int,
) -> None:  # fmt: skip
    key = fill(web, world, opened, now)[0]
    session_id = api.session_rows(web, opened.id)[0].id
    client = sign_in(role, at, centre)
    assert client.get(f"/cohorts/{opened.id}").status_code == status
    assert client.get(f"/cohorts/trainees/{key}").status_code == status
    if status == 200 and role == "lecturer":
        status = 403
    for path in (
        f"{opened.id}/edit", f"{opened.id}/roster", f"{opened.id}/timetable",
        f"{opened.id}/trainees/new", f"{opened.id}/sessions/new", f"{opened.id}/cancel",
        f"sessions/{session_id}", f"sessions/{session_id}/move", f"sessions/{session_id}/describe",
        f"trainees/{key}/withdraw", f"trainees/{key}/transfer", f"trainees/{key}/correct",
        f"trainees/{key}/readmit",
    ):  # fmt: skip
        expected = 403 if status == 404 and role in ("lecturer", "observer") else status
        assert client.get(f"/cohorts/{path}").status_code == expected, path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_in_both_languages(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn, language: str
) -> None:
    key = fill(web, world, opened, now)[0]
    client = sign_in("officer", language=language)
    session_id = api.session_rows(web, opened.id)[0].id
    for path in (
        "", "new", f"{opened.id}", f"{opened.id}/edit", f"{opened.id}/timetable",
        f"{opened.id}/roster", f"{opened.id}/trainees/new", f"{opened.id}/postpone",
        f"sessions/{session_id}", f"trainees/{key}",
    ):  # fmt: skip
        page = client.get(f"/cohorts/{path}")
        assert page.status_code == 200, path
        if language == "en":
            words = re.sub(
                r"<option.*?</option>|<datalist.*?</datalist>", "", page.text, flags=re.S
            )
            words = re.sub(r'lang="zh-Hans".*?</a>|value="[^"]*"', "", words)
            words = re.sub(r"[(（][^()（）]*[)）]", "", words)
            names = (opened.title, "卢氏县电商培训中心", "卢氏县职业中专", "卢氏县", "范里镇前龙村")
            for known in (*names, "学员"):
                words = words.replace(known, "")
            assert not re.findall(r"[\u4e00-\u9fff]+", words), path
