"""Designs by strangers: nothing is fetched or embedded, nothing takes the server down."""

import base64
import io
import socket
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lms.documents import Master, print_bytes, sandbox
from lms.documents.plates import compile_design
from lms.documents.sandbox import LIMITS, Limits
from lms.errors import DomainError
from tests.lms.documents.pdf_reading import embedded_files, page_texts
from tests.lms.documents.test_engine import SECRET, VECTORS
from tests.lms.documents.test_stamping import DESIGN, VALUES, records

SHORT = Limits(cpu_seconds=3.0)
"""For what has no end anyway: a good design takes one to three seconds, and more on a slow machine."""


@pytest.fixture(scope="module", autouse=True)
def _no_child_left() -> Iterator[None]:
    yield
    sandbox._end()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A server that notes who connects, for children too."""
    asked: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    done = threading.Event()

    def accept() -> None:
        while not done.is_set():
            with suppress(TimeoutError):
                connection, address = server.accept()
                asked.append(address)
                connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", asked
    done.set()
    thread.join()
    server.close()


def code_of(html: str, limits: Limits = LIMITS) -> str:
    """The refusal's code; '' when the design is taken."""
    try:
        sandbox.compile_design(html, VALUES, {"note": True}, limits)
    except DomainError as refused:
        return refused.code
    return ""


def test_the_child_makes_the_plate_this_process_would_make() -> None:
    theirs = sandbox.compile_design(DESIGN, VALUES, {"note": True})
    assert theirs == compile_design(DESIGN, VALUES, {"note": True})


def test_a_stranger_s_design_prints_as_our_own_with_rare_names_too() -> None:
    many = records(["张三", "𪚥"])
    trusted, foreign = (Master(DESIGN, VALUES, trusted=one) for one in (True, False))
    assert print_bytes(foreign, many) == print_bytes(trusted, many)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_design_reaches_nothing_outside(
    vector: str, tmp_path: Path, listener: tuple[str, list[object]]
) -> None:
    host, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    html = DESIGN.replace(
        "</body>", vector.format(host=host, file=secret, folder=tmp_path, name=secret.name)
    )
    master = Master(html, VALUES)
    with suppress(DomainError):  # refused outright; what is not refused must not have read it
        pdf = print_bytes(master, records(["张三"]))
        assert embedded_files(pdf) == 0
        assert SECRET not in "".join(page_texts(pdf))
        assert SECRET.encode() not in pdf
    assert asked == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<script>alert(1)</script>", "DESIGN_SCRIPT"),
        ('<p onclick="x">', "DESIGN_SCRIPT"),
        ('<a href=" java\tscript:alert(1)">x</a>', "DESIGN_SCRIPT"),
        ("<svg><script>1</script></svg>", "DESIGN_SCRIPT"),
        ('<iframe src="x"></iframe>', "DESIGN_ELEMENT_REFUSED"),
        ('<meta http-equiv="refresh" content="0">', "DESIGN_ELEMENT_REFUSED"),
        ('<img src="http://127.0.0.1:9/a.png">', "PAPER_RESOURCE_REFUSED"),
        (
            '<style>@font-face{font-family:q;src:url("http://127.0.0.1:9/q")}</style><p>x',
            "PAPER_RESOURCE_REFUSED",
        ),
        ('<div data-f="{unknown}">', "DESIGN_FIELD_MISSING"),
        ('<div data-f="name" data-qr="url">', "DESIGN_MARKS_NESTED"),
        ('<div data-flow><b data-f="name"></b></div>', "DESIGN_MARKS_NESTED"),
        ('<p>x<span data-f="name"></span></p>', "DESIGN_PLACE_INLINE"),
        ('<div data-qr="url" data-level="Z">', "DESIGN_CODE_LEVEL"),
        ("<style>@page{size:9mm 9mm;margin:0}</style>" + "<p>x</p>" * 50, "DESIGN_TOO_MANY_PAGES"),
        ("x" * (17 << 20), "DESIGN_HTML_TOO_LARGE"),
    ],
    ids=lambda value: value[:30],
)
def test_refusals_name_their_reason(html: str, code: str) -> None:
    assert code_of(html) == code


def test_a_layout_without_end_is_stopped() -> None:
    grid = '<div style="display:grid;grid-template-columns:repeat(100000,1px)"><p>x' * 12
    assert code_of(grid, SHORT) == "DESIGN_ENDLESS"
    assert code_of(DESIGN) == ""  # and the next one is served


def test_a_child_that_was_just_leaving_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It had waited long enough when the request came: no fault of the design."""
    sandbox._end()
    begin, leaving = subprocess.Popen, ["import sys; sys.stdin.buffer.read(4)"]

    def start(command: list[str], **given: Any) -> Any:
        if leaving:
            command = [*command[:3], leaving.pop()]
        return begin(command, **given)

    monkeypatch.setattr("lms.documents.sandbox.subprocess.Popen", start)
    assert code_of(DESIGN) == ""
    assert leaving == []


def test_laughing_drawings_are_stopped() -> None:
    levels = "".join(
        f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
    )
    laughs = (
        f'<svg viewBox="0 0 9 9"><g id="a0"><path d="M0 0h1"/></g>{levels}<use href="#a8"/></svg>'
    )
    assert code_of(laughs, SHORT) in {"DESIGN_ENDLESS", "DESIGN_TOO_HEAVY"}


def test_elements_within_elements_are_no_end_of_the_server() -> None:
    assert code_of("<div>" * 5_000, SHORT).startswith("DESIGN_")


def bomb(side: int) -> str:
    """A PNG of some kilobytes that unpacks to side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        told = kind + data
        return len(data).to_bytes(4, "big") + told + zlib.crc32(told).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def test_a_picture_that_unpacks_to_a_hundred_megabytes_is_refused() -> None:
    assert code_of(f'<img src="{bomb(30_000)}">') == "PAPER_RESOURCE_REFUSED"
    assert code_of(f'<img src="{bomb(300)}">') == ""


@pytest.mark.parametrize("trusted", [True, False])
def test_a_photo_that_is_a_bomb_is_refused(trusted: bool) -> None:
    html = DESIGN.replace("</body>", '<div data-photo="photo" style="width:9mm;height:9mm">')
    master = Master(html, {**VALUES, "photo": ""}, trusted=trusted)
    (values,) = records(["张三"])
    with pytest.raises(DomainError) as refusal:
        print_bytes(master, [{**values, "photo": bomb(30_000)}])
    assert refusal.value.code == "PICTURE_REFUSED"


def test_what_a_camera_writes_into_a_photo_is_not_printed() -> None:
    from PIL import Image

    image = Image.new("RGB", (20, 30), "teal")
    exif = Image.Exif()
    exif[0x010E] = "canary-4711 of Zhang San"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"canary-4711")
    address = "data:image/jpeg;base64," + base64.b64encode(target.getvalue()).decode("ascii")
    html = DESIGN.replace("</body>", '<div data-photo="photo" style="width:9mm;height:9mm">')
    master = Master(html, {**VALUES, "photo": ""}, trusted=True)
    for name in ("张三", "𪚥"):  # stamped, and laid out by WeasyPrint
        (values,) = records([name])
        pdf = print_bytes(master, [{**values, "photo": address}])
        assert b"canary" in target.getvalue()
        assert b"canary" not in pdf
        assert b"/DCTDecode" in pdf
