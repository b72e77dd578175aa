"""Graduates beside the people drawn to be compared with their class."""

import re
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.outcomes import interviewing
from courses.outcomes.compared import Compared, compare_drawn
from courses.outcomes.comparing import welch
from courses.outcomes.income import Income
from courses.outcomes.models import Comparison
from courses.outcomes.reported import Asked
from courses.outcomes.rules import Beside
from lms.clock import today
from lms.errors import DomainError, NotFound
from tests.conftest import SignIn
from tests.courses.outcomes.comparisons import compared, drawn
from tests.courses.outcomes.graduates import answers, cases, wave
from tests.courses.subsidies.classes import LUSHI, MAKER, enrol, mark, open_class, people
from tests.support.world import World

DAY = timedelta(days=1)


def told(
    session: Session, case: Any, code: str, on: date, yuan: int, heads: int = 4, **facts: Any
) -> None:
    """Somebody has so many yuan a head at a wave."""
    given = answers(on, Income(yuan * 100 * heads, 0, 0, 0, 0, heads), **facts)
    interviewing.submit(session, MAKER, moment(on), wave(session, case, code), given)


def moment(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 4, tzinfo=UTC)


def asked_twice(
    session: Session,
    now: datetime,
    *,
    graduates: int = 6,
    others: int = 6,
    lot: str = "",
    **facts: Any,
) -> Cohort:
    """A class and people drawn before it; baselines at its start, a month after it asked again.

    Graduates go from 6000+at·50 to 8000+at·90, the others from 5500+at·40 to 6000+at·60.
    """
    start = today(now) - 40 * DAY
    made = moment(start - 5 * DAY)
    cohort = open_class(session, made, days=5, start=start, **facts)
    keys = enrol(session, made, cohort, people(session, made, graduates))
    waiting = people(session, made, others, first=3000)
    later = open_class(session, made, title="农村电商第2期", start=today(now) + 30 * DAY)
    enrol(session, made, later, waiting)
    drawn(session, made, cohort, 5000, beside=Beside.WAITING, lot_number=lot)
    cohorts.start(session, MAKER, moment(start), cohort)
    mark(session, moment(cohort.end), cohort, keys)
    both(session, cohort, "baseline", start, 6000, 50, 5500, 40)
    cohorts.close(session, MAKER, moment(cohort.end), cohort)
    both(session, cohort, "d30", today(now) - DAY, 8000, 90, 6000, 60)
    return cohort


def both(
    session: Session, cohort: Cohort, code: str, on: date, one: int, by: int, other: int, step: int
) -> None:
    trained = [case for case in cases(session, cohort) if not case.compared]
    for at, case in enumerate(trained):
        told(session, case, code, on, one + at * by)
    for at, case in enumerate(compared(session, cohort)):
        told(session, case, code, on, other + at * step)


def looked(session: Session, world: World, now: datetime, cohort: Cohort) -> Compared:
    asked = Asked(LUSHI, "d30", cohort_id=cohort.id)
    return compare_drawn(session, world.actor("officer"), today(now), asked)


def test_difference_and_difference_in_differences(
    session: Session, world: World, now: datetime
) -> None:
    made = looked(session, world, now, asked_twice(session, now))
    after = [8000 + at * 90 for at in range(6)], [6000 + at * 60 for at in range(6)]
    change = [2000 + at * 40 for at in range(6)], [500 + at * 20 for at in range(6)]
    assert (made.found.n_treated, made.found.n_control) == (6, 6)
    assert made.found.difference == pytest.approx(fmean(after[0]) - fmean(after[1]))
    assert made.found.difference_ci == pytest.approx(welch(*after))
    assert made.paired is not None
    assert made.paired.did == pytest.approx(fmean(change[0]) - fmean(change[1]))
    assert made.paired.did_ci == pytest.approx(welch(*change))
    assert made.traits == ("before",)
    assert made.paired.balance["before"] > 1
    assert (made.groups, made.by_lot) == ((Beside.WAITING,), False)
    assert made.first == made.last == today(now) - DAY


def test_the_gap_before_is_taken_off(session: Session, world: World, now: datetime) -> None:
    made = looked(session, world, now, asked_twice(session, now))
    assert made.paired is not None
    gap = fmean(6000 + at * 50 for at in range(6)) - fmean(5500 + at * 40 for at in range(6))
    assert made.found.difference - made.paired.did == pytest.approx(gap)


def test_everybody_stands_in_the_counts(session: Session, world: World, now: datetime) -> None:
    cohort = asked_twice(session, now, graduates=7, others=8)
    first, second = compared(session, cohort)[:2]
    soon = open_class(session, now, title="农村电商第3期", start=today(now) + 9 * DAY)
    enrol(session, now, soon, [first.person_id])
    second.left_on = today(now) - 9 * DAY  # asked once more although already in a class
    session.flush()
    made = looked(session, world, now, cohort)
    assert (made.found.n_treated, made.found.n_control) == (7, 7)
    assert made.after_leaving == 1
    assert made.tally.eligible == 7
    assert made.tally.beside_eligible == 8
    asked = Asked(LUSHI, "d90", cohort_id=cohort.id)
    with pytest.raises(DomainError) as refused:
        compare_drawn(session, world.actor("officer"), today(now), asked)
    assert refused.value.code == "COMPARE_ONE_GROUP"


def test_a_proxy_is_in_no_group(session: Session, world: World, now: datetime) -> None:
    cohort = asked_twice(session, now, others=5)
    case = compared(session, cohort)[0]
    on = today(now) - DAY
    again = answers(on, Income(100, 0, 0, 0, 0, 1), proxy="妻子")
    of = wave(session, case)
    interviewing.submit(session, MAKER, now, of, again, correcting=True)
    with pytest.raises(DomainError) as refused:
        looked(session, world, now, cohort)
    assert (refused.value.code, refused.value.facts["control"]) == ("COMPARE_GROUP_SMALL", 4)


def test_without_enough_baselines_there_is_only_a_difference(
    session: Session, world: World, now: datetime
) -> None:
    cohort = asked_twice(session, now)
    for case in compared(session, cohort)[:2]:
        base = wave(session, case, "baseline")
        again = answers(cohort.start, Income(None, None, None, None, None, 4))
        interviewing.submit(session, MAKER, now, base, again, correcting=True)
    made = looked(session, world, now, cohort)
    assert made.found.n_control == 6
    assert (made.paired, made.weighted, made.traits) == (None, None, ())


def test_only_a_lot_in_every_class_is_a_lot(session: Session, world: World, now: datetime) -> None:
    cohort = asked_twice(session, now, lot="卢商〔2026〕3号")
    assert looked(session, world, now, cohort).by_lot
    row = session.scalars(select(Comparison)).one()
    people(session, now, 3, first=3100)
    drawn(session, now, cohort, 3)
    session.flush()
    made = looked(session, world, now, cohort)
    assert not made.by_lot
    assert made.lots == (row.lot_number, "")


def test_outside_of_the_scope_there_is_nothing(
    session: Session, world: World, now: datetime
) -> None:
    cohort = asked_twice(session, now)
    elsewhere = Asked("441403", "d30", cohort_id=cohort.id)
    with pytest.raises(NotFound):
        compare_drawn(session, world.actor("officer"), today(now), elsewhere)
    with pytest.raises(DomainError) as refused:
        compare_drawn(session, world.actor("officer", "441403"), today(now), elsewhere)
    assert refused.value.code == "COMPARISON_NOT_DRAWN"


def shown(client: FlaskClient, cohort: Cohort) -> str:
    return client.get(f"/outcomes/compare?wave=d30&cohort={cohort.id}").text


def test_the_page_says_what_may_be_concluded(web: Session, sign_in: SignIn, now: datetime) -> None:
    cohort = asked_twice(web, now)
    web.commit()
    page = shown(sign_in("officer"), cohort)
    assert "不能断定因果" in page
    assert "谁先入班往往不是偶然的" in page
    assert "双重差分" in page
    assert "基线人均收入" in page
    assert re.search(r'<a [^>]*aria-current="(?:page|true)"[^>]*>\s*跟踪报告', page)
    row = web.scalars(select(Comparison)).one()
    row.lot_number = "卢商〔2026〕3号"
    web.commit()
    page = shown(sign_in("officer"), cohort)
    assert "卢商〔2026〕3号" in page
    assert "不能断定因果" not in page
    report = sign_in("officer").get(f"/outcomes/report?wave=d30&cohort={cohort.id}").text
    assert "对照对象单列" in report
    assert "请看与对照组的比较" in report


def test_choosing_on_the_page(web: Session, sign_in: SignIn, now: datetime) -> None:
    start = today(now) + 9 * DAY
    cohort = open_class(web, now, days=3, start=start)
    enrol(web, now, cohort, people(web, now, 3))
    people(web, now, 9, first=3000)
    web.commit()
    officer, url = sign_in("officer"), f"/outcomes/compare/cohorts/{cohort.id}"
    assert url in officer.get(f"/cohorts/{cohort.id}").text
    assert "还没有选对照对象" in officer.get(url).text
    sent = {"beside": "untrained", "wanted": "6", "number": "1", "lot_number": ""}
    assert "须在 5 至 5000" in officer.post(url, data={**sent, "wanted": "4"}).text
    assert (
        "抽签只在等待培训的人里成立" in officer.post(url, data={**sent, "lot_number": "3号"}).text
    )
    answer = officer.post(url, data=sent)
    assert answer.status_code == 302
    twice = officer.post(url, data=sent)
    assert twice.status_code == 422
    assert "没有重复选" in twice.text
    assert len(compared(web, cohort)) == 6
    row = web.scalars(select(Comparison)).one()
    assert sign_in("officer", "411202").get(url).status_code == 404
    assert sign_in("observer").get(url).status_code in (403, 404)
    elsewhere = sign_in("officer", "411202").post(f"/outcomes/compare/draws/{row.id}/undo")
    assert elsewhere.status_code == 404
    case = compared(web, cohort)[0]
    assert "与“农村电商第1期”对照" in officer.get(f"/outcomes/cases/{case.id}").text
    due = wave(web, case, "baseline")
    assert "没有上过课" in officer.get(f"/outcomes/waves/{due.id}").text
    assert officer.post(f"/outcomes/compare/draws/{row.id}/undo").status_code == 302
    page = officer.get(url).text
    assert not compared(web, cohort)
    assert "撤销" in page
    assert 'value="2"' in page
