"""The application served to a real browser, on a database that each test finds as it was built."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from certificates.demo import county, loading
from lms.clock import now
from lms.db import db
from lms.divisions.services import load_tree
from tests.support.running import make_app
from tests.support.world import World, build_world


class Quiet(WSGIRequestHandler):
    """Keeps connections open as gunicorn behind a proxy does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: a failing test shows the page instead."""


class House:
    """One application and the states its database can be put in.

    `empty` holds the accounts of `tests.support.world`, `demonstration` what `lms demo` loads.
    """

    def __init__(self, folder: Path) -> None:
        self.app: Flask = make_app(folder)
        self.app.config["WTF_CSRF_ENABLED"] = True
        self.folder = folder
        self.world: World | None = None

    @contextmanager
    def served(self, state: str) -> Iterator[str]:
        """Serve a fresh copy of a state; yields the address."""
        self._put(state)
        server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _put(self, state: str) -> None:
        """Bring the database into a state; built when first asked for, copied from then on."""
        kept = self.folder / f"{state}.kept"
        fill: dict[str, Callable[[], object]] = {"empty": self._build, "demonstration": self._load}
        blank = self.folder / "blank.kept"
        if not blank.exists():
            self._copy(self.folder / "lms.db", blank)
        if not kept.exists():
            self._copy(blank, self.folder / "lms.db")
            fill[state]()
            self._copy(self.folder / "lms.db", kept)
        else:
            self._copy(kept, self.folder / "lms.db")

    def _copy(self, source: Path, target: Path) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)

    def _build(self) -> None:
        self.world = build_world(self.app, now())

    def _load(self) -> None:
        """Of the region tree the city is enough."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(county, "load_tree", lambda session: load_tree(session, ["4112"]))
            loading.load(self.app, now(), lambda _done, _total: None)
