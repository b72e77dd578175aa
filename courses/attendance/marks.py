"""Marks, the share they make, and the minimum it is held against; shares are exact fractions."""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Mark(StrEnum):
    """What is known of one trainee in one half-day; `unmarked` when nobody wrote anything."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    LEAVE = "leave"
    ABSENT = "absent"
    UNMARKED = "unmarked"

    @property
    def symbol(self) -> str:
        """The sign of the paper register (DOMAIN.md §5): √ ¢ △ 假 ×, blank for unmarked."""
        return _SYMBOLS[self]

    @property
    def counts_as_present(self) -> bool:
        """Late and left-early are present; leave, absence and blanks are not (DOMAIN.md §4.1)."""
        return self in PRESENT


_SYMBOLS = {
    Mark.PRESENT: "√",
    Mark.LATE: "¢",
    Mark.LEFT_EARLY: "△",
    Mark.LEAVE: "假",
    Mark.ABSENT: "×",
    Mark.UNMARKED: "",
}
PRESENT = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})


def share(present: int, planned: int) -> Fraction | None:
    """Half-days present over half-days planned; None without planned ones (reads 不适用)."""
    _check(present, planned)
    return Fraction(present, planned) if planned else None


def meets_minimum(present: int, planned: int, minimum: Decimal | Fraction) -> bool:
    """Whether the share reaches the minimum exactly; without planned half-days it does not."""
    _check(present, planned)
    exact = Fraction(minimum)
    return planned > 0 and present * exact.denominator >= exact.numerator * planned


def _check(present: int, planned: int) -> None:
    if present < 0 or planned < 0 or present > planned:
        raise ValueError(f"{present} of {planned} half-days")


def read_minimum(text: str) -> Fraction | None:
    """A minimum as people write it: 0.80, 80%, 4/5; None unless above 0 and at most 1."""
    found = re.fullmatch(
        r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*([%％]?)|([0-9]{1,4})/([0-9]{1,4})", text.strip()
    )
    if found is None or (found[4] is not None and not int(found[4])):
        return None
    if found[3] is not None:
        value = Fraction(int(found[3]), int(found[4]))
    else:
        value = Fraction(found[1]) / (100 if found[2] else 1)
    return value if 0 < value <= 1 else None
