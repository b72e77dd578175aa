"""What every journey checks does find something."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.checking import inaccessible, pattern_of, too_wide, untranslated
from tests.browser.conftest import Enter
from tests.browser.visiting import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOUND = """<!doctype html><html lang="en"><head><title>Roster</title></head>
<body><main><h1>Roster of 卢氏县</h1>{}</main></body></html>"""
NAMES = pattern_of(["卢氏县"])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A sheet of paper."""
    page = browser.new_page(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    yield page
    page.close()


def test_a_sound_page_passes(page: Page) -> None:
    page.set_content(SOUND.format("<button>Apply</button>"))
    assert (inaccessible(page), too_wide(page), untranslated(page, NAMES)) == ([], "", [])


def test_each_fault_is_found(page: Page) -> None:
    wide = '<img src="data:,"><input style="width: 40em" placeholder="姓名"><button>执行卢氏县</button>'
    page.set_content(SOUND.format(wide))
    assert any("image-alt" in fault for fault in inaccessible(page))
    assert "input" in too_wide(page)
    assert untranslated(page, NAMES) == ["姓名", "执行卢氏县"]


def test_what_the_policy_forbids_is_a_fault(address: str, visit: Enter) -> None:
    visitor = visit(address)
    visitor.go("/verify")
    visitor.page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener('securitypolicyviolation', done, { once: true });
          const script = document.createElement('script');
          script.textContent = '1';
          document.body.append(script);
        }).then(() => true)"""
    )
    with pytest.raises(AssertionError, match="Content Security Policy"):
        visitor.check()
    visitor.go("/nowhere")
    with pytest.raises(AssertionError, match="404 GET"):
        visitor.check()
