"""The minimum attendance as an officer writes it."""

import re
from fractions import Fraction

from lms.errors import DomainError

# No exponents: 1e-999999999 would keep the machine busy for minutes.
_WRITTEN = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)(%?)|([0-9]{1,3}/[0-9]{1,3})", re.ASCII)


def minimum_share(text: str) -> Fraction:
    """The exact share meant by 0.80, 80% or 4/5.

    Raises DomainError MINIMUM_ATTENDANCE_INVALID unless it is above 0 and at most 1.
    """
    match = _WRITTEN.fullmatch(text.strip().replace("％", "%"))
    try:
        if match is None:
            raise ValueError(text)
        share = Fraction(match[1] or match[3]) / (100 if match[2] else 1)
        if not 0 < share <= 1:
            raise ValueError(text)
    except (ValueError, ZeroDivisionError) as error:
        raise DomainError("MINIMUM_ATTENDANCE_INVALID", given=text) from error
    return share
