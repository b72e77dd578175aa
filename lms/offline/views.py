"""The door for events, the token for it, and what a phone keeps to work without network."""

import functools
import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from lms.clock import CHINA, now
from lms.db import db
from lms.errors import DomainError
from lms.offline.rules import Outcome, moment_in, skew_of
from lms.offline.services import Answer, receive
from lms.web.access import actor, public, requires
from lms.web.blueprint import blueprint
from lms.web.sentences import sentence

READY = "Offline-Ready"
"""The header of pages that a phone may keep; its value says whose pages they are."""


def account_key() -> str:
    """The opaque name of the signed-in account under which a phone keeps its queue."""
    return actor().handle


def offline_ready(view: Callable[..., Any]) -> Callable[..., Any]:
    """The page may be kept on the phone: it holds no ID number and no account, ever."""

    @functools.wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Response:
        answer = make_response(view(*args, **kwargs))
        answer.headers[READY] = account_key()
        return answer

    return marked


@blueprint.post("/offline/events")
@requires("offline:event:send")
def offline_events() -> Response:
    """收取手机离线记录."""
    sent = request.get_json(silent=True)
    events = sent.get("events") if isinstance(sent, dict) else None
    told = moment_in(sent.get("sent_at")) if isinstance(sent, dict) else None
    if not isinstance(events, list) or told is None:
        raise DomainError("REQUEST_INVALID")
    received = now()
    skew = skew_of(told, received)
    answers = receive(db.session(), actor(), received, events, skew)
    return jsonify(
        at=received.astimezone(CHINA).strftime("%H:%M"),
        received_at=received.isoformat(),
        skew=int(skew.total_seconds()),
        events=[_as_json(one) for one in answers],
    )


def _as_json(one: Answer) -> dict[str, object]:
    if one.outcome is Outcome.DONE:
        return {"id": one.id, "outcome": one.outcome.value, "answer": one.answer}
    return {
        "id": one.id,
        "outcome": one.outcome.value,
        "code": one.code,
        "sentence": sentence(one.code, one.facts),
    }


@blueprint.get("/offline/token")
@requires("offline:event:send")
def offline_token() -> Response:
    """Whose session this is, and the token its events need."""
    return jsonify(account=account_key(), csrf=generate_csrf())


@blueprint.get("/offline")
@public
def offline_page() -> str:
    """没有网络."""
    folder = _static()
    modules = sorted(path.name for path in (folder / "js").glob("*.js") if path.name != "sw.js")
    return render_template("offline/offline.html", modules=modules)


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker, with the version of the shell it keeps; a new one replaces the old."""
    source = (_static() / "js" / "sw.js").read_text(encoding="utf-8")
    answer = make_response(source.replace("SHELL_VERSION", shell_version(_static())))
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _static() -> Path:
    return Path(str(current_app.static_folder))


@lru_cache(maxsize=4)
def shell_version(folder: Path) -> str:
    """A digest of the shell's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".js", ".css", ".svg"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
