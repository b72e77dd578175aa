"""The command `lms`: running, setting up and looking after an installation."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import migrate
from lms.accounts import services as accounts
from lms.accounts.actor import system
from lms.accounts.models import Account
from lms.app import create_app, ensure_key_file
from lms.audit import queries as audit
from lms.audit.models import AuditChain
from lms.clock import now
from lms.config import Config, from_environment
from lms.db import db, unit_of_work
from lms.divisions import queries as divisions
from lms.divisions import services as division_services
from lms.errors import DomainError
from lms.web.sentences import refusal

DEMO_HOME = "var/demo"


class Group(click.Group):
    """Commands of the frame and of every plugin; refusals end with one sentence and status 2."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command of ours, else one that a plugin declares."""
        return super().get_command(ctx, name) or _plugin_commands(ctx).get(name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Everything there is, by name."""
        return sorted({*super().list_commands(ctx), *_plugin_commands(ctx)})

    def invoke(self, ctx: click.Context) -> object:
        """Run; a `DomainError` becomes its sentence."""
        try:
            return super().invoke(ctx)
        except DomainError as fault:
            click.echo(f"{_said(fault)} [{fault.code}]", err=True)
            sys.exit(2)


def _plugin_commands(ctx: click.Context) -> dict[str, click.Command]:
    plugins = ctx.find_root().ensure_object(Installation).app().extensions["lms_registry"].plugins
    return {command.name or "": command for plugin in plugins for command in plugin.cli}


def _said(fault: DomainError) -> str:
    with _fallback_app().test_request_context():
        return refusal(fault)


def _fallback_app() -> Flask:
    from flask_babel import Babel

    from lms.sentences import SENTENCES

    found = Installation.opened
    if found is not None:
        return found
    app = Flask("lms")
    Babel(app, default_locale="zh")

    class Sentences:
        sentences = SENTENCES

    app.extensions["lms_registry"] = Sentences()
    return app


class Installation:
    """The installation the commands work on, opened when it is first needed."""

    opened: Flask | None = None

    def __init__(self) -> None:
        self.config: Config = from_environment()

    def app(self) -> Flask:
        """The application; makes the key file of a new installation."""
        if Installation.opened is None:
            ensure_key_file(self.config)
            Installation.opened = create_app(self.config)
        return Installation.opened


installation = click.make_pass_decorator(Installation, ensure=True)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Rural e-commerce training: rosters, attendance, subsidies, certificates."""


@main.command()
@click.option(
    "--demo", is_flag=True, help="Serve the demonstration county from a database of its own."
)
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
def run(demo: bool, port: int, host: str) -> None:
    """Bring the database up to date and serve on http://127.0.0.1:8000."""
    if demo:
        os.environ.setdefault("LMS_HOME", str(Path(DEMO_HOME).resolve()))
    known = Installation()
    if not known.config.secure and host not in ("127.0.0.1", "localhost", "::1"):
        raise DomainError("PUBLIC_URL_NEEDS_TLS", url=f"http://{host}:{port}")
    app = known.app()
    migrate.upgrade(app)
    if demo:
        from lms.web.demo import greet

        click.echo(greet(app, f"http://{host}:{port}"))
    _serve(host, port)


def _serve(host: str, port: int) -> None:
    """Web processes in front, the worker beside them; both end together."""
    binary = Path(sys.executable).parent
    worker = subprocess.Popen(  # noqa: S603  # our own program beside this interpreter
        [str(binary / "lms"), "worker"]
    )
    web = [
        str(binary / "gunicorn"),
        "wsgi:app",
        "--chdir",
        str(migrate.FOLDER.parent),
        "--bind",
        f"{host}:{port}",
        "--workers",
        "2",
        "--preload",
        "--timeout",
        "120",
        "--max-requests",
        "20000",
        "--config",
        str(Path(__file__).parent / "web" / "server.py"),
    ]
    try:
        sys.exit(subprocess.call(web))  # noqa: S603  # as above
    finally:
        worker.terminate()
        worker.wait(10)


@main.command()
@installation
def worker(known: Installation) -> None:
    """Do the background work until stopped."""
    from lms.jobs import queue

    queue.work(known.app())


@main.command()
@click.option("--county", required=True, help="6-digit county code, e.g. 411224.")
@click.option("--admin", required=True, help="Log-in name of the first administrator.")
@installation
def init(known: Installation, county: str, admin: str) -> None:
    """Start an empty real installation: tables, divisions, key file, first administrator."""
    app = known.app()
    migrate.upgrade(app)
    with app.app_context(), unit_of_work() as session:
        division_services.load_tree(session)
        if not divisions.county_exists(session, county):
            raise DomainError("COUNTY_UNKNOWN", county=county)
        _, password = accounts.create(
            session,
            system("init"),
            now(),
            login=admin,
            name=admin,
            grants=[("admin", county, None)],
        )
        where = divisions.full_name(session, county)
    click.echo(f"{where}（{county}）  {known.config.database_url}")
    click.echo(f"密钥文件 / key file: {known.config.key_file}")
    click.echo(f"用户名 / log-in: {admin}    初始密码 / first password: {password}")


@main.command("plugins")
@installation
def list_plugins(known: Installation) -> None:
    """List what is installed."""
    app = known.app()
    with app.test_request_context():
        for plugin in app.extensions["lms_registry"].plugins:
            parts = {
                "tables": len(plugin.models),
                "permissions": len(plugin.permissions),
                "panels": len(plugin.panels),
                "exports": len(plugin.exports),
                "runs": len(plugin.runs),
                "jobs": len(plugin.jobs),
                "commands": len(plugin.cli),
            }
            held = "  ".join(f"{name} {count}" for name, count in parts.items() if count)
            needs = f" ← {', '.join(plugin.requires)}" if plugin.requires else ""
            click.echo(f"{plugin.name:<14} {plugin.title}{needs}\n{'':<14} {held}")


@main.group("db")
def database() -> None:
    """Tables and migrations."""


@database.command("upgrade")
@installation
def database_upgrade(known: Installation) -> None:
    """Bring the tables up to this version."""
    migrate.upgrade(known.app())


@database.command("check")
@installation
def database_check(known: Installation) -> None:
    """Say where the tables differ from what this version expects."""
    found = migrate.differences(known.app())
    click.echo("\n".join(found) or "ok")
    sys.exit(1 if found else 0)


@main.group("accounts")
def account_group() -> None:
    """Create, disable and reset accounts."""


@account_group.command("create")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", required=True)
@click.option("--prefix", required=True, help="Division prefix, e.g. 411224.")
@click.option("--centre", type=int, help="Id of the training centre, for roles that need one.")
@installation
def account_create(
    known: Installation, login: str, name: str, role: str, prefix: str, centre: int | None
) -> None:
    """Make an account and print its first password."""
    with known.app().app_context(), unit_of_work() as session:
        _, password = accounts.create(
            session, system("cli"), now(), login=login, name=name, grants=[(role, prefix, centre)]
        )
    click.echo(password)


def _with_account(known: Installation, login: str, act: Callable[[Session, Account], str]) -> None:
    with known.app().app_context(), unit_of_work() as session:
        account = session.scalar(select(Account).where(Account.login == login))
        if account is None:
            raise DomainError("LOGIN_UNKNOWN", login=login)
        click.echo(act(session, account))


@account_group.command("disable")
@click.argument("login")
@installation
def account_disable(known: Installation, login: str) -> None:
    """Disable an account and end its sessions."""

    def act(session: Session, account: Account) -> str:
        accounts.set_disabled(session, system("cli"), now(), account, disabled=True)
        return "ok"

    _with_account(known, login, act)


@account_group.command("reset")
@click.argument("login")
@installation
def account_reset(known: Installation, login: str) -> None:
    """Draw a new password and print it."""

    def act(session: Session, account: Account) -> str:
        return accounts.reset_password(session, system("cli"), now(), account)

    _with_account(known, login, act)


@main.command("audit")
@installation
def audit_verify(known: Installation) -> None:
    """Verify every county's audit chain; names the first bad row."""
    broken = 0
    with known.app().app_context():
        for county in db.session().scalars(select(AuditChain.county)):
            found = audit.verify(db.session(), county)
            broken += found is not None
            state = f"row {found.sequence}: {found.why}" if found else "ok"
            click.echo(f"{county or '-':<8} {state}")
    sys.exit(1 if broken else 0)
