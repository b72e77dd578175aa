"""Interviews from a phone: each once, whatever comes twice, late, out of order or altered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.outcomes import attempting, phone_work
from courses.outcomes.assigning import set_beat
from courses.outcomes.models import AttemptRow, Case, Interview, Referral, Wave
from courses.outcomes.rules import AttemptCode, Channel, Consent, WaveState
from lms.accounts.actor import Actor
from lms.audit.models import AuditEntry
from lms.clock import today
from lms.offline.rules import Outcome
from lms.offline.services import receive
from tests.conftest import SignIn
from tests.courses.outcomes.graduates import cases, closed_class, wave
from tests.courses.outcomes.test_outcome_pages import FILLED, followed
from tests.courses.subsidies.classes import MAKER
from tests.support.world import World

__all__ = ["followed"]
LUSHI = "411224"
NONE = timedelta()
DUE = 6
"""Three people, each to be asked for the baseline and after thirty days."""


@pytest.fixture
def worker(world: World) -> Actor:
    return world.actor("follow_up")


@pytest.fixture
def given(session: Session, worker: Actor, now: datetime) -> list[Case]:
    """Three graduates of this worker's."""
    set_beat(session, MAKER, now, LUSHI, worker.id)
    return list(cases(session, closed_class(session, now)))


def event(
    of: Wave, now: datetime, kind: str = phone_work.INTERVIEW, seq: int = 1, **said: Any
) -> dict[str, Any]:
    if kind == phone_work.INTERVIEW:
        body: dict[str, Any] = FILLED | {"on": today(now).isoformat()}
    else:
        body = {"a_code": "221", "a_channel": "phone", "a_on": today(now).isoformat()}
    return {
        "id": str(uuid4()), "kind": kind, "seq": seq, "device": "phone-1",
        "device_time": now.isoformat(), "body": body | {"wave": str(of.id)} | said,
    }  # fmt: skip


def codes(session: Session, actor: Actor, now: datetime, *sent: object) -> list[str]:
    return [one.code or one.outcome for one in receive(session, actor, now, sent, NONE)]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_interview_arrives_once(
    session: Session, worker: Actor, given: list[Case], now: datetime
) -> None:
    sent = [event(wave(session, case), now, seq=at) for at, case in enumerate(given)]
    assert codes(session, worker, now, *reversed(sent)) == [Outcome.DONE] * 3
    later = now + timedelta(days=3)
    first = [one.answer for one in receive(session, worker, later, sent, NONE)]
    assert first == [one.answer for one in receive(session, worker, later, sent, NONE)]
    assert (count(session, Interview), count(session, AttemptRow)) == (3, 3)
    row = session.scalars(select(Interview).where(Interview.case_id == given[0].id)).one()
    assert (row.event, row.total_fen, row.by_id) == (sent[0]["id"], 3_340_000, worker.id)
    assert row.needs == ["loan"]
    assert count(session, Referral) == 3
    assert wave(session, given[0]).state is WaveState.DONE


def test_altered_or_of_somebody_else(
    session: Session, worker: Actor, given: list[Case], now: datetime, world: World
) -> None:
    one = event(wave(session, given[0]), now)
    assert codes(session, worker, now, one) == [Outcome.DONE]
    altered = one | {"body": one["body"] | {"wages": "90000"}}
    assert codes(session, worker, now, altered) == ["OFFLINE_EVENT_ALTERED"]
    assert codes(session, world.actor("officer"), now, one) == ["OFFLINE_EVENT_ALTERED"]
    elsewhere = event(wave(session, given[1]), now)
    assert codes(session, world.actor("follow_up", "411202"), now, elsewhere) == ["NOT_FOUND"]
    assert codes(session, world.actor("lecturer"), now, event(wave(session, given[1]), now)) == [
        "OFFLINE_KIND_UNKNOWN"
    ]
    assert count(session, Interview) == 1


def test_two_workers_at_one_wave(
    session: Session, worker: Actor, given: list[Case], now: datetime, world: World
) -> None:
    of = wave(session, given[0])
    assert codes(session, world.actor("officer"), now, event(of, now)) == [Outcome.DONE]
    said = receive(session, worker, now, [event(of, now)], NONE)[0]
    assert said.code == "WAVE_NOT_OPEN"
    assert said.facts["by"] == world.actor("officer").name
    assert count(session, Interview) == 1


def test_attempts_and_then_the_interview_in_the_phone_s_order(
    session: Session, worker: Actor, given: list[Case], now: datetime
) -> None:
    of = wave(session, given[0])
    tried = event(of, now, phone_work.ATTEMPT, seq=1, a_note="不在家")
    asked = event(of, now, seq=2)
    assert codes(session, worker, now, asked, tried) == [Outcome.DONE] * 2
    rows = session.scalars(select(AttemptRow).order_by(AttemptRow.id)).all()
    assert [row.code for row in rows] == [AttemptCode("221"), AttemptCode.COMPLETE]
    assert rows[0].note == "不在家"
    late = event(of, now, phone_work.ATTEMPT, seq=3)
    assert codes(session, worker, now, late) == ["WAVE_NOT_OPEN"]


def test_late_and_a_wrong_clock(
    session: Session, worker: Actor, given: list[Case], now: datetime
) -> None:
    old = event(wave(session, given[0]), now - timedelta(days=40))
    assert codes(session, worker, now, old) == ["OFFLINE_TOO_LATE"]
    ahead = timedelta(days=2)
    sent = event(wave(session, given[1]), now + ahead)
    done = receive(session, worker, now, [sent], ahead)[0]
    assert done.outcome is Outcome.DONE
    assert session.scalars(select(Interview.on)).one() == today(now)
    early = event(wave(session, given[2]), now, on=given[2].exit_on.isoformat())
    assert codes(session, worker, now, early) == ["VISIT_BEFORE_EXIT"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"status": "king"}, "OUTCOME_ANSWERS_INVALID"),
        ({"wages": "很多"}, "OUTCOME_ANSWERS_INVALID"),
        ({"wages": "NaN"}, "INCOME_TOO_LARGE"),
        ({"wages": "1e999999"}, "INCOME_TOO_LARGE"),
        ({"costs": "-5"}, "INCOME_NEGATIVE"),
        ({"household": "41"}, "HOUSEHOLD_IMPOSSIBLE"),
        ({"needs": {"a": 1}, "on": ["2026-01-01"]}, "VISIT_BEFORE_EXIT"),
        ({"wave": "x"}, "NOT_FOUND"),
        ({"wave": "999999"}, "NOT_FOUND"),
        ({"on": "31.02.2026"}, "OUTCOME_ANSWERS_INVALID"),
        ({"shop_name": "店" * 500}, "OUTCOME_ANSWERS_INVALID"),
    ],
)
def test_nonsense_is_refused_with_its_code(
    app: Flask, session: Session, worker: Actor, given: list[Case], now: datetime,
    said: Mapping[str, Any], code: str,
) -> None:  # fmt: skip
    sent = event(wave(session, given[0]), now, **said)
    with app.test_request_context():
        assert codes(session, worker, now, sent) == [code]
    assert count(session, Interview) == 0


def test_consent_withdrawn_meanwhile(
    session: Session, worker: Actor, given: list[Case], now: datetime
) -> None:
    of = wave(session, given[0])
    attempting.say_consent(session, MAKER, now, of.case, Consent.WITHDRAWN, Channel.PHONE)
    assert codes(session, worker, now, event(of, now)) == ["CONSENT_WITHDRAWN"]


def test_numbers_only_after_the_press_and_only_the_own(
    web: Session, sign_in: SignIn, followed: list[Case], world: World, now: datetime
) -> None:
    worker, officer = sign_in("follow_up"), sign_in("officer")
    page = worker.get("/outcomes/round")
    assert page.headers["Offline-Ready"] == world.actor("follow_up").handle
    assert followed[0].person.name in page.text
    assert "tel:" not in page.text
    assert worker.post("/outcomes/round").status_code == 302
    page = worker.get("/outcomes/round")
    assert page.text.count("tel:1380") == DUE
    due = wave(web, followed[0])
    one = worker.get(f"/outcomes/round/{due.id}")
    assert "tel:1380" in one.text
    assert one.headers["Offline-Ready"]
    entry = web.scalars(
        select(AuditEntry).where(AuditEntry.action == "outcomes:phone_prepared")
    ).one()
    assert entry.facts["count"] == DUE
    assert "tel:" not in officer.get(f"/outcomes/round/{due.id}").text
    assert officer.post("/outcomes/round").status_code == 302
    assert "tel:" not in officer.get(f"/outcomes/round/{due.id}").text
    set_beat(web, MAKER, now, LUSHI, world.actor("officer").id)
    web.commit()
    assert "tel:" not in worker.get("/outcomes/round").text


def test_the_plain_form_counts_once(web: Session, sign_in: SignIn, followed: list[Case]) -> None:
    client, due = sign_in("follow_up"), wave(web, followed[0])
    url = f"/outcomes/round/{due.id}/interview"
    sent = FILLED | {"on": today().isoformat(), "event_id": str(uuid4())}
    refused = client.post(url, data=sent | {"wages": "-1", "event_id": str(uuid4())})
    assert refused.status_code == 422
    assert "负数" in refused.text
    assert client.post(url, data=sent).status_code == 302
    assert client.post(url, data=sent).status_code == 302
    assert count(web, Interview) == 1
    assert client.get(f"/outcomes/round/{due.id}").status_code == 302
    other = wave(web, followed[1])
    tried = {"a_code": "221", "a_channel": "phone", "a_on": today().isoformat()}
    assert client.post(f"/outcomes/round/{other.id}/attempt", data=tried).status_code == 302
    assert client.post(f"/outcomes/round/{other.id}/attempt", data={}).status_code == 422
