"""`lms demo`: load the demonstration if it is not there, and say who can log in."""

from typing import TYPE_CHECKING

import click
from flask import Flask

from lms import migrate
from lms.clock import now
from lms.installation import Installation, installation

if TYPE_CHECKING:
    from rich.console import Console

ADDRESS = "http://127.0.0.1:8000"


@click.command()
@click.option("--address", default=ADDRESS, show_default=True, help="Where it is served.")
@installation
def demo(known: Installation, address: str) -> None:
    """Load the demonstration county into an empty database; print its log-ins."""
    # what only this command needs is loaded only for it
    from rich.console import Console

    from certificates.demo.greeting import greet

    console = Console()
    app = known.app()
    migrate.upgrade(app)
    load(app, console)
    with app.test_request_context():
        greet(console, address, known.config.home)


def load(app: Flask, console: "Console") -> bool:
    """Load, with a bar on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from certificates.demo import loading

    columns = (
        TextColumn("正在装入演示数据 / loading the demonstration"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        return loading.load(app, now(), tell)
