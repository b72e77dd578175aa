"""Every code has a sentence in both languages, and its facts fill it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale

from courses.subsidies import sentences
from courses.subsidies.rules import (
    Code,
    DoubtCode,
    Finding,
    Item,
    ListState,
    PriorClaim,
    Step,
    Uncounted,
    Window,
    decide,
)
from courses.subsidies.terms import (
    Anchor,
    ApplyPlace,
    ApplyWindow,
    CapWindow,
    DayBasis,
    PlaceTest,
    Requirement,
    RuleStatus,
    Unit,
)
from lms.workdays import sentences as workdays
from tests.courses.subsidies.builders import (
    PACKS,
    TODAY,
    days,
    henan,
    nanning,
    pack_of,
    rule,
    under,
)

ROOT = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TABLES = {
    Code: sentences.SENTENCES,
    DoubtCode: sentences.DOUBTS,
    Uncounted: sentences.UNCOUNTED,
    Item: sentences.ITEMS,
    Window: sentences.WINDOWS,
    Requirement: sentences.REQUIREMENTS,
    ApplyPlace: sentences.PLACES,
    ListState: sentences.STATES,
    Step: sentences.STEPS,
}


@pytest.fixture
def app() -> Flask:
    made = Flask(__name__)
    Babel(made, default_locale="zh")
    return made


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: str(kind.__name__))
def test_every_code_has_its_words(kind: type[Code]) -> None:
    assert {code.value for code in kind} <= set(TABLES[kind])


def test_refusals_of_the_list_have_sentences() -> None:
    source = (ROOT / "courses" / "subsidies" / "states.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'DomainError\(\s*"(\w+)"', source))
    assert len(codes) == 5
    assert codes <= set(sentences.SENTENCES)


@pytest.mark.parametrize("module", [sentences, workdays], ids=["subsidies", "workdays"])
def test_english_is_complete(app: Flask, module: object) -> None:
    folder = Path(str(module.__file__)).parent / "translations/en/LC_MESSAGES"  # type: ignore[attr-defined]  # a module
    with (folder / "messages.po").open("rb") as file:
        english = {str(entry.id): str(entry.string) for entry in read_po(file, locale="en")}
    with app.app_context():
        chinese = [
            str(text)
            for name, table in vars(module).items()
            if name[0].isupper() and isinstance(table, dict)
            for text in table.values()
        ]
    assert chinese
    for text in chinese:
        assert english.get(text), text
        assert sorted(set(PLACEHOLDER.findall(text))) == sorted(
            set(PLACEHOLDER.findall(english[text]))
        ), text


def _every_finding() -> list[Finding]:
    """Findings as decisions really make them, one of each code at least."""
    prior = PriorClaim(
        id="1", subject="cohort-1", county="411224", pack="X-1", on=date(2018, 3, 1),
        amounts=((Item.LIVING, 45050),), occupation="电子商务师", level="五级",
    )  # fmt: skip
    others = tuple(replace(prior, subject=f"cohort-{at}") for at in (7, 8, 9))
    narrow = rule(
        status=RuleStatus.UNVERIFIED,
        attendance_required=True,
        apply_window=ApplyWindow(Anchor.CLASS_END, within_months=0),
        requires=frozenset({Requirement.AGREEMENT}),
        apply_places=frozenset({ApplyPlace.HOME}),
        cap_windows=(CapWindow(Window.LIFETIME, count=1),),
    )
    broken = henan(
        categories=frozenset({"returning_youth", "villager"}), minimum_attendance=None,
        prior=(prior, *others), confirmations=(), applied_on=date(2018, 10, 1),
        apply_place=ApplyPlace.VENUE, occupation="电子商务师", level="五级",
    )  # fmt: skip
    city = rule(place_test=PlaceTest.OUTSIDE_CITY)
    day = rule(unit=Unit.DAY, day_basis=DayBasis.ATTENDED)
    limits = next(pack for pack in PACKS if pack.limits)
    decisions = [
        decide(broken, (pack_of(narrow), limits), TODAY),
        decide(henan(class_start=date(2026, 3, 2)), PACKS, TODAY),
        decide(henan(), (pack_of(rule(pack="A")), pack_of(rule(pack="B"))), TODAY),
        decide(henan(days=days(10, absent=3)), PACKS, TODAY),
        decide(henan(claimed=frozenset({Item.STARTUP_GRANT}), licence_on=TODAY), PACKS, TODAY),
        decide(henan(venue_county="610102"), PACKS, TODAY),
        decide(henan(venue_county=None), PACKS, TODAY),
        under(city, henan(venue_county="411224")),
        under(day, henan(days=())),
        under(day, henan(days=tuple(replace(one, paid_elsewhere="c2") for one in days(2)))),
        decide(nanning(hours=120), PACKS, TODAY),
    ]
    return [
        finding
        for decision in decisions
        for found in (decision.reasons, *(each.reasons for each in decision.components))
        for finding in found
    ]


def test_the_facts_of_every_code_fill_its_sentence(app: Flask) -> None:
    findings = _every_finding()
    assert {finding.code for finding in findings} == set(Code)
    with app.test_request_context(), force_locale("zh"):
        for finding in findings:
            text = sentences.sentence(finding)
            assert text.endswith("。")
            assert "None" not in text


def test_a_sentence_says_its_facts(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh"):
        said = {finding.code: sentences.sentence(finding) for finding in reversed(_every_finding())}
        nobody = sentences.said({"categories": ""})["categories"]
    below = said[Code.ATTENDANCE_BELOW_MINIMUM]
    assert "应到20个半天，实到14个半天，低于最低出勤率80%" in below
    assert "生活费在终身内" in said[Code.CAP_REACHED]
    assert "3次，共1,351.50元" in said[Code.CAP_REACHED]
    assert "2018年9月10日" in said[Code.NOT_TARGET]
    assert "“返乡创业青年、一般农户”" in said[Code.NOT_TARGET]
    assert "缺少协议" in said[Code.REQUIREMENT_MISSING]
    assert "不接受在培训地申请" in said[Code.APPLY_PLACE_WRONG]
    assert "同一项目（生活费）有多个规则同时生效：A、B" in said[Code.RULE_AMBIGUOUS]
    assert nobody == "未登记"
