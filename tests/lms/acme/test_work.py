"""What acme does: runs, jobs, figures, parameters, events."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.api import CohortClosed
from courses.cohorts.models import Cohort
from lms.audit.models import AuditEntry
from lms.clock import today
from lms.errors import DomainError
from lms.events import publish
from lms.jobs.models import JobRow
from lms.jobs.services import enqueue, perform
from lms.offline.services import receive
from lms.plugin import Figure
from lms.registry import Registry
from lms.runs import services as runs
from lms.settings import services as settings
from tests.support.running import NOW
from tests.support.world import World

DAY = today(NOW)


def registry(app: Flask) -> Registry:
    found: Registry = app.extensions["lms_registry"]
    return found


def test_indicator(app: Flask, session: Session, loan: Any) -> None:
    compute = registry(app).indicators["acme.returned"].compute
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert compute(session, "41", *year) == Figure(0, 1)
    loan.back_on = DAY
    session.commit()
    assert compute(session, "411224", *year) == Figure(1, 1)
    assert compute(session, "44", *year) == Figure(0, 0)


def test_job(app: Flask, session: Session, loan: Any, world: World) -> None:
    late = DAY + timedelta(days=30)
    job = enqueue(session, NOW, "acme.write_off", county="411224", before=late.isoformat())
    session.commit()
    assert perform(app, job.uid) is True
    session.expire_all()
    assert loan.written_off is True
    done = session.scalars(select(JobRow).where(JobRow.uid == job.uid)).one()
    assert (done.state, done.done) == ("done", 1)


def test_a_phone_gives_back_once(session: Session, loan: Any, world: World) -> None:
    event = {
        "id": "7d3c1f6e-2a53-4c35-9d35-0d5a2a1b6c10", "kind": "acme.return", "seq": 4,
        "device": "phone", "device_time": (NOW - timedelta(days=1)).isoformat(),
        "body": {"loan": loan.id},
    }  # fmt: skip
    actor = world.actor("officer")
    first, again = (receive(session, actor, NOW, [event], timedelta()) for _ in range(2))
    assert first == again
    assert first[0].answer == {"item": loan.item}
    session.expire_all()
    assert loan.back_on == DAY - timedelta(days=1)
    other = event | {"id": "7d3c1f6e-2a53-4c35-9d35-0d5a2a1b6c11"}
    assert receive(session, actor, NOW, [other], timedelta())[0].code == "ACME_BACK_ALREADY"


def test_run_rehearsed_applied_and_undone_by_page(
    enter: Callable[..., FlaskClient], session: Session, cohort: Cohort
) -> None:
    loan = import_module("acme.models").Loan
    client = enter("officer")
    lend = f"/acme/cohorts/{cohort.id}/list"
    run = client.post(lend, data={"lines": "话筒,2\n音箱\n插座,1"}).headers["Location"]
    page = client.get(run).text
    assert "话筒" in page
    assert "第 2 行不是“器材,数量”" in page
    assert list(session.scalars(select(loan))) == []
    assert client.post(f"{run}/apply").status_code == 302
    lent = session.execute(select(loan.item, loan.quantity).order_by(loan.id)).all()
    assert lent == [("话筒", 2), ("插座", 1)]
    assert client.post(f"{run}/apply").status_code == 422
    assert client.post(f"{run}/undo").status_code == 302
    session.expire_all()
    assert list(session.scalars(select(loan))) == []


def test_run_belongs_to_its_place(
    enter: Callable[..., FlaskClient], session: Session, world: World, cohort: Cohort
) -> None:
    importing = import_module("acme.importing")
    run = importing.rehearse(session, world.actor("officer"), NOW, cohort, "话筒,2")
    session.commit()
    assert enter("officer").get(f"/runs/{run.uid}").status_code == 200
    assert enter("registrar", centre="second").get(f"/runs/{run.uid}").status_code == 404
    assert enter("reviewer").get(f"/runs/{run.uid}").status_code == 404
    runs.discard(session, world.actor("officer"), NOW, run)


def test_setting(
    session: Session, world: World, cohort: Cohort, lend: Callable[..., Any], loan: Any
) -> None:
    assert loan.due_on == DAY + timedelta(days=14)
    settings.set_value(session, world.actor("admin"), NOW, "acme.loan_days", "411224", "3")
    session.commit()
    assert lend(world.actor("officer"), cohort, "插座", 1).due_on == DAY + timedelta(days=3)


def test_listens_in_the_transaction_of_another_plugin(
    session: Session, world: World, cohort: Cohort, loan: Any
) -> None:
    publish(session, CohortClosed(cohort.id, world.actor("officer"), NOW))
    assert loan.due_on == DAY
    session.commit()
    told = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert told == "acme:recalled"


def test_is_listened_to_and_can_be_refused(
    app: Flask, session: Session, world: World, loan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = import_module("acme.events").LoanReturned
    heard = []

    def hear(_session: Session, told: Any) -> None:
        heard.append(told.loan_id)
        raise DomainError("REQUEST_INVALID")

    monkeypatch.setitem(app.extensions["lms_listeners"], event, [hear])
    services = import_module("acme.services")
    with pytest.raises(DomainError):
        services.take_back(session, world.actor("officer"), NOW, loan)
    session.rollback()
    assert heard == [loan.id]
    session.refresh(loan)
    assert loan.back_on is None
