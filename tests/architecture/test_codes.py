"""Every code that is raised has its sentence, and every gap of the sentence its fact."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.installation import passing

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def raised() -> Iterator[tuple[str, frozenset[str] | None, str]]:
    """(code, facts, where) of every `DomainError("CODE", …)`; facts None where they are not spelled out."""
    for package in ("lms", "courses", "certificates"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                if node.func.id != "DomainError" or not isinstance(node.args[0], ast.Constant):
                    continue
                names = [keyword.arg for keyword in node.keywords]
                facts = None if None in names else frozenset(str(name) for name in names)
                yield str(node.args[0].value), facts, f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    with passing() as app, app.test_request_context():
        return {
            code: str(words) for code, words in app.extensions["lms_registry"].sentences.items()
        }


def test_every_code_has_a_sentence(sentences: dict[str, str]) -> None:
    codes = {code for code, _, _ in raised()}
    assert len(codes) > 100
    missing = [f"{where}  {code}" for code, _, where in raised() if code not in sentences]
    assert not missing, "\n".join(missing)


def test_every_gap_of_a_sentence_is_filled(sentences: dict[str, str]) -> None:
    gaps = [
        f"{where}  {code} lacks {sorted(wanted - facts)}"
        for code, facts, where in raised()
        if facts is not None and (wanted := {*PLACEHOLDER.findall(sentences[code])}) - facts
    ]
    assert not gaps, "\n".join(gaps)
