"""Events of phones: each once, whatever comes twice, late, out of order, altered or refused."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.models import Account
from lms.audit.models import AuditEntry
from lms.errors import DomainError, NotFound
from lms.offline.models import OfflineEventRow
from lms.offline.rules import (
    MOST_BODY,
    OfflineEvent,
    Outcome,
    digest_of,
    happened,
    is_late,
    is_skewed,
    moment_in,
    read_event,
)
from lms.offline.services import receive
from lms.plugin import OfflineKind
from tests.support.running import NOW
from tests.support.world import World

LOADING = "lms:today:view"
NONE = timedelta()


class Office:
    """What the events are to write: one line each, refused where they say so."""

    def __init__(self) -> None:
        self.done: list[OfflineEvent] = []

    def apply(
        self, session: Session, actor: Actor, now: datetime, event: OfflineEvent
    ) -> Mapping[str, Any]:
        account = session.get_one(Account, actor.id)
        account.name = f"{account.name}+"
        session.flush()
        match event.body.get("refuse"):
            case "domain":
                raise DomainError("CENTRE_NAME_TAKEN", name=date(2026, 1, 2))
            case "absent":
                raise NotFound
        self.done.append(event)
        return {"count": len(self.done)}


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    made = Office()
    kinds = app.extensions["lms_registry"].offline
    kinds["acme.line"] = OfflineKind("acme.line", "line", LOADING, made.apply)
    kinds["acme.closed"] = OfflineKind(
        "acme.closed", "closed", "accounts:account:manage", made.apply
    )
    yield made
    del kinds["acme.line"], kinds["acme.closed"]


def sent(body: Mapping[str, Any] | None = None, **given: Any) -> dict[str, Any]:
    event = {
        "id": str(uuid4()), "kind": "acme.line", "seq": 1, "device": "phone-1",
        "device_time": NOW.isoformat(), "body": body or {"say": "a"},
    }  # fmt: skip
    return event | given


@pytest.fixture
def actor(world: World) -> Actor:
    return world.actor("lecturer")


def stored(session: Session) -> list[OfflineEventRow]:
    return list(session.scalars(select(OfflineEventRow).order_by(OfflineEventRow.id)))


def test_the_same_event_again_gets_the_same_answer(
    session: Session, office: Office, actor: Actor
) -> None:
    one = sent()
    first = receive(session, actor, NOW, [one], NONE)
    again = receive(session, actor, NOW + timedelta(days=3), [one, one], NONE)
    assert [a.outcome for a in [*first, *again]] == [Outcome.DONE] * 3
    assert {tuple(a.answer.items()) for a in [*first, *again]} == {(("count", 1),)}
    assert len(office.done) == len(stored(session)) == 1


def test_fields_in_another_order_are_the_same_event(
    session: Session, office: Office, actor: Actor
) -> None:
    one = sent({"a": 1, "b": [2, {"c": "三"}]})
    receive(session, actor, NOW, [one], NONE)
    turned = dict(reversed(one.items())) | {"body": {"b": [2, {"c": "三"}], "a": 1}}
    assert receive(session, actor, NOW, [turned], NONE)[0].outcome is Outcome.DONE
    assert len(office.done) == 1


@pytest.mark.parametrize("change", [{"body": {"say": "b"}}, {"kind": "acme.other"}])
def test_an_altered_event_is_refused_always(
    session: Session, office: Office, actor: Actor, change: dict[str, Any]
) -> None:
    one = sent()
    receive(session, actor, NOW, [one], NONE)
    for _ in range(3):
        answer = receive(session, actor, NOW, [one | change], NONE)[0]
        assert (answer.outcome, answer.code) == (Outcome.REFUSED, "OFFLINE_EVENT_ALTERED")
    assert receive(session, actor, NOW, [one], NONE)[0].answer == {"count": 1}
    assert len(office.done) == 1
    session.commit()
    altered = AuditEntry.action == "offline:altered"
    assert len(session.scalars(select(AuditEntry.id).where(altered)).all()) == 3


def test_another_account_learns_nothing_of_an_event(
    session: Session, office: Office, world: World, actor: Actor
) -> None:
    one = sent()
    receive(session, actor, NOW, [one], NONE)
    answer = receive(session, world.actor("officer"), NOW, [one], NONE)[0]
    assert (answer.code, answer.answer) == ("OFFLINE_EVENT_ALTERED", {})


def test_a_refused_event_does_not_hold_up_the_others_and_leaves_nothing(
    session: Session, office: Office, actor: Actor
) -> None:
    before = session.get_one(Account, actor.id).name
    events = [sent(), sent({"refuse": "domain"}), sent({"refuse": "absent"}), sent()]
    answers = receive(session, actor, NOW, events, NONE)
    assert [(a.outcome.value, a.code) for a in answers] == [
        ("done", ""), ("refused", "CENTRE_NAME_TAKEN"), ("refused", "NOT_FOUND"), ("done", ""),
    ]  # fmt: skip
    session.expire_all()
    assert session.get_one(Account, actor.id).name == f"{before}++"
    again = receive(session, actor, NOW, events, NONE)
    assert [(a.outcome, a.code, a.facts) for a in again] == [
        (a.outcome, a.code, a.facts) for a in answers
    ]
    assert again[1].facts == {"name": date(2026, 1, 2)}
    assert len(office.done) == 2


def test_out_of_order_is_taken_in_the_phones_order(
    session: Session, office: Office, actor: Actor
) -> None:
    events = [sent({"n": n}, seq=n) for n in (3, 1, 2)]
    answers = receive(session, actor, NOW, events, NONE)
    assert [event.seq for event in office.done] == [1, 2, 3]
    assert [a.id for a in answers] == [event["id"] for event in events]
    assert [a.answer["count"] for a in answers] == [3, 1, 2]
    receive(session, actor, NOW, [sent(seq=0)], NONE)  # one that was lost on the way comes last
    assert len(office.done) == 4


@pytest.mark.parametrize("hours", [26, -26])
def test_a_wrong_clock_is_put_right_and_both_times_are_kept(
    session: Session, office: Office, actor: Actor, hours: int
) -> None:
    skew = timedelta(hours=hours)
    made = NOW - timedelta(hours=5)
    told = made + skew
    one = sent(device_time=told.isoformat())
    assert receive(session, actor, NOW, [one], skew)[0].outcome is Outcome.DONE
    assert office.done[0].happened_at == made
    (row,) = stored(session)
    assert (row.device_time, row.received_at) == (told, NOW)
    assert (row.skew, row.skewed) == (hours * 3600, True)


def test_slow_networks_are_no_wrong_clocks(session: Session, office: Office, actor: Actor) -> None:
    receive(session, actor, NOW, [sent()], timedelta(minutes=-9))
    assert not stored(session)[0].skewed
    assert not is_skewed(timedelta(minutes=10))
    assert is_skewed(timedelta(minutes=10, seconds=1))


def test_late_events_are_taken_for_thirty_days(
    session: Session, office: Office, actor: Actor
) -> None:
    for days, code in ((7, ""), (30, ""), (31, "OFFLINE_TOO_LATE")):
        told = NOW - timedelta(days=days)
        answer = receive(session, actor, NOW, [sent(device_time=told.isoformat())], NONE)[0]
        assert answer.code == code
    assert len(office.done) == 2


def test_what_is_no_event_or_no_right_is_refused_and_not_kept(
    session: Session, office: Office, actor: Actor
) -> None:
    wrong: list[object] = [
        None, "x", [], {}, sent(id="1"), sent(kind="x"), sent(seq=-1), sent(seq=True), sent(seq="1"),
        sent(device_time="yesterday"), sent(device_time="2026-11-20T10:00:00"), sent() | {"body": "x"},
        sent(device=""), sent({"say": "a\x00"}), sent({"say": "\ud800"}), sent({"say": "a" * MOST_BODY}),
    ]  # fmt: skip
    answers = receive(session, actor, NOW, wrong, NONE)
    assert {a.code for a in answers} == {"OFFLINE_EVENT_INVALID"}
    for kind in ("acme.nothing", "acme.closed"):
        assert receive(session, actor, NOW, [sent(kind=kind)], NONE)[0].code == (
            "OFFLINE_KIND_UNKNOWN"
        )
    assert stored(session) == []
    assert office.done == []


def test_a_batch_has_an_end(session: Session, office: Office, actor: Actor) -> None:
    with pytest.raises(DomainError, match="OFFLINE_BATCH_TOO_LARGE"):
        receive(session, actor, NOW, [sent() for _ in range(101)], NONE)
    assert len(receive(session, actor, NOW, [sent() for _ in range(100)], NONE)) == 100


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of a strategy


@given(MOMENTS, MOMENTS, st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_nothing_happens_after_it_was_received(
    told: datetime, received: datetime, skew: timedelta
) -> None:
    found = happened(told, skew, received)
    assert found <= received
    assert not is_late(found, received, 30) or received - found > timedelta(days=30)


@given(st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5))
def test_anything_is_read_or_refused(value: Any) -> None:
    assert read_event(value, NONE, NOW) is None
    assert moment_in(value) is None or isinstance(value, str)
    event = sent({"value": value})
    found = read_event(event, NONE, NOW)
    if found is not None:
        assert str(UUID(found.id)) == found.id
        assert len(digest_of(found.kind, found.body)) == 64
