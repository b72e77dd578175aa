"""An eligible village without a leader becomes one with a certified, mentored leader, in the browser.

The demonstration's officer and reviewer take every step by the pages: board → village → candidate →
recommended → reviewed → decided → trained → certified → active → matched with a lecturer → households.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from certificates.demo.staff import PASSWORD
from lms.clock import today
from tests.browser.conftest import Enter
from tests.browser.visiting import Visit
from tests.courses.rosters.people import number

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROAD = (
    ("recommend", 60, 55), ("review", 50, None), ("decide", 45, 40), ("train", 30, None),
    ("certify", 12, None), ("activate", 3, None),
)  # fmt: skip
"""Steps, how many days ago each was taken and until when its notice was up."""
NAME = "汤小满"


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def test_from_an_open_village_to_a_mentored_leader_with_households(
    demonstration: str, visit: Enter
) -> None:
    officer = visit(demonstration, "officer", PASSWORD)
    covered, village = open_village(officer)
    leader = candidate(officer, village)
    walk(officer, visit(demonstration, "reviewer", PASSWORD), leader)
    assert figure(officer, "已有带头人") == covered + 1
    match(officer)
    officer.go(f"/leaders/{leader}", check=True)
    expect(officer.page.locator("main")).to_contain_text("主带")
    households(officer, leader)
    follow_the_figure(officer, leader, village)


def figure(officer: Visit, label: str) -> int:
    """A figure of the board."""
    officer.go("/mentoring/")
    term = officer.page.locator(f"dt:text-is('{label}')")
    shown = officer.page.locator("dl.figures > div").filter(has=term)
    return int(shown.locator("dd").inner_text())


def open_village(officer: Visit) -> tuple[int, str]:
    """From the board to the villages without a leader; the figure before, and one without anybody."""
    covered = figure(officer, "已有带头人")
    officer.check()
    officer.page.locator("dl.figures").get_by_role("link").nth(2).click()
    officer.page.wait_for_url(re.compile("kind=open"))
    officer.check()
    row = officer.page.locator("tbody tr").filter(has_text="没有候选").first
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    officer.page.wait_for_url(re.compile(r"/villages/\d+"))
    officer.check()
    return covered, name


def candidate(officer: Visit, village: str) -> int:
    """A candidate from the survey; the id."""
    page = officer.page
    officer.go(f"/leaders/new?village={page.url.rsplit('/', 1)[1]}")
    expect(page.locator("[name=village] option:checked")).to_have_text(re.compile(village))
    page.fill("[name=name]", NAME)
    page.fill("[name=id_number]", number(12_321))
    page.fill("[name=on]", ago(70))
    page.select_option("[name=group]", index=1)
    page.locator("[name=fields][value=herbs]").check()
    page.locator("main form.form-page button[type=submit]").click()
    page.wait_for_url(re.compile(r"/leaders/\d+$"))
    officer.check()
    return int(page.url.rsplit("/", 1)[1])


def walk(officer: Visit, reviewer: Visit, leader: int) -> None:
    """Every step to active; the reviewer decides."""
    for action, days, until in ROAD:
        person = reviewer if action == "decide" else officer
        page = person.page
        person.go(f"/leaders/{leader}/steps/{action}")
        page.fill("[name=on]", ago(days))
        if until is not None:
            page.fill("[name=notice_from]", ago(days))
            page.fill("[name=notice_to]", ago(until))
        page.fill("[name=document]", "卢电商办〔2026〕66号")
        if action == "certify":
            page.fill("[name=certificate]", "卢电商证〔2026〕099")
        page.locator("main form.form-page button[type=submit]").click()
        page.wait_for_url(re.compile(rf"/leaders/{leader}(#.*)?$"))
        person.check(axe=False)


def match(officer: Visit) -> None:
    """The matching proposes a lecturer for everybody who waits, says why, and is applied."""
    page = officer.page
    officer.go("/mentoring/")
    officer.press("匹配讲师")
    page.wait_for_url(re.compile("/mentoring/match"))
    officer.check()
    officer.press("预演")
    page.wait_for_url(re.compile("/runs/"))
    officer.check()
    row = page.locator("tbody tr").filter(has_text=NAME)
    expect(row).to_contain_text("专长与主营都有中药材")
    row.get_by_role("link", name="改派").click()
    page.wait_for_url(re.compile("/overrule/"))
    officer.check()
    officer.press("返回方案")
    page.wait_for_url(re.compile("/runs/"))
    officer.press("执行")
    expect(page.locator("main")).to_contain_text("已执行")
    officer.check()


def households(officer: Visit, leader: int) -> None:
    """Two households begin to be brought along."""
    page = officer.page
    for serial in (1, 2):
        officer.go(f"/leaders/{leader}/households/new")
        page.fill("[name=number]", f"4112249900{serial}")
        page.fill("[name=head]", f"户主{'甲乙'[serial - 1]}")
        page.fill("[name=from_on]", ago(2))
        page.locator("main form.form-page button[type=submit]").click()
        page.wait_for_url(re.compile(rf"/leaders/{leader}(#.*)?$"))
    expect(page.locator("#households tbody tr")).to_have_count(2)
    officer.check()


def follow_the_figure(officer: Visit, leader: int, village: str) -> None:
    """The board's figure opens to the village, the village to the person, the person to the papers."""
    page = officer.page
    officer.go("/mentoring/villages?kind=covered&size=200", check=True)
    row = page.locator("tbody tr").filter(has_text=village)
    row.get_by_role("link", name=NAME).click()
    page.wait_for_url(re.compile(rf"/leaders/{leader}$"))
    expect(page.locator("#steps")).to_contain_text("卢电商办〔2026〕66号")
    page.locator("main").get_by_role("link", name="郭长河").first.click()
    page.wait_for_url(re.compile(r"/mentoring/pairs/\d+"))
    officer.check()
