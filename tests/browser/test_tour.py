"""A lecturer records a village tour on a phone without network: everything arrives, once (R10)."""

import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from courses.mentoring.contact_models import Contact, ContactLine
from courses.mentoring.models import Pair
from lms.clock import now, today
from lms.db import db, unit_of_work
from lms.offline.models import OfflineEventRow
from tests.browser.conftest import PATIENCE, Enter
from tests.browser.house import House
from tests.browser.visiting import Visit
from tests.courses.mentoring.tours import tour
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEADERS = 12
LOST = 0.1
"""Share of answers that are lost after the server has committed."""


@pytest.fixture
def pairs(house: House, address: str) -> list[int]:
    """Twelve leaders of one lecturer."""
    assert house.world is not None
    with house.app.app_context(), unit_of_work() as session:
        made = tour(session, house.world.actor("lecturer").id, count=LEADERS)
        for pair in session.scalars(select(Pair)):
            pair.from_date = today() - timedelta(days=90)
            pair.until_date = today() + timedelta(days=200)
        return made.ids


def ready(lecturer: Visit) -> None:
    """The page works, its worker holds it; it and the other page of a tour are kept."""
    page = lecturer.page
    expect(page.locator("html[data-offline-ready]")).to_have_count(1)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    for _ in range(PATIENCE // 100):
        kept = page.evaluate(
            """async () => {
                const names = (await caches.keys()).filter((one) => one.startsWith('pages:'));
                const found = await Promise.all(names.map(async (one) => (await caches.open(one)).keys()));
                return found.flat().map((one) => new URL(one.url).pathname);
            }"""
        )
        if {"/mentoring/mine", "/mentoring/record"} <= set(kept):
            return
        time.sleep(0.1)
    raise AssertionError(f"kept: {kept}")


def waiting(page: Page, count: int) -> None:
    """The status line says in words how many are not sent."""
    expect(page.locator("[data-offline-account]")).to_have_text(f"{count} 条未发送，联网后自动发送")


def synced(page: Page) -> None:
    expect(page.locator("[data-offline-account]")).to_have_text(re.compile(r"^● 已同步 \d\d:\d\d$"))


def choose(page: Page, pairs: list[int]) -> None:
    for pair in pairs:
        page.locator(f"#pair-{pair} input[name=pairs]").check()


def contacts(house: House) -> list[tuple[int, str]]:
    """(pair, kind) of every contact there is."""
    with house.app.app_context():
        rows = db.session().execute(
            select(ContactLine.pair_id, Contact.kind).join(Contact).order_by(ContactLine.pair_id)
        )
        found = [(pair, kind.value) for pair, kind in rows]
        db.session.remove()
    return found


@contextmanager
def not_counted() -> Iterator[list[float]]:
    """Seconds in which the test inspects the page and nobody works with it."""
    seconds: list[float] = []
    began = time.monotonic()
    yield seconds
    seconds.append(time.monotonic() - began)


@contextmanager
def losing(page: Page, seed: int) -> Iterator[list[int]]:
    """One answer in ten is lost after the office has stored what came."""
    luck = random.Random(seed)
    lost: list[int] = []

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        if luck.random() < LOST or not lost:
            lost.append(answer.status)
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    page.context.route("**/offline/events", pass_on)
    yield lost
    page.context.unroute("**/offline/events")


def test_a_tour_of_four_without_network(
    house: House, address: str, visit: Enter, pairs: list[int]
) -> None:
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    page = lecturer.page
    lecturer.go("/mentoring/mine", check=True)
    expect(page.locator(".tour-list > li")).to_have_count(LEADERS)
    ready(lecturer)
    began = time.monotonic()
    lecturer.context.set_offline(True)
    page.get_by_role("link", name="登记走访").click()
    page.wait_for_url(re.compile("/mentoring/record"))
    expect(page.locator("html[data-offline-ready]")).to_have_count(1)
    page.get_by_label("直播").check()
    choose(page, pairs[:4])
    own = page.locator(f"#pair-{pairs[1]}")
    own.locator("summary").click()
    own.locator("textarea[name^=problems]").fill("村里没有快递点")
    page.reload()
    expect(own.locator("input[name=pairs]")).to_be_checked()
    expect(own.locator("textarea[name^=problems]")).to_have_value("村里没有快递点")
    with not_counted() as inspecting:
        lecturer.check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-offline-said]")).to_have_text("已记在手机上，联网后自动发送。")
    waiting(page, 4)
    marks = page.get_by_text("已记在手机上", exact=True).filter(visible=True)
    expect(marks).to_have_count(4)
    page.reload()
    waiting(page, 4)
    expect(marks).to_have_count(4)
    with not_counted() as inspecting_again:
        lecturer.go("/mentoring/mine", check=True)
    expect(marks).to_have_count(4)
    assert contacts(house) == []
    lecturer.context.set_offline(False)
    synced(page)
    assert time.monotonic() - began - sum(inspecting + inspecting_again) < 120
    assert contacts(house) == [(pair, "visit") for pair in pairs[:4]]
    lecturer.faults[:] = [fault for fault in lecturer.faults if "fetch" not in fault]
    lecturer.go("/mentoring/mine", check=True)
    page.get_by_role("link", name="村里没有快递点").click()
    page.wait_for_url(re.compile("/mentoring/tickets/"))
    lecturer.check()


def test_two_phones_wrong_clocks_lost_answers(
    house: House, address: str, visit: Enter, pairs: list[int]
) -> None:
    phones = []
    for hours in (26, -26):
        lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
        lecturer.context.clock.set_system_time(now() + timedelta(hours=hours))
        lecturer.go("/mentoring/record")
        phones.append(lecturer)
    for number, lecturer in enumerate(phones):
        page, own = lecturer.page, pairs[number * 6 : number * 6 + 6]
        ready(lecturer)
        lecturer.context.set_offline(True)
        for kind in ("visit", "call"):
            page.locator(f"input[name=kind][value={kind}]").check()
            choose(page, own)
            page.get_by_role("button", name="保存").click()
            expect(page.locator("[data-offline-said]")).to_contain_text("已记在手机上")
            page.reload()
            expect(page.locator("html[data-offline-ready]")).to_have_count(1)
        waiting(page, 12)
        page.reload()
        waiting(page, 12)
        with losing(page, number) as lost:
            lecturer.context.set_offline(False)
            page.reload()
            synced(page)
        assert lost, "no answer was lost: the test proves nothing"
    expected = [(pair, kind) for pair in pairs for kind in ("call", "visit")]
    assert sorted(contacts(house)) == sorted(expected)
    with house.app.app_context():
        session = db.session()
        rows = session.execute(
            select(OfflineEventRow.device, func.count(), func.min(OfflineEventRow.skew))
            .where(OfflineEventRow.skewed)
            .group_by(OfflineEventRow.device)
        ).all()
        assert sorted(count for _, count, _ in rows) == [12, 12]
        assert sorted(round(skew / 3600) for _, _, skew in rows) == [-26, 26]
        days = set(session.scalars(select(Contact.day)))
        assert days == {today()}
        db.session.remove()


def test_what_is_refused_comes_back_and_signing_out_asks(
    house: House, address: str, visit: Enter, pairs: list[int]
) -> None:
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    page = lecturer.page
    lecturer.go("/mentoring/record")
    ready(lecturer)
    choose(page, pairs[:2])
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-offline-said]")).to_have_text("已保存。")
    choose(page, pairs[1:3])
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-offline-said]")).to_contain_text("已有同类联系")
    expect(page.locator("input[name=pairs]:checked")).to_have_count(1)
    expect(page.locator(f"#pair-{pairs[1]} input[name=pairs]")).to_be_checked()
    lecturer.check()
    assert len(contacts(house)) == 3
    page.locator(f"#pair-{pairs[1]} input[name=pairs]").uncheck()

    lecturer.context.set_offline(True)
    choose(page, pairs[5:6])
    page.get_by_role("button", name="保存").click()
    waiting(page, 1)
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="退出登录").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("还有 1 条记录没有发送。")
    lecturer.context.set_offline(False)
    dialog.get_by_role("button", name="发送后退出").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert len(contacts(house)) == 4
    left = page.evaluate(
        "async () => (await caches.keys()).filter((one) => one.startsWith('pages:')).length"
    )
    assert left == 0
    assert page.evaluate("() => localStorage.getItem('offline-account')") is None


def test_an_ended_session_keeps_the_queue(
    house: House, address: str, visit: Enter, pairs: list[int]
) -> None:
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    page = lecturer.page
    lecturer.go("/mentoring/record")
    ready(lecturer)
    lecturer.context.clear_cookies()
    lecturer.context.add_cookies([{"name": "language", "value": "zh", "url": address}])
    choose(page, pairs[:1])
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-offline-account]")).to_have_text(
        "1 条未发送：登录已过期，请重新登录"
    )
    assert contacts(house) == []
    lecturer.faults.clear()
    lecturer.sign_in("lecturer-411224-first", PASSWORD)
    lecturer.go("/mentoring/mine")
    synced(page)
    assert contacts(house) == [(pairs[0], "visit")]


def test_other_pages_say_what_is_kept(
    house: House, address: str, visit: Enter, pairs: list[int]
) -> None:
    assert pairs
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    lecturer.go("/mentoring/mine")
    ready(lecturer)
    lecturer.context.set_offline(True)
    lecturer.go("/mentoring/contacts")
    kept = lecturer.page.locator("[data-offline-kept] a")
    expect(kept).to_have_count(2)
    lecturer.check()
    kept.filter(has_text="登记联系").click()
    lecturer.page.wait_for_url(re.compile("/mentoring/record"))
    expect(lecturer.page.locator(".tour-leader")).to_have_count(LEADERS)


def test_nothing_a_phone_keeps_is_a_number(
    house: House, address: str, visit: Enter, pairs: list[int]
) -> None:
    lecturer = visit(address, "lecturer-411224-first", PASSWORD, phone=True)
    lecturer.go("/mentoring/mine")
    ready(lecturer)
    kept = lecturer.page.evaluate(
        """async () => {
            const names = (await caches.keys()).filter((one) => one.startsWith('pages:'));
            const texts = [];
            for (const name of names) {
                const cache = await caches.open(name);
                for (const key of await cache.keys()) texts.push(await (await cache.match(key)).text());
            }
            return texts.join(' ');
        }"""
    )
    assert "孙领头" in kept
    kept = re.sub(r'name="event_id" value="[^"]*"', "", kept)  # made at random, of digits at times
    assert re.search(r"\d{15,19}|\d{17}X|1[3-9]\d{9}", kept) is None
