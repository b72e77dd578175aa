"""Serving an installation on this machine."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from lms import migrate
from lms.config import is_loopback
from lms.errors import DomainError
from lms.installation import Installation, installation
from lms.jobs import queue
from lms.serving import refuse_taken_port, serve

DEMO_HOME = "var/demo"
DEMO = "lms.web.demo"


@click.command()
@click.option(
    "--demo", is_flag=True, help="Serve the demonstration county from a database of its own."
)
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
def run(demo: bool, port: int, host: str) -> None:
    """Bring the database up to date and serve on http://127.0.0.1:8000."""
    if demo:
        os.environ.setdefault("LMS_HOME", str(Path(DEMO_HOME).resolve()))
        if find_spec(DEMO) is None:
            raise DomainError("DEMO_MISSING")
    known = Installation()
    address = f"http://{host}:{port}"
    if not known.config.secure and not is_loopback(host):
        raise DomainError("PUBLIC_URL_NEEDS_TLS", url=address)
    refuse_taken_port(host, port)
    app = known.app()
    migrate.upgrade(app)
    greeting = import_module(DEMO).greet(app, address) if demo else address
    sys.exit(serve(app, host, port, lambda: click.echo(greeting)))


@click.command()
@installation
def worker(known: Installation) -> None:
    """Do the background work until stopped."""
    queue.work(known.app())
