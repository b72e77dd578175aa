"""Numbers, states and issuing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.rules import (
    CertificateEffect,
    CertificateNumber,
    CertificateState,
    changed_fields,
    class_ordinal,
    effect_on_certificate,
    format_number,
    may_issue,
    normalise_number,
    number_year,
    parse_number,
    serial_gaps,
    state_on,
    transition_findings,
)
from courses.attendance.rules import Completion
from courses.cohorts.rules import Finding

PARTS = (st.integers(110000, 659999).map(str), st.integers(2000, 2099), st.integers(1, 999))
NUMBERS = st.builds(CertificateNumber, *PARTS, st.integers(1, 999) | st.integers(1000, 9999))
SHORT_NUMBERS = st.builds(CertificateNumber, *PARTS, st.integers(1, 999))


def check_digit(digits: str) -> str:
    """Mod 11,10 as ISO/IEC 7064 defines it, apart from the library."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def test_a_number_letter_by_letter() -> None:
    number = format_number("411224", 2018, 3, 7)
    assert number[:-1] == "PX4112242018003007"
    assert number == "PX4112242018003007" + check_digit("4112242018003007")
    assert parse_number(number) == CertificateNumber("411224", 2018, 3, 7)


def test_the_thousandth_of_a_class_has_a_digit_more() -> None:
    number = format_number("411224", 2018, 3, 1000)
    assert number == "PX41122420180031000" + check_digit("41122420180031000")
    assert parse_number(number) == CertificateNumber("411224", 2018, 3, 1000)
    with_zero = "41122420180030999"
    assert isinstance(parse_number("PX" + with_zero + check_digit(with_zero)), Finding)


@given(NUMBERS)
def test_numbers_are_read_back_and_the_check_digit_covers_all_digits(
    number: CertificateNumber,
) -> None:
    text = str(number)
    assert len(text) == (19 if number.serial < 1000 else 20)
    assert parse_number(text) == number
    assert parse_number(text[2:]) == number
    assert text[-1] == check_digit(text[2:-1])


@given(NUMBERS, NUMBERS)
def test_two_numbers_never_look_the_same(one: CertificateNumber, other: CertificateNumber) -> None:
    assert (str(one) == str(other)) == (one == other)


@given(SHORT_NUMBERS, st.integers(2, 19))
def test_a_digit_too_many_makes_another_number_once_in_ten_at_most(
    number: CertificateNumber, at: int
) -> None:
    text = str(number)
    longer = [text[:at] + digit + text[at:] for digit in "0123456789"]
    assert sum(not isinstance(parse_number(one), Finding) for one in longer) <= 1


def test_a_digit_too_few_makes_another_number_once_in_ten_at_most() -> None:
    left_out = missed = 0
    for serial in range(1000, 10_000, 7):
        text = format_number("411224", 2018, 1 + serial % 999, serial)
        shorter = {text[:at] + text[at + 1 :] for at in range(2, 20)}
        left_out += len(shorter)
        missed += sum(not isinstance(parse_number(one), Finding) for one in shorter)
    assert left_out > 10_000
    assert missed / left_out < 1 / 10


@given(NUMBERS, st.data(), st.integers(1, 9))
def test_every_wrong_digit_is_found(
    number: CertificateNumber, data: st.DataObject, off: int
) -> None:
    text = str(number)
    at = data.draw(st.integers(2, len(text) - 1))
    wrong = text[:at] + str((int(text[at]) + off) % 10) + text[at + 1 :]
    assert isinstance(parse_number(wrong), Finding)


def test_nearly_every_exchange_of_neighbours_is_found() -> None:
    exchanged = missed = 0
    for serial in (*range(1, 1000), *range(1000, 10_000, 9)):
        text = format_number("411224", 2018, 1 + serial % 999, serial)
        for at in range(2, len(text) - 1):
            if text[at] != text[at + 1]:
                exchanged += 1
                other = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
                missed += not isinstance(parse_number(other), Finding)
    assert exchanged > 10_000
    assert missed / exchanged < 1 / 30


@pytest.mark.parametrize(
    "form",
    [
        "{0}",
        " {0} ",
        "px{1}",
        "Px {1}",
        "{1}",
        "PX-{1}",
        "PX　{1}",
        "\u200b{0}\ufeff",
    ],
)
def test_typed_numbers(form: str) -> None:
    number = format_number("411224", 2018, 3, 10)
    typed = form.format(number, number[2:])
    assert normalise_number(typed) == number


def test_full_width_groups_and_look_alike_letters() -> None:
    number = format_number("411224", 2018, 3, 10)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert normalise_number(wide) == number
    grouped = " ".join(number[at : at + 4] for at in range(0, 19, 4))
    assert normalise_number(grouped) == number
    letters = "PX" + number[2:].replace("0", "O").replace("1", "l")
    assert normalise_number(letters) == number


@pytest.mark.parametrize(
    "typed", ["", "PX", "PX411224201800300", "XX41122420180030071", "村淘证书", "9" * 5000]
)
def test_what_is_no_number(typed: str) -> None:
    found = parse_number(typed)
    assert isinstance(found, Finding)
    assert found.code == "CERTIFICATE_NUMBER_INVALID"
    assert len(str(found.facts["number"])) <= 40


def test_ordinals_of_zero_are_no_number_even_with_a_right_check_digit() -> None:
    digits = "4112242018000007"
    assert isinstance(parse_number("PX" + digits + check_digit(digits)), Finding)


@given(st.text(max_size=40))
def test_any_text_has_an_answer(typed: str) -> None:
    found = parse_number(typed)
    assert isinstance(found, Finding) or normalise_number(typed) == str(found)


@pytest.mark.parametrize(
    "parts",
    [
        ("41122", 2018, 1, 1),
        ("41122x", 2018, 1, 1),
        ("411224", 18, 1, 1),
        ("411224", 2018, 0, 1),
        ("411224", 2018, 1000, 1),
        ("411224", 2018, 1, 10_000),
    ],
)
def test_parts_out_of_range(parts: tuple[str, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"digits|999"):
        format_number(*parts)


@pytest.mark.parametrize(
    ("title", "taken", "ordinal", "code"),
    [
        (3, set(), 3, None),
        (3, {1, 2, 4}, 3, None),
        (3, {3}, 4, "CLASS_ORDINAL_TAKEN"),
        (None, set(), 1, None),
        (None, {5}, 6, None),
        (0, {1}, 2, None),
        (1000, {1}, 2, None),
        (None, {1, 999}, 2, None),
        (None, set(range(1, 1000)), None, "CLASS_ORDINALS_EXHAUSTED"),
    ],
)
def test_class_ordinal(
    title: int | None, taken: set[int], ordinal: int | None, code: str | None
) -> None:
    choice = class_ordinal(title, taken)
    assert choice.ordinal == ordinal
    assert [one.code for one in choice.findings] == ([] if code is None else [code])


@given(st.none() | st.integers(-5, 1200), st.sets(st.integers(1, 999)))
def test_a_class_ordinal_is_never_given_twice(title: int | None, taken: set[int]) -> None:
    ordinal = class_ordinal(title, taken).ordinal
    assert ordinal is not None or len(taken) == 999
    assert ordinal not in taken
    assert ordinal is None or 1 <= ordinal <= 999


def test_the_year_is_the_cohorts() -> None:
    start = dt.date(2018, 12, 28)
    assert number_year(2018, start) == 2018
    assert number_year(2019, start) == 2019
    assert number_year(2002, start) == 2018
    assert number_year(None, start) == 2018


def test_gaps_in_serials() -> None:
    assert serial_gaps(range(1, 1001)) == ()
    assert serial_gaps({1, 4}) == (2, 3)
    assert serial_gaps(set()) == ()


def test_states() -> None:
    valid, expired = CertificateState.VALID, CertificateState.EXPIRED
    last = dt.date(2021, 9, 30)
    assert state_on(valid, last, last) is valid
    assert state_on(valid, last, last + dt.timedelta(days=1)) is expired
    assert state_on(valid, None, dt.date.max) is valid
    assert state_on(CertificateState.REVOKED, last, dt.date.max) is CertificateState.REVOKED
    assert transition_findings(valid, expired) == ()
    assert transition_findings(valid, CertificateState.REVOKED, reason="冒名") == ()
    found = transition_findings(valid, CertificateState.REPLACED, reason=" ")
    assert [one.code for one in found] == ["CERTIFICATE_REASON_MISSING"]
    for void in (CertificateState.REPLACED, CertificateState.REVOKED):
        for to in CertificateState:
            found = transition_findings(void, to, reason="恢复")
            assert [one.code for one in found] == ["CERTIFICATE_TRANSITION_NOT_ALLOWED"]


DONE, SHORT = Completion(True), Completion(False, ("ATTENDANCE_BELOW_MINIMUM",))
VALID, REVOKED = CertificateState.VALID, CertificateState.REVOKED


def test_may_issue() -> None:
    assert may_issue(DONE) == ()
    assert may_issue(SHORT) == ("ATTENDANCE_BELOW_MINIMUM",)
    assert may_issue(DONE, [VALID]) == ("ALREADY_ISSUED",)
    assert may_issue(DONE, [CertificateState.EXPIRED]) == ("ALREADY_ISSUED",)
    assert may_issue(DONE, [REVOKED]) == ("CERTIFICATE_VOIDED",)
    assert may_issue(DONE, [REVOKED], reissue=True) == ()
    assert may_issue(DONE, [REVOKED, VALID], reissue=True) == ("ALREADY_ISSUED",)
    assert may_issue(SHORT, [REVOKED], reissue=True) == ("ATTENDANCE_BELOW_MINIMUM",)


def test_effects_on_a_certificate() -> None:
    assert effect_on_certificate(DONE) is CertificateEffect.ISSUE
    assert effect_on_certificate(SHORT) is CertificateEffect.NONE
    assert effect_on_certificate(SHORT, [VALID]) is CertificateEffect.REVOKE
    assert effect_on_certificate(DONE, [VALID]) is CertificateEffect.NONE
    assert effect_on_certificate(DONE, [REVOKED]) is CertificateEffect.NONE
    changed = changed_fields({"name": "李䶮", "id": "x"}, {"name": "李䶮", "id": "y", "phone": ""})
    assert changed == ("id",)
    assert effect_on_certificate(DONE, [VALID], changed=changed) is CertificateEffect.REPLACE
