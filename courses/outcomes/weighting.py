"""Re-weighting the untrained so that they resemble the trained on what was observed.

The chance of being trained given the covariates is a logistic regression; the untrained weigh
p / (1 − p), the trained 1 (the effect on those who were trained). The interval is that of weighted
least squares on the group with HC1 errors; it takes the chances as known. What was not observed is
not balanced by this, and where the chances do not overlap nothing is compared.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from courses.outcomes.comparing import LEVEL, Interval, Observation, design
from courses.outcomes.hiding import small
from lms.errors import DomainError

BINS = 10
"""Classes of chances, each a tenth wide, in which the overlap is shown."""


class Chances(NamedTuple):
    """A class of chances from `first` to `last` tenths, and how many of each group have them."""

    first: int
    last: int
    treated: int
    control: int

    @property
    def few(self) -> bool:
        """Whether it tells of one to four people."""
        return small(self.treated) or small(self.control)

    def with_next(self, other: "Chances") -> "Chances":
        """Both as one class."""
        return Chances(
            self.first, other.last, self.treated + other.treated, self.control + other.control
        )


@dataclass(frozen=True, slots=True)
class Reweighted:
    """Estimate with interval, balance afterwards, and how many of each group have which chance.

    `alike` is the number of untrained people that the weights are worth (Kish).
    """

    difference: float
    interval: Interval
    balance: dict[str, float]
    treated: tuple[int, ...]
    control: tuple[int, ...]
    alike: float

    @property
    def classes(self) -> list[Chances]:
        """The overlap to be shown: neighbours are taken together until none tells of 1 to 4 people."""
        found: list[Chances] = []
        for at, counts in enumerate(zip(self.treated, self.control, strict=True)):
            one = Chances(at, at + 1, *counts)
            found.append(found.pop().with_next(one) if found and found[-1].few else one)
        while len(found) > 1 and found[-1].few:
            last = found.pop()
            found.append(found.pop().with_next(last))
        return found


def reweight(people: Sequence[Observation], covariates: Sequence[str]) -> Reweighted:
    """The difference after re-weighting. Raises COMPARE_NO_OVERLAP and what `design` raises."""
    import statsmodels.api as sm

    chances = _chances(people, covariates)
    weights = [
        1.0 if person.treated else chance / (1 - chance)
        for person, chance in zip(people, chances, strict=True)
    ]
    groups = sm.add_constant([float(person.treated) for person in people])
    fitted = sm.WLS([person.followup for person in people], groups, weights=weights).fit(
        cov_type="HC1", use_t=True
    )
    low, high = (float(end) for end in fitted.conf_int(1 - LEVEL)[1])
    untrained = [w for person, w in zip(people, weights, strict=True) if not person.treated]
    return Reweighted(
        difference=float(fitted.params[1]),
        interval=(low, high),
        balance={name: _apart(people, weights, at) for at, name in enumerate(covariates)},
        treated=_spread(people, chances, treated=True),
        control=_spread(people, chances, treated=False),
        alike=sum(untrained) ** 2 / sum(w * w for w in untrained),
    )


def _chances(people: Sequence[Observation], covariates: Sequence[str]) -> list[float]:
    import numpy as np
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    matrix = design(people, covariates)
    inner = matrix[:, 2:]
    scaled = (inner - inner.mean(axis=0)) / inner.std(axis=0)  # the chances do not depend on units
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", PerfectSeparationWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            fitted = sm.Logit(matrix[:, 1], sm.add_constant(scaled)).fit(disp=0, maxiter=200)
        except (ConvergenceWarning, PerfectSeparationWarning, np.linalg.LinAlgError) as fault:
            raise DomainError("COMPARE_NO_OVERLAP") from fault
    chances = [float(chance) for chance in fitted.predict()]
    if not all(1e-8 < chance < 1 - 1e-8 for chance in chances):
        raise DomainError("COMPARE_NO_OVERLAP")
    return chances


def _apart(people: Sequence[Observation], weights: Sequence[float], at: int) -> float:
    """Standardised difference of the weighted means; the yardstick is the one before weighting."""
    sides: list[tuple[float, float]] = []
    for group in (True, False):
        pairs = [
            (person.covariates[at], weight)
            for person, weight in zip(people, weights, strict=True)
            if person.treated is group
        ]
        total = sum(weight for _value, weight in pairs)
        middle = sum(value * weight for value, weight in pairs) / total
        plain = sum(value for value, _weight in pairs) / len(pairs)
        spread = sum((value - plain) ** 2 for value, _weight in pairs) / (len(pairs) - 1)
        sides.append((middle, spread))
    (first, one), (second, other) = sides
    return (first - second) / sqrt((one + other) / 2)


def _spread(
    people: Sequence[Observation], chances: Sequence[float], *, treated: bool
) -> tuple[int, ...]:
    counts = [0] * BINS
    for person, chance in zip(people, chances, strict=True):
        if person.treated is treated:
            counts[min(int(chance * BINS), BINS - 1)] += 1
    return tuple(counts)
