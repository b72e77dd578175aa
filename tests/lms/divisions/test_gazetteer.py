"""Which place a roster means: columns, run-together texts, doubts and their reasons."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.divisions.packaged import read_packaged, read_skeleton
from lms.divisions.rules import (
    DIVISION_UNKNOWN,
    Division,
    FormerName,
    Gazetteer,
    Level,
    Unknown,
    normalise_place,
)

LUSHI = "411224"
EVERYTHING = list(read_packaged())
NAMES = {division.prefix: division.name for division in EVERYTHING}
VILLAGES = [d for d in EVERYTHING if d.level is Level.VILLAGE]
ALL = Gazetteer(EVERYTHING)
ONE = Gazetteer(read_skeleton(LUSHI))


@pytest.mark.parametrize(
    "name",
    ["涧北", "涧北村", "涧北村委会", "涧北村村委会", "涧北村民委员会", "涧北村村民委员会",
     "涧北行政村", "涧北村委", " 涧北 村\u3000", "涧北社区居委会", "涧北社区居民委员会",
     "涧北居民委员会", "涧北村社区"],
)  # fmt: skip
def test_all_spellings_of_a_village_meet(name: str) -> None:
    assert normalise_place(name) == "涧北"


def test_a_short_name_keeps_its_kind() -> None:
    assert normalise_place("东村村委会") == normalise_place("东村委会") == "东村"
    assert normalise_place("东社区居委会") == "东社区"


def test_every_packaged_village_is_found_by_its_town_and_name() -> None:
    lost = [
        v.code
        for v in VILLAGES
        if ALL.resolve((NAMES[v.code[:9]], v.name), v.code[:6]).village != v.code
    ]
    assert lost == []


@given(st.sampled_from(VILLAGES), st.integers(0, 3), st.sampled_from(["", "3组", "第二村民小组"]))
def test_a_full_address_is_found_wherever_it_begins(v: Division, skip: int, tail: str) -> None:
    levels = [NAMES[v.code[:n]] for n in (2, 4, 6, 9)][skip:]
    levels = [name for name in levels if name not in {"市辖区", "省直辖县级行政区划"}]
    within = v.code[:6]
    place = ALL.resolve(("".join(levels) + v.name + tail,), within)
    assert place.home_county == within
    found = place.village
    assert found == v.code


@pytest.mark.parametrize(
    ("text", "within", "village"),
    [
        ("梅县区水车镇新湖村村委会", "", "441403108203"),
        ("河南省三门峡市卢氏县东明镇涧北村", LUSHI, "411224107216"),
        ("三门峡卢氏县东明镇涧北行政村", "", "411224107216"),
        ("河南省东明镇涧北村", LUSHI, "411224107216"),
        ("涧北村", LUSHI, "411224107216"),
        ("卢氏县东明镇涧北村村委会3组", LUSHI, "411224107216"),
        ("陕县菜园乡南县村", LUSHI, "411203203204"),
        ("广东梅州梅县水车镇新湖村委", LUSHI, "441403108203"),
        ("济源市王屋镇愚公村", LUSHI, "419001109211"),
    ],
)
def test_run_together_texts(text: str, within: str, village: str) -> None:
    place = ALL.resolve((text,), within)
    assert place.village == village, NAMES.get(place.code or "")
    assert place.home_county == village[:6]
    assert place.problem is None


@pytest.mark.parametrize(
    ("parts", "home", "code", "reason"),
    [
        (("沙河乡", "无此村村委会"), LUSHI, "411224207", Unknown.VILLAGE),
        (("沙河乡", ""), LUSHI, "411224207", Unknown.VILLAGE_MISSING),
        (("无此镇", "无此村"), LUSHI, LUSHI, Unknown.TOWN),
        (("", ""), None, None, Unknown.MISSING),
        (("陕西省商洛市洛南县石门镇花庙村",), "611021", "611021", Unknown.NOT_LOADED),
        (("北京市朝阳区",), "110105", "110105", Unknown.VILLAGE_MISSING),
        (("郑州市",), None, "4101", Unknown.COUNTY),
        (("卢氏县",), LUSHI, LUSHI, Unknown.VILLAGE_MISSING),
    ],
)
def test_doubts_say_how_far_it_is_certain(
    parts: tuple[str, ...], home: str | None, code: str | None, reason: Unknown
) -> None:
    place = ONE.resolve(parts, LUSHI)
    assert (place.home_county, place.code, place.reason) == (home, code, reason)
    assert place.problem == DIVISION_UNKNOWN
    assert place.village is None


def test_a_county_name_that_several_have_is_not_guessed() -> None:
    place = ALL.resolve(("鼓楼区",), "4403")
    assert (place.home_county, place.reason) == (None, Unknown.AMBIGUOUS)


def _tree(*villages: tuple[str, str]) -> Gazetteer:
    rows = [
        Division("410000000000", "河南省", Level.PROVINCE, ""),
        Division("411200000000", "三门峡市", Level.CITY, "41"),
        Division("411224000000", "卢氏县", Level.COUNTY, "4112"),
        Division("411224100000", "甲乡", Level.TOWN, "411224"),
        Division("411224101000", "乙镇", Level.TOWN, "411224"),
    ]
    rows += [Division(code, name, Level.VILLAGE, code[:9]) for code, name in villages]
    return Gazetteer(rows)


def test_the_town_decides_between_villages_of_one_name() -> None:
    tree = _tree(("411224100200", "王庄村委会"), ("411224101200", "王庄村民委员会"))
    assert tree.resolve(("甲乡", "王庄村"), LUSHI).village == "411224100200"
    assert tree.resolve(("卢氏县乙镇王庄",), LUSHI).village == "411224101200"
    alone = tree.resolve(("王庄村",), LUSHI)
    assert (alone.village, alone.home_county) == (None, LUSHI)
    assert (alone.problem, alone.reason) == (DIVISION_UNKNOWN, Unknown.AMBIGUOUS)


def test_a_village_and_a_neighbourhood_of_one_name_are_told_apart() -> None:
    tree = _tree(("411224100001", "王庄社区居委会"), ("411224100200", "王庄村委会"))
    assert tree.resolve(("甲乡", "王庄村民委员会"), LUSHI).village == "411224100200"
    assert tree.resolve(("甲乡", "王庄社区"), LUSHI).village == "411224100001"
    assert tree.resolve(("甲乡", "王庄"), LUSHI).reason is Unknown.AMBIGUOUS


@pytest.mark.parametrize("town", ["沙河乡", "沙河镇", "沙河", "沙河街道办事处"])
def test_a_town_is_found_under_the_suffix_of_another_time(town: str) -> None:
    assert ONE.resolve((town, "三角村"), LUSHI).village == "411224207210"


def test_a_town_that_exists_is_never_taken_for_another() -> None:
    rows = [
        Division("411224000000", "卢氏县", Level.COUNTY, "4112"),
        Division("411224100000", "沙河镇", Level.TOWN, "411224"),
        Division("411224200000", "沙河乡", Level.TOWN, "411224"),
    ]
    tree = Gazetteer(rows)
    assert tree.resolve(("沙河镇", "某村"), LUSHI).code == "411224100"
    assert tree.resolve(("沙河乡", "某村"), LUSHI).code == "411224200"
    assert tree.resolve(("沙河", "某村"), LUSHI).code == LUSHI


def test_former_names_lead_to_today() -> None:
    rows = list(read_packaged([LUSHI]))
    tree = Gazetteer(rows, [FormerName(LUSHI, "磨沟口乡", "411224108")])
    assert tree.resolve(("磨沟口乡", "龙驹村村委会"), LUSHI).village == "411224108202"


def test_a_village_column_may_hold_the_whole_address() -> None:
    place = ONE.resolve(("东明镇", "卢氏县东明镇涧北村"), LUSHI)
    assert place.village == "411224107216"


def test_speed() -> None:
    """10,000 rows of one county: a dictionary look-up each. Budget 60 ms, asserted with slack."""
    pairs = [(NAMES[v.code[:9]], v.name) for v in VILLAGES if v.code.startswith(LUSHI)]
    rows = [pairs[i % len(pairs)] for i in range(10_000)]
    tree = Gazetteer(read_packaged([LUSHI]))
    start = time.process_time()
    for pair in rows:
        tree.resolve(pair, LUSHI)
    assert time.process_time() - start < 0.2


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_it(town: str, village: str) -> None:
    place = ONE.resolve((town, village), LUSHI)
    assert (place.problem is None) == (place.village is not None)
