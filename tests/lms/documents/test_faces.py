"""Which characters can be printed, and what is said when the machine lacks something."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.documents import engine_problems, faces, missing_characters, printable
from lms.documents.press import html_to_pdf
from lms.documents.sentences import SENTENCES
from tests.lms.documents.pdf_reading import page_texts


@given(st.text())
def test_what_is_printable_has_no_missing_characters(text: str) -> None:
    once = printable(text)
    assert missing_characters([once]) == ()
    assert printable(once) == once


def test_invisible_and_turning_characters_are_dropped() -> None:
    assert printable("张\u200b三\u202e\x00\ud800") == "张三"
    assert printable("甲\t乙\n丙") == "甲 乙\n丙"


def test_missing_characters_are_named_once_and_marked() -> None:
    assert missing_characters(["李\ue863", "王\ue863\ue864"]) == ("\ue863", "\ue864")
    assert printable("李\ue863") == "李〓"


def test_a_machine_without_anything_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    monkeypatch.setattr("lms.documents.faces._rare_files", lambda: iter(()))
    monkeypatch.setattr("lms.documents.faces._wheel_files", lambda: iter(()))
    problems = engine_problems()
    assert problems == (
        "LAYOUT_LIBRARY_MISSING",
        "FONT_MISSING",
        "RARE_FONT_MISSING",
        "FONT_SUBSETTER_MISSING",
    )
    assert set(problems) <= set(SENTENCES)


def test_fonts_for_rare_characters_are_found_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "HanaMinB.ttf").touch()
    monkeypatch.setattr("lms.documents.faces._FONT_FOLDERS", (str(tmp_path),))
    assert list(faces._rare_files()) == [("HanaMinB", tmp_path / "deep" / "HanaMinB.ttf")]


def test_a_page_with_a_rare_character_holds_no_whole_face() -> None:
    """HanaMin alone is 31 MB, and one such name must not double what a large batch takes."""
    html_to_pdf("<p>热")
    tracemalloc.start()
    try:
        made = html_to_pdf("<p>王𪚥")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "王𪚥" in page_texts(made)[0]
    assert peak < 12 << 20
