"""Accounts from the command line, for when nobody can sign in to do it."""

from collections.abc import Callable

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import services
from lms.accounts.actor import system
from lms.accounts.models import Account
from lms.clock import now
from lms.db import unit_of_work
from lms.errors import DomainError
from lms.installation import Installation, installation


@click.group("accounts")
def group() -> None:
    """Create, disable, enable and reset accounts."""


@group.command("create")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", required=True)
@click.option("--prefix", required=True, help="Division prefix, e.g. 411224.")
@click.option("--centre", type=int, help="Id of the training centre, for roles that need one.")
@installation
def create(
    known: Installation, login: str, name: str, role: str, prefix: str, centre: int | None
) -> None:
    """Make an account and print its first password."""
    with known.app().app_context(), unit_of_work() as session:
        _, password = services.create(
            session, system("cli"), now(), login=login, name=name, grants=[(role, prefix, centre)]
        )
    click.echo(password)


@group.command("disable")
@click.argument("login")
@installation
def disable(known: Installation, login: str) -> None:
    """Disable an account and end its sessions."""
    _with_account(known, login, lambda session, account: _switch(session, account, disabled=True))


@group.command("enable")
@click.argument("login")
@installation
def enable(known: Installation, login: str) -> None:
    """Let a disabled account sign in again."""
    _with_account(known, login, lambda session, account: _switch(session, account, disabled=False))


@group.command("reset")
@click.argument("login")
@installation
def reset(known: Installation, login: str) -> None:
    """Draw a new password and print it; open sessions end."""
    _with_account(
        known,
        login,
        lambda session, account: services.reset_password(session, system("cli"), now(), account),
    )


def _switch(session: Session, account: Account, *, disabled: bool) -> str:
    services.set_disabled(session, system("cli"), now(), account, disabled=disabled)
    return "ok"


def _with_account(known: Installation, login: str, act: Callable[[Session, Account], str]) -> None:
    """Say what `act` says once it is committed."""
    with known.app().app_context(), unit_of_work() as session:
        account = session.scalar(select(Account).where(Account.login == login))
        if account is None:
            raise DomainError("LOGIN_UNKNOWN", login=login)
        said = act(session, account)
    click.echo(said)
