"""The press: nothing is fetched, the same input gives the same bytes, no empty boxes."""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lms.documents import picture, require_printable
from lms.documents import press as presses
from lms.documents.press import html_to_pdf, press
from lms.errors import DomainError
from lms.web import server
from tests.lms.documents.pdf_reading import (
    embedded_files,
    faces_used,
    no_empty_boxes,
    page_texts,
    squeezed,
)

RARE = "䶮㛃𫖯𬭩阿卜杜拉·买买提"
SECRET = "canary-4711"
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
VECTORS = {
    "img-file": '<img src="file://{file}">',
    "img-http": '<img src="http://{host}/a.png">',
    "img-https": '<img src="https://{host}/a.png">',
    "img-ftp": '<img src="ftp://{host}/a.png">',
    "img-relative-base": '<base href="file://{folder}/"><img src="{name}">',
    "object": '<object data="file://{file}"></object>',
    "embed": '<embed src="http://{host}/x.svg">',
    "stylesheet": '<link rel="stylesheet" href="http://{host}/a.css">',
    "css-import": '<style>@import url("file://{file}");</style>',
    "css-background": '<p style="background:url(http://{host}/b.png)">x</p>',
    "font-face": '<style>@font-face{{font-family:q;src:url("file://{file}")}}p{{font-family:q}}'
    "</style><p>x",
    "attachment-link": '<link rel="attachment" href="file://{file}">',
    "attachment-anchor": '<a rel="attachment" href="file://{file}">x</a>',
    "svg-image": '<svg viewBox="0 0 9 9"><image href="file://{file}" width="9" height="9"/></svg>',
    "svg-use": '<svg viewBox="0 0 9 9"><use href="http://{host}/a.svg#b"/></svg>',
    "data-svg-nested": '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22'
    '%3E%3Cimage href=%22file://{file}%22/%3E%3C/svg%3E">',
    "data-attachment": '<link rel="attachment" href="data:text/plain,canary-4711">',
    "content-url": '<style>p::before{{content:url("http://{host}/c.png")}}</style><p>x</p>',
}


@pytest.fixture(scope="module", autouse=True)
def _fresh_press() -> Iterator[None]:
    """A hostile @font-face leaves a folder with the press: clear it away before the process ends."""
    yield
    press.cache_clear()


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_outside_content_is_neither_read_nor_asked_for(
    vector: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    html = vector.format(host="127.0.0.1:9", file=secret, folder=tmp_path, name=secret.name)
    with suppress(DomainError):  # refused outright; what is not refused must not have read it
        pdf = html_to_pdf(html)
        assert embedded_files(pdf) == 0
        assert SECRET not in "".join(page_texts(pdf))
        assert SECRET.encode() not in pdf
    assert asked == []


def test_a_refused_address_stops_the_paper() -> None:
    with pytest.raises(DomainError) as refusal:
        html_to_pdf('<img src="file:///etc/hostname">')
    assert refusal.value.code == "PAPER_RESOURCE_REFUSED"


def test_a_data_picture_is_printed() -> None:
    assert b"/Subtype /Image" in html_to_pdf(f'<img src="{DOT}">')


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.png",
        "file:///etc/passwd",
        "data:text/html;base64,AAAA",
        "data:image/svg+xml;base64,AAAA",
        "data:image/png;base64,AAAA\n",
        'data:image/png;base64,AAAA" onerror="x',
    ],
)
def test_only_png_and_jpeg_data_are_pictures(address: str) -> None:
    assert picture(address) == ""
    assert picture(DOT) == DOT


def test_rare_characters_print_and_extract() -> None:
    with no_empty_boxes():
        pdf = html_to_pdf(f"<p>{RARE}</p><p class='sans'>{RARE}</p>")
    assert squeezed(page_texts(pdf)[0]) == RARE * 2
    assert faces_used(pdf) == {"Noto-Serif-SC", "Noto-Sans-SC"}


def test_the_watch_for_empty_boxes_sees_one() -> None:
    with pytest.raises(AssertionError), no_empty_boxes():
        html_to_pdf("<p>\U000f0000</p>")


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    require_printable(["张三", RARE, "Ann-Marie O’Neil"])
    with pytest.raises(DomainError) as refusal:
        require_printable(["张三", "李\ue863"])
    assert refusal.value.code == "CHARACTER_NOT_PRINTABLE"
    assert refusal.value.facts == {"characters": "\ue863", "codes": "U+E863"}


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    html = f"<h1>结业证书</h1><p>{RARE}</p>"
    program = (
        "import sys,hashlib;from lms.documents.press import html_to_pdf;"
        "print(hashlib.sha256(html_to_pdf(sys.argv[1])).hexdigest())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, html],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == hashlib.sha256(html_to_pdf(html)).hexdigest()


def test_a_server_loads_the_press_before_it_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "collect_seldom", lambda: None)
    press.cache_clear()
    server.when_ready(None)
    assert press.cache_info().currsize == 1


def test_a_machine_without_the_layout_library_serves_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lay_out(html: str) -> bytes:
        raise OSError("cannot load library 'pangoft2-1.0'")

    monkeypatch.setattr(presses, "html_to_pdf", lay_out)
    presses.warm()
