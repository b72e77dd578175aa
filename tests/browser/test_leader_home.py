"""The office prints a slip, the leader confirms on a phone, the office sees the proof; a class rates."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.mentoring.models import Pair
from lms.clock import now, today
from lms.db import unit_of_work
from tests.browser.conftest import Enter
from tests.browser.house import House
from tests.courses.attendance.classes import open_class
from tests.courses.mentoring.tours import tour
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_visit_is_recorded_and_confirmed(house: House, address: str, visit: Enter) -> None:
    assert house.world is not None
    with house.app.app_context(), unit_of_work() as session:
        made = tour(session, house.world.actor("lecturer").id, count=2)
        leader_id = made.leaders[0].id
        for pair in session.scalars(select(Pair)):
            pair.from_date, pair.until_date = today() - timedelta(days=9), today()
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    lecturer.go("/mentoring/record")
    expect(lecturer.page.locator("html[data-offline-ready]")).to_have_count(1)
    lecturer.page.locator("input[name=pairs]").first.check()
    lecturer.page.get_by_role("button", name="保存").click()
    expect(lecturer.page.locator("[data-offline-said]")).to_have_text("已保存。")

    officer = visit(address, "officer-411224", PASSWORD)
    page = officer.page
    officer.go(f"/leaders/{leader_id}")
    expect(page.get_by_text("自报")).to_have_count(1)
    page.locator("summary", has_text="发口令条").click()
    page.locator("dialog[open]").get_by_role("button", name="发口令条").click()
    code = page.locator(".slip-word").inner_text()
    link = page.locator(".access-slip code").inner_text()
    officer.check()

    leader = visit(address, phone=True)
    leader.go(link.removeprefix(address), check=True)
    leader.page.fill("[name=code]", code)
    leader.page.get_by_role("button", name="打开").click()
    leader.page.wait_for_url(re.compile("/mentoring/me$"))
    leader.check()
    leader.page.get_by_role("button", name="确认").click()
    expect(leader.page.get_by_text("我已确认")).to_have_count(1)
    leader.check()

    officer.go(f"/leaders/{leader_id}", check=True)
    expect(page.get_by_text("对方确认")).to_have_count(1)


def test_a_class_rates_its_lecturer_on_phones(house: House, address: str, visit: Enter) -> None:
    assert house.world is not None
    with house.app.app_context(), unit_of_work() as session:
        made = open_class(
            session, now(), people=5, centre_id=house.world.centre(),
            start=today() - timedelta(days=2),
        )  # fmt: skip
        made.first.lecturer_id = tour(session, count=1).lecturer.id
        cohort_id = made.cohort.id
    registrar = visit(address, "registrar-411224-first", PASSWORD)
    page = registrar.page
    registrar.go(f"/cohorts/{cohort_id}")
    page.locator("li", has_text="还没有发评分码").first.get_by_role("link").click()
    registrar.check()
    page.locator("summary", has_text="发评分码").click()
    page.locator("dialog[open]").get_by_role("button", name="发评分码").click()
    expect(page.locator(".slips > li")).to_have_count(5)
    registrar.check()
    code = page.locator(".slips .slip-word").first.inner_text()
    link = page.locator("main code").first.inner_text()

    trainee = visit(address, phone=True)
    trainee.go(link.removeprefix(address), check=True)
    for name in ("useful", "clear", "patient"):
        trainee.page.locator(f"input[name={name}][value='5']").check()
    trainee.page.fill("[name=code]", code)
    trainee.page.get_by_role("button", name="提交").click()
    expect(trainee.page.get_by_role("heading", name="评分已收到")).to_have_count(1)
    trainee.check()
