"""Acts on cohorts, sessions and trainees: each shows half-days, money and certificates first.

With every plugin installed, through the pages; looking changes nothing, confirming does.
"""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, SessionState
from courses.subsidies import api as subsidies
from tests.certificates.graduates import closed_class
from tests.certificates.orders import rows as row_counts
from tests.conftest import SignIn
from tests.courses.subsidies.classes import MAKER, enrol, mark, open_class, people
from tests.courses.subsidies.test_pages import words

SHOWN = ("尚未执行", "计划半天", "全班应到半天", "补贴合计", "发放人数", "达到结业条件的人数")


@pytest.fixture
def running(web: Session, now: datetime) -> tuple[Cohort, tuple[int, ...]]:
    """Three people present on all six days of a running class, the rule confirmed."""
    cohort = open_class(web, now, days=6)
    keys = enrol(web, now, cohort, people(web, now, 3))
    mark(web, now, cohort, keys)
    cohorts.change_cohort(web, MAKER, now, cohort, end=date(2018, 9, 20), reason="加课")
    subsidies.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    web.commit()
    return cohort, keys


def session_on(web: Session, cohort: Cohort, day: date) -> SessionRow:
    found = select(SessionRow).where(SessionRow.cohort_id == cohort.id, SessionRow.date == day)
    return web.scalars(found.order_by(SessionRow.id)).first() or pytest.fail("no session")


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        ("{cohort}/cancel", {"reason": "场地"}, "达到结业条件的人数 3 → 改为 0"),
        ("{cohort}/sessions/new", {"date": "2018-09-16", "half": "am", "kind": "class"}, "12 → 改为 13"),
        ("sessions/{session}/move", {"date": "2018-09-16", "half": "am", "reason": "停电"}, "改期"),
        ("sessions/{session}/cancel", {"reason": "停电"}, "12 → 改为 11"),
    ],
)  # fmt: skip
def test_each_act_on_a_class_shows_its_effect_first(
    web: Session, running: tuple[Cohort, tuple[int, ...]], sign_in: SignIn,
    path: str, data: dict[str, str], told: str,
) -> None:  # fmt: skip
    cohort, _ = running
    at = session_on(web, cohort, date(2018, 9, 11)).id
    client = sign_in("officer")
    url = "/cohorts/" + path.format(cohort=cohort.id, session=at)
    assert client.get(url).status_code == 200, url
    before = row_counts(web)
    shown = client.post(url, data=data)
    assert shown.status_code == 200, words(shown)
    text = words(shown)
    for word in SHOWN:
        assert word in text, (word, text)
    assert told in text, text
    web.expire_all()
    assert row_counts(web) == before
    done = client.post(url, data={**data, "sure": "1"})
    assert done.status_code == 302, words(done)
    web.expire_all()
    assert row_counts(web) != before


def test_reopening_shows_what_becomes_of_certificates(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort = closed_class(web, now, present=2)
    web.commit()
    url = f"/cohorts/{cohort.id}/reopen"
    client = sign_in("officer")
    shown = words(client.post(url, data={"reason": "补点名"}))
    for word in SHOWN:
        assert word in shown
    web.expire_all()
    assert web.get_one(Cohort, cohort.id).state is CohortState.CLOSED
    assert client.post(url, data={"reason": "补点名", "sure": "1"}).status_code == 302
    web.expire_all()
    assert web.get_one(Cohort, cohort.id).state is CohortState.RUNNING


def test_a_transfer_shows_both_classes(
    web: Session, now: datetime, running: tuple[Cohort, tuple[int, ...]], sign_in: SignIn
) -> None:
    cohort, keys = running
    other = open_class(web, now, title="另一班", days=6, start=date(2018, 9, 12))
    web.commit()
    client = sign_in("officer")
    url = f"/cohorts/trainees/{keys[0]}/transfer"
    data = {"to": str(other.id), "first_day": "2018-09-13", "reason": "离家近"}
    shown = words(client.post(url, data=data))
    for word in (*SHOWN, cohort.title, "另一班"):
        assert word in shown
    assert "540.00 → 改为 360.00" in shown, "the money of who leaves is decided in the other class"
    web.expire_all()
    assert web.get_one(Enrolment, keys[0]).until_date is None
    assert client.post(url, data={**data, "sure": "1"}).status_code == 302
    web.expire_all()
    assert web.get_one(Enrolment, keys[0]).until_date == date(2018, 9, 12)


def test_a_late_joiner_is_told_what_can_still_be_reached(
    web: Session, running: tuple[Cohort, tuple[int, ...]], sign_in: SignIn
) -> None:
    cohort, _ = running
    client = sign_in("officer")
    url = f"/cohorts/{cohort.id}/trainees/new"
    given = {"name": "王小丫", "id_number": "411224198001019964", "from_date": "2018-09-13"}
    answer = client.post(url, data=given)
    assert answer.status_code == 302, words(answer)
    shown = words(client.get(answer.location))
    assert "应到 12 个半天，此后全勤最多实到 6 个" in shown
    assert "不发补贴，也不发结业证书" in shown
    assert len(cohorts.enrolments_of(web, cohort.id)) == 3


def test_a_cancelled_session_no_longer_counts(
    web: Session, running: tuple[Cohort, tuple[int, ...]], sign_in: SignIn
) -> None:
    cohort, keys = running
    row = session_on(web, cohort, date(2018, 9, 11))
    client = sign_in("officer")
    url = f"/cohorts/sessions/{row.id}/cancel"
    assert "540.00 → 改为 450.00" in words(client.post(url, data={"reason": "停电"}))
    client.post(url, data={"reason": "停电", "sure": "1"})
    web.expire_all()
    assert web.get_one(SessionRow, row.id).state is SessionState.CANCELLED
    assert subsidies.decisions(web, cohort.id)[keys[0]].total_fen == 15000


def test_postponing_moves_the_half_days_and_says_so(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort = open_class(web, now, days=5, start=date(2026, 11, 23))
    enrol(web, now, cohort, people(web, now, 2))
    web.commit()
    client = sign_in("officer")
    url = f"/cohorts/{cohort.id}/postpone"
    data = {"start": "2026-11-30", "end": "2026-12-04", "reason": "大雪"}
    shown = words(client.post(url, data=data))
    for word in (*SHOWN, "改期", "11月30日"):
        assert word in shown, word
    web.expire_all()
    assert web.get_one(Cohort, cohort.id).start == date(2026, 11, 23)
    assert client.post(url, data={**data, "sure": "1"}).status_code == 302
    web.expire_all()
    assert web.get_one(Cohort, cohort.id).start == date(2026, 11, 30)
    assert session_on(web, cohort, date(2026, 11, 30)).state is SessionState.PLANNED
