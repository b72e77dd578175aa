"""How many payments are checked by telephone afterwards."""

from fractions import Fraction
from math import ceil

_Z = Fraction("1.96")
_ERROR = Fraction("0.05")
_RESERVE = Fraction("1.5")
_LEAST_SHARE = Fraction(1, 10)


def sample_size(people: int) -> int:
    """Size of the sample: n = ceil(N·t/(t+N)·1.5), t = z²·0.25/e² (95%, 5%), at least a tenth.

    Never more than there are people: 1000 people give 417. Raises ValueError below 0.
    """
    if people < 0:
        raise ValueError("a negative number of people")
    t = _Z**2 * Fraction(1, 4) / _ERROR**2
    formula = ceil(people * t / (t + people) * _RESERVE)
    return min(people, max(formula, ceil(people * _LEAST_SHARE)))
