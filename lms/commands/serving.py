"""Serving an installation, or the demonstration, on this machine."""

import os
import sys
from pathlib import Path

import click

from lms import migrate
from lms.config import is_loopback
from lms.errors import DomainError
from lms.installation import Installation, installation
from lms.jobs import queue
from lms.serving import refuse_taken_port, serve

DEMO_HOME = "var/demo"
OF_AN_INSTALLATION = ("LMS_DATABASE_URL", "LMS_KEY_FILE", "LMS_PUBLIC_URL")


@click.command()
@click.option(
    "--demo", is_flag=True, help="Serve the demonstration county from a database of its own."
)
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.pass_context
def run(ctx: click.Context, demo: bool, port: int, host: str) -> None:
    """Bring the database up to date and serve on http://127.0.0.1:8000."""
    if demo:
        _move_to_demo()
    known = ctx.find_root().ensure_object(Installation)
    address = f"http://{host}:{port}"
    if not known.config.secure and not is_loopback(host):
        raise DomainError("PUBLIC_URL_NEEDS_TLS", url=address)
    refuse_taken_port(host, port)
    app = known.app()
    migrate.upgrade(app)
    if demo:
        _load_demo(ctx, known, address)
    sys.exit(serve(app, host, port, lambda: _say_ready(address)))


def _move_to_demo() -> None:
    """The demonstration never touches an installation's own database, keys or address."""
    for name in OF_AN_INSTALLATION:
        os.environ.pop(name, None)
    os.environ["LMS_HOME"] = str(Path(os.environ.get("LMS_DEMO_HOME", DEMO_HOME)).resolve())


def _load_demo(ctx: click.Context, known: Installation, address: str) -> None:
    """A plugin brings the demonstration as its command `demo`; the frame knows none by name."""
    plugins = known.app().extensions["lms_registry"].plugins
    command = next((c for plugin in plugins for c in plugin.cli if c.name == "demo"), None)
    if command is None:
        raise DomainError("DEMO_MISSING")
    ctx.invoke(command, address=address)


def _say_ready(address: str) -> None:
    click.echo(f"已就绪 / ready: {address}    停止 / stop: Ctrl-C")


@click.command()
@installation
def worker(known: Installation) -> None:
    """Do the background work until stopped."""
    queue.work(known.app())
