"""Scripts and styles keep to what phones of 2020 know: WeChat's own browser is an older Chromium.

Checking a certificate works from Chromium 78 on, everything else from 80. Tried by hand in Chromium
78, 80, 88, 92 and 107; this list keeps newer words out without such browsers at hand.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = sorted(
    file
    for package in ("lms", "courses", "certificates")
    for kind in ("js", "css")
    for file in (ROOT / package).rglob(f"*.{kind}")
    if file.name != "jsQR.js"
)
VERIFYING = [file for file in OURS if file.parent.name == "verify" or file.name == "verify-sw.js"]
TOO_NEW_80 = {
    "logical assignment (85)": r"(\?\?|\|\||&&)=",
    "private members (84)": r"^\s+(?:static |async |get |set )*#\w+",
    "static block (94)": r"\bstatic \{",
    "String.replaceAll (85)": r"\.replaceAll\(",
    "replaceChildren (86)": r"\.replaceChildren\(",
    "at() (92)": r"\.at\(",
    "findLast (97)": r"\.findLast",
    "copying array methods (110)": r"\.(?:toSorted|toReversed|toSpliced|with)\(",
    "Object.hasOwn (93), groupBy (117)": r"\b(?:Object|Map)\.(?:hasOwn|groupBy)\(",
    "structuredClone (98)": r"\bstructuredClone\(",
    "AbortSignal.timeout (103), any (116)": r"\bAbortSignal\.",
    "Promise.any (85), withResolvers (119)": r"\bPromise\.(?:any|withResolvers|try)\(",
    "crypto.randomUUID (92)": r"\brandomUUID\(",
    "weak references (84)": r"\bWeakRef\b|\bFinalizationRegistry\b",
    "iterator helpers (122), set methods (122)": r"\.(?:isSubsetOf|intersection|union|difference)\(",
    "popover (114)": r"\b(?:show|hide|toggle)Popover\(",
    "regular expressions: d (90), v (112)": r"/[gimsuy]*[dv][gimsuy]*\.(?:test|exec)\(",
}
TOO_NEW_78 = {"optional chaining (80)": r"\?\.(?!\d)", "?? (80)": r"\?\?"}
TOO_NEW_STYLE = {
    "inset (87)": r"\binset\s*:",
    ":is and :where (88)": r":(?:is|where)\(",
    "cascade layers (99)": r"@layer\b",
    "container queries (105)": r"@container\b",
    "viewport units (108)": r"\d(?:dvh|svh|lvh|dvw)\b",
    "colours (111)": r"\b(?:color-mix|oklch|lab|light-dark)\(",
    "ranges in media queries (104)": r"@media[^{]*[<>]",
}
UNKNOWN_MAKES_RULE_LOST = re.compile(r":focus-visible|:has\(")
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)


def text_of(file: Path) -> str:
    return _COMMENT.sub("", file.read_text("utf-8"))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def found(file: Path, words: dict[str, str]) -> list[str]:
    text = text_of(file)
    return [name for name, word in words.items() if re.search(word, text, re.MULTILINE)]


@pytest.mark.parametrize("file", [one for one in OURS if one.suffix == ".js"], ids=named)
def test_scripts_say_nothing_too_new(file: Path) -> None:
    assert found(file, TOO_NEW_80) == []


@pytest.mark.parametrize("file", [one for one in VERIFYING if one.suffix == ".js"], ids=named)
def test_checking_a_certificate_asks_for_still_less(file: Path) -> None:
    assert found(file, TOO_NEW_78) == []


@pytest.mark.parametrize("file", [one for one in OURS if one.suffix == ".css"], ids=named)
def test_styles_lose_no_rule(file: Path) -> None:
    text = text_of(file)
    assert found(file, TOO_NEW_STYLE) == []
    for selectors in re.findall(r"([^{};]+)\{", text):
        parts = re.split(r",(?![^()]*\))", selectors)
        newer = [bool(UNKNOWN_MAKES_RULE_LOST.search(part)) for part in parts]
        assert all(newer) or not any(newer), selectors.strip()


@pytest.mark.parametrize("file", [one for one in OURS if one.suffix == ".js"], ids=named)
def test_nothing_waits_outside_of_functions(file: Path) -> None:
    """Known from Chromium 89 on. A statement begins where a line is not indented."""
    statements = re.split(r"^(?=[^\s})\]])", text_of(file), flags=re.MULTILINE)
    waiting = [one for one in statements if re.search(r"\bawait\b", one)]
    assert [one for one in waiting if not re.search(r"\basync\b", one)] == []


def test_there_is_something_to_look_at() -> None:
    assert len(VERIFYING) >= 8
    assert {"house.js", "offline.js", "house.css"} <= {file.name for file in OURS}
