"""The four steps of a run in the browser."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.clock import now
from lms.db import db
from lms.runs import queries, services
from lms.web.access import actor, requires
from lms.web.blueprint import blueprint


@blueprint.get("/runs/<uid>")
@requires("runs:run:view")
def run(uid: str) -> str:
    """预演、差异、执行、撤销."""
    found = queries.run_for(db.session(), actor(), uid)
    kind = services.kind_of(found)
    state, done, total = services.progress_of(db.session(), found)
    rows = services.planned_rows(found)
    return render_template(
        kind.template,
        run=found,
        kind=kind,
        state=state,
        done=done,
        total=total,
        rows=rows,
        fault=services.fault_of(db.session(), found),
        back=kind.back(found),
        crumbs=[(found.title, kind.back(found)), (kind.title, "")],
    )


@blueprint.get("/runs/<uid>/progress")
@requires("runs:run:view")
def run_progress(uid: str) -> Response:
    """State and count, for the bar."""
    found = queries.run_for(db.session(), actor(), uid)
    state, done, total = services.progress_of(db.session(), found)
    busy = state in ("applying", "undoing")
    return jsonify(state=state, done=done, total=total, finished=not busy)


@blueprint.post("/runs/<uid>/<any(apply, undo, discard):verb>")
@requires("runs:run:view")
def run_act(uid: str, verb: str) -> Response:
    """执行、撤销或放弃."""
    found = queries.run_for(db.session(), actor(), uid)
    act = {"apply": services.start, "undo": services.undo, "discard": services.discard}[verb]
    act(db.session(), actor(), now(), found)
    said = {"apply": _("已执行。"), "undo": _("已撤销。"), "discard": _("已放弃这次预演。")}
    if verb != "apply" or found.state == "applied":
        flash(said[verb], "done")
    if verb == "discard":
        return redirect(services.kind_of(found).back(found))
    return redirect(url_for("lms.run", uid=uid))
