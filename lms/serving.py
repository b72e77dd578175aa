"""Serving on one machine: the web processes and the worker, forked from one loaded application.

The parent does no work of its own. It passes a stop on to both, starts a worker that died again,
and ends when the web ends; its children notice when it is killed and end too.
"""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from lms.errors import DomainError
from lms.jobs import queue
from lms.web import server

GRACE = 30.0
"""Seconds that requests and a job in progress have to end."""
_PATIENCE = 0.2
_FORK = multiprocessing.get_context("fork")
log = structlog.get_logger()


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PORT_IN_USE or PORT_REFUSED for an address nobody can serve on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as fault:
            raise DomainError("PORT_REFUSED", port=port) from fault
        except OSError as fault:
            raise DomainError("PORT_IN_USE", host=host, port=port) from fault


def serve(app: Flask, host: str, port: int, ready: Callable[[], None]) -> int:
    """Serve until told to stop; the exit status, 0 for a stop that was asked for.

    `ready` is called once, as soon as the address answers.
    """
    server.release(app)
    household = _Household(app, host, port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, household.stop)
    household.begin()
    announced = False
    while household.go_on():
        wait(household.sentinels, _PATIENCE)
        if not announced and _answers(host, port):
            announced = True
            ready()
    return household.end()


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), _PATIENCE):
            return True
    except OSError:
        return False


@dataclass(slots=True)
class _Household:
    """The two children of the parent."""

    app: Flask
    host: str
    port: int
    web: ForkProcess | None = None
    worker: ForkProcess | None = None
    stopping: bool = False
    began: float = 0.0
    lifeline: tuple[int, int] = field(default_factory=os.pipe)

    def begin(self) -> None:
        """Start both."""
        self.web = self._start(_be_web, self.host, self.port)
        self._start_worker()

    @property
    def sentinels(self) -> list[int]:
        """What becomes ready when a child ends."""
        return [child.sentinel for child in (self.web, self.worker) if child and child.is_alive()]

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """A signal: end at the next look."""
        self.stopping = True

    def go_on(self) -> bool:
        """Whether to serve on; starts a worker that died again, not more often than every 2 s."""
        if self.stopping or self.web is None or not self.web.is_alive():
            return False
        lost = self.worker is None or not self.worker.is_alive()
        if lost and time.monotonic() - self.began > 2:
            log.warning("worker ended, starting it again")
            self._start_worker()
        return True

    def end(self) -> int:
        """Ask both to end, insist after a while; 0 unless the web ended by itself."""
        children = [child for child in (self.web, self.worker) if child is not None]
        for child in children:
            child.terminate()
        deadline = time.monotonic() + GRACE
        for child in children:
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                child.kill()
                child.join()
        if not self.stopping:
            log.error("the web process ended by itself")
        return 0 if self.stopping else 1

    def _start_worker(self) -> None:
        self.worker = self._start(_be_worker)
        self.began = time.monotonic()

    def _start(self, be: Callable[..., None], *args: object) -> ForkProcess:
        child = _FORK.Process(target=_be_child, args=(self, be, self.app, *args))
        child.start()
        return child


def _be_child(household: _Household, be: Callable[..., None], *args: object) -> None:
    """In a session of its own (Ctrl-C is the parent's), ended when the parent is no more."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if household.stopping:  # told so before these lines, while it still had its parent's handlers
        return
    os.close(household.lifeline[1])
    threading.Thread(target=_watch, args=(household.lifeline[0],), daemon=True).start()
    be(*args)


def _watch(lifeline: int) -> None:
    """Only the parent holds the other end, so reading ends when the parent does."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


class _Web(BaseApplication):  # type: ignore[misc]  # gunicorn has no annotations
    """gunicorn around the application that is loaded already."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self.app = app
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {name: getattr(server, name) for name in server.SETTINGS}
        for name, value in (settings | {"bind": self.address, "loglevel": "warning"}).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def _be_web(app: Flask, host: str, port: int) -> None:
    _Web(app, host, port).run()


def _be_worker(app: Flask) -> None:
    queue.work(app)
