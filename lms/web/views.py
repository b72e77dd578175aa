"""First page, signing in and out, language, health."""

from urllib.parse import urlsplit

from flask import (
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import (
    session as cookie,
)
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import text
from werkzeug.wrappers import Response

from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.accounts.services import SESSION_LIFE
from lms.clock import now
from lms.clock import today as this_day
from lms.db import db, looking, reading
from lms.errors import DomainError
from lms.web.access import SignedIn, actor, public, registry, requires
from lms.web.blueprint import blueprint
from lms.web.forms import PasswordForm, SignInForm
from lms.web.i18n import COOKIE, LANGUAGES
from lms.web.sentences import refusal


@blueprint.get("/")
@requires("lms:today:view")
def today() -> str:
    """What waits for this person today (今日)."""
    who, day = actor(), this_day()
    cards = [c for plugin in registry().plugins for c in plugin.cards if who.may(c.permission)]
    tasks = [task for card in cards for task in card.load(db.session(), who, day)]
    tasks.sort(key=lambda task: (not task.urgent, task.due or day.max))
    panels = panels_at("lms.today", who)
    return render_template("today.html", tasks=tasks, panels=panels, day=day)


def panels_at(place: str, subject: object) -> list[dict[str, object]]:
    """Panels this person may see at a place, each with its context."""
    who, found, session = actor(), [], db.session()
    with looking(session):
        for panel in registry().panels_at(place):
            if who.may(panel.permission):
                context = panel.load(session, who, subject)
                if context is not None:
                    found.append({"panel": panel, "context": context})
    return found


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response | str | tuple[str, int]:
    """登录."""
    form = SignInForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/sign_in.html", form=form), status
    entered = (form.login.data, form.password.data)
    with reading(db.session()):
        checked = accounts.check_password(db.session(), *entered)
    try:
        account, token = accounts.sign_in(db.session(), now(), *entered, checked)
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
        return render_template("accounts/sign_in.html", form=form), 422
    goal = cookie.get("next")
    cookie.clear()  # a fresh session: what was set before signing in does not carry over
    login_user(SignedIn(account, token, registry()), duration=SESSION_LIFE)
    return redirect(_local(goal) or url_for("lms.today"))


@blueprint.post("/sign-out")
@requires("lms:today:view")
def sign_out() -> Response:
    """退出."""
    accounts.sign_out(db.session(), now(), current_user.token)
    logout_user()
    cookie.clear()
    return redirect(url_for("lms.sign_in"))


@blueprint.route("/password", methods=["GET", "POST"])
@requires("lms:today:view")
def password() -> Response | str | tuple[str, int]:
    """修改密码."""
    form = PasswordForm()
    if form.validate_on_submit():
        account = db.session().get_one(Account, actor().id)
        try:
            accounts.change_own_password(
                db.session(), actor(), now(), account, form.old.data, form.new.data
            )
            flash(_("密码已修改。"), "done")
            return redirect(url_for("lms.today"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/password.html", form=form), status


@blueprint.get("/language/<code>")
@public
def choose_language(code: str) -> Response:
    """中文 / English."""
    answer = redirect(_local(request.args.get("next")) or "/")
    if code in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, code, max_age=31_536_000, samesite="Lax", secure=secure)
    return answer


@blueprint.get("/health")
@public
def health() -> Response:
    """For the operator's watch: 200 while the database answers."""
    db.session().execute(text("SELECT 1"))
    return make_response({"status": "ok"})


def _local(target: str | None) -> str | None:
    """The target if it is a page of ours; browsers leave line breaks and tabs out when they read it."""
    if not target or not target.isprintable():
        return None
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
