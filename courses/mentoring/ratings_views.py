"""Pages of ratings: slips for the class, the public page of one answer."""

from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from courses.mentoring import ratings
from courses.mentoring.blueprint import blueprint
from courses.mentoring.ratings_rules import QUESTIONS, marks_in
from lms.app import limiter
from lms.clock import now, today
from lms.db import db
from lms.documents.qr import qr_svg
from lms.errors import DomainError
from lms.web.access import actor, public, requires
from lms.web.sentences import refusal, sentence

LIMIT = "30 per minute; 300 per hour"
ASKED = {
    "useful": _l("今天讲的对您有用吗"),
    "clear": _l("讲得清楚吗"),
    "patient": _l("有耐心解答吗"),
}


@blueprint.get("/sessions/<int:session_id>/ratings")
@requires("mentoring:rating:open")
def rating_round(session_id: int) -> str:
    """请学员评分."""
    half_day, cohort = ratings.session_for(db.session(), actor(), session_id)
    return render_template(
        "mentoring/rating_round.html", half_day=half_day, cohort=cohort,
        round=ratings.round_of(db.session(), half_day.id), day=today(),
    )  # fmt: skip


@blueprint.post("/sessions/<int:session_id>/ratings")
@requires("mentoring:rating:open")
def rating_open(session_id: int) -> str:
    """发评分码: shown once, to be printed."""
    half_day, cohort = ratings.session_for(db.session(), actor(), session_id)
    made = ratings.open_round(db.session(), actor(), now(), half_day, cohort)
    slips = []
    for code in made.codes:
        url = outside("mentoring.rate", token=made.token, code=code)
        slips.append((f"{code[:4]} {code[4:]}", qr_svg(url)))
    link = outside("mentoring.rate", token=made.token)
    return render_template(
        "mentoring/rating_slips.html", half_day=half_day, cohort=cohort, round=made.round,
        slips=slips, link=link, link_code=qr_svg(link),
    )  # fmt: skip


def outside(endpoint: str, **values: Any) -> str:
    """An address as it is printed: of the public address, else of this request."""
    base = current_app.config["LMS"].public_url or request.url_root.rstrip("/")
    return f"{base}{url_for(endpoint, **values)}"


@blueprint.get("/rate/<token>")
@limiter.limit(LIMIT)
@public
def rate(token: str) -> Response:
    """学员评分; `?code=` is the slip's."""
    return _page(token, [], 200)


@blueprint.post("/rate/<token>")
@limiter.limit(LIMIT)
@public
def rate_answer(token: str) -> Response:
    """提交评分."""
    found = ratings.round_by_token(db.session(), token)
    marks = marks_in([request.form.get(name) for name in QUESTIONS])
    if marks is None:
        return _page(token, [sentence("RATING_MARK_MISSING")], 422)
    code, remark = request.form.get("code", ""), request.form.get("remark", "")
    try:
        ratings.answer(db.session(), now(), found, code, marks, remark)
    except DomainError as fault:
        return _page(token, [refusal(fault)], 422)
    return redirect(url_for("mentoring.rate_done"))


@blueprint.get("/rated")
@public
def rate_done() -> str:
    """评分已收到."""
    return render_template("mentoring/rated.html")


def _page(token: str, said: list[str], status: int) -> Response:
    found = ratings.round_by_token(db.session(), token)
    page = render_template(
        "mentoring/rate.html", round=found, half_day=found.session, said=said, asked=ASKED,
        code=request.form.get("code") or request.args.get("code", ""), chosen=request.form,
        closed=today() > found.closes_on,
    )  # fmt: skip
    return make_response(page, status)
