"""Graduates beside people who wait, from the own records."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.outcomes import interviewing
from courses.outcomes.income import Income
from courses.outcomes.models import Case
from courses.outcomes.reported import Asked
from courses.outcomes.rules import Beside, ExitKind
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
    made = compare_waiting(session, world.actor("officer"), Asked(LUSHI, "d30"))
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
        compare_waiting(session, world.actor("officer"), Asked(LUSHI, "d30"))
    assert refused.value.code == "COMPARE_GROUP_SMALL"
    with pytest.raises(DomainError) as refused:
        compare_waiting(session, world.actor("officer"), Asked(LUSHI, "d90"))
    assert refused.value.code == "COMPARE_ONE_GROUP"
    with pytest.raises(NotFound):
        compare_waiting(session, world.actor("officer"), Asked("441403", "d30"))


def test_filters_are_of_the_graduates(session: Session, world: World, now: datetime) -> None:
    both_groups(session, now)
    officer, year = world.actor("officer"), today(now).year
    assert compare_waiting(session, officer, Asked(LUSHI, "d30", year=year)).found.n_treated == 6
    with pytest.raises(DomainError, match="COMPARE_ONE_GROUP"):
        compare_waiting(session, officer, Asked(LUSHI, "d30", year=year - 1))


def test_a_mean_of_few_does_not_follow_from_a_filter(
    session: Session, world: World, now: datetime
) -> None:
    both_groups(session, now, 8)
    one = session.scalars(select(Case).order_by(Case.id)).first()
    assert one is not None
    one.exit_on = one.exit_on.replace(year=today(now).year - 1)
    session.flush()
    asked = Asked(LUSHI, "d30", year=today(now).year)
    assert compare_waiting(session, world.actor("officer"), asked).found.n_treated == 5
    with pytest.raises(DomainError, match="COMPARE_FILTER_SMALL"):
        compare_waiting(session, world.actor("observer"), asked)
    with pytest.raises(NotFound):
        compare_waiting(session, world.actor("observer"), Asked(f"{LUSHI}100", "d30"))


def test_the_page(web: Session, sign_in: SignIn, world: World, now: datetime) -> None:
    client = sign_in("officer")
    assert "只有一个组" in client.get("/outcomes/compare?wave=d30&group=waiting").text
    both_groups(web, now)
    web.commit()
    page = client.get("/outcomes/compare?wave=d30&group=waiting").text
    assert "不能断定因果" in page
    assert '<td class="cell-text cell-lead" data-label="估计">双重差分' not in page
    assert "家庭人口" in page


def test_groups_of_the_archive(session: Session, world: World, now: datetime) -> None:
    """Eight at the baseline later on: two completed a class since, another two live next door."""
    both_groups(session, now, 8)
    rows = session.scalars(select(Case).order_by(Case.id)).all()
    trained, later = rows[:6], rows[6:]
    for case in trained:
        case.place = "411224100001"
    for case in later:
        case.place = "411224100002"
    later[6].place = "411224100001"
    later[7].place = LUSHI  # only the county is known: it may be the same village
    for case in later:
        case.exit_kind = ExitKind.NOT_COMPLETED
    later[0].exit_kind = later[1].exit_kind = ExitKind.GRADUATE
    session.flush()
    officer = world.actor("officer")

    def sizes(group: Beside) -> tuple[int, int]:
        found = compare_waiting(session, officer, Asked(LUSHI, "d30"), group).found
        return found.n_treated, found.n_control

    assert sizes(Beside.WAITING) == (6, 8)
    assert sizes(Beside.UNTRAINED) == (6, 6)
    assert sizes(Beside.OTHER_VILLAGE) == (6, 6)
    made = compare_waiting(session, officer, Asked(LUSHI, "d30"), Beside.UNTRAINED)
    own = [(2_800_000 + at * 40_000) / (4 + at % 2) / 100 for at in range(2, 8)]
    assert made.found.mean_control == pytest.approx(sum(own) / 6, abs=0.01)
    later[2].place = later[3].place = "411224100001"
    session.flush()
    with pytest.raises(DomainError) as refused:
        sizes(Beside.OTHER_VILLAGE)
    assert refused.value.code == "COMPARE_GROUP_SMALL"


def test_the_page_of_a_group(web: Session, sign_in: SignIn, world: World, now: datetime) -> None:
    both_groups(web, now)
    for case in web.scalars(select(Case).order_by(Case.id.desc()).limit(6)):
        case.exit_kind = ExitKind.NOT_COMPLETED
    web.commit()
    client = sign_in("officer")
    page = client.get("/outcomes/compare?wave=d30&group=untrained").text
    assert "至今在任何地方都没有结业" in page
    assert "不能断定因果" in page
    assert "只有一个组" in client.get("/outcomes/compare?wave=d30&group=other_village").text
    assert "选定的对照对象" in client.get("/outcomes/compare?wave=d30&group=nonsense").text
