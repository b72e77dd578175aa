"""One commit per unsafe request that succeeded; everything else rolls back."""

from flask import Flask, Response, current_app, g, request
from flask import session as flashed
from flask_login import current_user
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from lms import db as database
from lms.db import db
from lms.errors import DomainError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def begin() -> None:
    """Unsafe requests take SQLite's write lock at their first look, so that they never lose an update.

    Who asks is found out before: to be known, or refused, nobody waits for those who write.
    """
    if request.method not in SAFE:
        with database.reading(db.session()):
            current_user._get_current_object()
        scope = database.writing()
        scope.__enter__()
        g.lms_writing = scope


def end(response: Response) -> Response:
    """Commit an unsafe request with a status below 400; roll everything else back."""
    safe = request.method in SAFE
    commit = not safe and response.status_code < 400
    try:
        database.finish(db.session(), commit=commit)
    except (IntegrityError, OperationalError, StaleDataError) as fault:
        response = current_app.make_response(current_app.handle_user_exception(fault))
        commit = False
    if not commit and not safe:
        flashed.pop("_flashes", None)  # the next page must not say "saved"
    return response


def close(_fault: BaseException | None = None) -> None:
    """Give the connection back whatever happened."""
    db.session.remove()
    scope = g.pop("lms_writing", None)
    if scope is not None:
        scope.__exit__(None, None, None)


def as_refusal(fault: Exception) -> DomainError:
    """A database fault that a person can do something about, as a refusal; raises any other again."""
    if isinstance(fault, StaleDataError | IntegrityError):
        return DomainError("CHANGED_MEANWHILE")
    if database.storage_full(fault):
        return DomainError("STORAGE_FULL")
    if database.tables_old(fault):
        return DomainError("TABLES_OLD")
    if isinstance(fault, OperationalError):
        return DomainError("DATABASE_BUSY")
    raise fault


def init_app(app: Flask) -> None:
    """Hook into every request: begun before everything else, ended as soon as there is an answer.

    To be called after all others that look at answers, for these are called last to first.
    """
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(end)
    app.teardown_request(close)
