"""Refusals and faults as pages (or JSON for scripts): a code, a sentence, what to do next."""

from typing import Any

import structlog
from flask import Flask, current_app, jsonify, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from lms.db import storage_full
from lms.errors import DomainError, NotFound
from lms.web.access import wants_json
from lms.web.navigation import came_from
from lms.web.sentences import refusal
from lms.web.transaction import as_refusal

log = structlog.get_logger()
STATUS = {
    "NOT_PERMITTED": 403,
    "CHANGED_MEANWHILE": 409,
    "DATABASE_BUSY": 503,
    "TABLES_OLD": 503,
    "STORAGE_FULL": 507,
}
HTTP_CODES = {
    400: "REQUEST_INVALID",
    401: "SIGN_IN_FIRST",
    403: "NOT_PERMITTED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "UPLOAD_TOO_LARGE",
    429: "TOO_MANY_REQUESTS",
}


def page(fault: DomainError, status: int) -> tuple[Any, int]:
    """A refusal as a response."""
    if wants_json():
        return jsonify(code=fault.code, sentence=refusal(fault)), status
    back = came_from()
    return render_template(
        "errors/error.html", code=fault.code, sentence=refusal(fault), back=back
    ), status


def init_app(app: Flask) -> None:
    """Answer every kind of fault the same way."""

    @app.errorhandler(DomainError)
    def refused(fault: DomainError) -> tuple[Any, int]:
        return page(fault, STATUS.get(fault.code, 422))

    @app.errorhandler(NotFound)
    def not_found(_fault: NotFound) -> tuple[Any, int]:
        return page(DomainError("NOT_FOUND"), 404)

    @app.errorhandler(CSRFError)
    def no_token(_fault: CSRFError) -> tuple[Any, int]:
        return page(DomainError("CSRF_REFUSED"), 400)

    @app.errorhandler(HTTPException)
    def http(fault: HTTPException) -> Any:
        status = fault.code or 500
        if status < 400 or fault.response is not None:
            return fault
        unknown = "UNEXPECTED" if status >= 500 else "REQUEST_INVALID"
        body, _ = page(DomainError(HTTP_CODES.get(status, unknown)), status)
        answer = app.make_response((body, status))
        if isinstance(fault, MethodNotAllowed) and fault.valid_methods:
            answer.allow.update(fault.valid_methods)
        return answer

    @app.errorhandler(OperationalError)
    @app.errorhandler(IntegrityError)
    @app.errorhandler(StaleDataError)
    def database(fault: Exception) -> tuple[Any, int]:
        known = as_refusal(fault)
        log.warning("database refusal", code=known.code, error=type(fault).__name__)
        return page(known, STATUS[known.code])

    app.register_error_handler(Exception, unexpected)


def unexpected(fault: Exception) -> tuple[Any, int]:
    """Answer a fault nobody foresaw, or a disk on which there is no room."""
    if storage_full(fault):
        log.warning("storage full", error=type(fault).__name__)
        return page(DomainError("STORAGE_FULL"), STATUS["STORAGE_FULL"])
    if current_app.testing:
        raise fault
    log.exception("unexpected fault")
    return page(DomainError("UNEXPECTED"), 500)
