"""Pages of certificates from before the system: the list and the import."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certificates.blueprint import blueprint
from certificates.earlier import importing, services
from certificates.earlier import queries as earlier
from certificates.earlier.forms import EarlierForm
from certificates.proof.listing import ground_of
from certificates.proof.words import GROUND_WORDS
from certificates.queries import REVOKE
from certificates.rules import CertificateState, RevocationGround, state_on
from certificates.taking import choices
from certificates.words import ACTIONS, STATES
from lms.clock import now, today
from lms.db import db
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.runs.models import Run
from lms.web.access import actor, requires
from lms.web.paging import page_of
from lms.web.sentences import refusal

SHOWN = (CertificateState.VALID, CertificateState.EXPIRED, CertificateState.REVOKED)
GROUNDS = [
    (ground.value, word)
    for ground, word in GROUND_WORDS.items()
    if ground is not RevocationGround.UNDONE
]


@blueprint.get("/certificates/earlier")
@requires("certificates:certificate:view")
def earlier_index() -> str:
    """系统前的证书."""
    session, who = db.session(), actor()
    lines, page = earlier.earlier_page(session, who, page_of(request.args), today())
    return render_template(
        "certificates/earlier/list.html",
        lines=lines,
        page=page,
        today=today(),
        number_of=earlier.masked_number,
        states=[(state.value, STATES[state][1]) for state in SHOWN],
        may_import=who.may(importing.IMPORT),
        **choices(session, who),
    )


@blueprint.get("/certificates/earlier/<int:earlier_id>")
@requires("certificates:certificate:view")
def earlier_record(earlier_id: int) -> str:
    """一张系统前的证书: what the old register says, and whether it was revoked."""
    session = db.session()
    found = earlier.earlier_for(session, actor(), earlier_id)
    revoked = {
        "at": found.revoked_at, "actor_name": found.revoked_by, "label": ACTIONS["revoked"],
        "before": STATES[CertificateState.VALID][1], "after": STATES[found.state][1],
        "reason": found.reason,
    }  # fmt: skip
    entered = {
        "at": found.at, "actor_name": found.by, "label": _("从旧台账导入"),
        "before": None, "after": None, "reason": "",
    }  # fmt: skip
    return render_template(
        "certificates/earlier/record.html",
        found=found,
        state=state_on(found.state, found.valid_until, today()),
        id_number=earlier.masked_number(found),
        place=divisions.full_name(session, found.county),
        steps=[revoked, entered] if found.revoked_at else [entered],
        grounds=GROUNDS,
        may_revoke=actor().may(REVOKE, found.county, found.centre_id),
        crumbs=[
            (_("证书"), url_for("certificates.index")),
            (_("系统前的证书"), url_for("certificates.earlier_index")),
            (found.number, None),
        ],
    )


@blueprint.post("/certificates/earlier/<int:earlier_id>/revoke")
@requires("certificates:certificate:revoke")
def revoke_earlier(earlier_id: int) -> Response:
    """撤销系统前的证书."""
    session = db.session()
    found = earlier.earlier_for(session, actor(), earlier_id, REVOKE)
    ground = ground_of(request.form.get("ground", ""))
    services.revoke(session, actor(), now(), found, request.form.get("reason", ""), ground)
    flash(_("证书已撤销，网上核验时会显示。"), "done")
    return redirect(url_for("certificates.earlier_record", earlier_id=earlier_id))


@blueprint.route("/certificates/earlier/import", methods=["GET", "POST"])
@requires("certificates:earlier:import")
def earlier_import() -> Response | str | tuple[str, int]:
    """导入系统前的证书: the file, then its rehearsal."""
    session, who = db.session(), actor()
    form = EarlierForm.offered(earlier.import_places(session, who))
    if form.validate_on_submit():
        county, centre_id = form.place.target
        sent = form.file.data
        try:
            run = importing.rehearse(
                session, who, now(), county=county, centre_id=centre_id,
                data=sent.read(), file_name=sent.filename, issuer=form.issuer.data or "",
            )  # fmt: skip
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    crumbs = [(_("系统前的证书"), url_for("certificates.earlier_index")), (_("导入"), "")]
    page = render_template("certificates/earlier/import.html", form=form, crumbs=crumbs)
    return page, 422 if request.method == "POST" else 200


def earlier_back(_run: Run) -> str:
    """The page an import belongs to."""
    return url_for("certificates.earlier_index")
