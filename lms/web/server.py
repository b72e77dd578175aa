"""gunicorn's settings: `gunicorn --config python:lms.web.server wsgi:app`.

The application is loaded once and then forked; what is forked must hold no connection.
"""

import os
import signal
import threading
import time
from typing import Any

from flask import Flask

from lms.collecting import collect_seldom
from lms.db import db
from lms.documents import press

SETTINGS = (
    "workers", "preload_app", "timeout", "graceful_timeout", "max_requests", "max_requests_jitter",
    "accesslog", "control_socket_disable", "when_ready", "post_fork",
)  # fmt: skip
"""Names below that `lms run` takes over."""

workers = 2
preload_app = True
timeout = 120
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Papers' engine and faces are loaded once for all workers; the collector leaves them alone."""
    press.warm()
    collect_seldom()


STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


def post_fork(server: Any, _worker: Any) -> None:
    """Share no connection; end if told to stop while beginning, which gunicorn would not notice.

    Until a worker has handlers of its own it has its master's, which only note what came. Its
    master would wait for it for all of `graceful_timeout`.
    """
    for number in STOPS:
        signal.signal(number, signal.SIG_DFL)
    while not server.SIG_QUEUE.empty():
        if server.SIG_QUEUE.get_nowait() in STOPS:
            raise SystemExit(0)
    with server.app.wsgi().app_context():
        db.engine.dispose(close=False)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(master: int) -> None:
    """Idle workers look for their master only every `timeout` seconds, so a killed one is noticed here."""
    while os.getppid() == master:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def release(app: Flask) -> None:
    """Close every connection this process holds, before it forks."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if app.extensions["lms_huey"] is not None:
        app.extensions["lms_huey"].storage.close()
