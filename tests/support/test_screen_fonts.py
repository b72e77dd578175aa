"""The headless browser shows Chinese, whatever fonts the machine has."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.support.screen_fonts import font_environment

NO_OTHER_FONTS = "<include ignore_missing"


@pytest.mark.browser
@pytest.mark.slow
def test_rare_characters_have_their_full_width(tmp_path: Path) -> None:
    environment = font_environment(tmp_path)
    configuration = Path(environment["FONTCONFIG_FILE"])
    lines = configuration.read_text(encoding="utf-8").splitlines()
    alone = [line for line in lines if NO_OTHER_FONTS not in line]
    configuration.write_text("\n".join(alone), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            env={**os.environ, **environment},
        )
        page = browser.new_page()
        page.set_content('<span style="font: 20px sans-serif">导入名册䶮㛃𫖯𬭩</span>')
        box = page.locator("span").bounding_box()
        browser.close()
    assert box is not None
    assert box["width"] == pytest.approx(8 * 20, abs=0.5)
