"""Levels, parents, and whether two places count as one."""

import pytest

from lms.divisions.packaged import read_packaged
from lms.divisions.rules import (
    RETIRED_COUNTIES,
    Level,
    Overrides,
    ancestors_of,
    county_of,
    level_of,
    parent_of,
    same_city,
    same_county,
    same_province,
)


@pytest.mark.parametrize(
    ("prefix", "level", "parent"),
    [
        ("41", Level.PROVINCE, ""),
        ("4112", Level.CITY, "41"),
        ("411224", Level.COUNTY, "4112"),
        ("411224107", Level.TOWN, "411224"),
        ("411224107216", Level.VILLAGE, "411224107"),
    ],
)
def test_level_and_parent(prefix: str, level: Level, parent: str) -> None:
    assert level_of(prefix) is level
    assert parent_of(prefix) == parent


@pytest.mark.parametrize("prefix", ["", "4", "41122", "4112241072166", "4112A4", "４１"])
def test_what_is_no_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="not a division prefix"):
        level_of(prefix)


def test_ancestors_come_nearest_first() -> None:
    assert ancestors_of("411224107216") == ("411224107", "411224", "4112", "41")
    assert ancestors_of("41") == ()


@pytest.mark.parametrize(
    ("home", "venue", "county", "city", "province"),
    [
        ("411224", "411224", True, True, True),
        ("411224", "411202", False, True, True),
        ("411224", "410105", False, False, True),
        ("411224", "611021", False, False, False),
        ("411224107216", "411224", True, True, True),
        # 济源 stands directly under the province and is its own city
        ("419001", "419001", True, True, True),
        ("419001", "410102", False, False, True),
        # 仙桃 and 天门 share the digits 4290 and are not one city
        ("429004", "429006", False, False, True),
        # a municipality is one city, whatever the digits of its districts and counties
        ("500101", "500229", False, True, True),
        # 陕县 became 陕州区, 梅县 became 梅县区
        ("411222", "411203", True, True, True),
        ("441421", "441403", True, True, True),
    ],
)
def test_same_place(home: str, venue: str, county: bool, city: bool, province: bool) -> None:
    assert same_county(home, venue) is same_county(venue, home) is county
    assert same_city(home, venue) is same_city(venue, home) is city
    assert same_province(home, venue) is province


def test_an_officer_may_declare_districts_one_place() -> None:
    table = Overrides(counties={"411203": "411202"})
    assert same_county("411203", "411202", table)
    assert not same_county("411203", "411202")


def test_a_city_is_too_little_for_comparing() -> None:
    with pytest.raises(ValueError, match="county or something below"):
        county_of("4112")


def test_every_retired_county_leads_to_one_of_today() -> None:
    today = {d.prefix for d in read_packaged() if d.level is Level.COUNTY}
    for then, _, successor in RETIRED_COUNTIES:
        assert successor in today
        assert then not in today


def test_packaged_tables_are_whole() -> None:
    divisions = list(read_packaged())
    assert len(divisions) == 123_923
    known = {d.prefix for d in divisions}
    assert all(not d.parent or d.parent in known for d in divisions)
    assert all(len(d.code) == 12 and d.code.startswith(d.prefix) for d in divisions)
    assert len(known) == len(divisions)


def test_one_county_comes_with_what_lies_above() -> None:
    divisions = list(read_packaged(["411224"]))
    assert [d.name for d in divisions[:3]] == ["河南省", "三门峡市", "卢氏县"]
    assert all(d.prefix in {"41", "4112"} or d.code.startswith("411224") for d in divisions)
    assert sum(d.level is Level.VILLAGE for d in divisions) == 271
