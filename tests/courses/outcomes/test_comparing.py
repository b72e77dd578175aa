"""Comparisons against published figures and against the libraries."""

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outcomes import charts
from courses.outcomes.comparing import Observation, compare, standardised, welch
from courses.outcomes.outcome_tables import Columns, read_table
from courses.outcomes.weighting import Reweighted, reweight
from lms.errors import DomainError
from tests.courses.outcomes.tables import COVARIATES, nsw, workbook

SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)
"""Student's sleep data; R documents `t.test(extra ~ group, data = sleep)` with them."""


def nsw_people(*covariates: str) -> tuple[Observation, ...]:
    asked = Columns("treat", "1", ("re74", "re75"), "re78", covariates)
    return read_table(workbook(nsw()), asked).people


def seeded(count: int, seed: int = 4) -> list[Observation]:
    chance = random.Random(seed)
    return [
        Observation(
            n % 3 == 0, (chance.gauss(100, 9),), chance.gauss(120, 11), (chance.gauss(40, 5),)
        )
        for n in range(count)
    ]


def test_welch_of_the_sleep_data_is_as_r_documents_it() -> None:
    low, high = welch(*SLEEP) or (0.0, 0.0)
    assert (round(low, 7), round(high, 7)) == (-3.3654832, 0.2054832)


def test_the_experiment_of_lalonde_comes_out_as_published() -> None:
    """Dehejia and Wahba (1999), table 3: 1,794; 185 treated and 260 controls."""
    found = compare(nsw_people())
    assert (found.n_treated, found.n_control) == (185, 260)
    assert round(found.difference, 2) == 1794.34
    assert round(found.mean_treated, 2) == 6349.14
    assert round(found.mean_control, 2) == 4554.80
    assert found.adjusted is None
    assert found.balance == {}


def test_the_adjusted_estimate_of_lalonde_comes_out_as_published() -> None:
    """The same table: 1,672 adjusted for age, age², schooling, no degree, race and earnings."""
    names = ("age", "age2", "educ", "nodegree", "black", "hisp", "re74", "re75")
    found = compare(nsw_people(*names), names)
    assert found.adjusted is not None
    assert found.adjusted_ci is not None
    assert round(found.adjusted) == 1672
    half = (found.adjusted_ci[1] - found.adjusted_ci[0]) / 2
    assert half / 1.965430 == pytest.approx(674.311, abs=0.01)  # HC1 by hand, t with 435 degrees


def test_everything_agrees_with_the_libraries() -> None:
    import numpy as np
    import statsmodels.api as sm
    from scipy import stats

    people = nsw_people(*COVARIATES)
    found = compare(people, COVARIATES)
    one = [person for person in people if person.treated]
    other = [person for person in people if not person.treated]
    for change, interval in ((False, found.difference_ci), (True, found.did_ci)):
        sides = [
            [person.change if change else person.followup for person in side]
            for side in (one, other)
        ]
        theirs = stats.ttest_ind(*sides, equal_var=False).confidence_interval(0.95)
        assert interval == pytest.approx((theirs.low, theirs.high), rel=1e-12)
    matrix = sm.add_constant(np.array([(p.treated, *p.covariates) for p in people], dtype=float))
    outcome = np.array([person.followup for person in people])
    bread = np.linalg.inv(matrix.T @ matrix)
    beta = bread @ matrix.T @ outcome
    left = outcome - matrix @ beta
    n, k = matrix.shape
    sandwich = bread @ (matrix.T * left**2) @ matrix @ bread * n / (n - k)
    half = stats.t.ppf(0.975, n - k) * sandwich[1, 1] ** 0.5
    assert found.adjusted == pytest.approx(beta[1], rel=1e-9)
    assert found.adjusted_ci == pytest.approx((beta[1] - half, beta[1] + half), rel=1e-9)


def test_difference_in_differences_takes_the_last_baseline() -> None:
    people = [
        Observation(True, (0, 10), 25), Observation(True, (0, 20), 45),
        Observation(False, (99, 10), 12), Observation(False, (99, 30), 34),
    ]  # fmt: skip
    found = compare(people)
    assert found.difference == 35 - 23
    assert found.did == (15 + 25) / 2 - (2 + 4) / 2


def test_standardised_difference() -> None:
    assert standardised([1, 2, 3], [2, 3, 4]) == pytest.approx(-1.0)
    assert standardised([5, 5], [5, 5]) == 0


def test_without_any_spread_there_is_no_interval() -> None:
    people = [Observation(n < 2, (1.0,), 7.0 if n < 2 else 5.0) for n in range(4)]
    found = compare(people)
    assert (found.difference, found.difference_ci) == (2.0, None)


@pytest.mark.parametrize(
    ("people", "names", "code"),
    [
        ([Observation(True, (1,), 2)] * 3, (), "COMPARE_ONE_GROUP"),
        ([], (), "COMPARE_ONE_GROUP"),
        (
            [*[Observation(True, (1,), 2)] * 3, Observation(False, (1,), 2)],
            (),
            "COMPARE_GROUP_SMALL",
        ),
        (
            [Observation(n % 2 == 0, (1,), n, (3.0,)) for n in range(9)],
            ("x",),
            "COMPARE_COVARIATE_CONSTANT",
        ),
        (
            [Observation(n % 2 == 0, (1,), n, (float(n % 2),)) for n in range(9)],
            ("x",),
            "COMPARE_COVARIATE_COLLINEAR",
        ),
        (
            [Observation(n % 2 == 0, (1,), n, (n, 2.0 * n + 1)) for n in range(9)],
            ("x", "y"),
            "COMPARE_COVARIATE_COLLINEAR",
        ),
        (
            [Observation(n % 2 == 0, (1,), n, (n * n % 7, n**3 % 5)) for n in range(4)],
            ("x", "y"),
            "COMPARE_FEW_ROWS",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(
    people: list[Observation], names: tuple[str, ...], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        compare(people, names)
    assert refused.value.code == code


def test_the_collinear_column_is_named() -> None:
    people = [Observation(n % 2 == 0, (1,), n, (n, n * n % 7, 3.0 - n)) for n in range(12)]
    with pytest.raises(DomainError) as refused:
        compare(people, ("a", "b", "c"))
    assert refused.value.facts["column"] == "c"


def test_units_of_the_covariates_do_not_matter() -> None:
    people = seeded(60)
    found = compare(people, ("x",))
    large = [
        Observation(p.treated, p.baselines, p.followup, (p.covariates[0] * 1e7 + 5,))
        for p in people
    ]
    again = compare(large, ("x",))
    assert again.adjusted == pytest.approx(found.adjusted, rel=1e-6)
    assert again.balance["x"] == pytest.approx(found.balance["x"], rel=1e-6)


def test_reweighting_balances_what_was_observed() -> None:
    people = nsw_people(*COVARIATES)
    found = reweight(people, COVARIATES)
    before = compare(people, COVARIATES).balance
    assert max(map(abs, found.balance.values())) < max(map(abs, before.values())) / 4
    assert found.interval[0] < found.difference < found.interval[1]
    assert 1300 < found.difference < 2000  # an experiment: close to the plain difference
    assert sum(found.treated) == 185
    assert sum(found.control) == 260
    assert 100 < found.alike <= 260


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=10, max_size=10))
def test_the_overlap_tells_of_nobody_in_a_group_of_one_to_four(
    counts: list[tuple[int, int]],
) -> None:
    treated, control = (tuple(side) for side in zip(*counts, strict=True))
    classes = Reweighted(0.0, (0.0, 0.0), {}, treated, control, 1.0).classes
    assert [one.first for one in classes] == [0, *(one.last for one in classes[:-1])]
    assert classes[-1].last == 10
    assert sum(one.treated for one in classes) == sum(treated)
    assert sum(one.control for one in classes) == sum(control)
    assert len(classes) == 1 or not any(one.few for one in classes)
    assert charts.overlap(classes, ("a", "b")).count("<rect") == 2 * len(classes)


def test_groups_apart_are_not_reweighted() -> None:
    people = [Observation(n >= 20, (1.0,), float(n), (float(n),)) for n in range(40)]
    with pytest.raises(DomainError) as refused:
        reweight(people, ("x",))
    assert refused.value.code == "COMPARE_NO_OVERLAP"


def test_the_statistics_are_loaded_only_when_something_is_compared() -> None:
    """Start-up and web workers do not pay for them."""
    code = (
        "import sys, courses.outcomes.comparing, courses.outcomes.weighting; "
        "sys.exit(bool({'scipy', 'statsmodels', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
