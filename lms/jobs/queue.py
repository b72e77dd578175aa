"""The huey queue that wakes a worker, and the worker itself."""

import sqlite3
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from huey import SqliteHuey
from sqlalchemy.exc import SQLAlchemyError

from lms.clock import now
from lms.config import Config
from lms.db import unit_of_work

log = structlog.get_logger()
SWEEP_EVERY = 5.0
GRACE = 25
"""Seconds between two looks for forgotten jobs; seconds that a job has to end at a stop."""
DAILY_EVERY = timedelta(hours=1)
"""How often it is looked whether a daily job is to be asked for."""


def init_app(app: Flask, config: Config) -> None:
    """Open the queue next to the database; inline mode needs none."""
    if config.jobs_inline:
        app.extensions["lms_huey"] = None
        return
    config.home.mkdir(parents=True, exist_ok=True)
    huey = SqliteHuey("lms", filename=str(Path(config.home) / "queue.db"), results=False)
    app.extensions["lms_huey"] = huey
    app.extensions["lms_huey_perform"] = _task(app, huey)


def wake(app: Flask, uid: str) -> None:
    """Tell a worker; in inline mode do the work here and now."""
    from lms.jobs.services import perform

    if app.extensions["lms_huey"] is None:
        perform(app, uid)
    else:
        app.extensions["lms_huey_perform"](uid)


def work(app: Flask) -> None:
    """Be the worker process until it is stopped: SIGTERM lets the job in progress end."""
    huey = app.extensions["lms_huey"]
    consumer = huey.create_consumer(
        workers=1,
        periodic=False,
        initial_delay=0.2,
        max_delay=1.0,
        graceful_signal="TERM",
        shutdown_timeout=GRACE,
    )
    look = threading.Thread(target=_look_around, args=(app, consumer.stop_flag), daemon=True)
    look.start()
    consumer.run()


def _look_around(app: Flask, stop: threading.Event) -> None:
    """Put jobs into an empty queue that have no message (any more): their worker was killed."""
    from lms.jobs.daily import ask_daily
    from lms.jobs.services import waiting

    huey = app.extensions["lms_huey"]
    looked: datetime | None = None
    while True:
        try:
            if huey.pending_count() == 0:
                for uid in waiting(app):
                    wake(app, uid)
            if looked is None or now() - looked > DAILY_EVERY:
                looked = now()
                with app.app_context(), unit_of_work() as session:
                    ask_daily(session, now(), app.extensions["lms_registry"].jobs.values())
        except (SQLAlchemyError, sqlite3.Error):  # database or queue are away or full for a moment
            log.exception("could not look for waiting jobs")
        if stop.wait(SWEEP_EVERY):
            return


def _task(app: Flask, huey: Any) -> Any:
    from lms.jobs.services import perform

    @huey.task(name="perform")  # type: ignore[untyped-decorator]  # huey has no annotations
    def perform_job(uid: str) -> None:
        perform(app, uid)

    return perform_job
