"""What every template of the frame keeps: the strict policy, and English for every sentence."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import lms

HOME = Path(lms.__file__).parent
PAGES = sorted(path for path in (HOME / "templates").rglob("*.html") if "papers" not in path.parts)
INLINE = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)""", re.IGNORECASE
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_inline_script_or_style(page: Path) -> None:
    """The content security policy would drop them silently."""
    assert INLINE.findall(page.read_text(encoding="utf-8")) == []


def test_every_sentence_has_english() -> None:
    """A sentence without an entry would stand in Chinese on an English page."""
    with (HOME / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = {message.id for message in read_po(file) if message.string}
    said = {
        message
        for page in PAGES
        for _, message, _, _ in extract(
            "jinja2", BytesIO(page.read_bytes()), options={"encoding": "utf-8"}
        )
        if isinstance(message, str)
    }
    assert len(said) > 100
    assert said - english == set()


def test_scripts_are_modules_of_ours() -> None:
    """Every import in our modules is relative, so that nothing is fetched from elsewhere."""
    for script in (HOME / "static/js").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        sources = re.findall(r"""(?:from|import\()\s*'([^']+)'""", text)
        assert all(source.startswith("./") for source in sources), script.name
        assert "innerHTML" not in text, script.name


def test_every_icon_is_drawn() -> None:
    """A name that the picture file does not have leaves a gap beside the word."""
    drawn = set(re.findall(r'id="([a-z-]+)"', (HOME / "static/icons.svg").read_text("utf-8")))
    named = set()
    for package in (HOME, HOME.parent / "courses", HOME.parent / "certificates"):
        for path in (*package.rglob("*.py"), *package.rglob("*.html")):
            named |= set(re.findall(r"""\bicon=["']([a-z-]+)["']""", path.read_text("utf-8")))
    assert named - drawn == set()
    assert len(named) > 15
