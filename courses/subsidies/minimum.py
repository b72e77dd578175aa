"""The minimum attendance as an officer writes it."""

from fractions import Fraction

from lms.errors import DomainError

_LONGEST = 20


def minimum_share(text: str) -> Fraction:
    """The exact share meant by 0.80, 80% or 4/5.

    Raises DomainError MINIMUM_ATTENDANCE_INVALID unless it is above 0 and at most 1.
    """
    written = text.strip().replace("％", "%")
    try:
        if len(written) > _LONGEST:
            raise ValueError(written)
        share = Fraction(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except (ValueError, ZeroDivisionError) as error:
        raise DomainError("MINIMUM_ATTENDANCE_INVALID", given=text) from error
    if not 0 < share <= 1:
        raise DomainError("MINIMUM_ATTENDANCE_INVALID", given=text)
    return share
