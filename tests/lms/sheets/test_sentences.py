"""Every refusal of this package has a sentence in both languages, and it uses the facts it gets."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import lms.sheets
from lms.sheets.sentences import SENTENCES

PACKAGE = Path(lms.sheets.__file__).parent
RAISED = re.compile(r'DomainError\(\s*"(SHEET_[A-Z_]+)", ([^)]*)\)')
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def raised() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module in PACKAGE.glob("*.py"):
        for code, arguments in RAISED.findall(module.read_text("utf-8")):
            found[code] = set(re.findall(r"(\w+)=", arguments))
    return found


def test_every_code_has_a_sentence_with_the_facts_it_is_raised_with():
    facts = raised()
    assert set(facts) | {"SHEET_TIMEOUT"} == set(SENTENCES)
    for code, sentence in SENTENCES.items():
        assert set(PLACEHOLDER.findall(str(sentence._args[0]))) == facts[code]


def test_every_sentence_has_english_with_the_same_placeholders():
    po = PACKAGE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    with po.open("rb") as file:
        catalogue = read_po(file, locale="en")
    for sentence in SENTENCES.values():
        chinese = sentence._args[0]
        message = catalogue.get(chinese)
        assert message is not None, chinese
        assert message.string
        assert sorted(PLACEHOLDER.findall(message.string)) == sorted(PLACEHOLDER.findall(chinese))
