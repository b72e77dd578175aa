"""Telephone numbers and accounts, each a warning at most: a person is not refused for them."""

import re

from courses.rosters.cells import is_number, plain_number, text_of

PHONE_INVALID = "PHONE_INVALID"
ACCOUNT_CHECKSUM = "ACCOUNT_CHECKSUM"
ACCOUNT_IS_ID_NUMBER = "ACCOUNT_IS_ID_NUMBER"
ACCOUNT_PRECISION_LOST = "ACCOUNT_PRECISION_LOST"

_MOBILE_SECOND = frozenset("3456789")
# 010 and 02x have three digits, the other area codes four; the number itself seven or eight.
_FIXED = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})")
_EXTENSION = re.compile(r"(?:转|#|x|ext\.?|分机)\d{1,6}$", re.IGNORECASE)
_BRACKETS = str.maketrans("", "", "()（）[]")
# What doubling a digit contributes in the Luhn sum, both as characters.
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
# A double keeps integers exactly up to fifteen digits.
_EXACT_DIGITS = 15


def check_phone(value: object) -> tuple[str, str | None]:
    """The number in its one spelling, and PHONE_INVALID when it cannot be called.

    Mobile numbers become eleven digits, fixed lines `0398-7873489`; other countries keep their
    `+`. A number that fails is kept as written, so that somebody can put it right. Nothing
    written is no fault.
    """
    if isinstance(value, str) and _is_mobile(value):
        return value, None  # almost every cell
    written = text_of(value)
    text = plain_number(written)
    if not text:
        return "", None
    mobile = text[3:] if text.startswith("+86") else text
    if len(mobile) == 13 and mobile.startswith("86"):
        mobile = mobile[2:]
    if _is_mobile(mobile):
        return mobile, None
    if len(mobile) == 11 and mobile[0] == "1" and mobile.isascii() and mobile.isdigit():
        return written, PHONE_INVALID
    return _check_other_line(text, written)


def _is_mobile(text: str) -> bool:
    return (
        len(text) == 11
        and text[0] == "1"
        and text[1] in _MOBILE_SECOND
        and text.isascii()
        and text.isdigit()
    )


def _check_other_line(text: str, written: str) -> tuple[str, str | None]:
    line = _EXTENSION.sub("", text.translate(_BRACKETS))
    if line.startswith("+86"):
        line = "0" + line[3:].removeprefix("0")
    fixed = _FIXED.fullmatch(line)
    if fixed:
        return f"{fixed[1]}-{fixed[2]}", None
    if line.startswith(("+", "00")) and _is_abroad("+" + line.lstrip("+0")):
        return "+" + line.lstrip("+0"), None
    return written, PHONE_INVALID


def _is_abroad(number: str) -> bool:
    # Imported on first use: the tables of all countries take longer to load than a roster to read.
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def is_luhn(number: str) -> bool:
    """Whether a digit string passes the Luhn check (ISO/IEC 7812-1)."""
    digits = number.encode("ascii")
    total = sum(digits[-1::-2]) + sum(digits[-2::-2].translate(_DOUBLED))
    return (total - 48 * len(digits)) % 10 == 0


def check_account(value: object, id_number: str | None = None) -> tuple[str, str | None]:
    """The bank account as text, and why it is doubtful, if it is.

    社会保障号码 (the citizen number), 社保卡卡号 and 社保卡银行账号 are three things and only the
    last is paid: an account equal to the citizen number is ACCOUNT_IS_ID_NUMBER. A numeric cell of
    more than fifteen digits lost some of them: ACCOUNT_PRECISION_LOST, and nothing is kept.
    """
    if value.__class__ is str and value.isascii() and value.isdigit():
        if value != id_number and is_luhn(value):
            return value, None  # almost every cell
        text: str = value
    else:
        text = plain_number(text_of(value)).upper()
    if not text:
        return "", None
    if is_number(value) and (not text.isdigit() or len(text) > _EXACT_DIGITS):
        return "", ACCOUNT_PRECISION_LOST
    if "E+" in text:
        return "", ACCOUNT_PRECISION_LOST
    if text == id_number:
        return text, ACCOUNT_IS_ID_NUMBER
    if not (text.isascii() and text.isdigit()) or not is_luhn(text):
        return text, ACCOUNT_CHECKSUM
    return text, None
