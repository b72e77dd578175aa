"""Printing a class as its paper and printer want it: one file or many, on printed paper, as cards."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from certificates import exports, freezing, queries
from certificates.blueprint import blueprint
from certificates.forms import PrintForm
from certificates.models import Certificate
from certificates.papers import certificates_zip, shipped_master
from certificates.printing import papers_of, pdf_of
from certificates.proof import pades
from certificates.views import crumbs_of
from courses.cohorts import api as cohorts
from lms.audit import services as audit
from lms.clock import now
from lms.db import db, reading
from lms.documents import PLAIN, Paper, calibration_pdf
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.exits import as_download
from lms.web.sentences import refusal

PDF = "application/pdf"


@blueprint.route("/certificates/cohorts/<int:cohort_id>/print", methods=["GET", "POST"])
@requires("certificates:certificate:issue")
def print_class(cohort_id: int) -> Answer | str | tuple[str, int]:
    """打印设置."""
    session, who = db.session(), actor()
    found = cohorts.cohort_for(session, who, cohort_id, queries.ISSUE)
    form = PrintForm()
    if form.validate_on_submit():
        try:
            with reading(session):
                answer = _printed(cohort_id, form.paper(), form.many.data == "many")
            found = cohorts.cohort_for(session, who, cohort_id, queries.ISSUE)
            audit.record(
                session, who, now(), "lms:exported", county=found.county,
                object_type="certificates.cohort", object_id=cohort_id,
                export="certificates.print", purpose=form.purpose.data,
            )  # fmt: skip
            return answer
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
            found = cohorts.cohort_for(session, who, cohort_id, queries.ISSUE)
    page = render_template(
        "certificates/print.html",
        form=form,
        cohort=found,
        crumbs=[*crumbs_of(found), (_("打印设置"), None)],
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/certificates/calibration")
@requires("certificates:certificate:issue")
def calibration() -> Answer | tuple[str, int]:
    """校准页: to be printed once and laid over the pre-printed paper."""
    form = PrintForm()
    content = calibration_pdf(shipped_master(), form.paper())
    return as_download(f"{_('校准页')}.pdf", PDF, content)


def _printed(cohort_id: int, paper: Paper, many: bool) -> Answer:
    """The certificates of a class in the order of seats: kept pages where nothing else is wanted."""
    session = db.session()
    rows = exports.by_seat(session, cohort_id)
    if many:
        return _archive(rows, paper)
    county = rows[0].county if rows else ""
    content = freezing.printed(session, rows) if paper == PLAIN else pdf_of(rows, paper)
    return as_download(f"{_('结业证书')}.pdf", PDF, pades.sealed(content, county))


def _archive(rows: list[Certificate], paper: Paper) -> Answer:
    """Separate files in a ZIP that leaves while it grows."""
    papers, own = papers_of(rows)
    seal = pades.sealer(rows[0].county if rows else "")
    parts: Iterator[bytes] = certificates_zip(papers, paper, own, seal)
    answer = Response(parts, mimetype="application/zip")
    answer.headers["Content-Disposition"] = "attachment; filename=certificates.zip"
    answer.headers["Cache-Control"] = "no-store"
    return answer
