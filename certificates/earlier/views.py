"""Pages of certificates from before the system: the list and the import."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certificates.blueprint import blueprint
from certificates.earlier import importing
from certificates.earlier import queries as earlier
from certificates.earlier.forms import EarlierForm
from certificates.rules import CertificateState
from certificates.taking import choices
from certificates.words import STATES
from lms.clock import now, today
from lms.db import db
from lms.errors import DomainError
from lms.runs.models import Run
from lms.web.access import actor, requires
from lms.web.paging import page_of
from lms.web.sentences import refusal

SHOWN = (CertificateState.VALID, CertificateState.EXPIRED)


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
