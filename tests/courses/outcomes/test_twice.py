"""A bad network, an old phone, two workers: pages that come twice or too late."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.outcomes import attempting, choosing, interviewing
from courses.outcomes.income import Income
from courses.outcomes.models import AttemptRow, Case, Interview
from courses.outcomes.rules import AttemptCode, Channel, Consent, Status
from lms.clock import today
from lms.errors import DomainError
from tests.conftest import SignIn
from tests.courses.outcomes.comparisons import class_and_archive, compared, drawn
from tests.courses.outcomes.graduates import AFTER, BEFORE, answers, cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER

FILLED = {"channel": "phone", "status": "shop", "wages": "20000", "household": "4"}


@pytest.fixture
def one(web: Session, now: datetime) -> Case:
    case = cases(web, closed_class(web, now, 1))[0]
    case.worker_id = None
    web.commit()
    return case


def hidden(page: str) -> str:
    """What the page remembers of what it showed."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found, page
    return found[1]


def test_an_attempt_pressed_twice_counts_once(web: Session, sign_in: SignIn, one: Case) -> None:
    worker, due = sign_in("officer"), wave(web, one)
    url = f"/outcomes/waves/{due.id}"
    sent = {"code": "221", "channel": "phone", "on": today().isoformat()}
    sent["seen"] = hidden(worker.get(url).text)
    assert worker.post(url, data=sent).status_code == 302
    again = worker.post(url, data=sent)
    assert again.status_code == 422
    assert "没有重复登记" in again.text
    assert web.scalar(select(func.count()).select_from(AttemptRow)) == 1
    sent["seen"] = hidden(again.text)
    assert worker.post(url, data=sent).status_code == 302
    assert web.scalar(select(func.count()).select_from(AttemptRow)) == 2


def test_answers_pressed_twice_count_once(web: Session, sign_in: SignIn, one: Case) -> None:
    worker, due = sign_in("officer"), wave(web, one)
    url = f"/outcomes/waves/{due.id}/interview"
    sent = FILLED | {"on": today().isoformat(), "seen": hidden(worker.get(url).text)}
    sent |= {"sales": "9000", "costs": "100"}
    assert worker.post(url, data=sent).status_code == 302
    again = worker.post(url, data=sent | {"wages": "1"})
    assert again.status_code == 422
    assert "已经办结" in again.text
    assert web.scalars(select(Interview.wages_fen)).all() == [2_000_000]


def test_who_comes_second_does_not_write_over_the_first(
    web: Session, sign_in: SignIn, one: Case, now: datetime
) -> None:
    """Both opened the form while nobody had asked; and so with two corrections."""
    worker, due = sign_in("officer"), wave(web, one)
    url = f"/outcomes/waves/{due.id}/interview"
    early = hidden(worker.get(url).text)
    interviewing.submit(web, MAKER, now, due, answers(today(now)))
    web.commit()
    sent = FILLED | {"on": today().isoformat(), "status": "none", "confirmed": "y"}
    late = worker.post(url, data=sent | {"seen": early})
    assert late.status_code == 422
    correcting = hidden(worker.get(url).text)
    assert worker.post(url, data=sent | {"seen": correcting}).status_code == 302
    assert worker.post(url, data=sent | {"seen": correcting}).status_code == 422
    kept = web.scalars(select(Interview.status).where(Interview.current)).all()
    assert kept == [Status.NONE]
    assert web.scalar(select(func.count()).select_from(Interview)) == 2


def test_a_correction_begins_with_what_was_said(
    web: Session, sign_in: SignIn, one: Case, now: datetime
) -> None:
    due = wave(web, one)
    interviewing.submit(web, MAKER, now, due, answers(today(now), AFTER, goods="香菇"))
    web.commit()
    officer, url = sign_in("officer"), f"/outcomes/waves/{due.id}/interview"
    page = officer.get(url).text
    assert 'value="20000.00"' in page
    assert "香菇" in page
    assert "原来的回答仍然留存" in page
    attempting.say_consent(web, MAKER, now, one, Consent.WITHDRAWN, Channel.PHONE)
    web.commit()
    assert "香菇" not in officer.get(url).text
    assert "8,350.00" not in officer.get(f"/outcomes/waves/{due.id}").text


def test_a_changed_household_number_is_asked_about_and_kept(
    session: Session, now: datetime
) -> None:
    case = cases(session, closed_class(session, now, 1))[0]
    interviewing.submit(
        session, MAKER, now, wave(session, case, "baseline"), answers(case.exit_on, BEFORE)
    )
    five = answers(today(now), Income(2_000_000, 1_900_000, 860_000, 60_000, 240_000, 5))
    due = wave(session, case)
    assert "HOUSEHOLD_CHANGED" in {
        each.value for each in interviewing.questions(session, due, five)
    }
    row = interviewing.submit(session, MAKER, now, due, five)
    assert (row.household_size, row.per_head_fen) == (5, 668_000)


def test_the_dead_are_asked_nothing_in_a_comparison_either(session: Session, now: datetime) -> None:
    cohort, _free = class_and_archive(session, now, 1, 5)
    drawn(session, now, cohort, 5)
    case = compared(session, cohort)[0]
    due, day = wave(session, case), today(now)
    with pytest.raises(DomainError) as early:
        attempting.log_attempt(
            session, MAKER, now, due, code=AttemptCode.AWAY, channel=Channel.VISIT, on=cohort.end
        )
    assert early.value.code == "VISIT_BEFORE_EXIT"
    attempting.log_attempt(
        session, MAKER, now, due, code=AttemptCode.DIED, channel=Channel.VILLAGE_CADRE,
        on=day - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(DomainError) as late:
        interviewing.submit(session, MAKER, now, due, answers(day))
    assert late.value.code == "AFTER_DEATH"
    known = {each.person_id: each.reason for each in choosing.candidates(session, cohort)}
    assert known[case.person_id] == "died"
