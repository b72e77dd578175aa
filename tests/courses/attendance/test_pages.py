"""Pages of attendance: marking by script and by form, scopes, history, imports, papers, languages."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.attendance.api import Mark, entries, mark_cells
from courses.attendance.charts import Bar, half_days
from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import CohortState, Half
from tests.conftest import SignIn
from tests.courses.attendance.classes import MAKER, START, Class, counted, held, open_class
from tests.support.world import World

MOMENT = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 20 November 2026, the Friday of the class, half past twelve in China."""
    for module in ("views", "record_views"):
        monkeypatch.setattr(f"courses.attendance.{module}.now", lambda: MOMENT)
        monkeypatch.setattr(f"courses.attendance.{module}.today", lambda: TODAY)
    for target in ("courses.attendance.cards.this_day", "lms.web.views.this_day"):
        monkeypatch.setattr(target, lambda: TODAY)


@pytest.fixture
def known(web: Session, world: World) -> Class:
    made = open_class(web, MOMENT, centre_id=world.centre(), title="农村电商页面班")
    web.commit()
    return made


def person_of(known: Class, at: int = 0) -> str:
    return f"/attendance/cohorts/{known.cohort.id}/people/{known.people[at]}"


def sheet_of(known: Class, at: int = 0) -> str:
    return f"/attendance/sessions/{known.sessions[at].id}"


def pages_of(known: Class) -> list[str]:
    cohort = f"/attendance/cohorts/{known.cohort.id}"
    mark = f"{sheet_of(known)}/people/{known.people[0]}"
    return [cohort, f"{cohort}/grid", sheet_of(known), person_of(known), mark]


def batch(known: Class, status: str = "present", was: str = "", at: int = 0) -> dict[str, object]:
    marks = [
        {"person": str(who), "session": str(known.sessions[at].id), "status": status, "was": was}
        for who in known.people
    ]
    return {"key": "k", "reason": None, "marks": marks}


def send(client: FlaskClient, known: Class, body: object) -> tuple[int, dict[str, object]]:
    answer = client.post(f"/attendance/cohorts/{known.cohort.id}/marks", json=body)
    assert isinstance(answer.json, dict), answer.text
    return answer.status_code, answer.json


def test_a_lecturer_marks_a_half_day_by_script(web: Session, sign_in: SignIn, known: Class) -> None:
    client = sign_in("lecturer")
    page = client.get(sheet_of(known))
    assert page.status_code == 200
    for words in ("11月16日 上午", "应到 <b", "全部到", "杨霞华", "yangxiahua yxh"):
        assert words in page.text
    answer = send(client, known, batch(known))
    assert answer == (200, {"at": "12:30", "refused": []})
    assert send(client, known, batch(known)) == answer
    assert set(held(web, known).values()) == {"present"}
    assert 'data-count="present">3<' in client.get(sheet_of(known)).text


def test_refused_marks_come_back_with_what_is_stored(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    cell = (known.first.id, known.people[0])
    mark_cells(web, MAKER, MOMENT, known.cohort, {cell: Mark.LEAVE})
    status, told = send(sign_in("lecturer"), known, batch(known, "absent"))
    assert status == 200
    (refused,) = told["refused"]
    assert refused["sentence"].startswith("这条考勤刚被别人改过")
    assert {name: refused[name] for name in ("person", "session", "status", "code")} == {
        "person": str(known.people[0]), "session": str(known.first.id), "status": "leave",
        "code": "MARK_CHANGED_MEANWHILE",
    }  # fmt: skip
    assert held(web, known)[known.first.id, known.people[1]] == "absent"


@pytest.mark.parametrize(
    "body",
    [
        [], "x", {}, {"marks": 5}, {"marks": [5]}, {"marks": [{}]},
        {"marks": [{"person": "1", "session": "x", "status": "present", "was": ""}]},
        {"marks": [{"person": True, "session": "1", "status": "present", "was": ""}]},
        {"marks": [{"person": "1", "session": "1", "status": "drunk", "was": ""}]},
        {"marks": [{"person": "1", "session": "1", "status": [], "was": ""}]},
        {"marks": [{"person": "9" * 30, "session": "1", "status": "late", "was": ""}]},
    ],
)  # fmt: skip
def test_nonsense_is_refused(sign_in: SignIn, known: Class, body: object) -> None:
    status, told = send(sign_in("lecturer"), known, body)
    assert (status, told["code"]) == (422, "REQUEST_INVALID")


def test_a_locked_sheet_says_why_and_takes_nothing(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    known.cohort.state = CohortState.CLOSED
    web.commit()
    client = sign_in("lecturer")
    page = client.get(sheet_of(known)).text
    assert "考勤表已锁定" in page
    assert "data-sheet=" not in page
    status, told = send(client, known, batch(known))
    assert (status, told["code"]) == (422, "SHEET_LOCKED")
    assert held(web, known) == {}


def test_a_half_day_to_come_is_shown_and_locked(
    web: Session, world: World, sign_in: SignIn
) -> None:
    known = open_class(web, MOMENT, days=7, centre_id=world.centre(), title="农村电商七天班")
    web.commit()
    page = sign_in("lecturer").get(sheet_of(known, -1)).text
    assert "2026年11月22日 还没有到" in page
    assert "data-sheet=" not in page


def test_without_scripts_a_sheet_is_a_form(web: Session, sign_in: SignIn, known: Class) -> None:
    client = sign_in("lecturer")
    one, two, three = known.people
    first = known.first.id
    action = re.search(r'action="([^"]*seen=[^"]*)"', client.get(sheet_of(known)).text)
    assert action is not None
    form = {f"mark-{one}-{first}": "absent", "all": "present", "reason": "路上堵车"}
    answer = client.post(action[1], data=form)
    assert answer.status_code == 302
    found = held(web, known)
    assert [found[first, who] for who in (one, two, three)] == ["absent", "present", "present"]
    assert entries(web, first, one)[0].reason == "路上堵车"
    assert "已保存" in client.get(answer.location).text


def test_a_form_leaves_alone_what_others_changed_and_the_page_did_not(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    one, two, three = known.people
    first = known.first.id
    cells = {(first, who): Mark.PRESENT for who in known.people}
    mark_cells(web, MAKER, MOMENT, known.cohort, cells)
    web.commit()
    client = sign_in("lecturer")
    action = re.search(r'action="([^"]*seen=[^"]*)"', client.get(sheet_of(known)).text)
    assert action is not None
    others = {(first, one): Mark.LATE, (first, two): Mark.LATE}
    mark_cells(web, MAKER, MOMENT, known.cohort, others)
    web.commit()
    form = {f"mark-{one}-{first}": "present", f"mark-{two}-{first}": "absent"}
    answer = client.post(action[1], data=form | {f"mark-{three}-{first}": "leave"})
    found = held(web, known)
    assert [found[first, who] for who in (one, two, three)] == ["late", "late", "leave"]
    assert "1 条没有写入：这条考勤刚被别人改过" in client.get(answer.location).text


def test_the_grid_is_filled_by_form_too(web: Session, sign_in: SignIn, known: Class) -> None:
    client = sign_in("officer")
    url = f"/attendance/cohorts/{known.cohort.id}/grid"
    page = client.get(url).text
    assert page.count("<select") == 30
    action = re.search(r'action="([^"]*seen=[^"]*)"', page)
    assert action is not None
    cells = {f"mark-{who}-{row.id}": "present" for who in known.people for row in known.sessions}
    some = f"mark-{known.people[0]}-{known.first.id}"
    assert client.post(action[1].replace("&amp;", "&"), data=cells | {some: ""}).status_code == 302
    assert len(held(web, known)) == 29
    assert (known.first.id, known.people[0]) not in held(web, known)


def test_every_mark_opens_to_who_when_from_what_to_what_and_why(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    client = sign_in("lecturer")
    send(client, known, batch(known, "absent"))
    url = f"{sheet_of(known)}/people/{known.people[0]}"
    form = {"mark": "present", "seen": "absent", "reason": "后到，有签名"}
    assert client.post(url, data={**form, "reason": ""}).status_code == 422
    assert client.post(url, data={**form, "seen": "late"}).status_code == 422
    assert client.post(url, data=form).status_code == 302
    page = client.get(url).text
    for words in ("后到，有签名", "2026年11月20日 12:30", "lecturer 411224 first", "更正", "点名"):
        assert words in page
    assert re.search(r"<del>缺</del>.*<ins>到</ins>", page, re.S)
    person = client.get(person_of(known)).text
    assert url in person
    assert 'id="day-2026-11-16"' in person
    assert "改过 1 次" in person


def test_the_summary_adds_up_and_opens(web: Session, sign_in: SignIn, known: Class) -> None:
    cells = {(row.id, who): Mark.PRESENT for row in known.sessions for who in known.people}
    cells |= {(row.id, known.people[0]): Mark.ABSENT for row in known.sessions[:3]}
    mark_cells(web, MAKER, MOMENT, known.cohort, cells)
    web.commit()
    client = sign_in("auditor")
    page = client.get(f"/attendance/cohorts/{known.cohort.id}").text
    for words in ("90.0%", "27 / 30", "缺 3", "70.0%", "已无法达到", "<svg"):
        assert words in page
    lost = client.get(f"/attendance/cohorts/{known.cohort.id}?only=lost").text
    assert "杨霞华" in lost
    assert "程强桂" not in lost


def test_the_chart_has_no_script_style_or_address() -> None:
    drawn = half_days([Bar("16", 30, 40), Bar("", 0, 40), Bar("17", 41, 40)])
    assert drawn.count("<rect") == 6
    assert ">30<" in drawn
    found = re.sub(r'xmlns(:xlink)?="[^"]*"', "", drawn)
    for never in ("<script", "<style", "style=", "http", "href", "<!--", "class=", " on"):
        assert never not in found
    assert half_days([]) == ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "role", ["registrar", "lecturer", "officer", "reviewer", "observer", "auditor"]
)
def test_everybody_with_the_permission_sees_every_page(
    sign_in: SignIn, known: Class, role: str, language: str
) -> None:
    client = sign_in(role, language=language)
    for url in pages_of(known):
        page = client.get(url)
        assert page.status_code == 200, url
        own = re.sub(r"<title>.*?</title>|农村电商页面班", "", page.text)
        if language == "en":
            for word in ("出勤", "点名", "考勤", "上午", "未点", "更正"):
                assert word not in own, (url, word)


def test_what_lies_outside_the_scope_does_not_exist(sign_in: SignIn, known: Class) -> None:
    elsewhere = [
        sign_in("lecturer", centre="second"),
        sign_in("registrar", centre="second"),
        sign_in("officer", at="411202"),
        sign_in("officer", at="441403"),
        sign_in("observer", at="441403"),
    ]
    urls = [*pages_of(known), f"/attendance/cohorts/{known.cohort.id}/register"]
    for client in elsewhere:
        for url in urls:
            assert client.get(url).status_code in (403, 404), url
        answer = client.post(f"/attendance/cohorts/{known.cohort.id}/marks", json=batch(known))
        assert answer.status_code in (403, 404)
    assert elsewhere[0].get(sheet_of(known)).status_code == 404
    for url in ("/attendance/cohorts/999999", "/attendance/sessions/999999"):
        assert sign_in("officer").get(url).status_code == 404


def test_readers_change_nothing(web: Session, sign_in: SignIn, known: Class) -> None:
    for role in ("reviewer", "observer", "auditor"):
        client = sign_in(role)
        assert "data-sheet=" not in client.get(sheet_of(known)).text
        assert client.post(sheet_of(known), data={"all": "present"}).status_code == 404
        answer = client.post(f"/attendance/cohorts/{known.cohort.id}/marks", json=batch(known))
        assert answer.status_code == 403
    lecturer = sign_in("lecturer")
    assert lecturer.get(f"/attendance/cohorts/{known.cohort.id}/register").status_code == 403
    assert held(web, known) == {}


def test_people_of_other_cohorts_are_not_found_under_this_one(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    other = open_class(web, MOMENT, title="农村电商另一班")
    web.commit()
    client = sign_in("officer")
    for url in (
        f"/attendance/cohorts/{known.cohort.id}/people/{other.people[0]}",
        f"{sheet_of(known)}/people/{other.people[0]}",
    ):
        assert client.get(url).status_code == 404


def test_a_register_is_uploaded_compared_applied_and_taken_back(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    client = sign_in("registrar")
    url = f"/attendance/cohorts/{known.cohort.id}/register"
    assert "按考勤表的日期排课" in client.get(url).text
    text = "姓名,11月16日,11月17日\n杨霞华,√,×\n程强桂,√,√\n路人甲,√,√\n"
    bad = text.replace("11月17日", "12月17日")
    answer = client.post(url, data={"file": (io.BytesIO(bad.encode()), "坏.csv")})
    assert answer.status_code == 422
    assert "2026年12月17日 不在班期" in answer.text
    file = (io.BytesIO(text.encode()), "考勤.csv")
    answer = client.post(url, data={"file": file, "use_dates": "y"})
    assert answer.status_code == 302
    run = client.get(answer.location).text
    for words in (
        "路人甲不在名册里",
        "REGISTER_STRANGER",
        "课程表按考勤表排定：共 4 个半天",
        "缺 2",
    ):
        assert words in run
    marked = client.post(f"/attendance/register/{answer.location.rpartition('/')[2]}/checked")
    assert marked.status_code == 200
    page = openpyxl.load_workbook(io.BytesIO(marked.data)).worksheets[0]
    rows = [[cell for cell in row if cell] for row in page.iter_rows(values_only=True)]
    assert rows[0][-2:] == ["结果", "说明"]
    assert [row[3] for row in rows[1:]] == ["无误", "无误", "未收"]
    assert "路人甲不在名册里" in str(rows[3][4])
    assert held(web, known) == {}
    client.post(f"{answer.location}/apply")
    assert len(held(web, known)) == 8
    assert "写入 8 条" in client.get(answer.location).text
    client.post(f"{answer.location}/undo")
    assert set(held(web, known).values()) == {"unmarked"}
    assert "恢复 8 条" in client.get(answer.location).text


def test_the_filled_register_leaves_as_pdf_and_excel(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    cells = {(row.id, who): Mark.PRESENT for row in known.sessions for who in known.people}
    mark_cells(web, MAKER, MOMENT, known.cohort, cells)
    web.commit()
    client = sign_in("officer")
    for kind, magic in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        url = f"/exports/attendance.register_{kind}/{known.cohort.id}"
        assert url in client.get(f"/attendance/cohorts/{known.cohort.id}").text
        answer = client.post(url, data={"purpose": "class"})
        assert answer.status_code == 200
        assert answer.data.startswith(magic)
    nobody = sign_in("officer", at="411202")
    answer = nobody.post(
        f"/exports/attendance.register_pdf/{known.cohort.id}", data={"purpose": "class"}
    )
    assert answer.status_code == 404


def test_the_first_page_and_the_roll_list_say_what_waits(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    client = sign_in("lecturer")
    today = client.get("/").text
    assert "<strong>1</strong> 个班次今天未点完名" in today
    assert "<strong>8</strong> 个半天过后仍未点完名" in today
    cells = {(row.id, who): Mark.PRESENT for row in known.sessions[:8] for who in known.people}
    mark_cells(web, MAKER, MOMENT, known.cohort, cells | {
        (known.sessions[8].id, who): Mark.PRESENT for who in known.people
    })  # fmt: skip
    web.commit()
    today = client.get("/").text
    assert "过后仍未点完名" not in today
    assert sheet_of(known, 9) in today
    assert "农村电商页面班" in client.get("/attendance/").text
    assert "农村电商页面班" not in sign_in("lecturer", centre="second").get("/attendance/").text
    left = {(known.sessions[9].id, who): Mark.ABSENT for who in known.people}
    mark_cells(web, MAKER, MOMENT, known.cohort, left)
    web.commit()
    assert "未点完名" not in client.get("/").text


def test_the_cohort_page_has_a_section_and_the_next_roll(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    client = sign_in("lecturer")
    page = client.get(f"/cohorts/{known.cohort.id}").text
    assert "点名：11月20日 上午" in page
    assert f"/attendance/cohorts/{known.cohort.id}/grid" in page
    assert f"/attendance/cohorts/{known.cohort.id}/register" not in page


def test_an_act_on_a_cohort_shows_its_effect_on_attendance(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    cells = {(row.id, who): Mark.PRESENT for row in known.sessions for who in known.people}
    mark_cells(web, MAKER, MOMENT, known.cohort, cells)
    web.commit()
    row = web.get_one(Enrolment, known.people[0])
    url = f"/cohorts/sessions/{known.first.id}/cancel"
    page = sign_in("officer").post(url, data={"reason": "停电"})
    assert page.status_code == 200, page.text
    assert re.search(r"全班实到半天.*<del>30</del>.*<ins>27</ins>", page.text, re.S)
    assert row.marks == 10 or row.marks is None


@pytest.mark.parametrize("path", ["sheet", "grid", "summary", "person"])
def test_pages_take_as_many_statements_for_many_as_for_few(
    web: Session, sign_in: SignIn, world: World, path: str
) -> None:
    used = []
    client = sign_in("officer")
    for people in (2, 25):
        known = open_class(
            web, MOMENT, people=people, centre_id=world.centre(), title=f"农村电商{people}人班"
        )
        mark_cells(web, MAKER, MOMENT, known.cohort, {
            (row.id, who): Mark.PRESENT for row in known.sessions[:3] for who in known.people
        })  # fmt: skip
        web.commit()
        cohort = f"/attendance/cohorts/{known.cohort.id}"
        url = {
            "sheet": sheet_of(known), "grid": f"{cohort}/grid", "summary": cohort,
            "person": person_of(known),
        }[path]  # fmt: skip
        client.get(url)
        with counted(web) as statements:
            assert client.get(url).status_code == 200
        used.append(len(statements))
    assert used[0] == used[1]


def test_a_trainee_who_left_is_not_called_and_an_old_mark_stays_visible(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    one, two, _three = known.people
    marks = {(row.id, one): Mark.PRESENT for row in known.sessions[:4]}
    mark_cells(web, MAKER, MOMENT, known.cohort, marks)
    row = cohorts.enrolment_for(web, MAKER, one)
    cohorts.withdraw(web, MAKER, MOMENT, row, last_day=START, reason="外出务工")
    web.commit()
    client = sign_in("lecturer")
    assert "杨霞华" not in client.get(sheet_of(known, 6)).text
    page = client.get(sheet_of(known, 2)).text
    assert "杨霞华" in page
    assert f'name="mark-{one}-' not in page
    assert f'name="mark-{two}-' in page
    person = client.get(person_of(known)).text
    assert "不计入的记录" in person
    assert "2 / 10" in person
    later = START + timedelta(days=1)
    assert f'id="day-{later.isoformat()}"' in person


def test_a_register_adds_the_half_days_the_timetable_does_not_have(
    web: Session, sign_in: SignIn, known: Class
) -> None:
    """A class was held on a day left out of the timetable, after some marks were made."""
    wednesday = date(2026, 11, 18)
    facts = [one for one in cohorts.session_facts(web, known.cohort.id) if one.date != wednesday]
    cohorts.replace_sessions(web, MAKER, MOMENT, known.cohort, facts)
    web.commit()
    client = sign_in("registrar")
    client.post(sheet_of(known), data={"all": "present"})
    before = held(web, known)
    slots = {one.slot for one in cohorts.session_facts(web, known.cohort.id) if one.planned}
    url = f"/attendance/cohorts/{known.cohort.id}/register"
    assert "按考勤表加课" in client.get(url).text
    text = "姓名,11月16日,11月18日 上午\n杨霞华,√,√\n程强桂,√,×\n"

    def upload(**more: str) -> TestResponse:
        return client.post(url, data={"file": (io.BytesIO(text.encode()), "考勤.csv"), **more})

    refused = upload()
    assert refused.status_code == 422
    assert "确实上过课的，选择按考勤表加课后再上传" in refused.text
    run = upload(add_dates="y").location
    assert f"共 {len(slots) + 1} 个半天，新增 1，去掉 0" in client.get(run).text
    assert held(web, known) == before
    client.post(f"{run}/apply")
    now_planned = {one.slot for one in cohorts.session_facts(web, known.cohort.id) if one.planned}
    assert now_planned - slots == {(wednesday, Half.AM)}
    assert slots <= now_planned
    assert before.items() <= held(web, known).items()
    client.post(f"{run}/undo")
    again = {one.slot for one in cohorts.session_facts(web, known.cohort.id) if one.planned}
    assert again == slots
    assert before.items() <= held(web, known).items()
