"""The pages: from the total to a mark and a clause, two signatures by clicking, both languages."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.subsidies import api
from courses.subsidies.models import SubsidyList
from tests.courses.subsidies.classes import (
    MAKER,
    SAMPLE,
    enrolments,
    number,
    open_class,
    sample_class,
    whole_class,
)
from tests.lms.documents.pdf_reading import page_texts
from tests.support.world import World

SignIn = Callable[..., FlaskClient]
HAN = re.compile(r"[\u4e00-\u9fff]")


def text_of(pdf: bytes) -> str:
    return "".join("".join(page_texts(pdf)).split())


def words(answer: object) -> str:
    """The text of a page without its tags."""
    text = str(getattr(answer, "text", answer))
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def sample(web: Session, now: datetime) -> Cohort:
    return sample_class(web, now)


def test_the_sample_by_clicking(sample: Cohort, sign_in: SignIn, web: Session) -> None:
    """Tickets, confirmation, list, review, papers: the whole way through the browser."""
    officer = sign_in("officer")
    here = f"/subsidies/cohorts/{sample.id}"
    assert "RULE_UNCONFIRMED" in officer.get(here).text
    file = {"file": (BytesIO((SAMPLE / "invoices.csv").read_bytes()), "invoices.csv")}
    answer = officer.post(f"{here}/tickets", data=file, content_type="multipart/form-data")
    run = officer.get(answer.location)
    assert "INVOICE_UNMATCHED" in run.text
    assert officer.post(f"{answer.location}/apply").status_code == 302
    asked = officer.post(f"{here}/confirm", data={"person": "张三", "reason": ""})
    assert asked.status_code == 422
    done = officer.post(f"{here}/confirm", data={"person": "张三", "reason": "已核对原文"})
    assert done.status_code == 302
    page = words(officer.get(here))
    assert "15,409.50" in page
    assert "人民币壹万伍仟肆佰零玖元伍角" in page
    assert "32 人" in page
    assert "出勤不足：应到24个半天，实到19个半天，低于最低出勤率80%" in page
    assert officer.post(f"{here}/make").status_code == 302
    made = api.list_of(web, sample.id)
    assert made is not None
    assert officer.post(f"/subsidies/lists/{made.id}/submit").status_code == 302
    assert officer.post(f"/subsidies/lists/{made.id}/review").status_code == 404
    reviewer = sign_in("reviewer")
    assert "1 份补贴名单待复核" in words(reviewer.get("/"))
    page = reviewer.get(here).text
    digest = re.search(r'name="digest" value="(\w{64})"', page)
    assert digest is not None
    signed = reviewer.post(f"/subsidies/lists/{made.id}/review", data={"digest": digest[1]})
    assert signed.status_code == 302
    assert "已复核" in words(officer.get(here))
    assert made.total_fen == 1540950


def test_an_amount_opens_to_days_marks_tickets_and_clause(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort, (key, *_) = whole_class(web, now, days=4)
    api.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    api.add_invoice(web, MAKER, now, cohort, key, 12050)
    auditor = sign_in("auditor")
    listed = auditor.get(f"/subsidies/cohorts/{cohort.id}").text
    assert f'href="/subsidies/enrolments/{key}"' in listed
    page = auditor.get(f"/subsidies/enrolments/{key}")
    text = words(page)
    for said in (
        "240.50", "4天×30.00元", "2018年9月13日", "√ 到", "票据1张，合计120.50元",
        "豫人社〔2017〕71号", "集中培训（包括实习）期间生活补贴，每人每天30元", "张三：已核对原文",
        "三门峡市湖滨区", "80%",
    ):  # fmt: skip
        assert said in text, said
    assert number(0) not in page.text
    assert f"/attendance/cohorts/{cohort.id}/people/{key}" in page.text
    assert 'href="/subsidies/rules/HN-2017-71"' in page.text
    older = api.decision_history(web, key)[-1]
    old = words(auditor.get(f"/subsidies/enrolments/{key}?decision={older.uid}"))
    assert "不是现在有效的核算" in old
    assert auditor.get(f"/subsidies/enrolments/{key}?decision=nothing").status_code == 404


def test_tickets_and_doubts_by_hand(web: Session, now: datetime, sign_in: SignIn) -> None:
    cohort, (key, *_) = whole_class(web, now)
    api.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    officer = sign_in("officer")
    url = f"/subsidies/enrolments/{key}"
    for amount in ("", "0", "12.345", "一百"):
        assert officer.post(f"{url}/tickets", data={"amount": amount}).status_code == 422
    assert officer.post(f"{url}/tickets", data={"amount": "88.50"}).status_code == 302
    assert "448.50" in words(officer.get(url))
    ticket = re.search(r"/subsidies/tickets/(\d+)/void", officer.get(url).text)
    assert ticket is not None
    assert officer.post(ticket[0], data={"reason": ""}).status_code == 422
    assert officer.post(ticket[0], data={"reason": "录错"}).status_code == 302
    assert "已作废" in words(officer.get(url))
    assert officer.post(ticket[0], data={"reason": "再来"}).status_code == 422


def test_papers_are_drafts_until_reviewed(
    web: Session, now: datetime, world: World, sign_in: SignIn
) -> None:
    cohort, _ = whole_class(web, now)
    api.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    officer = sign_in("officer")

    def paper(name: str) -> bytes:
        answer = officer.post(f"/exports/{name}/{cohort.id}", data={"purpose": "payment"})
        assert answer.status_code == 200, answer.text
        found: bytes = answer.data
        return found

    text = text_of(paper("subsidies.payout_pdf"))
    assert "草拟" in text
    assert "人民币壹仟零捌拾元整" in text
    book = openpyxl.load_workbook(BytesIO(paper("subsidies.payout_xlsx")))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "6228480000000000000" in cells
    notice = text_of(paper("subsidies.cohort_notice_pdf"))
    assert "41*************" in notice
    assert "6228480" not in notice
    assert "138000" not in notice
    refused = officer.post(f"/exports/subsidies.refused_pdf/{cohort.id}", data={"purpose": "other"})
    assert refused.status_code == 422
    made = api.make_list(web, world.actor("officer"), now, cohort)
    api.submit(web, world.actor("officer"), now, made)
    assert "草拟" in text_of(paper("subsidies.payout_pdf"))
    api.review(web, world.actor("reviewer"), now, made)
    assert "草拟" not in text_of(paper("subsidies.payout_pdf"))
    stranger = sign_in("officer", at="411202")
    form = {"purpose": "payment"}
    url = f"/exports/subsidies.payout_pdf/{cohort.id}"
    assert stranger.post(url, data=form).status_code == 404


def test_outside_the_scope_nothing_exists(
    web: Session, now: datetime, world: World, sign_in: SignIn
) -> None:
    cohort, (key, *_) = whole_class(web, now)
    made = api.make_list(web, world.actor("officer"), now, cohort)
    ticket = api.add_invoice(web, MAKER, now, cohort, key, 100)
    stranger = sign_in("officer", at="411202")
    gets = (
        f"/subsidies/cohorts/{cohort.id}", f"/subsidies/enrolments/{key}",
        f"/subsidies/cohorts/{cohort.id}/confirm", f"/subsidies/cohorts/{cohort.id}/choose",
        f"/subsidies/cohorts/{cohort.id}/tickets",
    )  # fmt: skip
    posts = (
        f"/subsidies/cohorts/{cohort.id}/make", f"/subsidies/lists/{made.id}/submit",
        f"/subsidies/lists/{made.id}/withdraw", f"/subsidies/enrolments/{key}/tickets",
        f"/subsidies/tickets/{ticket.id}/void", f"/subsidies/cohorts/{cohort.id}/confirm",
    )  # fmt: skip
    assert {stranger.get(url).status_code for url in gets} == {404}
    assert {stranger.post(url, data={"reason": "x"}).status_code for url in posts} == {404}
    review = f"/subsidies/lists/{made.id}/review"
    assert sign_in("reviewer", at="411202").post(review).status_code == 404
    assert "农村电商第1期" not in stranger.get("/subsidies/").text
    assert sign_in("registrar").get(gets[0]).status_code == 403
    assert sign_in("observer", at="411202").get(gets[0]).status_code == 200
    assert sign_in("observer").post(posts[0]).status_code == 403


def test_the_first_page_says_what_waits(
    web: Session, now: datetime, world: World, sign_in: SignIn
) -> None:
    one, _ = whole_class(web, now)
    two, _ = whole_class(web, now, first=10, title="农村电商第2期")
    officer = sign_in("officer")
    assert "2 个班次的补贴规则待确认" in words(officer.get("/"))
    listed = words(officer.get("/subsidies/?waiting=unconfirmed"))
    assert one.title in listed
    assert two.title in listed
    for cohort in (one, two):
        api.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    for cohort in (one, two):
        cohorts.close(web, MAKER, now, cohort)
    assert "2 个已结束的班次还没有编制补贴名单" in words(officer.get("/"))
    made = api.make_list(web, world.actor("officer"), now, one)
    api.submit(web, world.actor("officer"), now, made)
    api.send_back(web, world.actor("reviewer"), now, made, "票据不清")
    first = words(officer.get("/"))
    assert "1 份补贴名单被退回" in first
    assert "1 个已结束的班次还没有编制补贴名单" in first
    assert one.title in words(officer.get("/subsidies/?state=returned"))
    assert one.title not in words(officer.get("/subsidies/?state=reviewed"))


def test_panels_on_the_class_and_before_a_change(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort, _ = whole_class(web, now, days=4)
    api.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    officer = sign_in("officer")
    record = officer.get(f"/cohorts/{cohort.id}").text
    assert f'href="/subsidies/cohorts/{cohort.id}"' in record
    assert "360.00" in words(record)
    assert "<svg" not in record or "style=" not in record.split("<svg", 1)[1].split("</svg>")[0]
    first = cohorts.session_facts(web, cohort.id)[0].key
    effects = officer.post(f"/cohorts/sessions/{first}/cancel", data={"reason": "停电"})
    assert effects.status_code == 200, effects.status_code
    said = words(effects)
    assert "补贴合计（元）" in said
    assert "360.00" in said
    assert "270.00" in said
    assert sum(row.total_fen for row in api.result_lines(web, cohort)) == 36000


PAGES = (
    "/subsidies/",
    "/subsidies/rules",
    "/subsidies/rules/HN-2017-71",
    "/subsidies/rules/GD-2023-13",
    "/subsidies/rules/NN-2016",
    "/subsidies/rules/CN-2019-24",
)


@pytest.mark.parametrize("url", PAGES)
def test_pages_in_both_languages(sign_in: SignIn, url: str) -> None:
    chinese = sign_in("officer").get(url)
    english = sign_in("officer", language="en").get(url)
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert "补贴" in words(chinese)
    assert "ubsid" in words(english)


def test_the_list_and_a_trainee_in_english(web: Session, now: datetime, sign_in: SignIn) -> None:
    cohort, keys = whole_class(web, now)
    english = sign_in("officer", language="en")
    listed = words(english.get(f"/subsidies/cohorts/{cohort.id}"))
    for said in ("Subsidy list", "Rule not confirmed", "Confirm the rule", "Refused"):
        assert said in listed, said
    one = words(english.get(f"/subsidies/enrolments/{keys[0]}"))
    for said in ("Facts used", "Day by day", "outside the home county"):
        assert said in one or said == "outside the home county", said
    assert english.get("/subsidies/rules/none").status_code == 404


def test_pages_ask_a_constant_number_of_questions(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    counts = []
    officer = sign_in("officer")
    for at, size in enumerate((3, 30)):
        cohort, _ = whole_class(web, now, size, first=at * 100, title=f"农村电商第{at + 1}期")
        api.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
        for url in (f"/subsidies/cohorts/{cohort.id}", "/subsidies/", f"/cohorts/{cohort.id}"):
            sent: list[str] = []

            def note(_c: object, _u: object, text: str, *_r: object, to: list[str] = sent) -> None:
                to.append(text)

            engine = web.get_bind()
            event.listen(engine, "before_cursor_execute", note)
            try:
                assert officer.get(url).status_code == 200
            finally:
                event.remove(engine, "before_cursor_execute", note)
            counts.append(len(sent))
    assert counts[:3] == counts[3:]
    assert counts[0] <= 40, counts


def test_filters_of_the_list(web: Session, now: datetime, sign_in: SignIn) -> None:
    cohort = open_class(web, now)
    assert "班里还没有学员" in words(sign_in("officer").get(f"/subsidies/cohorts/{cohort.id}"))
    full, keys = whole_class(web, now, 20, first=30, title="农村电商第2期")
    api.confirm_rule(web, MAKER, now, full, "张三：已核对原文")
    officer = sign_in("officer")
    name = enrolments(web, full)[3].id
    assert name == keys[3]
    page = officer.get(f"/subsidies/cohorts/{full.id}?q=学员33").text
    assert page.count("/subsidies/enrolments/") == 2
    assert "没有符合条件的人" in officer.get(f"/subsidies/cohorts/{full.id}?show=refused").text
    assert isinstance(api.make_list(web, MAKER, now, full), SubsidyList)
