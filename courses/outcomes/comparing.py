"""Comparing a group that was trained with one that was not: least that must be said, exactly.

The difference of the follow-up means has Welch's interval. The difference-in-differences is the
difference of each person's change since the last baseline, again with Welch's interval. The
adjusted estimate is least squares of the follow-up on the group and exactly the covariates asked
for, with the HC1 sandwich and Student's t with n − k degrees of freedom, as the published tables
of evaluations have it. A covariate's standardised difference is the difference of the means over
√((s₁² + s₀²) / 2). All intervals are 95%. scipy and statsmodels are loaded when first needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import fmean, variance
from typing import Any

from lms.errors import DomainError

LEVEL = 0.95
LEAST = 2
"""People a group needs for a mean with an interval."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Observation:
    """One person: group, amounts before (in order of time) and after, characteristics."""

    treated: bool
    baselines: tuple[float, ...]
    followup: float
    covariates: tuple[float, ...] = ()

    @property
    def change(self) -> float:
        """Since the last baseline."""
        return self.followup - self.baselines[-1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comes out. An interval is None where nobody differs from anybody in either group."""

    n_treated: int
    n_control: int
    mean_treated: float
    mean_control: float
    difference: float
    difference_ci: Interval | None
    did: float
    did_ci: Interval | None
    balance: dict[str, float]
    adjusted: float | None
    adjusted_ci: Interval | None


def compare(people: Sequence[Observation], covariates: Sequence[str] = ()) -> Comparison:
    """Compare who was treated with who was not.

    Raises DomainError: COMPARE_ONE_GROUP, COMPARE_GROUP_SMALL, COMPARE_COVARIATE_CONSTANT,
    COMPARE_COVARIATE_COLLINEAR, COMPARE_FEW_ROWS.
    """
    ones = [person for person in people if person.treated]
    others = [person for person in people if not person.treated]
    _refuse_small(len(ones), len(others))
    after = [person.followup for person in ones], [person.followup for person in others]
    changes = [person.change for person in ones], [person.change for person in others]
    balance = _balance(ones, others, covariates)
    adjusted, adjusted_ci = _adjusted(people, covariates) if covariates else (None, None)
    return Comparison(
        n_treated=len(ones),
        n_control=len(others),
        mean_treated=fmean(after[0]),
        mean_control=fmean(after[1]),
        difference=fmean(after[0]) - fmean(after[1]),
        difference_ci=welch(*after),
        did=fmean(changes[0]) - fmean(changes[1]),
        did_ci=welch(*changes),
        balance=balance,
        adjusted=adjusted,
        adjusted_ci=adjusted_ci,
    )


def welch(first: Sequence[float], second: Sequence[float]) -> Interval | None:
    """Welch's 95% interval of mean(first) − mean(second); None when neither varies."""
    from scipy import stats

    parts = variance(first) / len(first), variance(second) / len(second)
    if sum(parts) == 0:
        return None
    freedom = sum(parts) ** 2 / (
        parts[0] ** 2 / (len(first) - 1) + parts[1] ** 2 / (len(second) - 1)
    )
    half = float(stats.t.ppf((1 + LEVEL) / 2, freedom)) * sqrt(sum(parts))
    middle = fmean(first) - fmean(second)
    return middle - half, middle + half


def standardised(first: Sequence[float], second: Sequence[float]) -> float:
    """Difference of means in pooled standard deviations; infinite when neither group varies."""
    spread = sqrt((variance(first) + variance(second)) / 2)
    apart = fmean(first) - fmean(second)
    return apart / spread if spread else float("inf") * apart if apart else 0.0


def _refuse_small(ones: int, others: int) -> None:
    if not ones or not others:
        raise DomainError("COMPARE_ONE_GROUP", treated=ones, control=others)
    if min(ones, others) < LEAST:
        raise DomainError("COMPARE_GROUP_SMALL", treated=ones, control=others, least=LEAST)


def _balance(
    ones: Sequence[Observation], others: Sequence[Observation], covariates: Sequence[str]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for at, name in enumerate(covariates):
        first = [person.covariates[at] for person in ones]
        second = [person.covariates[at] for person in others]
        if min(first + second) == max(first + second):
            raise DomainError("COMPARE_COVARIATE_CONSTANT", column=name)
        apart = standardised(first, second)
        if not isfinite(apart):  # it says nothing but who is in which group
            raise DomainError("COMPARE_COVARIATE_COLLINEAR", column=name)
        found[name] = apart
    return found


def _adjusted(
    people: Sequence[Observation], covariates: Sequence[str]
) -> tuple[float, Interval | None]:
    import statsmodels.api as sm

    columns = design(people, covariates)
    if len(people) <= len(covariates) + 2:
        raise DomainError("COMPARE_FEW_ROWS", rows=len(people), columns=len(covariates))
    fitted = sm.OLS([person.followup for person in people], columns).fit(cov_type="HC1", use_t=True)
    low, high = (float(end) for end in fitted.conf_int(1 - LEVEL)[1])
    exact = low == high or not isfinite(low + high)
    return float(fitted.params[1]), None if exact else (low, high)


def design(people: Sequence[Observation], covariates: Sequence[str]) -> Any:
    """Columns 1, group, covariates. Raises COMPARE_COVARIATE_COLLINEAR naming the first too many.

    Rank is judged on columns of mean 0 and length 1, so that yuan and years weigh alike.
    """
    import numpy as np

    rows = [(1.0, float(person.treated), *person.covariates) for person in people]
    matrix = np.asarray(rows, dtype=float)
    centred = matrix[:, 1:] - matrix[:, 1:].mean(axis=0)
    centred = centred / np.linalg.norm(centred, axis=0)
    for upto in range(2, centred.shape[1] + 1):
        if np.linalg.matrix_rank(centred[:, :upto], tol=1e-7) < upto:
            raise DomainError("COMPARE_COVARIATE_COLLINEAR", column=covariates[upto - 2])
    return matrix
