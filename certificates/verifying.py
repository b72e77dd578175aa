"""The public pages: anybody may ask whether a certificate holds, nobody can leaf through them."""

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from certificates import queries
from certificates.blueprint import blueprint
from certificates.earlier import queries as earlier
from certificates.earlier.queries import EarlierView
from certificates.forms import VerifyForm
from certificates.proof import badge
from certificates.queries import PublicView
from certificates.rules import CertificateNumber, parse_number
from lms.app import limiter
from lms.clock import now, today
from lms.db import db
from lms.errors import DomainError
from lms.web.access import public
from lms.web.exits import as_download
from lms.web.sentences import refusal, sentence

TOKEN_LIMIT, NUMBER_LIMIT = "60 per minute", "10 per minute; 60 per hour"
UNKNOWN, ALTERED = "CERTIFICATE_UNKNOWN", "CERTIFICATE_ALTERED"


@blueprint.get("/v/<token>")
@blueprint.get("/verify/<token>", endpoint="verify_printed_before")
@limiter.limit(TOKEN_LIMIT)
@public
def verify(token: str) -> Response:
    """扫码核验; an unknown code gets the same page, with 404."""
    try:
        found = queries.by_token(db.session(), token, today())
    except DomainError:
        return _answer(None, ALTERED, 200)
    return _answer(found, UNKNOWN, 200 if found else 404)


@blueprint.route("/verify", methods=["GET", "POST"])
@limiter.limit(NUMBER_LIMIT, methods=["POST"])
@public
def verify_number() -> Response | str | tuple[str, int]:
    """按编号和姓名核验; both must be right, and which of them was wrong is not said."""
    form = VerifyForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("certificates/verify.html", form=form), status
    parts = parse_number(form.number.data)
    if not isinstance(parts, CertificateNumber):
        before = earlier.by_number(db.session(), form.number.data, form.name.data, today())
        if before is not None:
            return _earlier(before)
        form.number.errors = [sentence(parts.code, parts.facts)]
        return render_template("certificates/verify.html", form=form), 422
    try:
        found = queries.by_number(db.session(), str(parts), form.name.data, today())
    except DomainError:
        return _answer(None, ALTERED, 200)
    if found is None and (
        before := earlier.by_number(db.session(), form.number.data, form.name.data, today())
    ):
        return _earlier(before)
    if found is None:
        form.form_errors.append(sentence("CERTIFICATE_NOT_MATCHED"))
        return render_template("certificates/verify.html", form=form), 404
    return _answer(found, "", 200)


@blueprint.post("/verify/badge")
@limiter.limit(NUMBER_LIMIT)
@public
def open_badge() -> Response:
    """下载开放徽章: for who knows the number and the name, that is the graduate."""
    form = VerifyForm()
    parts = parse_number(form.number.data or "")
    session = db.session()
    found = None
    if isinstance(parts, CertificateNumber) and form.validate_on_submit():
        found = queries.certificate_by_number(session, str(parts), form.name.data)
    try:
        if found is None:
            raise DomainError("CERTIFICATE_NOT_MATCHED")
        text = badge.credential(session, now(), found)
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
        status = 404 if found is None else 422
        return make_response(render_template("certificates/verify.html", form=form), status)
    return as_download(f"{found.number}.jwt", "application/vc+jwt", text.encode())


def _earlier(found: EarlierView) -> Response:
    """From before the system: what the old register says, and no more is claimed."""
    return make_response(render_template("certificates/earlier/verified.html", found=found))


def _answer(found: PublicView | None, code: str, status: int) -> Response:
    page = render_template(
        "certificates/verified.html",
        found=found,
        code=code,
        said=sentence(code) if code else "",
        badges=bool(found and current_app.config["LMS"].public_url),
    )
    answer = make_response(page, status)
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address holds the code
    return answer
