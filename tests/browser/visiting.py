"""A person at a browser: signed in, watching for faults on every page."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

from tests.browser import checking

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LOADING = "Failed to load resource"
SHELL = ("中文",)
"""The way back from English."""


@dataclass
class Visit:
    """A page and what went wrong on it since the last look."""

    context: BrowserContext
    page: Page
    address: str
    language: str
    faults: list[str] = field(default_factory=list)
    data: re.Pattern[str] = field(default_factory=lambda: checking.pattern_of(SHELL))

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # a refused answer is told by _answered, a lost network is meant
        if message.type == "error" and LOADING not in message.text:
            self.faults.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def sign_in(self, login: str, password: str) -> None:
        """By the form, as everybody does."""
        self.go("/sign-in")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", password)
        self.page.locator("main form button").click()
        self.page.wait_for_url(f"{self.address}/")

    def go(self, path: str, *, check: bool = False) -> None:
        """Open an address of the house."""
        self.page.goto(self.address + path, wait_until="load")
        if check:
            self.check()

    def press(self, label: str, within: Locator | None = None) -> None:
        """Press the one button or link of that name, and what its question asks to press again."""
        place = within or self.page.locator("main")
        place.locator("a.btn, button, summary.btn").filter(visible=True).get_by_text(
            label, exact=True
        ).first.click()

    def check(self, *, axe: bool = True) -> None:
        """Fail on whatever must not be on any page."""
        faults, self.faults[:] = list(self.faults), []
        if axe:
            faults += checking.inaccessible(self.page)
        wide = checking.too_wide(self.page)
        if wide:
            faults.append(f"scrolls sideways: {wide}")
        if self.language == "en":
            faults += [
                f"not in English: {text}" for text in checking.untranslated(self.page, self.data)
            ]
        assert not faults, checking.spelled(faults, self.page)

    def expect_refusal(self, status: int) -> None:
        """The last answer was a refusal that the test asked for: it is no fault."""
        meant = [fault for fault in self.faults if fault.startswith(f"{status} ")]
        assert meant, f"no answer {status}: {self.faults}"
        self.faults[:] = [fault for fault in self.faults if fault not in meant]

    def resize(self, size: dict[str, int]) -> None:
        """Turn the desktop into a phone or back."""
        self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
