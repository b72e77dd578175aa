"""Jobs that are asked for once a day by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outcomes.jobs import PREPARE
from lms.jobs.daily import ask_daily
from lms.jobs.models import JobRow
from lms.jobs.services import enqueue
from lms.plugin import Job
from lms.runs.retention import TIDY


def nothing(*_given: object) -> None:
    """No work."""


JOBS = (Job("acme.daily", "", nothing, daily=True), Job("acme.asked", "", nothing))


def asked(session: Session) -> list[str]:
    return list(session.scalars(select(JobRow.name).order_by(JobRow.id)))


def test_once_a_day_and_only_the_daily_ones(session: Session, now: datetime) -> None:
    assert ask_daily(session, now, JOBS) == ["acme.daily"]
    assert ask_daily(session, now + timedelta(hours=23), JOBS) == []
    assert ask_daily(session, now + timedelta(hours=25), JOBS) == ["acme.daily"]
    assert asked(session) == ["acme.daily", "acme.daily"]


def test_a_part_asked_for_by_hand_is_not_all(session: Session, now: datetime) -> None:
    enqueue(session, now, "acme.daily", prefix="4112")
    assert ask_daily(session, now + timedelta(hours=1), JOBS) == ["acme.daily"]
    enqueue(session, now + timedelta(hours=20), "acme.daily")
    assert ask_daily(session, now + timedelta(hours=26), JOBS) == []


def test_what_is_done_every_day(app: Flask) -> None:
    jobs: dict[str, Job] = app.extensions["lms_registry"].jobs
    daily: dict[str, Callable[..., None]] = {x.name: x.run for x in jobs.values() if x.daily}
    assert {TIDY, PREPARE} <= set(daily)
