"""Every text of the product is there in English too, with the same placeholders."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "courses", "certificates")
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"\([^)]*\)|（[^）]*）|“[^”]*”|假|上午|下午")
"""Where Chinese stands in English: the original of a term, what a sheet says, a mark."""


def english() -> dict[str, str]:
    """All English catalogues together."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("translations/en/LC_MESSAGES/*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    if message.id and isinstance(message.id, str) and not message.fuzzy:
                        found.setdefault(message.id, str(message.string))
    return found


def used() -> Iterator[tuple[str, str]]:
    """(text, where) of every marked text in code and templates."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix not in (".py", ".html") or "papers" in path.parts:
                continue
            method = "python" if path.suffix == ".py" else "jinja2"
            for line, message, *_ in extract_from_file(method, str(path), keywords=KEYWORDS):
                text = message[0] if isinstance(message, tuple) else message
                if text:
                    yield text, f"{path.relative_to(ROOT)}:{line}"


def test_every_text_has_english() -> None:
    known = english()
    missing = sorted({f"{where}  {text}" for text, where in used() if not known.get(text)})
    assert not missing, "\n".join(missing)


def test_placeholders_agree() -> None:
    for text, translated in english().items():
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(translated)), text


def test_english_is_english() -> None:
    mixed = [
        text for text, translated in english().items() if HAN.search(QUOTED.sub("", translated))
    ]
    assert not mixed, "\n".join(mixed)


@pytest.mark.parametrize("word", ["successfully", "成功地", "！"])
def test_words_we_do_not_use(word: str) -> None:
    texts = [text for pair in english().items() for text in pair if word in text]
    assert not texts, texts


def test_one_word_is_said_in_one_way() -> None:
    """The catalogues are merged: a text translated in two ways would depend on their order.

    Where one Chinese word is two English ones it has a context (`pgettext`).
    """
    said: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("translations/en/LC_MESSAGES/*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    if message.id and isinstance(message.id, str):
                        said[message.id, message.context].add(str(message.string))
    clashes = {text: sorted(found) for (text, _), found in said.items() if len(found) > 1}
    assert not clashes
