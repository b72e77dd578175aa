"""A follow-up worker holds ten interviews on a phone without network: they arrive once each."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from courses.outcomes.assigning import set_beat
from courses.outcomes.models import AttemptRow, Case, Interview, Wave
from courses.outcomes.rules import WaveState
from courses.rosters.models import Person
from lms.audit.models import AuditEntry
from lms.clock import now
from lms.db import db, unit_of_work
from tests.browser.conftest import PATIENCE, Enter
from tests.browser.house import House
from tests.browser.test_tour import losing, synced, waiting
from tests.browser.visiting import Visit
from tests.courses.outcomes.graduates import cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PEOPLE = 10
ROUND = "/outcomes/round"
KEPT = """async () => {
    const names = (await caches.keys()).filter((one) => one.startsWith('pages:'));
    const found = {};
    for (const name of names) {
        const cache = await caches.open(name);
        for (const key of await cache.keys())
            found[new URL(key.url).pathname] = await (await cache.match(key)).text();
    }
    return found;
}"""


@pytest.fixture
def waves(house: House, address: str) -> list[int]:
    """Ten graduates of one worker's, due today."""
    assert house.world is not None
    with house.app.app_context(), unit_of_work() as session:
        set_beat(session, MAKER, now(), "411224", house.world.actor("follow_up").id)
        made = cases(session, closed_class(session, now(), PEOPLE))
        session.execute(update(Wave).where(Wave.wave != "d30").values(state=WaveState.CLOSED))
        return [wave(session, case).id for case in made]


def prepared(worker: Visit, waves: list[int]) -> None:
    """The press, and everything of the round kept on the phone."""
    page = worker.page
    worker.go(ROUND)
    worker.press("离线准备")
    expect(page.locator("a[href^='tel:']")).to_have_count(len(waves))
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    kept_are(page, {ROUND, *(f"{ROUND}/{key}" for key in waves)})


def kept_are(page: Page, wanted: set[str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for _ in range(PATIENCE // 100):
        kept = page.evaluate(KEPT)
        if set(kept) == wanted:
            return kept
        time.sleep(0.1)
    raise AssertionError(f"kept: {sorted(kept)}, wanted: {sorted(wanted)}")


def fill(page: Page, at: int) -> None:
    """A shop that sold for so much."""
    form = page.locator("form[data-offline='outcomes.interview']")
    form.locator("[name=status][value=shop]").check()
    form.locator("[name=wages]").fill(str(20000 + at))
    form.locator("[name=sales]").fill("19000")
    form.locator("[name=costs]").fill("8600")
    form.locator("[name=household]").fill("4")
    form.locator("[name=needs][value=loan]").check()


def stored(house: House) -> list[tuple[int, int]]:
    """(wave, wages in yuan) of every interview there is."""
    with house.app.app_context():
        rows = db.session().execute(
            select(Interview.wave_id, Interview.wages_fen).order_by(Interview.wave_id)
        )
        found = [(key, int(fen) // 100) for key, fen in rows]
        db.session.remove()
    return found


def test_ten_interviews_without_network(
    house: House, address: str, visit: Enter, waves: list[int]
) -> None:
    worker = visit(address, "follow_up-411224", PASSWORD, phone=True)
    page = worker.page
    worker.go("/outcomes/")
    worker.press("离线回访")
    page.wait_for_url(re.compile(ROUND))
    worker.check()
    prepared(worker, waves)
    worker.check()
    worker.context.set_offline(True)
    for at, key in enumerate(waves):
        page.goto(f"{address}{ROUND}")
        page.locator(f"#wave-{key} h3 a").click()
        page.wait_for_url(re.compile(f"{ROUND}/{key}$"))
        expect(page.locator("html[data-offline-ready]")).to_have_count(1)
        fill(page, at)
        if at % 3 == 0:
            page.reload()
            expect(page.locator("[name=wages]")).to_have_value(str(20000 + at))
            expect(page.locator("[name=needs][value=loan]")).to_be_checked()
        if at == 0:
            worker.check()
        page.get_by_role("button", name="登记").click()
        expect(
            page.locator("form[data-offline='outcomes.interview'] [data-offline-said]")
        ).to_have_text("已记在手机上，联网后自动发送。")
        waiting(page, at + 1)
    page.goto(f"{address}{ROUND}")
    waiting(page, PEOPLE)
    expect(page.locator("[data-offline-mark]").filter(visible=True)).to_have_count(PEOPLE)
    worker.check()
    assert stored(house) == []
    with losing(page, 4) as lost:
        worker.context.set_offline(False)
        page.reload()
        synced(page)
        arrived = page.locator("[data-offline-mark]").filter(visible=True)
        expect(arrived).to_have_text(["● 已送达"] * PEOPLE)
    assert lost, "no answer was lost: the test proves nothing"
    assert stored(house) == [(key, 20000 + at) for at, key in enumerate(waves)]
    kept_are(page, {ROUND})
    worker.go(ROUND)
    expect(page.locator(".tour-list > li")).to_have_count(0)
    assert "tel:" not in kept_are(page, {ROUND})[ROUND]
    with house.app.app_context():
        session = db.session()
        states = set(session.scalars(select(Wave.state).where(Wave.id.in_(waves))))
        entries = session.scalars(
            select(AuditEntry.facts).where(AuditEntry.action == "outcomes:phone_prepared")
        ).all()
        tried = session.scalars(select(AttemptRow.wave_id)).all()
        db.session.remove()
    assert states == {WaveState.DONE}
    assert [facts["count"] for facts in entries] == [PEOPLE]
    assert sorted(tried) == sorted(waves)


def test_what_the_phone_keeps_and_what_goes(
    house: House, address: str, visit: Enter, waves: list[int]
) -> None:
    worker = visit(address, "follow_up-411224", PASSWORD, phone=True)
    page = worker.page
    worker.go(ROUND)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    worker.go(ROUND)
    kept = kept_are(page, {ROUND})[ROUND]
    with house.app.app_context():
        names = (
            db.session()
            .scalars(select(Person.name).join(Case).join(Wave).where(Wave.id.in_(waves)))
            .all()
        )
        db.session.remove()
    assert all(name in kept for name in names)
    assert re.search(r"\d{15,19}|\d{17}X|1[3-9]\d{9}", kept) is None
    prepared(worker, waves)
    text = " ".join(page.evaluate(KEPT).values())
    assert len(set(re.findall(r"tel:(1[3-9]\d{9})", text))) == PEOPLE
    assert re.search(r"(?<!\d)\d{15,19}(?!\d)|\d{17}X", text) is None
    page.locator(f"#wave-{waves[0]} h3 a").click()
    page.wait_for_url(re.compile(f"{ROUND}/{waves[0]}$"))
    fill(page, 0)
    page.get_by_role("button", name="登记").click()
    said = page.locator("form[data-offline='outcomes.interview'] [data-offline-said]")
    expect(said).to_have_text("已保存。")
    kept_are(page, {ROUND, *(f"{ROUND}/{key}" for key in waves[1:])})
    worker.go(f"{ROUND}/{waves[1]}")
    expect(page.locator("html[data-offline-ready]")).to_have_count(1)
    fill(page, 1)
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="退出登录").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("还有 1 份没有填完的草稿")
    expect(dialog.get_by_role("button", name="发送后退出")).to_have_count(0)
    dialog.get_by_role("button", name="丢弃并退出").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert page.evaluate(KEPT) == {}
    left = page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('draft'))")
    assert left == []
    assert len(stored(house)) == 1


def test_two_phones_and_a_wrong_clock(
    house: House, address: str, visit: Enter, waves: list[int]
) -> None:
    """The same person asked on two phones: the second is told who was first, nothing is lost."""
    phones = []
    for hours in (26, -26):
        worker = visit(address, "follow_up-411224", PASSWORD, phone=True)
        worker.context.clock.set_system_time(now() + timedelta(hours=hours))
        prepared(worker, waves)
        phones.append(worker)
    for at, worker in enumerate(phones):
        page = worker.page
        worker.context.set_offline(True)
        page.goto(f"{address}{ROUND}/{waves[0]}")
        expect(page.locator("html[data-offline-ready]")).to_have_count(1)
        fill(page, at)
        page.get_by_role("button", name="登记").click()
        waiting(page, 1)
    for worker in phones:
        worker.context.set_offline(False)
        worker.go(ROUND)
        synced(worker.page)
    assert stored(house) == [(waves[0], 20000)]
    expect(phones[1].page.locator("[data-offline-refused]")).to_contain_text("WAVE_NOT_OPEN")
    expect(phones[0].page.locator("[data-offline-refused]")).to_be_hidden()


def test_what_looks_odd_is_asked_on_the_phone(
    house: House, address: str, visit: Enter, waves: list[int]
) -> None:
    worker = visit(address, "follow_up-411224", PASSWORD, phone=True)
    page = worker.page
    prepared(worker, waves)
    worker.context.set_offline(True)
    page.goto(f"{address}{ROUND}/{waves[0]}")
    expect(page.locator("html[data-offline-ready]")).to_have_count(1)
    fill(page, 0)
    page.locator("[name=costs]").fill("30000")
    page.get_by_role("button", name="登记").click()
    asked = page.locator("[data-doubts]")
    expect(asked).to_contain_text("成本高于销售额")
    expect(asked.locator("li").filter(visible=True)).to_have_count(1)
    worker.check()
    asked.locator("[name=confirmed]").check()
    page.get_by_role("button", name="登记").click()
    waiting(page, 1)
    expect(asked).to_be_hidden()
    worker.context.set_offline(False)
    synced(page)
    with house.app.app_context():
        assert db.session().scalars(select(Interview.asked)).one() == ["COSTS_ABOVE_SALES"]
        db.session.remove()
