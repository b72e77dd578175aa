"""Graduates beside people who wait, from the own records."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.outcomes import interviewing
from courses.outcomes.income import Income
from courses.outcomes.waiting import compare_waiting
from lms.clock import today
from lms.errors import DomainError, NotFound
from tests.conftest import SignIn
from tests.courses.outcomes.graduates import answers, cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER
from tests.support.world import World

LUSHI = "411224"


def both_groups(session: Session, now: datetime, waiting: int = 6) -> None:
    """Six graduates with 9,000 to 9,500 a head, and others at the baseline with 7,000 to 7,500."""
    trained = cases(session, closed_class(session, now, 6))
    for at, case in enumerate(trained):
        told = Income(900_000 * 4 + at * 40_000, 0, 0, 0, 0, 4 + at % 2)
        day = today(now) - timedelta(days=at)
        interviewing.submit(session, MAKER, now, wave(session, case), answers(day, told))
    later = closed_class(
        session, now, waiting, ended=3, first=900, close=False, title="农村电商第2期"
    )
    cohorts.close(session, MAKER, now, later)
    for at, case in enumerate(cases(session, later)):
        told = Income(700_000 * 4 + at * 40_000, 0, 0, 0, 0, 4 + at % 2)
        day = today(now) - timedelta(days=at % 5)
        interviewing.submit(
            session, MAKER, now, wave(session, case, "baseline"), answers(day, told)
        )


def test_the_difference_per_head(session: Session, world: World, now: datetime) -> None:
    both_groups(session, now)
    made = compare_waiting(session, world.actor("officer"), LUSHI, "d30")
    assert (made.found.n_treated, made.found.n_control) == (6, 6)
    one = [(3_600_000 + at * 40_000) / (4 + at % 2) for at in range(6)]
    other = [(2_800_000 + at * 40_000) / (4 + at % 2) for at in range(6)]
    expected = (sum(one) - sum(other)) / 6 / 100
    assert made.found.difference == pytest.approx(expected, abs=0.01)
    assert made.covariates == ("household",)
    assert made.first == today(now) - timedelta(days=5)


def test_under_five_nothing_is_told(session: Session, world: World, now: datetime) -> None:
    both_groups(session, now, 4)
    with pytest.raises(DomainError) as refused:
        compare_waiting(session, world.actor("officer"), LUSHI, "d30")
    assert refused.value.code == "COMPARE_GROUP_SMALL"
    with pytest.raises(DomainError) as refused:
        compare_waiting(session, world.actor("officer"), LUSHI, "d90")
    assert refused.value.code == "COMPARE_ONE_GROUP"
    with pytest.raises(NotFound):
        compare_waiting(session, world.actor("officer"), "441403", "d30")


def test_the_page(web: Session, sign_in: SignIn, world: World, now: datetime) -> None:
    client = sign_in("officer")
    assert "只有一个组" in client.get("/outcomes/compare/waiting?wave=d30").text
    both_groups(web, now)
    web.commit()
    page = client.get("/outcomes/compare/waiting?wave=d30").text
    assert "不能断定因果" in page
    assert "双重差分" not in page
    assert "家庭人口" in page
