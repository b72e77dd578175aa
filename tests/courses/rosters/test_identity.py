"""Citizen numbers and other documents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from courses.rosters.rules import (
    DocumentType,
    Identity,
    IdentityFault,
    Sex,
    check_character,
    check_citizen_number,
    check_document,
    normalise_number,
)

TODAY = date(2026, 1, 1)
GOOD = "411224196201269978"

first17s = st.builds(
    lambda prefix, birth, order: f"{prefix:06d}{birth:%Y%m%d}{order}",
    st.integers(110000, 659999),
    st.dates(date(1880, 1, 1), TODAY),
    st.integers(996, 999),
)
numbers = first17s.map(lambda first17: first17 + check_character(first17))


def code_of(value: object) -> str | None:
    answer = check_citizen_number(value, TODAY)
    return answer.code if isinstance(answer, IdentityFault) else None


@given(first17s)
def test_the_check_character_is_that_of_iso_7064(first17: str) -> None:
    assert check_character(first17) == mod_11_2.calc_check_digit(first17)


@given(numbers)
def test_any_well_made_number_stands_up(number: str) -> None:
    answer = check_citizen_number(number, TODAY)
    assert isinstance(answer, Identity)
    assert answer.number == number
    assert answer.birth_date is not None
    assert f"{answer.birth_date:%Y%m%d}" == number[6:14]
    assert answer.sex is (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert code_of(wrong) in {"ID_CHECKSUM", "ID_BIRTHDATE", "ID_PRECISION_LOST"}


@given(numbers, st.integers(0, 15))
def test_two_neighbours_exchanged_are_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or code_of(swapped) is not None


@given(st.text(max_size=24))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_number(text)
    assert normalise_number(once) == once or once.startswith("=")


@given(numbers, st.sampled_from(["'{}", '="{}"', " {} ", "\t{}", "\u3000{}\xa0", "{}\n", "’{}"]))
def test_the_tricks_of_spreadsheets_come_off(number: str, trick: str) -> None:
    assert normalise_number(trick.format(number.lower())) == number


@pytest.mark.parametrize(
    "spelling",
    [
        "411224 19620126 9978",
        "411224-19620126-9978",
        "４１１２２４１９６２０１２６９９７８",
        "'411224 19620126 9978",
        '="411224196201269978"',
        "4112 2419 6201 2699 78\u200b",
    ],
)
def test_spellings_of_one_number(spelling: str) -> None:
    assert normalise_number(spelling) == GOOD
    assert code_of(spelling) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "ID_MISSING"),
        (None, "ID_MISSING"),
        ("  \u3000", "ID_MISSING"),
        (4.11224196402199e17, "ID_PRECISION_LOST"),
        (411224196201269978, "ID_PRECISION_LOST"),
        (411224620126998.0, "ID_PRECISION_LOST"),
        ("4.11E+17", "ID_PRECISION_LOST"),
        ("4.41403E+17", "ID_PRECISION_LOST"),
        ("4.41403e17", "ID_PRECISION_LOST"),
        ("411224196201269000", "ID_PRECISION_LOST"),
        ("411224196613329965", "ID_BIRTHDATE"),
        ("411224206701019970", "ID_BIRTHDATE"),
        ("411224197206129961", "ID_CHECKSUM"),
        ("41122419720612996", "ID_FORMAT"),
        ("4112241972061299611", "ID_FORMAT"),
        ("41122419720612996Y", "ID_FORMAT"),
        ("不详", "ID_FORMAT"),
        ("٤١١٢٢٤١٩٦٢٠١٢٦٩٩٧٨", "ID_FORMAT"),
    ],
)
def test_faults(value: object, code: str) -> None:
    assert code_of(value) == code


def test_the_example_of_the_standard_stands_up() -> None:
    answer = check_citizen_number("440524188001010014", TODAY)
    assert isinstance(answer, Identity)
    assert answer.birth_date == date(1880, 1, 1)


def test_a_number_that_really_ends_in_000_stands_up() -> None:
    found = [
        n
        for day in range(1, 29)
        if (n := f"411224198001{day:02d}0000"[:17] + "0").endswith("000")
        and check_character(n[:17]) == "0"
    ]
    assert found
    assert all(code_of(number) is None for number in found)


def test_a_check_digit_that_fails_says_what_it_should_be() -> None:
    answer = check_citizen_number("411224197206129961", TODAY)
    assert isinstance(answer, IdentityFault)
    assert answer.facts["expected"] == "0"


def test_a_destroyed_number_is_not_spread_in_the_facts() -> None:
    answer = check_citizen_number(4.11224196402199e17, TODAY)
    assert isinstance(answer, IdentityFault)
    assert answer.facts == {"value": "4.11E+17"}


@given(st.dates(date(1930, 1, 1), date(1999, 12, 31)), st.integers(996, 999))
def test_an_old_number_of_15_digits_is_converted_with_a_mark(birth: date, order: int) -> None:
    answer = check_citizen_number(f"411224{birth:%y%m%d}{order}", TODAY)
    assert isinstance(answer, Identity)
    assert answer.legacy15
    assert answer.number[:17] == f"411224{birth:%Y%m%d}{order}"
    again = check_citizen_number(answer.number, TODAY)
    assert isinstance(again, Identity)
    assert not again.legacy15


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("E12345678", "", DocumentType.PASSPORT),
        ("EA1234567", "护照", DocumentType.PASSPORT),
        ("H12345678", "", DocumentType.HONG_KONG_MACAO_PERMIT),
        ("M1234567801", "港澳居民来往内地通行证", DocumentType.HONG_KONG_MACAO_PERMIT),
        ("12345678", "台湾居民来往大陆通行证", DocumentType.TAIWAN_PERMIT),
        ("ABC110012345678", "", DocumentType.FOREIGN_RESIDENCE),
        (GOOD, "居民身份证", DocumentType.CITIZEN),
        (GOOD, "", DocumentType.CITIZEN),
        ("810000199408230021", "", DocumentType.RESIDENCE_PERMIT),
    ],
)
def test_other_documents(value: str, kind: str, expected: DocumentType) -> None:
    answer = check_document(value, kind, TODAY)
    assert isinstance(answer, Identity)
    assert answer.document_type is expected


@pytest.mark.parametrize(("value", "kind"), [("12345678", ""), ("X1", "护照"), (GOOD, "护照")])
def test_what_fits_no_document(value: str, kind: str) -> None:
    answer = check_document(value, kind, TODAY)
    assert isinstance(answer, IdentityFault)
    assert answer.code == "ID_FORMAT"
