"""The huey queue that wakes a worker, and the worker itself."""

from pathlib import Path
from typing import Any

from flask import Flask
from huey import SqliteHuey, crontab

from lms.config import Config


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
    """Be the worker process until it is stopped."""
    from lms.jobs.services import sweep

    huey = app.extensions["lms_huey"]
    sweep(app)
    huey.create_consumer(workers=1, periodic=True, initial_delay=0.2, max_delay=1.0).run()


def _task(app: Flask, huey: Any) -> Any:
    from lms.jobs.services import perform, sweep

    @huey.task(name="perform")  # type: ignore[untyped-decorator]  # huey has no annotations
    def perform_job(uid: str) -> None:
        perform(app, uid)

    @huey.periodic_task(crontab(minute="*"), name="sweep")  # type: ignore[untyped-decorator]  # as above
    def sweep_jobs() -> None:
        sweep(app)

    return perform_job
