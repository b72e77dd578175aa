"""Every code of the rules has its sentence, in Chinese and in English."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import courses.attendance
from courses.attendance.sentences import SENTENCES

NAMES = (
    "rules", "register", "symbols", "people", "reading", "comparing", "importing", "services",
)  # fmt: skip
HERE = Path(courses.attendance.__file__).parent
PURE = [HERE / f"{name}.py" for name in NAMES]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def test_every_code_of_the_rules_has_a_sentence() -> None:
    code = re.compile(
        r'(?:fault|note|append|DomainError)\(\s*"([A-Z_]+)"|(?:code|_NO_DATES) = "([A-Z_]+)"'
    )
    used = {a or b for path in PURE for a, b in code.findall(path.read_text(encoding="utf-8"))}
    assert used
    assert used <= SENTENCES.keys()


def test_every_sentence_is_translated_with_the_same_facts() -> None:
    with (HERE / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    for code, sentence in SENTENCES.items():
        # without a request the message is its own Chinese text
        chinese = str(sentence)
        assert english.get(chinese), code
        assert set(PLACEHOLDER.findall(english[chinese])) == set(PLACEHOLDER.findall(chinese)), code
