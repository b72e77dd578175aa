"""From a paper register to a reviewed list, every amount followed to its marks and its clause."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from courses.cohorts import api as cohorts
from courses.cohorts.api import rehearse_roster
from lms.accounts import services as accounts
from lms.clock import now
from lms.db import unit_of_work
from lms.runs import services as runs
from tests.browser.conftest import Enter
from tests.browser.house import House
from tests.browser.visiting import Visit
from tests.courses.subsidies.classes import HUBIN, LUSHI, MAKER, SAMPLE, START
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOTAL, PEOPLE = "15,409.50", 32


def class_with_roster(house: House) -> int:
    """The sample cohort with its trainees and nothing else; its id."""
    with house.app.app_context(), unit_of_work() as session:
        assert house.world is not None
        cohort = cohorts.open_cohort(
            session, MAKER, now(), county=LUSHI, centre_id=house.world.centre(),
            title="卢氏县2018年第3期农村电商实操培训班", start=START, end=START.replace(day=22),
            venue_county=HUBIN, minimum_attendance="0.80",
        )  # fmt: skip
        run = rehearse_roster(
            session, MAKER, now(), cohort, (SAMPLE / "roster.xlsx").read_bytes(), "roster.xlsx"
        )
        runs.apply_all(session, MAKER, now(), run)
        return cohort.id


def both_roles(house: House) -> None:
    """An officer who is a reviewer as well, as in a small office."""
    with house.app.app_context(), unit_of_work() as session:
        accounts.create(
            session, MAKER, now(), login="both-411224", name="张文静", password=PASSWORD,
            grants=[("officer", LUSHI, None), ("reviewer", LUSHI, None)],
        )  # fmt: skip


def test_from_register_to_reviewed_list(house: House, address: str, visit: Enter) -> None:
    cohort = class_with_roster(house)
    registrar = visit(address, "registrar-411224-first", PASSWORD)
    bring_register(registrar, cohort)
    both_roles(house)
    officer = visit(address, "both-411224", PASSWORD)
    bring_tickets(officer, cohort)
    confirm_rule(officer)
    close(registrar, cohort)
    follow_total(officer, cohort)
    read_refusal(officer, cohort)
    send(officer, cohort)
    may_not_review_own(officer, cohort)
    reviewer = visit(address, "reviewer-411224", PASSWORD)
    approve(reviewer, cohort)
    download(reviewer, cohort)


def bring_register(registrar: Visit, cohort: int) -> None:
    registrar.go(f"/attendance/cohorts/{cohort}/register", check=True)
    registrar.page.set_input_files("[name=file]", SAMPLE / "attendance.xlsx")
    dates = registrar.page.locator("[name=use_dates]")
    if dates.count():
        dates.check()
    registrar.press("预演")
    registrar.page.wait_for_url(re.compile("/runs/"))
    registrar.check()
    apply(registrar)


def apply(who: Visit) -> None:
    who.press("执行")
    expect(who.page.locator("h1 + .state")).to_have_text("已执行")
    who.check()


def bring_tickets(officer: Visit, cohort: int) -> None:
    officer.go(f"/subsidies/cohorts/{cohort}", check=True)
    officer.press("登记票据")
    officer.check()
    officer.page.set_input_files("[name=file]", SAMPLE / "invoices.csv")
    officer.press("上传并核对")
    officer.page.wait_for_url(re.compile("/runs/"))
    officer.check()
    apply(officer)
    officer.press("返回")
    expect(figure(officer, "合计")).to_have_text("0.00 元")


def confirm_rule(officer: Visit) -> None:
    officer.press("确认规则")
    officer.check()
    officer.page.fill("[name=person]", "赵明远")
    officer.page.fill("[name=reason]", "已与文件原件核对")
    officer.press("确认规则")
    expect(figure(officer, "合计")).to_have_text(f"{TOTAL} 元")
    expect(officer.page.locator("main")).to_contain_text("赵明远")
    officer.check()


def figure(who: Visit, label: str) -> Locator:
    """The figure of that name at the head of a list."""
    return who.page.locator(".figures > div", has_text=label).first.locator("dd")


def close(registrar: Visit, cohort: int) -> None:
    registrar.go(f"/cohorts/{cohort}", check=True)
    registrar.press("结班")
    expect(registrar.page.locator(".notice", has_text="COHORT_UNMARKED")).to_contain_text("8")
    registrar.check()
    registrar.press("确认：结班")
    expect(registrar.page.locator("h1 + .state")).to_have_text("已结班")
    registrar.check()


def follow_total(officer: Visit, cohort: int) -> None:
    """Total → list → person → day → mark and its history; and from the person to the clause."""
    page = officer.page
    officer.go(f"/cohorts/{cohort}")
    panel = page.locator("section", has=page.get_by_role("heading", name="补贴", exact=True))
    panel.get_by_role("link", name=f"{TOTAL} 元").click()
    page.wait_for_url(re.compile(f"/subsidies/cohorts/{cohort}"))
    expect(figure(officer, "发放")).to_have_text(f"{PEOPLE} 人")
    officer.check()
    row = page.locator("#lines tbody tr", has_text="傅英")
    row.get_by_role("link", name="568.50").click()
    expect(page.locator("h1")).to_have_text("傅英")
    main = page.locator("main")
    expect(main).to_contain_text("豫人社〔2017〕71号")
    expect(main.get_by_text("赵明远").first).to_be_visible()
    days = main.locator("table", has_text="逐日明细").locator("tbody tr")
    expect(days).to_have_count(12)
    expect(days.locator("td[data-label=计发]").get_by_text("计", exact=True)).to_have_count(10)
    officer.check()
    person = page.url
    days.first.get_by_role("link").first.click()
    officer.check()
    page.locator("#days tbody tr").first.get_by_role("link").first.click()
    expect(page.locator("table.history tbody tr").first).to_be_visible()
    officer.check()
    page.goto(person)
    main.get_by_role("link", name=re.compile("HN-2017-71")).first.click()
    expect(main).to_contain_text("豫人社〔2017〕71号")
    officer.check()


def read_refusal(officer: Visit, cohort: int) -> None:
    officer.go(f"/subsidies/cohorts/{cohort}?show=refused")
    row = officer.page.locator("#lines tbody tr", has_text="黄红莲")
    row.get_by_role("link", name="黄红莲").click()
    refusal = officer.page.locator(".notice-red", has_text="ATTENDANCE_BELOW_MINIMUM")
    expect(refusal).to_contain_text("19")
    officer.check()


def send(officer: Visit, cohort: int) -> None:
    officer.go(f"/subsidies/cohorts/{cohort}")
    officer.press("编制名单")
    expect(officer.page.locator("h1 + .state")).to_have_text("草拟")
    officer.press("送复核")
    question = officer.page.locator("dialog[open]")
    officer.press("送复核", question)
    expect(officer.page.locator("h1 + .state")).to_have_text("已送审")
    officer.check()


def may_not_review_own(officer: Visit, cohort: int) -> None:
    """No button, a sentence instead; who sends the form by hand is told the same."""
    page = officer.page
    expect(page.locator("main").get_by_text("复核通过", exact=True)).to_have_count(0)
    expect(page.locator(".notice", has_text="SELF_REVIEW")).to_be_visible()
    withdraw = page.locator("form[action$='/withdraw']")
    forged = str(withdraw.get_attribute("action")).replace("/withdraw", "/review")
    token = withdraw.locator("[name=csrf_token]").get_attribute("value")
    answer = page.request.post(
        officer.address + forged,
        form={"csrf_token": str(token)},
        headers={"Referer": page.url},
    )
    assert answer.status == 422
    assert "SELF_REVIEW" in answer.text()
    page.reload()
    expect(page.locator("h1 + .state")).to_have_text("已送审")


def approve(reviewer: Visit, cohort: int) -> None:
    page = reviewer.page
    reviewer.check()
    page.locator(".today").get_by_role("link", name="复核").first.click()
    reviewer.check()
    reviewer.go(f"/subsidies/cohorts/{cohort}", check=True)
    reviewer.press("复核通过")
    reviewer.press("复核通过", page.locator("dialog[open]"))
    expect(page.locator("h1 + .state")).to_have_text("已复核")
    reviewer.check()


def download(reviewer: Visit, cohort: int) -> None:
    """Both files of the list come down whole and say what the page says."""
    pdf = file_named(reviewer, cohort, "补贴发放花名册（PDF）")
    assert pdf.startswith(b"%PDF")
    sheet = load_workbook(
        io.BytesIO(file_named(reviewer, cohort, "补贴发放花名册（Excel）"))
    ).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "壹万伍仟肆佰零玖元伍角" in " ".join(cells)
    assert {"15409.5", "15409.50", TOTAL} & set(cells)


def file_named(reviewer: Visit, cohort: int, title: str) -> bytes:
    """The export of that title, taken for a purpose."""
    reviewer.go(f"/subsidies/cohorts/{cohort}")
    reviewer.page.locator("#papers").get_by_role("link", name=title).click()
    reviewer.check()
    reviewer.page.select_option("[name=purpose]", "payment")
    with reviewer.page.expect_download() as coming:
        reviewer.press("下载")
    return Path(coming.value.path()).read_bytes()
