"""What ships as rule data, and data that must not be loaded."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from courses.rosters.rules import Category
from courses.subsidies.packs import FOLDER, PackError, parse_pack, read_pack
from courses.subsidies.rules import Item, Mode, RuleStatus, Window
from courses.subsidies.terms import ApplyPlace, LimitKind, NoticeUnit, PlaceTest, Requirement, Unit
from tests.courses.subsidies.builders import PACKS, rule_of


def test_what_ships() -> None:
    assert {
        (pack.id, pack.instrument, pack.jurisdiction, pack.status, pack.confidence)
        for pack in PACKS
    } == {
        ("HN-2016-27", "豫办〔2016〕27号", "41", RuleStatus.UNVERIFIED, "F"),
        ("HN-2017-71", "豫人社〔2017〕71号", "41", RuleStatus.UNVERIFIED, "F"),
        ("GD-2023-13", "粤人社规〔2023〕13号", "44", RuleStatus.VERIFIED, "V"),
        ("NN-2016", "南宁市2016年职业培训生活费补贴标准", "4501", RuleStatus.UNVERIFIED, "F"),
        ("CN-2019-24", "国办发〔2019〕24号", "", RuleStatus.UNVERIFIED, "F"),
    }  # fmt: skip
    assert len({pack.id for pack in PACKS}) == len(PACKS) == len(list(FOLDER.glob("*.toml")))


def test_henan() -> None:
    living, transport = (
        rule_of("HN-2017-71", item) for item in (Item.LIVING, Item.TRANSPORT_LODGING)
    )
    assert (living.rate_fen, living.unit, living.valid_from) == (3000, Unit.DAY, date(2017, 8, 29))
    assert living.modes == {Mode.CLASSROOM, Mode.INTERNSHIP}
    assert living.apply_places == {ApplyPlace.HOME, ApplyPlace.RESIDENCE}
    assert (transport.cap_fen, transport.place_test) == (30000, PlaceTest.OUTSIDE_COUNTY)
    assert living.replaces == transport.replaces == {"HN-2016-27"}
    old = rule_of("HN-2016-27", Item.TRANSPORT_LODGING)
    assert (old.rate_fen, old.place_test) == (30000, PlaceTest.OUTSIDE_CITY)
    assert old.valid_from == date(2016, 6, 12)
    assert [
        rule_of("HN-2017-71", item).rate_fen
        for item in Item if item.name.startswith("STARTUP")
    ] == [20000, 30000, 100000, 500000]  # fmt: skip


def test_guangdong_and_nanning() -> None:
    guangdong = rule_of("GD-2023-13", Item.LIVING)
    assert (guangdong.valid_from, guangdong.valid_to) == (date(2023, 8, 15), date(2025, 12, 31))
    assert guangdong.requires == {Requirement.CERTIFICATE}
    assert [cap.window for cap in guangdong.cap_windows] == [Window.ROLLING_12_MONTHS]
    assert {name for target in guangdong.targets for name in target.names} == {
        "脱贫人口", "就业困难人员", "零就业家庭成员", "残疾人", "两后生"
    }  # fmt: skip
    notice = rule_of("NN-2016", Item.LIVING).notice
    assert notice is not None
    assert (notice.days, notice.unit) == (3, NoticeUnit.WORKING_DAY)


def test_national_limits() -> None:
    limits = {limit.kind: limit for pack in PACKS for limit in pack.limits}
    assert set(limits) == set(LimitKind)
    assert limits[LimitKind.ANNUAL_COUNT].count == 3


def test_nothing_is_in_force_after_2025() -> None:
    rules = [rule for pack in PACKS for rule in pack.rules]
    assert all(rule.in_force(date(2025, 12, 31)) for rule in rules)
    assert not any(rule.in_force(date(2026, 1, 1)) for rule in rules)


def test_target_groups_are_categories_of_the_roster() -> None:
    groups = {target.group for pack in PACKS for rule in pack.rules for target in rule.targets}
    assert groups <= {category.value for category in Category}


RAW: dict[str, Any] = {
    "id": "X-1",
    "version": 1,
    "instrument": "试文〔2018〕1号",
    "jurisdiction": "41",
    "valid_from": date(2018, 1, 1),
    "date_selector": "class_start",
    "status": "unverified",
    "confidence": "F",
    "minimum_attendance": "0.75",
    "targets": [{"group": "registered_poor"}],
    "rules": [{"item": "living", "clause": "一", "unit": "event", "rate_fen": 100}],
}


def test_what_stands_at_the_head_holds_for_every_rule() -> None:
    made = parse_pack(RAW).rules[0]
    assert (made.id, made.pack, made.version, made.instrument) == (
        "X-1.living", "X-1", 1, "试文〔2018〕1号"
    )  # fmt: skip
    assert (str(made.minimum_attendance), made.attendance_required) == ("3/4", True)
    assert made.valid_to is None


@pytest.mark.parametrize(
    ("head", "own"),
    [
        ({"status": "sure"}, {}),
        ({"rules": []}, {}),
        ({"targets": []}, {}),
        ({"jurisdiction": ""}, {}),
        ({"valid_from": "2018-01-01"}, {}),
        ({"valid_to": date(2017, 12, 31)}, {}),
        ({"minimum_attendance": "0"}, {}),
        ({"minimum_attendance": "1.01"}, {}),
        ({"minimum_attendance": "often"}, {}),
        ({"rate": 5}, {}),
        ({}, {"item": "lunch"}),
        ({}, {"rate_fen": 0}),
        ({}, {"rate_fen": -1}),
        ({}, {"unit": "day"}),
        ({}, {"day_basis": "attended"}),
        ({}, {"unit": "actual", "rate_fen": 0}),
        ({}, {"unit": "actual", "evidence": "invoice"}),
        ({}, {"unit": "day", "day_basis": "table"}),
        ({}, {"cap_windows": [{"window": "lifetime"}]}),
        ({}, {"cap_windows": [{"window": "week", "count": 1}]}),
        ({}, {"apply_window": {"anchor": "birth"}}),
        ({}, {"modes": ["dream"]}),
        ({"limits": [{"kind": "annual_count", "clause": "一"}]}, {}),
    ],
)
def test_half_understood_data_is_refused(head: dict[str, Any], own: dict[str, Any]) -> None:
    raw = deepcopy(RAW)
    raw["rules"][0].update(own)
    raw.update(head)
    with pytest.raises((PackError, ValueError, KeyError)):
        parse_pack(raw)


def test_two_rules_of_one_id_are_refused() -> None:
    raw = deepcopy(RAW)
    raw["rules"] *= 2
    with pytest.raises(PackError, match="same id"):
        parse_pack(raw)


def test_a_fault_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('id = "X"', encoding="utf-8")
    with pytest.raises(PackError, match=r"broken\.toml"):
        read_pack(path)
    path.write_text("not toml", encoding="utf-8")
    with pytest.raises(PackError, match=r"broken\.toml"):
        read_pack(path)
