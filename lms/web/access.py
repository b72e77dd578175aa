"""Deny by default: every endpoint says `@requires("plugin:resource:action")` or `@public`."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from lms.accounts import services as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import Account
from lms.accounts.queries import actor_for
from lms.clock import now
from lms.db import db
from lms.registry import Registry

View = TypeVar("View", bound=Callable[..., Any])
login_manager = LoginManager()


def requires(permission: str) -> Callable[[View], View]:
    """The view is for signed-in people who hold `permission` somewhere; its loader checks where."""

    def mark(view: View) -> View:
        view.lms_permission = permission  # type: ignore[attr-defined]  # read by the registry
        return view

    return mark


def public(view: View) -> View:
    """The view is for everyone, signed in or not."""
    view.lms_public = True  # type: ignore[attr-defined]  # read by the registry
    return view


class SignedIn:
    """The signed-in person as flask-login sees it; the cookie holds the session token."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account, token: str, registry: Registry) -> None:
        self.account_id = account.id
        self.must_change_password = account.must_change_password
        self.actor = actor_for(account, registry.role_permissions)
        self.token = token

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no annotations
def _load(token: str) -> SignedIn | None:
    account = accounts.account_of(db.session(), now(), token)
    return None if account is None else SignedIn(account, token, registry())


def registry() -> Registry:
    """The plugins of the running application."""
    return cast(Registry, current_app.extensions["lms_registry"])


def actor() -> Actor:
    """Who asks. Only in views behind `@requires`."""
    return cast(Actor, current_user.actor)


def optional_actor() -> Actor | None:
    """Who asks, or None for a visitor."""
    return actor() if current_user.is_authenticated else None


def guard() -> Response | None:
    """Before every request: let through what is declared and permitted, nothing else."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    if endpoint == "static" or endpoint.endswith(".static"):
        return None
    view = current_app.view_functions[endpoint]
    if getattr(view, "lms_public", False):
        return None
    permission = getattr(view, "lms_permission", None)
    if permission is None:
        abort(403)
    if not current_user.is_authenticated:
        if request.method != "GET" or wants_json():
            abort(401)
        cookie["next"] = request.full_path.rstrip("?")
        return redirect(url_for("lms.sign_in"))
    if current_user.must_change_password and endpoint not in ("lms.password", "lms.sign_out"):
        return redirect(url_for("lms.password"))
    if not actor().may(permission):
        abort(403)
    return None


def wants_json() -> bool:
    """Whether the caller is a script of ours (or a program) that reads JSON."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def init_app(app: Flask) -> None:
    """Install the guard and the log-in manager."""
    login_manager.init_app(app)
    app.before_request(guard)
