"""金额大写 and amounts in figures."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.documents.amounts import amount_in_words, format_yuan, yuan

DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
SECTIONS = {"万": 10**4, "亿": 10**8}
LIMIT_FEN = 10**14


def read(words: str) -> int:
    """An independent reader: fen of an amount in words."""
    assert words.startswith("人民币")
    fen = section = digit = 0
    for word in words.removeprefix("人民币").removesuffix("整"):
        if word in DIGITS:
            digit = DIGITS[word]
        elif word in PLACES:
            section, digit = section + digit * PLACES[word], 0
        elif word in SECTIONS:
            fen, section, digit = fen + (section + digit) * SECTIONS[word] * 100, 0, 0
        else:
            unit = {"元": 100, "角": 10, "分": 1}[word]
            fen, section, digit = fen + (section + digit) * unit, 0, 0
    assert digit == section == 0
    return fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        pytest.param(71850, "柒佰壹拾捌元伍角", id="A02"),
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角"),
        (50, "伍角"),
        (5, "伍分"),
        (100, "壹元整"),
        (1000, "壹拾元整"),
        (1005, "壹拾元零伍分"),
        (1050, "壹拾元零伍角"),
        (1150, "壹拾壹元伍角"),
        (1540950, "壹万伍仟肆佰零玖元伍角"),
        (100050000, "壹佰万零伍佰元整"),
        (100500000, "壹佰万伍仟元整"),
        (1000500000, "壹仟万伍仟元整"),
        (1005000000, "壹仟零伍万元整"),
        (10000500000, "壹亿零伍仟元整"),
        (10000000100, "壹亿零壹元整"),
        (11000000000, "壹亿壹仟万元整"),
        (100000000000, "壹拾亿元整"),
        (LIMIT_FEN - 1, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_words(fen: int, words: str) -> None:
    assert amount_in_words(fen) == "人民币" + words
    assert amount_in_words(fen, prefix="") == words


@given(st.integers(0, LIMIT_FEN - 1))
def test_words_read_back(fen: int) -> None:
    words = amount_in_words(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert "零万" not in words
    assert words.endswith("整") is (fen % 100 == 0)


@given(st.integers(0, 10**8 - 1))
def test_whole_yuan_agree_with_the_library(number: int) -> None:
    assert amount_in_words(number * 100, prefix="") == cn2an.an2cn(str(number), "rmb")


@pytest.mark.parametrize("fen", [-1, LIMIT_FEN])
def test_out_of_range(fen: int) -> None:
    with pytest.raises(ValueError, match="no amount"):
        amount_in_words(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(140950, "1,409.50"), (0, "0.00"), (5, "0.05"), (-30001, "-300.01"), (1234567890, "12,345,678.90")],
)  # fmt: skip
def test_figures(fen: int, text: str) -> None:
    assert format_yuan(fen) == text
    assert yuan(fen) == Decimal(text.replace(",", ""))
    assert str(yuan(fen)) == text.replace(",", "")
