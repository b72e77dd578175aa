"""Pages of certificates: the register, one class, issuing, one certificate."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certificates import queries, register, services, standing
from certificates.blueprint import blueprint
from certificates.forms import IssueForm, ReplaceForm
from certificates.issuing import KIND, default_issuer
from certificates.models import Certificate
from certificates.printing import verify_url
from certificates.words import ACTIONS, STATES
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.rosters import api as rosters
from lms.clock import now, today
from lms.db import db
from lms.divisions.queries import name_of, names_of
from lms.errors import DomainError
from lms.runs.models import Run
from lms.runs.queries import runs_of
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.sentences import refusal
from lms.web.views import panels_at

Answer = Response | str | tuple[str, int]


@blueprint.get("/certificates/")
@requires("certificates:certificate:view")
def index() -> str:
    """证书台账."""
    session, who = db.session(), actor()
    lines, page = register.register_page(session, who, page_of(request.args), today())
    codes = register.counties(session, who)
    places = names_of(session, codes)
    return render_template(
        "certificates/list.html",
        lines=lines,
        page=page,
        years=[(year, year) for year in register.years(session, who)],
        counties=[(code, places[code].get("county", code)) for code in codes],
        states=[(state.value, word) for state, (_tone, word) in STATES.items()],
    )


@blueprint.get("/certificates/waiting")
@requires("certificates:certificate:issue")
def waiting() -> str:
    """已结班、等待签发证书的班次."""
    return render_template(
        "certificates/waiting.html", lines=register.waiting_list(db.session(), actor())
    )


@blueprint.get("/certificates/cohorts/<int:cohort_id>")
@requires("certificates:certificate:view")
def cohort(cohort_id: int) -> str:
    """一个班的证书: who has one, who may be given one, who may not and why."""
    session = db.session()
    found = cohorts.cohort_for(session, actor(), cohort_id, queries.VIEW)
    lines = standing.standings(session, found)
    return render_template(
        "certificates/cohort.html",
        cohort=found,
        lines=lines,
        counts=standing.counts(lines),
        may_issue=actor().may(queries.ISSUE, found.county, found.centre_id),
        exports=exports_at("certificates.cohort", found.county, found.centre_id),
        runs=runs_of(session, KIND, found.id),
        may_see_runs=actor().may(queries.ISSUE, found.county, found.centre_id),
        crumbs=_crumbs(found),
    )


@blueprint.route("/certificates/cohorts/<int:cohort_id>/issue", methods=["GET", "POST"])
@requires("certificates:certificate:issue")
def issue(cohort_id: int) -> Answer:
    """签发证书: the terms, then the rehearsal."""
    session = db.session()
    found = cohorts.cohort_for(session, actor(), cohort_id, queries.ISSUE)
    form = IssueForm(data={"issuer": default_issuer(session, found), "issued_on": today()})
    if form.validate_on_submit():
        try:
            run = services.rehearse_issue(session, actor(), now(), found, **form.facts())
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    counts = standing.counts(standing.standings(session, found))
    crumbs = [*_crumbs(found), (_("签发证书"), "")]
    status = 422 if request.method == "POST" else 200
    return render_template(
        "certificates/issue.html", form=form, cohort=found, counts=counts, crumbs=crumbs,
        back=cohort_url(found.id),
    ), status  # fmt: skip


@blueprint.get("/certificates/<int:certificate_id>")
@requires("certificates:certificate:view")
def certificate(certificate_id: int) -> str:
    """一张证书: as printed, whether the records still say so, and its history."""
    session = db.session()
    found = queries.certificate_for(session, actor(), certificate_id)
    place = (found.cohort.county, found.cohort.centre_id)
    return render_template(
        "certificates/certificate.html",
        line=register.line_of(found, today()),
        chain=queries.chain(session, found),
        holder=_holder(found),
        differs=standing.compared(session, found) if found.differs else [],
        steps=_steps(found),
        may_revoke=actor().may(queries.REVOKE, *place),
        exports=exports_at("certificates.certificate", *place) if queries.live(found) else [],
        panels=panels_at("certificates.certificate", found),
        public=url_for("certificates.verify", token=found.token),
        printed_url=verify_url(found.token),
        crumbs=[*_crumbs(found.cohort), (found.number, "")],
    )


@blueprint.post("/certificates/<int:certificate_id>/revoke")
@requires("certificates:certificate:revoke")
def revoke(certificate_id: int) -> Response:
    """撤销证书."""
    found = queries.certificate_for(db.session(), actor(), certificate_id, queries.REVOKE)
    services.revoke(db.session(), actor(), now(), found, request.form.get("reason", ""))
    flash(_("证书已撤销，编号作废。"), "done")
    return redirect(url_for("certificates.certificate", certificate_id=certificate_id))


@blueprint.route("/certificates/<int:certificate_id>/replace", methods=["GET", "POST"])
@requires("certificates:certificate:revoke")
def replace(certificate_id: int) -> Answer:
    """换发或补发证书."""
    session = db.session()
    found = queries.certificate_for(session, actor(), certificate_id, queries.REVOKE)
    form = ReplaceForm.offered(today(), found.valid_until)
    if form.validate_on_submit():
        try:
            made = _replaced(found, form)
            flash(_("新证书已签发，旧编号作废。"), "done")
            return redirect(url_for("certificates.certificate", certificate_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    page = {
        "line": register.line_of(found, today()),
        "differs": standing.compared(session, found),
        "crumbs": [*_crumbs(found.cohort), (found.number, certificate_url(found.id))],
    }
    status = 422 if request.method == "POST" else 200
    return render_template("certificates/replace.html", form=form, **page), status


def _replaced(found: Certificate, form: ReplaceForm) -> Certificate:
    return services.replace(
        db.session(), actor(), now(), found, form.reason.data or "",
        issued_on=form.issued_on.data, valid_until=form.valid_until.data,
    )  # fmt: skip


def cohort_url(cohort_id: int) -> str:
    """The page of a class's certificates."""
    return url_for("certificates.cohort", cohort_id=cohort_id)


def certificate_url(certificate_id: int) -> str:
    """The page of one certificate."""
    return url_for("certificates.certificate", certificate_id=certificate_id)


def run_back(run: Run) -> str:
    """The page an issuing belongs to."""
    return cohort_url(run.subject_id or 0)


def _crumbs(cohort: Cohort) -> list[tuple[object, str]]:
    """县 → 中心 → 班次 → 证书."""
    crumbs: list[tuple[object, str]] = [
        (name_of(db.session(), cohort.county), url_for("certificates.index"))
    ]
    if cohort.centre is not None:
        crumbs.append((cohort.centre.name, url_for("cohorts.index", centre=cohort.centre_id)))
    if actor().may("cohorts:cohort:view", cohort.county, cohort.centre_id):
        crumbs.append((cohort.title, url_for("cohorts.record", cohort_id=cohort.id)))
    return [*crumbs, (_("证书"), cohort_url(cohort.id))]


def _holder(found: Certificate) -> str | None:
    """The way to the holder's record for those who may see it."""
    person = standing.person_of(db.session(), found)
    if not rosters.may_reach(db.session(), actor(), person, "rosters:person:view"):
        return None
    return url_for("rosters.person", person_id=person.id)


def _steps(found: Certificate) -> list[dict[str, Any]]:
    """History, the newest first, ending with the issuing."""
    steps = [
        {
            "at": step.at,
            "actor_name": step.by,
            "label": ACTIONS.get(step.action, step.action),
            "before": STATES[step.before][1] if step.before is not step.after else None,
            "after": STATES[step.after][1] if step.before is not step.after else None,
            "reason": step.reason,
        }
        for step in queries.history(db.session(), found.id)
    ]
    issued = {"at": found.issued_at, "actor_name": found.issued_by, "label": _("签发")}
    return [*steps, issued | {"before": None, "after": None, "reason": ""}]
