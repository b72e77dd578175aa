"""WebKit, the other family of browsers (Safari, and WeChat on iOS), driven by its own WebDriver.

Playwright's WebKit is a download of its own; Debian's is the current one of WebKitGTK.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
LIBRARIES = Path("/usr/lib")
PATIENCE = 60.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element's id (W3C WebDriver)."""


def browser() -> Path | None:
    """WebKitGTK's own small browser; None when it, its driver or a screen is not installed."""
    found = sorted(LIBRARIES.glob("*/webkit2gtk-4.*/MiniBrowser"))
    return found[-1] if found and shutil.which(DRIVER) and shutil.which(SCREEN) else None


class WebKit:
    """One window. Addresses of the driver begin with its port; scripts are function bodies."""

    def __init__(self, address: str) -> None:
        self._address = address

    def go(self, address: str) -> None:
        """Open a page and wait until it has loaded."""
        call("POST", f"{self._address}/url", {"url": address})

    def run(self, script: str, *arguments: object) -> Any:
        """What a script of the page returns."""
        body = {"script": script, "args": list(arguments)}
        return call("POST", f"{self._address}/execute/sync", body)

    def until(self, script: str) -> Any:
        """What a script returns once that is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.run(script)
            if found:
                return found
            time.sleep(0.05)
        raise TimeoutError(script)

    def type(self, selector: str, text: str) -> None:
        """Type into a field as keys would; the path of a file into one for files."""
        call("POST", f"{self._element(selector)}/value", {"text": text})

    def press(self, selector: str) -> None:
        """Click."""
        call("POST", f"{self._element(selector)}/click", {})

    def _element(self, selector: str) -> str:
        body = {"using": "css selector", "value": selector}
        found = call("POST", f"{self._address}/element", body)
        return f"{self._address}/element/{found[ELEMENT]}"


@contextmanager
def webkit(home: Path, program: Path) -> Iterator[WebKit]:
    """A window of a phone's size, on a screen nobody sees."""
    port, display = _free_port(), f":{_free_port()}"
    screen = subprocess.Popen(
        [SCREEN, display, "-screen", "0", "390x844x24", "-nolisten", "tcp"],
        stderr=subprocess.DEVNULL,
    )
    environment = {**os.environ, "DISPLAY": display, "HOME": str(home), "GDK_BACKEND": "x11"}
    driver = subprocess.Popen([DRIVER, f"--port={port}"], env=environment)
    try:
        wanted = {"binary": str(program), "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": wanted}}}
        session = _patiently(f"{port}/session", asked)["sessionId"]
        yield WebKit(f"{port}/session/{session}")
        call("DELETE", f"{port}/session/{session}")
    finally:
        for process in (driver, screen):
            process.kill()
            process.wait()


def call(method: str, address: str, body: object = None) -> Any:
    """One command of the WebDriver protocol."""
    port, _, path = address.partition("/")
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE)
    with closing(connection):
        connection.request(method, f"/{path}", None if body is None else json.dumps(body))
        answer = connection.getresponse()
        found = json.load(answer)["value"]
    if answer.status != http.client.OK:
        raise AssertionError(found)
    return found


def _patiently(address: str, body: object) -> Any:
    """The first command, as soon as driver and screen are there."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return call("POST", address, body)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
