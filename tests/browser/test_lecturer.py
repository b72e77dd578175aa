"""A lecturer marks today's class on a phone, with a network that comes and goes."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from courses.cohorts import api as cohorts
from courses.cohorts.rules import Half
from lms.clock import now, today
from lms.db import unit_of_work
from tests.browser.conftest import Enter
from tests.browser.house import House
from tests.browser.visiting import Visit
from tests.courses.subsidies.classes import MAKER, enrol, people
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRAINEES = 12


def class_of_today(house: House) -> None:
    """A running class with one half-day, this morning."""
    assert house.world is not None
    with house.app.app_context(), unit_of_work() as session:
        day = today()
        cohort = cohorts.open_cohort(
            session, MAKER, now(), county="411224", centre_id=house.world.centre(),
            title="卢氏县第9期手机点名班", start=day - timedelta(days=1), end=day + timedelta(days=3),
            venue_county="411224", venue="东明镇", minimum_attendance="0.80",
        )  # fmt: skip
        enrol(session, now(), cohort, people(session, now(), TRAINEES))
        cohorts.add_session(session, MAKER, now(), cohort, day=day, half=Half.AM)
        cohorts.start(session, MAKER, now(), cohort)


def test_marking_on_a_phone_with_and_without_network(
    house: House, address: str, visit: Enter
) -> None:
    class_of_today(house)
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    page = lecturer.page
    present = page.locator("[data-count=present]")
    open_sheet(lecturer)

    lecturer.press("全部到")
    saved(lecturer)
    expect(present).to_have_text(str(TRAINEES))
    third = button_of(lecturer, 3)
    big_enough(third)
    third.tap()
    expect(third).to_have_text("缺")
    third.tap()
    expect(third).to_have_text("迟到")
    saved(lecturer)
    lecturer.check()
    page.reload()
    expect(third).to_have_text("迟到")
    expect(present).to_have_text(str(TRAINEES))
    expect(page.locator("[data-count=unmarked]")).to_have_text("0")

    fifth = button_of(lecturer, 5)
    lecturer.context.set_offline(True)
    fifth.tap()
    expect(page.locator("[data-sheet-status]")).to_have_text("1 条未发送，联网后自动发送")
    lecturer.context.set_offline(False)
    saved(lecturer)
    page.reload()
    expect(fifth).to_have_text("缺")
    expect(present).to_have_text(str(TRAINEES - 1))
    follow_mark(lecturer)


def open_sheet(lecturer: Visit) -> None:
    """From the first page to the roll of this morning."""
    lecturer.check()
    lecturer.page.locator(".today").get_by_role("link", name="点名").click()
    lecturer.page.wait_for_url(re.compile("/attendance/sessions/"))
    lecturer.check()


def saved(lecturer: Visit) -> None:
    """Wait until the page says that everything is with the office."""
    expect(lecturer.page.locator("[data-sheet-status]")).to_contain_text("已保存")


def button_of(lecturer: Visit, number: int) -> Locator:
    """The large button of one trainee."""
    return lecturer.page.locator(".roll > li").nth(number - 1).locator(".roll-cycle")


def big_enough(button: Locator) -> None:
    """A thumb needs 44 by 44."""
    size = button.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 44


def follow_mark(lecturer: Visit) -> None:
    """Name → day → mark: who set it, when, from what to what."""
    page = lecturer.page
    page.locator(".roll > li").nth(2).locator(".roll-name a").click()
    page.wait_for_url(re.compile("/people/"))
    lecturer.check()
    page.locator("#days").get_by_role("link", name="迟到").click()
    page.wait_for_url(re.compile("/attendance/sessions/"))
    newest = page.locator("table.history tbody tr").first
    expect(newest).to_contain_text("lecturer 411224 first")
    expect(newest.locator("del")).to_have_text("到")
    expect(newest.locator("ins")).to_have_text("迟到")
    expect(newest.locator("[data-label=何时]")).to_have_text(re.compile(r"\d{1,2}:\d{2}"))
    lecturer.check()
