"""Whole rows: outcome, codes in order, facts, notes, duplicates; and that it is fast."""

import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from babel.messages import pofile
from hypothesis import given
from hypothesis import strategies as st

import courses.rosters
from courses.rosters.columns import FIELDS
from courses.rosters.rules import (
    DUPLICATE_IN_FILE,
    REJECTING,
    CheckedRow,
    DocumentType,
    Outcome,
    check_character,
    check_row,
    check_rows,
    is_person_row,
)
from courses.rosters.sentences import SENTENCES
from lms.divisions.packaged import read_packaged
from lms.divisions.rules import Gazetteer, Level

TODAY = date(2018, 9, 10)
COUNTY = "411224"
DIVISIONS = list(read_packaged([COUNTY]))
GAZETTEER = Gazetteer(DIVISIONS)
GOOD: Mapping[str, object] = {
    "name": "程刚燕", "sex": "男", "ethnic": "汉族", "id_number": "411224196201269978",
    "education": "大专", "town": "东明镇", "village": "涧北村村委会",
    "category": "建档立卡贫困户", "household_number": 411224651341.0, "phone": "18761407992",
    "account": "6217000711380835419", "bank": "农村信用社", "remark": "",
}  # fmt: skip


def check(**changes: object) -> CheckedRow:
    return check_row({**GOOD, **changes}, GAZETTEER, COUNTY, TODAY, 5)


def test_a_sound_row() -> None:
    row = check()
    assert (row.outcome, row.codes, row.notes, dict(row.facts)) == (Outcome.ACCEPTED, (), (), {})
    assert (row.village_code, row.household_number, row.row) == ("411224107216", "411224651341", 5)
    assert row.kept


@pytest.mark.parametrize(
    ("changes", "outcome", "codes"),
    [
        ({"name": ""}, Outcome.REJECTED, ("NAME_MISSING",)),
        ({"name": "", "id_number": ""}, Outcome.REJECTED, ("ID_MISSING", "NAME_MISSING")),
        ({"id_number": "1", "phone": "1"}, Outcome.REJECTED, ("ID_FORMAT", "PHONE_INVALID")),
        ({"sex": "女"}, Outcome.WARNED, ("SEX_MISMATCH",)),
        ({"sex": "女", "phone": "1"}, Outcome.WARNED, ("PHONE_INVALID", "SEX_MISMATCH")),
        ({"sex": ""}, Outcome.ACCEPTED, ()),
        ({"phone": "", "account": None}, Outcome.ACCEPTED, ()),
        ({"village": "无此村"}, Outcome.WARNED, ("DIVISION_UNKNOWN",)),
        ({"town": "", "village": ""}, Outcome.WARNED, ("DIVISION_UNKNOWN",)),
        ({"account": "1"}, Outcome.WARNED, ("ACCOUNT_CHECKSUM",)),
    ],
)
def test_outcomes(changes: dict[str, object], outcome: Outcome, codes: tuple[str, ...]) -> None:
    row = check(**changes)
    assert (row.outcome, row.codes) == (outcome, codes)


def test_an_unknown_village_still_has_a_home_county() -> None:
    row = check(village="无此村")
    assert (row.village_code, row.place.home_county) == (None, COUNTY)
    assert row.facts["DIVISION_UNKNOWN"]["text"] == "无此村"


def test_the_address_helps_where_town_and_village_fail() -> None:
    row = check(town="", village="", address="河南省三门峡市卢氏县东明镇涧北村")
    assert row.village_code == "411224107216"
    row = check(town="东明镇", village="3组", address="卢氏县东明镇涧北村")
    assert row.village_code == "411224107216"


def test_old_numbers_and_other_birth_dates_are_notes_not_doubts() -> None:
    row = check(id_number="411224620126997", birth="1962年2月")
    assert row.outcome is Outcome.ACCEPTED
    assert row.notes == ("ID_LEGACY_15", "BIRTH_DIFFERS")
    assert row.id_number == "411224196201269978"
    cell = datetime(1962, 1, 26)  # noqa: DTZ001 - a spreadsheet's date knows no zone
    for same in ("1962-01-26", "1962.1", "19620126", "196201", cell, "56", 56.0):
        assert check(birth=same).notes == ()


def test_a_passport_takes_sex_and_birth_from_the_sheet() -> None:
    row = check(id_number="E12345678", birth="1985-03-02", sex="女")
    assert (row.outcome, row.document_type) == (Outcome.ACCEPTED, DocumentType.PASSPORT)
    assert (row.sex, row.birth_date) == ("female", date(1985, 3, 2))


def rows(*changes: dict[str, object]) -> list[CheckedRow]:
    raw = [(5 + n, {**GOOD, **change}) for n, change in enumerate(changes)]
    return list(check_rows(raw, GAZETTEER, COUNTY, TODAY))


@pytest.mark.parametrize(
    "again",
    [
        "411224196201269978",
        "'411224 19620126 9978",
        "４１１２２４１９６２０１２６９９７８",
        "411224620126997",
    ],
)
def test_the_same_number_again_is_refused_however_it_is_spelled(again: str) -> None:
    first, second, third = rows({}, {"id_number": again, "phone": "1"}, {"name": "别人"})
    assert first.outcome is Outcome.ACCEPTED
    assert (second.outcome, second.codes[0]) == (Outcome.REJECTED, "DUPLICATE_IN_FILE")
    assert second.facts["DUPLICATE_IN_FILE"] == {"first": 5}
    assert third.codes == ("DUPLICATE_IN_FILE",)


def test_a_row_refused_for_another_reason_is_not_the_first() -> None:
    first, second = rows({"name": ""}, {})
    assert (first.codes, second.outcome) == (("NAME_MISSING",), Outcome.ACCEPTED)


def test_people_without_number_are_no_duplicates_of_each_other() -> None:
    assert [row.codes for row in rows({"id_number": ""}, {"id_number": ""})] == [
        ("ID_MISSING",),
        ("ID_MISSING",),
    ]


@pytest.mark.parametrize(
    ("raw", "person"),
    [
        ({"name": "", "id_number": None}, False),
        ({"name": "合计：48人"}, False),
        ({"name": "合 计", "phone": ""}, False),
        ({"name": "制表人：", "id_number": "审核人：李某", "phone": "负责人："}, False),
        ({"name": "程刚燕"}, True),
        ({"id_number": "411224196201269978"}, True),
    ],
)
def test_totals_and_signatures_are_nobody(raw: dict[str, object], person: bool) -> None:
    assert is_person_row(raw) is person


cells = st.none() | st.text(max_size=25) | st.floats() | st.integers() | st.booleans() | st.dates()


@given(st.fixed_dictionaries({}, optional={field.name: cells for field in FIELDS}))
def test_no_cell_breaks_a_row(raw: dict[str, object]) -> None:
    row = check_row(raw, GAZETTEER, COUNTY, TODAY)
    assert (row.outcome is Outcome.REJECTED) == bool(REJECTING & set(row.codes))
    assert (row.outcome is Outcome.ACCEPTED) == (row.codes == ())
    assert set(row.codes) | set(row.notes) <= set(SENTENCES)
    assert set(row.facts) <= set(row.codes) | set(row.notes)


some = st.fixed_dictionaries({}, optional={field.name: cells for field in FIELDS})
typed = st.fixed_dictionaries(
    {},
    optional={
        "id_number": st.sampled_from(["411224196201269978", "411224196201269979", "x", None]),
        "sex": st.sampled_from(["女", "男", "?"]),
        "birth": st.sampled_from(["1962-01", "1990-05", 7.5, None]),
        "village": st.sampled_from(["涧北村村委会", "没有的村", ""]),
        "address": st.sampled_from(["卢氏县东明镇涧北村", "东明镇"]),
        "phone": st.sampled_from(["18761407992", "1", 13900000000.0]),
        "account": st.sampled_from(["411224196201269978", 6.2e18, "6217000711380835419"]),
        "name": st.sampled_from(["合计", "李", "阿卜杜拉•买买提"]),
    },
).map(lambda changes: {**GOOD, **changes})


@given(st.lists(st.one_of(typed, some), max_size=6))
def test_a_row_among_others_is_judged_as_alone(raws: list[dict[str, object]]) -> None:
    found = {row.row: row for row in check_rows(enumerate(raws, 3), GAZETTEER, COUNTY, TODAY)}
    assert list(found) == [n for n, raw in enumerate(raws, 3) if is_person_row(raw)]
    seen: set[str] = set()
    for number, row in found.items():
        alone = check_row(raws[number - 3], GAZETTEER, COUNTY, TODAY, number)
        if alone.id_number is not None and alone.id_number in seen:
            assert row.outcome is Outcome.REJECTED
            assert row.codes == (DUPLICATE_IN_FILE, *alone.codes)
            assert set(row.facts) == {DUPLICATE_IN_FILE, *alone.facts}
        else:
            assert row == alone
            if alone.kept and alone.id_number is not None:
                seen.add(alone.id_number)


def test_every_code_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) >= REJECTING
    package = Path(courses.rosters.__file__).parent
    with (package / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = pofile.read_po(file, locale="en")
    for code, sentence in SENTENCES.items():
        message = english.get(str(sentence._args[0]))
        assert message is not None, code
        assert message.string
        assert not list(message.check()), code


def test_speed() -> None:
    """10,000 rows of 17 columns: budget 250 ms, asserted with slack for a busy machine."""
    villages = [d for d in DIVISIONS if d.level is Level.VILLAGE]
    towns = {d.prefix: d.name for d in DIVISIONS if d.level is Level.TOWN}
    raw = []
    for n in range(10_000):
        first17 = f"411224{1950 + n % 50}{n // 50 % 12 + 1:02d}{n // 600 % 28 + 1:02d}{996 + n % 4}"
        village = villages[n % len(villages)]
        row = {**GOOD, "id_number": first17 + check_character(first17)}
        row |= {"town": towns[village.code[:9]], "village": village.name, "trade": "电商"}
        row |= {"birth": "", "relation_to_head": "本人", "cohort_number": "3", "intention": "开店"}
        raw.append((n, {**row, "phone": f"139{n:08d}", "household_number": f"{n:012d}"}))
    start = time.process_time()
    for checked in check_rows(raw, GAZETTEER, COUNTY, TODAY):
        assert checked.row >= 0
    assert time.process_time() - start < 1.0
