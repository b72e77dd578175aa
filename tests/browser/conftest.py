"""A browser and the house for each worker, a fresh database for each test."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.house import House
from tests.browser.visiting import DESKTOP, PHONE, Visit
from tests.support.clock import true_time
from tests.support.screen_fonts import font_environment

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds a page may take on a busy machine before a test gives up."""

expect.set_options(timeout=PATIENCE)
Enter = Callable[..., Visit]


@pytest.fixture(scope="package", autouse=True)
def _as_late_as_in_the_browser() -> Iterator[None]:
    """A phone and the office agree on what time it is."""
    with true_time():
        yield


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The application of this worker."""
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, for this folder: Playwright's own loop must not meet that of other tests.

    `tests.conftest` lets the tests of this folder run one after the other, so it is started once.
    """
    fonts = font_environment(tmp_path_factory.mktemp("fonts"))
    environment: dict[str, str | float | bool] = {**os.environ, **fonts}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), env=environment
        )
        yield browser
        browser.close()


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """Where the empty office is served."""
    with house.served("empty") as served:
        yield served


@pytest.fixture
def demonstration(house: House) -> Iterator[str]:
    """Where the demonstration county is served."""
    with house.served("demonstration") as served:
        yield served


@pytest.fixture
def visit(browser: Browser) -> Iterator[Enter]:
    """`visit(address, login, password, phone=True, language="en")` is a person signed in;
    without a log-in a visitor."""
    contexts = []

    def enter(
        address: str,
        login: str = "",
        password: str = "",
        *,
        phone: bool = False,
        language: str = "zh",
    ) -> Visit:
        size = PHONE if phone else DESKTOP
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            has_touch=phone,
            is_mobile=phone,
            locale="en-GB" if language == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        visited = Visit(context, context.new_page(), address, language)
        if login:
            visited.sign_in(login, password)
        return visited

    yield enter
    for context in contexts:
        context.close()
