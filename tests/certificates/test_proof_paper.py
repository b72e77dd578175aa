"""The code on the printed paper: read again from the page as a scanner at 200 dpi sees it."""

import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from certificates import services
from certificates.printing import pdf_of
from certificates.proof import keys, link
from certificates.proof import statement as statements
from certificates.proof.cose import opened
from lms.documents.qr import qr_code
from tests.certificates.graduates import closed_class, held, issue
from tests.courses.subsidies.classes import MAKER
from tests.lms.documents.pdf_reading import page_texts, squeezed

BASE = "https://px.example.gov.cn"
DPI = 200


@pytest.fixture
def addressed(web: Session, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A public address, without which papers are samples."""
    config = replace(sqlite_app.config["LMS"], public_url=BASE)
    monkeypatch.setitem(sqlite_app.config, "LMS", config)
    return web


def drawn(pdf: bytes, folder: Path) -> Image.Image:
    """The first page as poppler draws it."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DPI), "-f", "1", "-l", "1", "-gray", "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    (page,) = folder.glob("page*.pgm")
    return Image.open(page)


def test_the_code_on_the_paper_is_the_signed_link(
    addressed: Session, now: datetime, tmp_path: Path
) -> None:
    cohort = closed_class(addressed, now, 1)
    issue(addressed, now, cohort, issuer="卢氏县人力资源和社会保障局")
    one = held(addressed, cohort)[0]
    content = pdf_of([one])
    (code,) = zxingcpp.read_barcodes(drawn(content, tmp_path))
    assert code.text == link.code_text(one, None, now)
    address, _, digits = code.text.partition("#")
    assert address == f"{BASE}/v/{one.token}"
    key = keys.active(addressed, cohort.county)
    assert key is not None
    message = statements.from_digits(digits)
    assert opened(message).good(key.public)
    assert statements.read(message).number == one.number
    (text,) = page_texts(content)
    assert digits[:40] not in squeezed(text)
    assert one.token in squeezed(text)


def test_a_copy_says_so_on_the_paper_and_in_its_code(
    addressed: Session, now: datetime, tmp_path: Path
) -> None:
    cohort = closed_class(addressed, now, 1)
    issue(addressed, now, cohort)
    one = held(addressed, cohort)[0]
    services.duplicate(addressed, MAKER, now, one, "遗失")
    content = pdf_of([one])
    (text,) = page_texts(content)
    assert "补" in squeezed(text)
    (code,) = zxingcpp.read_barcodes(drawn(content, tmp_path))
    assert statements.read(statements.from_digits(code.text.partition("#")[2])).copy == 1


@pytest.mark.parametrize("millimetres", [22, 30])
@pytest.mark.parametrize("length", [210, 335])
def test_read_at_the_smallest_size_there_is(millimetres: int, length: int, tmp_path: Path) -> None:
    """The usual and the longest statement, 22 mm wide with its margin, smoothed by the scanner."""
    message = bytes([0xD2]) + bytes(7 * at % 256 for at in range(1, length))
    text = f"{BASE}/v/{'k' * 22}#{statements.as_digits(message)}"
    qr_code(text).save(str(tmp_path / "code.png"), scale=10, border=4)
    size = round(millimetres / 25.4 * DPI)
    page = Image.new("L", (size + 150, size + 150), 255)
    small = (
        Image.open(tmp_path / "code.png").convert("L").resize((size, size), Image.Resampling.BOX)
    )
    page.paste(small, (71, 79))
    (found,) = zxingcpp.read_barcodes(page)
    assert found.text == text
