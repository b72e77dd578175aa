"""One meaning for a cell in every importer."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.sheets import as_amount_fen, as_date, as_text, is_lossy_number, read_file
from tests.lms.sheets.files import DATA

MOMENT = datetime.combine(date(2018, 9, 10), time(8, 30))
"""A cell of a spreadsheet knows no time zone."""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (7.0, "7"),
        (18761407992.0, "18761407992"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (date(2018, 9, 10), "2018-09-10"),
        (MOMENT, "2018-09-10 08:30:00"),
        (datetime.combine(date(2018, 9, 10), time()), "2018-09-10"),
        ("４１１２２４Ｘ", "411224X"),
        ("'411224 19941213 9966", "411224 19941213 9966"),
        ('="441403198604269976"', "441403198604269976"),
        ('="a""b"', 'a"b'),
        ("\t6217001837064190794", "6217001837064190794"),
        ("\u3000张\u3000伟\xa0", "张 伟"),
        ("\ufeff张\u200b伟", "张伟"),
        ("乡（镇）", "乡（镇）"),
        ('=HYPERLINK("http://x","开网店")', '=HYPERLINK("http://x","开网店")'),
        (4.11224196402199e17, "4.11224196402199E+17"),
        (float("nan"), ""),
    ],
)
def test_text(cell, text):
    assert as_text(cell) == text


@given(st.text() | st.floats() | st.integers())
def test_text_is_stable_and_keeps_the_mark_of_lost_digits(cell):
    text = as_text(cell)
    assert as_text(text) == text
    if isinstance(cell, int) or (isinstance(cell, float) and cell - cell == 0):
        assert is_lossy_number(text) == is_lossy_number(cell)


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_the_tricks_around_an_id_number_are_undone(number):
    wide = number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789X"})
    for typed in (f"'{number}", f'="{number}"', f"\t{number}", f"\u3000{number}\xa0", wide):
        assert as_text(typed) == number
        assert not is_lossy_number(typed)


@pytest.mark.parametrize("cell", [4.11e17, 10**15, -1e16, "4.41403E+17", " 4.4e17 ", "6.217E18"])
def test_lost_digits(cell):
    assert is_lossy_number(cell)


@pytest.mark.parametrize("cell", [None, True, 999_999_999_999_999, 13.5, "441403", "E1", "1E", ""])
def test_no_lost_digits(cell):
    assert not is_lossy_number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        date(2018, 9, 10),
        MOMENT,
        43353.0,
        20180910.0,
        "2018-09-10",
        "2018/9/10",
        "2018.9.10",
        "2018年9月10日",
        "２０１８年９月１０日",
        "20180910",
        "2018-9-10 00:00:00",
        "2018年9月10日（星期一）",
        "2018年9月10日 星期一",
    ],
)
def test_dates(cell):
    assert as_date(cell) == date(2018, 9, 10)


@pytest.mark.parametrize("cell", ["9月10日", "9.10", "9/10", "09-10", "9月10日（实习）", "9月10号"])
def test_dates_without_year(cell):
    assert as_date(cell, 2018) == date(2018, 9, 10)
    assert as_date(cell) is None


@pytest.mark.parametrize(
    "cell", [None, "", "18.9.10", "2018年9月", "2018-02-30", 9.1, 12.0, True, "x"]
)
def test_no_dates(cell):
    assert as_date(cell, 2018) is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day):
    serial = float((day - date(1899, 12, 30)).days)
    short = f"{day.month}月{day.day}日"
    assert as_date(day.isoformat()) == as_date(serial) == as_date(short, day.year) == day


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("268.50元", 26850),
        ("￥1,200.00", 120000),
        ("¥ 12", 1200),
        ("人民币300元整", 30000),
        ("１２．５", 1250),
        ("1，200", 120000),
        (268.5, 26850),
        (0.1 + 0.2, 30),
        (300, 30000),
        ("-5.00", -500),
        ("0", 0),
    ],
)
def test_amounts(cell, fen):
    assert as_amount_fen(cell) == fen


@pytest.mark.parametrize(
    "cell",
    [None, "", "268.505", 268.505, "1,20", "12 00", "3万元", "三百元", "1.2.3", 1e15, True, "1E3"],
)
def test_no_amounts(cell):
    assert as_amount_fen(cell) is None


@given(st.integers(0, 10**12))
def test_amounts_are_exact(fen):
    yuan = Decimal(fen) / 100
    assert as_amount_fen(f"{yuan:,.2f}元") == fen
    assert as_amount_fen(float(yuan)) == fen


def test_the_sample_invoices():
    rows = read_file(DATA / "lushi_2018" / "invoices.csv").sheets[0].rows
    assert [as_amount_fen(row[2]) for row in rows[1:4]] == [20000, 6850, 20000]
