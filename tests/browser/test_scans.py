"""An officer photographs the paper of a village's flag on the phone, opens it and takes it away."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.leaders.models import VillageFlag
from lms.clock import today
from lms.db import unit_of_work
from tests.browser.conftest import Enter
from tests.browser.house import House
from tests.certificates.pictures import png
from tests.courses.mentoring.corps import village
from tests.support.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_paper_is_photographed_opened_and_removed(
    house: House, address: str, visit: Enter, tmp_path: Path
) -> None:
    with house.app.app_context(), unit_of_work() as session:
        home = village(session, 7, flagged_on=today()).id
        flag = session.scalars(select(VillageFlag.id).where(VillageFlag.village_id == home)).one()
    (tmp_path / "paper.png").write_bytes(png(300, 400))
    officer = visit(address, "officer-411224", PASSWORD, phone=True)
    page = officer.page
    officer.go(f"/leaders/villages/{home}", check=True)
    page.get_by_role("link", name="附原件").click()
    officer.check()
    camera = page.get_by_label("拍照")
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(tmp_path / "paper.png")
    page.get_by_role("button", name="附上", exact=True).click()
    expect(page.get_by_text("原件已存。")).to_have_count(1)
    officer.check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="打开").click()
    assert taken.value.suggested_filename.endswith(".jpg")
    assert taken.value.path().read_bytes().startswith(b"\xff\xd8\xff")
    page.locator("summary", has_text="移除原件").click()
    page.locator("dialog[open] input[name=reason]").fill("拍糊了")
    page.locator("dialog[open]").get_by_role("button", name="移除原件").click()
    expect(page.get_by_text("拍糊了")).to_have_count(1)
    officer.check()

    desk = visit(address, "officer-411224", PASSWORD, language="en")
    desk.go(f"/leaders/papers/flag/{flag}")
    expect(desk.page.locator("#camera")).to_be_hidden()
    expect(desk.page.get_by_text("Papers of a flag").first).to_be_visible()
