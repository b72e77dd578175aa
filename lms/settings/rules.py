"""Which value of a parameter holds in a place, and which texts are values at all."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation


def value_in(values: Mapping[str, str | None], division: str, default: str | None) -> str | None:
    """The value set nearest to `division` (longest prefix); `default` where none is set."""
    for length in (12, 9, 6, 4, 2, 0):
        prefix = division[:length]
        if len(prefix) == length and prefix in values:
            return values[prefix]
    return default


def is_valid(kind: str, text: str, choices: Collection[str] = ()) -> bool:
    """Whether `text` is a value of that kind; decimals lie between 0 and 1,000,000."""
    if choices:
        return text in choices
    if kind == "integer":
        return text.isascii() and text.isdigit() and len(text) <= 9
    if kind == "decimal":
        try:
            return Decimal(0) <= Decimal(text) <= Decimal(1_000_000)
        except InvalidOperation:
            return False
    if kind == "flag":
        return text in ("yes", "no")
    return len(text) <= 500
