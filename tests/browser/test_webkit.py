"""The downloaded verifier in WebKit, which checks signatures with cryptography of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import webkit as webkits
from tests.browser.house import House
from tests.browser.test_offline_verifying import Office, drawn
from tests.browser.webkit import WebKit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        webkits.browser() is None, reason="WebKit is tested where webkit2gtk-driver and xvfb are"
    ),
]
VERDICT = "return document.querySelector('[data-part=verdict]')"


@pytest.fixture
def office(house: House, address: str) -> Office:
    return Office(house, address)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[WebKit]:
    program = webkits.browser()
    assert program is not None
    with webkits.webkit(tmp_path, program) as window:
        yield window


def verdict(window: WebKit, text: str) -> str:
    """What the page says of a typed code."""
    window.run("document.querySelector('[data-part=verdict]').removeAttribute('data-verdict')")
    window.run("document.querySelector('[data-part=code]').value = ''")
    window.type("[data-part=code]", text)
    window.press("[data-part=typed] button")
    return str(window.until(f"{VERDICT}.dataset.verdict"))


def opened(window: WebKit, file: Path) -> WebKit:
    window.go(file.as_uri())
    window.until("return document.documentElement.classList.contains('ready')")
    return window


def test_the_file_proves_and_disproves_in_webkit(
    office: Office, window: WebKit, tmp_path: Path
) -> None:
    office.revoke(1)
    page = opened(window, office.file(tmp_path))
    assert "AppleWebKit" in page.run("return navigator.userAgent")
    assert "Chrom" not in page.run("return navigator.userAgent")
    assert verdict(page, office.link()) == "VALID"
    assert "The signature is genuine" in page.run(f"{VERDICT}.innerText")
    assert verdict(page, office.link(1)) == "REVOKED"
    assert verdict(page, office.forged(unknown=True)) == "KEY_UNKNOWN"
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.run(wide) <= 0


def test_without_webkits_own_cryptography(office: Office, window: WebKit, tmp_path: Path) -> None:
    """As in WebKit before it knew Ed25519."""
    page = opened(window, office.file(tmp_path))
    page.run("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    assert verdict(page, office.link()) == "VALID"
    assert verdict(page, office.forged(unknown=True)) == "KEY_UNKNOWN"


def test_a_photo_of_the_code_in_webkit(office: Office, window: WebKit, tmp_path: Path) -> None:
    page = opened(window, office.file(tmp_path))
    photo = tmp_path / "photo.png"
    drawn(office.link(), 5).save(photo)
    page.type("[data-part=photo]", str(photo))
    assert page.until(f"{VERDICT}.dataset.verdict") == "VALID"
