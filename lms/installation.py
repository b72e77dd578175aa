"""The installation that a command works on, and one for the moment only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask

from lms import migrate
from lms.app import create_app, ensure_key_file
from lms.collecting import collect_seldom
from lms.config import Config, from_environment
from lms.db import unit_of_work
from lms.divisions.services import load_tree


class Installation:
    """The installation the environment names, opened when it is first needed."""

    def __init__(self, config: Config | None = None) -> None:
        self._config = config
        self.opened: Flask | None = None

    @property
    def config(self) -> Config:
        """As given, else the environment's; read when first asked for. Raises as `from_environment`."""
        if self._config is None:
            self._config = from_environment()
        return self._config

    def app(self) -> Flask:
        """The application; makes the key file of a new installation."""
        if self.opened is None:
            ensure_key_file(self.config)
            self.opened = create_app(self.config)
            collect_seldom()
        return self.opened

    def ready(self) -> Flask:
        """The application with its tables up to date and the region tree loaded."""
        app = self.app()
        migrate.upgrade(app)
        with app.app_context(), unit_of_work() as session:
            load_tree(session)
        return app


installation = click.make_pass_decorator(Installation, ensure=True)


@contextmanager
def passing() -> Iterator[Flask]:
    """An application with an empty SQLite database of its own, gone at the end: to look at plugins."""
    with TemporaryDirectory(prefix="lms-") as folder:
        home = Path(folder)
        config = Config(
            home=home,
            database_url=f"sqlite:///{home / 'lms.db'}",
            key_file=home / "keys.json",
            jobs_inline=True,
        )
        yield Installation(config).app()
