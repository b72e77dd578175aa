"""Pages of cohorts: the way through a class's life by clicking, scopes, query counts, two languages."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from courses.rosters.models import Person
from lms import clock
from lms.db import db
from lms.orm import new_uid
from lms.runs.models import Run
from tests.conftest import SignIn
from tests.courses.cohorts.conftest import new_person, open_cohort
from tests.support.world import World

ROSTER = Path(__file__).parents[2] / "data/lushi_2018/roster.xlsx"
TITLE = "卢氏县2018年第3期农村电商实操培训班"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 12 November 2026, the Thursday of the first week."""
    moment = datetime(2026, 11, 12, 4, tzinfo=UTC)
    for module in ("views", "timetable_views", "trainee_views", "cards"):
        for name, value in (("now", moment), ("today", date(2026, 11, 12))):
            target = f"courses.cohorts.{module}.{name}"
            monkeypatch.setattr(target, lambda value=value: value, raising=False)
    monkeypatch.setattr("courses.cohorts.cards.this_day", lambda: date(2026, 11, 12))
    monkeypatch.setattr("lms.web.views.this_day", lambda: date(2026, 11, 12))
    assert clock.today(moment) == date(2026, 11, 12)


@pytest.fixture
def cohort(web: Session, world: World, now: datetime) -> Cohort:
    """An open cohort without anything."""
    return open_cohort(web, world, world.actor("officer"), now)


def fill(web: Session, world: World, cohort: Cohort, now: datetime, people: int = 2) -> list[int]:
    """Sessions and trainees; the ids of the enrolments."""
    officer = world.actor("officer")
    api.accept_proposal(web, officer, now, cohort)
    ids = [new_person(web, now, cohort.county) for _ in range(people)]
    done = api.enrol(web, officer, now, cohort, [api.NewTrainee(key, "villager") for key in ids])
    web.commit()
    return list(done.new)


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


def test_without_title_and_dates_nothing_is_opened(web: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in("registrar")
    answer = client.post("/cohorts/new", data={"centre": str(world.centre())})
    assert answer.status_code == 422
    assert "请填写班名。" in answer.text
    wrong = {"title": "某班", "start": "2026-11-09", "end": "2026-11-08", "centre": str(world.centre())}
    answer = client.post("/cohorts/new", data=wrong)
    assert "早于开始日期" in answer.text
    assert answer.status_code == 422
    other = client.post("/cohorts/new", data={**wrong, "centre": str(world.centre(centre="second"))})
    assert other.status_code == 404
    assert db.session().query(Cohort).count() == 0


def test_the_way_from_timetable_to_start(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    client = sign_in("officer")
    page = client.get(f"/cohorts/{cohort.id}/timetable")
    assert page.text.count(" checked") == 20
    assert "周末" in page.text
    ticked = dict.fromkeys(re.findall(r'name="((?:am|pm)-[0-9-]+)" value="1" checked', page.text), "1")
    saved = client.post(f"/cohorts/{cohort.id}/timetable", data={**ticked, "topic-am-2026-11-09": "选品"})
    assert saved.status_code == 302, saved.text
    assert len(api.session_facts(web, cohort.id)) == 20
    assert "选品" in client.get(f"/cohorts/{cohort.id}").text
    key = new_person(web, now, cohort.county)
    api.enrol(web, world.actor("officer"), now, cohort, [api.NewTrainee(key, "villager")])
    web.commit()
    record = client.get(f"/cohorts/{cohort.id}")
    assert f'action="/cohorts/{cohort.id}/start"' in record.text
    assert client.post(f"/cohorts/{cohort.id}/start", data={"sure": "1"}).status_code == 302
    web.expire_all()
    assert web.get_one(Cohort, cohort.id).state is CohortState.RUNNING


def test_an_act_is_shown_before_it_is_done_and_leaves_nothing_behind(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn
) -> None:
    fill(web, world, cohort, now)
    client = sign_in("officer")
    row = api.session_rows(web, cohort.id)[0]
    url = f"/cohorts/sessions/{row.id}/cancel"
    assert client.post(url, data={}).status_code == 422
    shown = client.post(url, data={"reason": "停电"})
    assert shown.status_code == 200
    assert "确认：停课" in shown.text
    assert re.search(r"全班应到半天.*?<del>40</del>.*?<ins>38</ins>", shown.text, re.S)
    web.expire_all()
    assert sum(one.planned for one in api.session_facts(web, cohort.id)) == 20
    assert client.post(url, data={"reason": "停电", "sure": "1"}).status_code == 302
    web.expire_all()
    assert sum(one.planned for one in api.session_facts(web, cohort.id)) == 19
    assert "停电" in client.get(f"/cohorts/{cohort.id}").text


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
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn,
    path: str, data: dict[str, str],
) -> None:  # fmt: skip
    fill(web, world, cohort, now)
    client = sign_in("officer")
    url = f"/cohorts/{cohort.id}/{path}"
    assert client.get(url).status_code == 200
    if path == "edit":
        data = {
            "title": cohort.title, "start": "2026-11-09", "end": "2026-11-20",
            "centre": str(cohort.centre_id), **data,
        }  # fmt: skip
    shown = client.post(url, data=data)
    assert shown.status_code == 200, shown.text
    assert 'name="sure" value="1"' in shown.text
    before = web.get_one(Cohort, cohort.id).version
    assert client.post(url, data={**data, "sure": "1"}).status_code == 302
    web.expire_all()
    assert (web.get_one(Cohort, cohort.id).version > before) or path == "sessions/new"


@pytest.mark.parametrize(
    ("path", "data", "state"),
    [
        ("withdraw", {"last_day": "2026-11-12", "reason": "外出"}, EnrolmentState.WITHDRAWN),
        ("correct", {"category": "veteran", "from_date": "2026-11-10", "reason": "复核"},
         EnrolmentState.ENROLLED),
        ("transfer", {"first_day": "2026-11-12", "reason": "近"}, EnrolmentState.TRANSFERRED),
    ],
)
def test_acts_on_a_trainee_take_two_steps(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn,
    path: str, data: dict[str, str], state: EnrolmentState,
) -> None:  # fmt: skip
    key = fill(web, world, cohort, now)[0]
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
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    client = sign_in("registrar")
    url = f"/cohorts/{cohort.id}/trainees/new"
    data = {"name": "王小丫", "id_number": "411224198001019964", "from_date": "2026-11-11"}
    answer = client.post(url, data=data)
    assert answer.status_code == 302, answer.text
    client.post(f"{answer.location}/apply")
    rows = api.enrolments_of(web, cohort.id)
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
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn,
    role: str, at: str, centre: str, status: int,
) -> None:  # fmt: skip
    key = fill(web, world, cohort, now)[0]
    session_id = api.session_rows(web, cohort.id)[0].id
    client = sign_in(role, at, centre)
    assert client.get(f"/cohorts/{cohort.id}").status_code == status
    assert client.get(f"/cohorts/trainees/{key}").status_code == status
    if status == 200 and role == "lecturer":
        status = 403
    for path in (
        f"{cohort.id}/edit", f"{cohort.id}/roster", f"{cohort.id}/timetable",
        f"{cohort.id}/trainees/new", f"{cohort.id}/sessions/new", f"{cohort.id}/cancel",
        f"sessions/{session_id}", f"sessions/{session_id}/move", f"sessions/{session_id}/describe",
        f"trainees/{key}/withdraw", f"trainees/{key}/transfer", f"trainees/{key}/correct",
        f"trainees/{key}/readmit",
    ):  # fmt: skip
        expected = 403 if status == 404 and role in ("lecturer", "observer") else status
        assert client.get(f"/cohorts/{path}").status_code == expected, path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_in_both_languages(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn, language: str
) -> None:
    key = fill(web, world, cohort, now)[0]
    client = sign_in("officer", language=language)
    session_id = api.session_rows(web, cohort.id)[0].id
    for path in (
        "", "new", f"{cohort.id}", f"{cohort.id}/edit", f"{cohort.id}/timetable",
        f"{cohort.id}/roster", f"{cohort.id}/trainees/new", f"{cohort.id}/postpone",
        f"sessions/{session_id}", f"trainees/{key}",
    ):  # fmt: skip
        page = client.get(f"/cohorts/{path}")
        assert page.status_code == 200, path
        if language == "en":
            words = re.sub(r"<option.*?</option>|<datalist.*?</datalist>", "", page.text, flags=re.S)
            words = re.sub(r'lang="zh-Hans".*?</a>|value="[^"]*"', "", words)
            words = re.sub(r"[(（][^()（）]*[)）]", "", words)
            names = (cohort.title, "卢氏县电商培训中心", "卢氏县职业中专", "卢氏县", "范里镇前龙村")
            for known in (*names, "学员"):
                words = words.replace(known, "")
            assert not re.findall(r"[\u4e00-\u9fff]+", words), path


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def put_in(web: Session, cohort: Cohort, people: int, now: datetime, start: int) -> None:
    """Very many invented people in a cohort, written in bulk."""
    ids = range(start, start + people)
    web.execute(
        insert(Person),
        [
            {
                "id": key, "uid": new_uid(), "county": cohort.county, "name": f"学员{key}",
                "name_key": f"xy{key}", "document_type": "citizen", "id_number": b"-",
                "id_number_index": key.to_bytes(32, "big"), "category": "villager",
                "category_text": "", "home_text": "", "remark": "", "created_at": now,
                "changed_at": now, "version": 1,
            }
            for key in ids
        ],
    )  # fmt: skip
    web.execute(
        insert(Enrolment),
        [
            {
                "uid": new_uid(), "cohort_id": cohort.id, "person_id": key, "seat": seat,
                "from_date": cohort.start, "state": EnrolmentState.ENROLLED, "reason": "",
                "category": "villager", "category_text": "", "intention": "", "created_at": now,
            }
            for seat, key in enumerate(ids, start=1)
        ],
    )  # fmt: skip


def statements(client: FlaskClient, url: str) -> int:
    """How many statements a page takes; all pages of the shell included."""
    with counted() as found:
        assert client.get(url).status_code == 200
    return len([one for one in found if one.startswith("SELECT")])


def test_the_number_of_queries_does_not_grow(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn
) -> None:
    fill(web, world, cohort, now)
    client = sign_in("officer")
    urls = ("/cohorts/", f"/cohorts/{cohort.id}", "/")
    for url in urls:
        client.get(url)
    few = [statements(client, url) for url in urls]
    for number in range(20):
        more = open_cohort(web, world, world.actor("officer"), now, title=f"第{number + 10}期班")
        put_in(web, more, 500, now, 100_000 + 1000 * number)
    put_in(web, cohort, 200, now, 500_000)
    web.commit()
    assert [statements(client, url) for url in urls] == few
    assert "第29期班" in client.get("/cohorts/?q=第29期").text


def test_filters_and_today(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    client = sign_in("officer")
    assert "1 个班次临近开班" in re.sub(r"</?strong>", "", client.get("/").text)
    assert cohort.title in client.get("/").text
    for query, seen in (
        ("state=open", True), ("state=closed", False), ("year=2026", True), ("year=2025", False),
        ("waiting=unprepared", True), ("waiting=unclosed", False), ("q=第3期", True), ("q=%25", False),
        (f"centre={world.centre()}", True), (f"centre={world.centre(centre='second')}", False),
        ("state=nonsense&centre=x&year=12345678901", True), ("sort=-title", True),
    ):  # fmt: skip
        table = client.get(f"/cohorts/?{query}").text.split("<main")[1]
        assert (f"/cohorts/{cohort.id}" in table) is seen, query
    fill(web, world, cohort, now)
    assert "等待开班" in client.get("/").text
    api.start(web, world.actor("officer"), datetime(2026, 11, 12, 2, tzinfo=UTC), cohort)
    cohort.end = date(2026, 11, 11)
    web.commit()
    assert "等待结班" in client.get("/").text


@pytest.mark.parametrize("name", ["application", "roster_pdf", "roster_xlsx", "sign_in"])
def test_papers_leave_with_a_purpose(
    web: Session, world: World, cohort: Cohort, now: datetime, sign_in: SignIn, name: str
) -> None:
    fill(web, world, cohort, now)
    url = f"/exports/cohorts.{name}/{cohort.id}"
    client = sign_in("registrar")
    assert url in client.get(f"/cohorts/{cohort.id}").text
    answer = client.post(url, data={"purpose": "filing"})
    assert answer.status_code == 200
    assert answer.data[:4] in (b"%PDF", b"PK\x03\x04")
    assert sign_in("lecturer").post(url, data={"purpose": "filing"}).status_code == 404
    assert sign_in("registrar", centre="second").post(url, data={"purpose": "filing"}).status_code == 404
