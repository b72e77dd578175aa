"""The leader's own page (by link and code), and the slip the office hands out."""

from flask import make_response, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from courses.leaders.api import leader_for
from courses.mentoring import contacts, leader_page
from courses.mentoring.blueprint import blueprint
from courses.mentoring.contact_models import LeaderAccess
from courses.mentoring.ratings_views import outside
from lms.app import limiter
from lms.clock import now, today
from lms.db import db, reading
from lms.documents.qr import qr_svg
from lms.errors import DomainError
from lms.web.access import actor, public, requires
from lms.web.sentences import refusal

KEY = "leader"
LIMIT = "20 per minute; 100 per hour"


@blueprint.post("/leaders/<int:leader_id>/access")
@requires("mentoring:access:issue")
def access_issue(leader_id: int) -> str:
    """发口令条: shown once, to be printed and handed to the leader."""
    leader = leader_for(db.session(), actor(), leader_id, leader_page.ISSUE)
    slip = leader_page.issue(db.session(), actor(), now(), leader)
    link = outside("mentoring.leader_enter", token=slip.token)
    return render_template(
        "mentoring/access_slip.html", leader=leader, link=link, picture=qr_svg(link),
        code=f"{slip.code[:3]} {slip.code[3:]}",
    )  # fmt: skip


@blueprint.route("/me/<token>", methods=["GET", "POST"])
@limiter.limit(LIMIT, methods=["POST"])
@public
def leader_enter(token: str) -> Response:
    """带头人凭链接和口令打开自己的页."""
    said, status = "", 200
    if request.method == "POST":
        try:
            access = _entered(token, request.form.get("code", ""))
            cookie[KEY] = leader_page.pass_of(access, now())
            return redirect(url_for("mentoring.leader_home"))
        except DomainError as fault:
            said, status = refusal(fault), 422
    else:
        leader_page.access_by_token(db.session(), token)
    return make_response(render_template("mentoring/leader_enter.html", said=said), status)


def _entered(token: str, code: str) -> LeaderAccess:
    """The access whose code was entered. Comparing takes a while; nobody waits to write for it."""
    with reading(db.session()):
        known = leader_page.access_by_token(db.session(), token)
        right = leader_page.is_right(known, code.replace(" ", ""))
    access = leader_page.access_by_token(db.session(), token)
    leader_page.enter(db.session(), now(), access, right=right)
    return access


def _access() -> LeaderAccess:
    found = leader_page.access_of(db.session(), cookie.get(KEY), now())
    if found is None:
        raise DomainError("ACCESS_CLOSED")
    return found


@blueprint.get("/me")
@public
def leader_home() -> str:
    """带头人自己的页."""
    page = leader_page.own_page(db.session(), _access(), today())
    return render_template("mentoring/leader_home.html", page=page, day=today())


@blueprint.post("/me/contacts/<int:line_id>/<any(confirm, deny):verb>")
@limiter.limit(LIMIT)
@public
def leader_word(line_id: int, verb: str) -> Response:
    """确认 / 否认一次联系."""
    access = _access()
    line = leader_page.line_for(db.session(), access, line_id)
    who = leader_page.leader_as_actor(access)
    if verb == "confirm":
        contacts.confirm(db.session(), who, now(), line)
    else:
        contacts.deny(db.session(), who, now(), line, request.form.get("reason", ""))
    return redirect(url_for("mentoring.leader_home"))


@blueprint.post("/me/leave")
@public
def leader_leave() -> Response:
    """退出."""
    cookie.pop(KEY, None)
    return redirect(url_for("mentoring.leader_home"))
