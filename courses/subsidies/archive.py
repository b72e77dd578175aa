"""A decision as plain data (JSON types only), the form in which it is appended and compared."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


def as_data(value: object) -> object:
    """Records as dicts, dates as ISO text, exact numbers as text, sets sorted.

    Equal decisions give equal data. Raises TypeError for anything that is no plain value, floats
    included: money and shares are never floats.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_data(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(str(each) for each in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"no plain value: {value!r}")
