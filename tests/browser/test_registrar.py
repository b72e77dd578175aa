"""A registrar opens a cohort from its roster: everything is seen before anything is written."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.visiting import Visit
from tests.courses.subsidies.classes import SAMPLE
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROSTER = SAMPLE / "roster.xlsx"
TITLE = "卢氏县2018年第3期农村电商实操培训班"


def test_from_sign_in_to_a_cohort_with_trainees_and_timetable(address: str, visit: Enter) -> None:
    registrar = visit(address, "registrar-411224-first", PASSWORD)
    registrar.check()
    open_cohort(registrar)
    every_row_is_seen(registrar)
    assert trainees(registrar) == people(registrar) == 0, "written before it was applied"
    apply(registrar)
    assert trainees(registrar) == people(registrar) == 42
    registrar.check()
    undo(registrar)
    assert trainees(registrar) == people(registrar) == 0
    upload_again(registrar)
    apply(registrar)
    assert trainees(registrar) == 42
    plan(registrar)


def open_cohort(registrar: Visit) -> None:
    """Title and hours come from the sheet; only the dates and the place are entered."""
    registrar.go("/cohorts/", check=True)
    registrar.press("新建班次")
    registrar.check()
    page = registrar.page
    page.set_input_files("[name=file]", ROSTER)
    page.fill("[name=title]", TITLE)
    page.fill("[name=start]", "2018-09-10")
    page.fill("[name=end]", "2018-09-22")
    page.fill("[name=venue_county]", "411202")
    page.select_option("[name=centre]", label="卢氏县电商培训中心")
    registrar.press("新建班次")
    page.wait_for_url(re.compile("/runs/"))


def every_row_is_seen(registrar: Visit) -> None:
    page = registrar.page
    rows = page.locator("#rows tbody tr")
    expect(rows).to_have_count(48)
    for word, count in (("收", 37), ("存疑", 5), ("未收", 6)):
        outcome = rows.locator("td[data-label=审核] .state").get_by_text(word, exact=True)
        expect(outcome).to_have_count(count)
    rejected = page.locator("#faults tr.tone-red")
    assert set(rejected.locator("td[data-label=代码]").all_inner_texts()) >= {"ID_CHECKSUM"}
    expect(rejected.filter(has_text="ID_CHECKSUM").first).to_contain_text("唐春")
    registrar.check()


def trainees(registrar: Visit) -> int:
    """How many are in the cohort, by its own page; leaves the browser where it was."""
    return _counted(registrar, "/cohorts/", TITLE, "#trainees .section-count")


def people(registrar: Visit) -> int:
    """How many are in the archive."""
    return _counted(registrar, "/people/", "", ".filter-total")


def _counted(registrar: Visit, path: str, link: str, place: str) -> int:
    aside = registrar.context.new_page()
    aside.goto(registrar.address + path)
    if link:
        aside.get_by_role("link", name=link).first.click()
        aside.wait_for_url(re.compile(r"/cohorts/\d+"))
    said = aside.locator(place).first.inner_text()
    aside.close()
    return int("".join(filter(str.isdigit, said)))


def apply(registrar: Visit) -> None:
    registrar.press("执行")
    expect(registrar.page.locator("h1 + .state")).to_have_text("已执行")


def undo(registrar: Visit) -> None:
    registrar.press("撤销")
    question = registrar.page.get_by_role("dialog")
    expect(question).to_contain_text("恢复到执行之前")
    registrar.check()
    registrar.press("撤销", question)
    expect(registrar.page.locator("h1 + .state")).to_have_text("已撤销")
    registrar.check()


def upload_again(registrar: Visit) -> None:
    registrar.press("返回")
    registrar.press("导入名册")
    registrar.check()
    registrar.page.set_input_files("[name=file]", ROSTER)
    registrar.press("上传并核对")
    registrar.page.wait_for_url(re.compile("/runs/"))


def plan(registrar: Visit) -> None:
    """Days nobody works are left out of the proposal, the first day is added to it by hand."""
    page = registrar.page
    registrar.press("返回")
    page.locator("#timetable").get_by_role("link", name="排课").click()
    chosen = page.locator("input[type=checkbox]:checked")
    before = chosen.count()
    sunday = page.locator("tr", has_text="9月16日").locator("input[type=checkbox]").first
    expect(sunday).not_to_be_checked()
    registrar.check()
    sunday.check()
    registrar.press("保存课程表")
    expect(page.locator("#timetable .section-count")).to_have_text(f"{before + 1} 个半天")
    registrar.check()
