"""Every code of the rules has its sentence, in Chinese and in English."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import courses.cohorts
from courses.cohorts.sentences import SENTENCES
from lms.sentences import SENTENCES as FRAME

NAMES = ("rules", "lifecycle", "timetable", "moving")
HERE = Path(courses.cohorts.__file__).parent
PURE = [HERE / f"{name}.py" for name in NAMES]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def test_every_code_of_the_rules_has_a_sentence() -> None:
    code = re.compile(r'(?:fault|note|append)\(\s*"([A-Z_]+)"|code = "([A-Z_]+)"')
    used = {a or b for path in PURE for a, b in code.findall(path.read_text(encoding="utf-8"))}
    assert used
    assert used <= SENTENCES.keys() | {"CALENDAR_YEAR_UNKNOWN"}  # the frame's own


def test_every_refusal_of_the_services_has_a_sentence() -> None:
    code = re.compile(r'DomainError\("([A-Z_]+)"')
    used = {name for path in HERE.glob("*.py") for name in code.findall(path.read_text("utf-8"))}
    assert len(used) > 10
    assert used <= {*SENTENCES, *FRAME}


def test_every_sentence_is_translated_with_the_same_facts() -> None:
    with (HERE / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    for code, sentence in SENTENCES.items():
        # without a request the message is its own Chinese text
        chinese = str(sentence)
        assert english.get(chinese), code
        assert set(PLACEHOLDER.findall(english[chinese])) == set(PLACEHOLDER.findall(chinese)), code
