"""The pages of following up, as a worker, an officer and a province use them."""

import io
from datetime import datetime

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.outcomes import interviewing, preparing
from courses.outcomes.assigning import set_beat
from courses.outcomes.models import Case, Interview, Prepared, Referral, Wave
from courses.outcomes.rules import AttemptCode, Need, WaveState
from lms.audit.models import AuditEntry
from lms.clock import today
from tests.conftest import SignIn
from tests.courses.outcomes.graduates import AFTER, BEFORE, answers, cases, closed_class, wave
from tests.courses.outcomes.tables import COVARIATES, SAMPLE, as_csv, nsw
from tests.courses.subsidies.classes import MAKER
from tests.support.world import World

LUSHI = "411224"
FILLED = {
    "channel": "phone", "status": "shop", "shop_open": "yes", "period": "year", "months": "12",
    "wages": "20000", "sales": "19000", "costs": "8600", "assets": "600", "transfers": "2400",
    "household": "4", "evidence": "stated", "needs": ["loan"], "excluded_kind": "condolence",
    "excluded": "500", "satisfaction": "5",
}  # fmt: skip


@pytest.fixture
def followed(web: Session, world: World, now: datetime) -> list[Case]:
    """Three graduates given to the worker of the county."""
    set_beat(web, MAKER, now, LUSHI, world.actor("follow_up").id)
    found = cases(web, closed_class(web, now))
    web.commit()
    return list(found)


def fresh(web: Session, case: Case, code: str = "d30") -> Wave:
    web.expire_all()
    return wave(web, case, code)


def test_a_worker_s_day(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    page = sign_in("follow_up").get("/outcomes/")
    assert page.status_code == 200
    assert all(case.person.name in page.text for case in followed)
    assert "1380" not in page.text
    assert "回访已逾期" not in sign_in("officer").get("/").text
    today_page = sign_in("follow_up").get("/")
    assert "次回访应在近期完成" in today_page.text


def test_an_attempt_by_the_form(
    web: Session, sign_in: SignIn, followed: list[Case], now: datetime
) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    url = f"/outcomes/waves/{due.id}"
    assert client.get(url).status_code == 200
    sent = {"code": "221", "channel": "phone", "on": today().isoformat()}
    assert client.post(url, data=sent).status_code == 302
    assert client.post(url, data=sent | {"code": "101"}).status_code == 422
    early = client.post(url, data=sent | {"on": followed[0].exit_on.isoformat()})
    assert early.status_code == 422
    assert "VISIT_BEFORE_EXIT" in early.text or "之前" in early.text
    assert fresh(web, followed[0]).attempts == 1


def test_the_number_is_shown_to_be_called_and_logged(
    web: Session, sign_in: SignIn, followed: list[Case]
) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    assert "138****" in client.get(f"/outcomes/waves/{due.id}").text
    page = client.post(f"/outcomes/waves/{due.id}/phone")
    assert "tel:1380" in page.text
    actions = web.scalars(select(AuditEntry.action)).all()
    assert "outcomes:phone_shown" in actions


def test_an_interview_by_the_form(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    url = f"/outcomes/waves/{due.id}/interview"
    assert client.get(url).status_code == 200
    assert client.post(url, data=FILLED | {"on": today().isoformat()}).status_code == 302
    row = web.scalars(select(Interview)).one()
    assert (row.total_fen, row.per_head_fen) == (3_340_000, 835_000)
    assert row.excluded_fen == {"condolence": 50_000}
    assert web.scalars(select(Referral.need)).one() is Need.LOAN
    page = client.get(f"/outcomes/cases/{followed[0].id}")
    assert "8350.00" in page.text.replace(",", "")


def test_questions_are_asked_once_and_then_taken(
    web: Session, sign_in: SignIn, followed: list[Case]
) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    url = f"/outcomes/waves/{due.id}/interview"
    odd = FILLED | {"on": today().isoformat(), "costs": "30000"}
    page = client.post(url, data=odd)
    assert page.status_code == 422
    assert "成本高于销售额" in page.text
    assert client.post(url, data=odd | {"confirmed": "y"}).status_code == 302
    assert web.scalars(select(Interview.asked)).one() == ["COSTS_ABOVE_SALES"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("costs", "-5", "INCOME_NEGATIVE"), ("sales", "10000000", "INCOME_TOO_LARGE")],
)
def test_impossible_amounts_are_refused_with_their_code(
    web: Session, sign_in: SignIn, followed: list[Case], field: str, value: str, code: str
) -> None:
    due = wave(web, followed[0])
    sent = FILLED | {"on": today().isoformat(), field: value}
    page = sign_in("follow_up").post(f"/outcomes/waves/{due.id}/interview", data=sent)
    assert page.status_code == 422
    assert "负数" in page.text or "1000 万" in page.text
    assert web.scalar(select(func.count()).select_from(Interview)) == 0


def test_by_the_month_and_drafts(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    url = f"/outcomes/waves/{due.id}/interview"
    kept = FILLED | {"on": today().isoformat(), "period": "month", "months": "6", "wages": "1500"}
    assert client.post(url, data=kept | {"draft": "draft"}).status_code == 302
    assert fresh(web, followed[0]).state is WaveState.OPEN
    page = client.get(url)
    assert 'value="1500"' in page.text
    assert "草稿" in page.text
    assert client.post(url, data=kept).status_code == 302
    assert web.scalars(select(Interview.wages_fen)).one() == 900_000


def test_not_finished_is_logged_as_partial(
    web: Session, sign_in: SignIn, followed: list[Case]
) -> None:
    due = wave(web, followed[0])
    sent = {"on": today().isoformat(), "status": "shop", "draft": "partial"}
    sign_in("follow_up").post(f"/outcomes/waves/{due.id}/interview", data=sent)
    assert fresh(web, followed[0]).code is AttemptCode.PARTIAL


def test_two_workers_at_one_wave(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    due = wave(web, followed[0])
    url = f"/outcomes/waves/{due.id}/interview"
    sent = FILLED | {"on": today().isoformat()}
    assert sign_in("follow_up").post(url, data=sent).status_code == 302
    again = sign_in("officer").post(
        f"/outcomes/waves/{due.id}", data={"code": "221", "channel": "phone", "on": sent["on"]}
    )
    assert again.status_code == 422
    assert "已经办结" in again.text


def test_needs_and_warnings(
    web: Session, sign_in: SignIn, followed: list[Case], now: datetime
) -> None:
    one = followed[0]
    interviewing.submit(
        web, MAKER, now, wave(web, one, "baseline"), answers(one.enrolled_on, AFTER)
    )
    told = answers(today(now), BEFORE, needs=(Need.BRAND,))
    interviewing.submit(web, MAKER, now, wave(web, one), told)
    web.commit()
    client = sign_in("officer")
    assert "品牌" in client.get("/outcomes/needs").text
    assert one.person.name in client.get("/outcomes/warnings").text
    home = client.get("/").text
    assert "项服务需求待受理" in home
    assert "收入下降" in home
    need = web.scalars(select(Referral.id)).one()
    assert client.post(f"/outcomes/needs/{need}/take").status_code == 302
    assert client.post(f"/outcomes/needs/{need}/done").status_code == 422
    done = client.post(f"/outcomes/needs/{need}/done", data={"reason": "已注册商标"})
    assert done.status_code == 302
    assert '<option value="" selected>未办结</option>' in client.get("/outcomes/needs").text
    assert "已注册商标" not in client.get("/outcomes/needs").text
    assert "已注册商标" in client.get("/outcomes/needs?state=done").text
    assert client.post(
        f"/outcomes/cases/{one.id}/warning", data={"reason": "已联系，改种香菇"}
    ).status_code == 302  # fmt: skip
    assert one.person.name not in client.get("/outcomes/warnings").text


def test_consent_withdrawn_hides_what_was_said(
    web: Session, sign_in: SignIn, followed: list[Case], now: datetime
) -> None:
    one = followed[0]
    interviewing.submit(web, MAKER, now, wave(web, one), answers(today(now)))
    web.commit()
    client = sign_in("follow_up")
    url = f"/outcomes/cases/{one.id}"
    assert "8350.00" in client.get(url).text.replace(",", "")
    client.post(f"{url}/consent", data={"consent": "withdrawn", "channel": "phone"})
    page = client.get(url).text
    assert "8350.00" not in page.replace(",", "")
    assert "已撤回同意" in page
    closed = client.post(f"/outcomes/waves/{wave(web, one, 'd90').id}/phone")
    assert closed.status_code == 422


def test_other_things_about_somebody(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    client, url = sign_in("follow_up"), f"/outcomes/cases/{followed[0].id}"
    contact = {"kind": "relative", "name": "赵某", "phone": "13900007001"}
    assert client.post(f"{url}/contact", data=contact).status_code == 302
    page = client.get(url).text
    assert "139****7001" in page
    assert "13900007001" not in page
    assert client.post(f"{url}/need", data={"need": "loan"}).status_code == 302
    assert client.post(f"{url}/contact", data={}).status_code == 422
    person = client.get(f"/people/{followed[0].person_id}")
    assert person.status_code in (200, 403, 404)
    officer = sign_in("officer").get(f"/people/{followed[0].person_id}")
    assert "结业90天" in officer.text


def test_work_is_given_out(
    web: Session, sign_in: SignIn, world: World, followed: list[Case]
) -> None:
    client, other = sign_in("officer"), world.actor("officer").id
    assert client.get("/outcomes/work").status_code == 200
    given = client.post("/outcomes/beats", data={"place": LUSHI, "worker_id": str(other)})
    assert given.status_code == 302
    assert fresh(web, followed[0]).worker_id == other
    away = {
        "worker_id": str(other), "cover_id": str(world.actor("follow_up").id),
        "first": today().isoformat(), "last": today().isoformat(),
    }  # fmt: skip
    assert client.post("/outcomes/absences", data=away).status_code == 302
    assert followed[0].person.name in sign_in("follow_up").get("/outcomes/").text


def test_plans(web: Session, sign_in: SignIn) -> None:
    client = sign_in("officer")
    assert client.get("/outcomes/plans").status_code == 200
    sent = {
        "prefix": LUSHI, "course_id": "", "valid_from": "2026-01-01", "days": "45 200",
        "before": "7", "after": "14", "basis": "某文",
    }  # fmt: skip
    assert client.post("/outcomes/plans", data=sent).status_code == 302
    assert "45 200" in client.get("/outcomes/plans").text
    assert '<option value="d45">结业45天</option>' in client.get("/outcomes/report").text
    assert '<option value="d200"' in client.get("/outcomes/compare").text
    assert client.post("/outcomes/plans", data=sent | {"days": "x"}).status_code == 422


def test_a_county_report_and_its_people(
    web: Session, sign_in: SignIn, world: World, now: datetime
) -> None:
    found = cases(web, closed_class(web, now, 8, 2))
    for case in found[:6]:
        interviewing.submit(
            web, MAKER, now, wave(web, case, "baseline"), answers(case.enrolled_on, BEFORE)
        )
        interviewing.submit(web, MAKER, now, wave(web, case), answers(today(now)))
    web.commit()
    client = sign_in("officer")
    page = client.get("/outcomes/report?wave=d30")
    assert page.status_code == 200
    assert "6 ÷ 8 ＝ 75.0%" in page.text
    assert "1400.00" in page.text.replace(",", "")
    listed = client.get(f"/outcomes/report/people?prefix={LUSHI}&wave=d30&box=answered")
    assert listed.text.count("/outcomes/cases/") == 6
    assert "本人完成" in listed.text.split("<h1", 1)[1].split("</h1>", 1)[0]
    works = client.get(f"/outcomes/report/people?prefix={LUSHI}&wave=d30&box=working")
    assert works.text.count("/outcomes/cases/") == 6
    assert "box=working" in page.text
    assert "box=paired" in page.text
    left = client.get(f"/outcomes/report/people?prefix={LUSHI}&wave=d30&box=not_completed")
    assert left.text.count("/outcomes/cases/") == 2
    wide = sign_in("observer").get("/outcomes/report?prefix=4112&wave=d30")
    assert "还没有备好" in wide.text
    preparing.prepare(web, now, today(now), LUSHI)
    web.commit()
    assert web.scalar(select(func.count()).select_from(Prepared)) == 24
    wide = sign_in("observer").get("/outcomes/report?prefix=4112&wave=d30")
    assert "6 ÷ 8 ＝ 75.0%" in wide.text
    assert "卢氏县" in wide.text or "1 个县" in wide.text


@pytest.mark.parametrize("name", ["report_pdf", "report_xlsx"])
def test_reports_leave_with_a_purpose(
    web: Session, sign_in: SignIn, now: datetime, name: str
) -> None:
    closed_class(web, now)
    web.commit()
    client = sign_in("officer")
    url = f"/exports/outcomes.{name}/411224?prefix=411224&wave=d30"
    assert client.get(url).status_code == 200
    done = client.post(url, data={"purpose": "report"})
    if done.status_code == 422:
        choices = client.get(url).text.split('<option value="')[1:]
        done = client.post(url, data={"purpose": choices[-1].split('"')[0]})
    assert done.status_code == 200, done.text
    assert done.data[:4] in (b"%PDF", b"PK\x03\x04")


def test_the_paper_says_what_the_page_says(web: Session, sign_in: SignIn, now: datetime) -> None:
    """Medians of groups, early and late, and figures that a spreadsheet can add up."""
    for at, case in enumerate(cases(web, closed_class(web, now, 12))):
        case.category = "veteran" if at % 2 else case.category
        base = answers(case.enrolled_on, BEFORE)
        interviewing.submit(web, MAKER, now, wave(web, case, "baseline"), base)
        interviewing.submit(web, MAKER, now, wave(web, case), answers(today(now)))
    web.commit()
    url = "/exports/outcomes.report_xlsx/411224?prefix=411224&wave=d30"
    sent = sign_in("officer").post(url, data={"purpose": "archive"})
    sheet = openpyxl.load_workbook(io.BytesIO(sent.data)).active
    assert sheet is not None
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert rows["本人完成"][0] == 12
    assert rows["每人变化"] == (12, 1400, "（1,400.00 – 1,400.00）", None)
    assert rows["收入增加的人"][:2] == ("12 ÷ 12", "100.0%")
    assert rows["退伍军人"][:2] == (6, 6)
    assert "8,350.00" in rows["退伍军人"][3]
    assert rows["受雇就业"][0] == 0


def test_comparison_of_an_uploaded_table(web: Session, sign_in: SignIn) -> None:
    client = sign_in("officer")
    assert client.get("/outcomes/compare/table").status_code == 200
    sent = {
        "group": "treat", "treated": "1", "baseline": "re74,re75", "followup": "re78",
        "covariates": ",".join(COVARIATES),
    }  # fmt: skip

    def posted(rows: object, **more: str) -> str:
        file = (io.BytesIO(as_csv(rows)), "表.csv")  # type: ignore[arg-type]  # rows of a table
        return client.post("/outcomes/compare/table", data={**sent, **more, "file": file}).text

    page = posted(nsw())
    assert "1,794.34" in page
    assert "1,676.34" in page
    assert "不能断定因果" in page
    assert "可以看作培训的效果" in posted(nsw(), by_lot="y")
    assert "没有找到这些列" in posted(SAMPLE)


def test_the_pages_in_english(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    client = sign_in("officer", language="en")
    due = wave(web, followed[0])
    for url in (
        "/outcomes/", "/outcomes/needs", "/outcomes/warnings", "/outcomes/work", "/outcomes/plans",
        "/outcomes/report", "/outcomes/compare", "/outcomes/compare/table", "/outcomes/upload",
        f"/outcomes/waves/{due.id}",
        f"/outcomes/waves/{due.id}/interview", f"/outcomes/cases/{due.case_id}",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url


def test_one_person_is_given_to_another_worker(
    web: Session, sign_in: SignIn, world: World, followed: list[Case]
) -> None:
    client, other = sign_in("officer"), world.actor("officer").id
    url = f"/outcomes/cases/{followed[0].id}"
    assert "另行分派" in client.get(url).text
    assert client.post(f"{url}/assign", data={"worker_id": str(other)}).status_code == 302
    assert fresh(web, followed[0]).worker_id == other
    assert fresh(web, followed[1]).worker_id != other
    refused = sign_in("follow_up").post(f"{url}/assign", data={"worker_id": str(other)})
    assert refused.status_code == 403


def test_interviewers_never_see_numbers_of_accounts_or_cards(
    web: Session, sign_in: SignIn, followed: list[Case]
) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    pages = [
        client.get(url).text
        for url in (
            "/outcomes/", f"/outcomes/waves/{due.id}", f"/outcomes/waves/{due.id}/interview",
            f"/outcomes/cases/{due.case_id}",
        )
    ]  # fmt: skip
    pages.append(client.post(f"/outcomes/waves/{due.id}/phone").text)
    for page in pages:
        assert "62284800" not in page
        assert followed[0].person.uid not in page
        assert "411224196" not in page
