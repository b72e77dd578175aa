"""What a cell means: text, date or money, the same way for every importer."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from lms.sheets.workbook import Cell

EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; from here on the last ones are invented."""

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
# full-width digits and Latin letters; other full-width signs belong to Chinese text
HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
REPLACED = HALF_WIDTH | dict.fromkeys(map(ord, INVISIBLE)) | dict.fromkeys(b"\t\xa0\r", " ")
REPLACED |= {0x3000: " "}
NEEDS_WORK = re.compile(
    rf"[\t\xa0\r\u3000{INVISIBLE}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]|^[\s'=]|\s$"
)
QUOTED_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{2,3}")

DAY_ZERO = date(1899, 12, 30)
SERIALS = range(18_264, 73_415)
"""Day numbers of a spreadsheet for the years 1950–2100."""

BRACKETED = re.compile(r"[(（【\[][^)）】\]]*[)）】\]]")
WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]$")
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?$")
FULL_DATE = re.compile(r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*[日号]?")
DIGIT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORT_DATE = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")

AMOUNT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
CURRENCY_BEFORE = re.compile(r"^(?:人民币|[¥￥]|RMB|CNY)\s*", re.IGNORECASE)
CURRENCY_AFTER = re.compile(r"\s*(?:元整|元正|元|圆|RMB|CNY)$", re.IGNORECASE)
FULL_WIDTH_SIGNS = str.maketrans("，．－＋。", ",.-+.")


def as_text(value: Cell) -> str:
    """The text a person meant: "" for a blank cell, no ".0", no tricks around long numbers.

    Full-width digits and letters become half-width; invisible characters go; blanks, tabs,
    no-break and ideographic spaces around the text go; a leading apostrophe and `="…"` are
    undone. A formula typed as text stays text. A number beyond 15 digits is written in
    scientific notation, so that it cannot be mistaken for the number it was. Idempotent.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value if not NEEDS_WORK.search(value) else _unwrapped(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else str(value.date())
    if isinstance(value, date):
        return value.isoformat()
    return _number_text(value)


def _unwrapped(text: str) -> str:
    text = text.translate(REPLACED).strip()
    while True:
        before = text
        text = text.lstrip("'").strip()
        if quoted := QUOTED_FORMULA.fullmatch(text):
            text = quoted[1].replace('""', '"').strip()
        if text == before:
            return text


def _number_text(value: float | int) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= EXACT_BELOW:
        mantissa, exponent = f"{value:.14E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    if value == int(value):
        return str(int(value))
    return f"{Decimal(format(value, '.15g')):f}"


def is_lossy_number(value: Cell) -> bool:
    """Whether digits of a long number are lost: a number ≥ 10¹⁵, or text like 4.11E+17."""
    if isinstance(value, bool) or value is None or isinstance(value, date):
        return False
    if isinstance(value, str):
        return "E" in value.upper() and SCIENTIFIC.fullmatch(as_text(value)) is not None
    return abs(value) >= EXACT_BELOW


def as_date(value: Cell, year: int | None = None) -> date | None:
    """The day a cell means, or None when it is blank or no day.

    Understands dates, day numbers, 2018-09-10, 2018/9/10, 2018.9.10, 2018年9月10日, 20180910;
    with `year` also 9月10日, 9-10, 9/10, 9.10. What stands in brackets, a weekday and a time of
    day behind the date are ignored: 9月20日（实习）. Two-digit years are not guessed.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value in SERIALS:
            return DAY_ZERO + timedelta(days=int(value))
        value = as_text(value) if value == int(value) else None
    text = BRACKETED.sub("", as_text(value)).strip()
    text = WEEKDAY.sub("", CLOCK.sub("", text)).strip()
    if full := FULL_DATE.fullmatch(text) or DIGIT_DATE.fullmatch(text):
        return _day(*map(int, full.groups()))
    if year is not None and (short := SHORT_DATE.fullmatch(text)):
        return _day(year, *map(int, short.groups()))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def as_amount_fen(value: Cell) -> int | None:
    """An amount in yuan as an exact number of fen; None when it is blank or no exact amount.

    Refused (None): more than two decimals, 万元, thousands set off wrongly, numbers beyond
    15 digits. Accepted around the number: ￥, ¥, RMB, 元, 元整, commas every three digits.
    """
    if isinstance(value, bool | date):
        return None
    if is_lossy_number(value):
        return None
    text = as_text(value).translate(FULL_WIDTH_SIGNS)
    text = CURRENCY_AFTER.sub("", CURRENCY_BEFORE.sub("", text))
    if not AMOUNT.fullmatch(text):
        return None
    try:
        fen = Decimal(text.replace(",", "")) * 100
    except InvalidOperation:
        return None
    return int(fen) if fen == fen.to_integral_value() else None
