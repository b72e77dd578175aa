"""An officer issues certificates on the desktop; the public verifies them on a phone."""

import re

import pytest
from playwright.sync_api import expect

from courses.cohorts import api as cohorts
from lms.clock import now
from lms.db import unit_of_work
from tests.browser.conftest import Enter
from tests.browser.house import House
from tests.browser.visiting import Visit
from tests.courses.subsidies.classes import MAKER, sample_class
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WHY = "信息登记错误"


def closed_sample(house: House) -> int:
    """The sample cohort, marked and closed; its id."""
    with house.app.app_context(), unit_of_work() as session:
        cohort = sample_class(session, now())
        cohorts.close(session, MAKER, now(), cohort)
        return cohort.id


def test_issued_revoked_and_verified_by_the_public(
    house: House, address: str, visit: Enter
) -> None:
    cohort = closed_sample(house)
    officer = visit(address, "officer-411224", PASSWORD)
    issue(officer, cohort)
    (first, good), (second, bad) = holders(officer, cohort)
    revoke(officer, second)
    public = visit(address, phone=True)
    look_up(public, good, first)
    expect(public.page.locator(".notice-green")).to_contain_text("证书有效")
    public.check()
    look_up(public, bad, second)
    expect(public.page.locator(".notice-red")).to_contain_text("撤销")
    expect(public.page.locator("main")).to_contain_text(WHY)
    public.check()
    look_up(public, mistyped(good), first)
    public.expect_refusal(422)
    expect(public.page.locator("main")).to_contain_text("证书编号不对")
    public.check()


def issue(officer: Visit, cohort: int) -> None:
    page = officer.page
    officer.go(f"/certificates/cohorts/{cohort}", check=True)
    officer.press("签发证书")
    officer.check()
    page.fill("[name=issuer]", "卢氏县电商培训中心")
    officer.press("预演")
    page.wait_for_url(re.compile("/runs/"))
    expect(page.locator("#issue tbody tr")).to_have_count(34)
    expect(page.locator("#refused tbody tr")).to_have_count(8)
    officer.check()
    officer.press("执行")
    expect(page.locator("h1 + .state")).to_have_text("已执行")
    officer.check()


def holders(officer: Visit, cohort: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Name and number of the first two of 34 certificates."""
    officer.go(f"/certificates/cohorts/{cohort}", check=True)
    held = officer.page.locator("tbody tr", has=officer.page.get_by_role("link", name="PX"))
    expect(held).to_have_count(34)
    found = [
        (
            held.nth(at).locator("[data-label=姓名]").inner_text(),
            held.nth(at).get_by_role("link", name="PX").inner_text(),
        )
        for at in (0, 1)
    ]
    assert len({number for _name, number in found}) == 2
    return found[0], found[1]


def revoke(officer: Visit, name: str) -> None:
    page = officer.page
    page.locator("tbody tr", has_text=name).get_by_role("link", name="PX").click()
    officer.check()
    officer.press("撤销证书")
    question = page.get_by_role("dialog")
    question.locator("[name=ground]").select_option("error")
    question.locator("[name=reason]").fill(WHY)
    officer.check()
    officer.press("撤销证书", question)
    expect(page.locator("h1 + .state")).to_have_text("已撤销")
    officer.check()


def look_up(public: Visit, number: str, name: str) -> None:
    public.go("/verify", check=True)
    public.page.fill("[name=number]", number)
    public.page.fill("[name=name]", name)
    public.press("核验")
    public.page.wait_for_load_state()


def mistyped(number: str) -> str:
    """Two neighbours swapped, as copying from paper does."""
    at = next(at for at in range(len(number) - 3, 0, -1) if number[at] != number[at + 1])
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
