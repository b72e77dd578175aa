"""Pages of certificates: the register, one class, issuing, one certificate."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certificates import queries, register, services, standing, taking
from certificates.blueprint import blueprint
from certificates.designs import queries as designs
from certificates.designs.models import EmblemKind
from certificates.designs.words import SHIPPED
from certificates.forms import IssueForm, ReplaceForm
from certificates.issuing import FORMAL, KIND, default_issuer
from certificates.models import Certificate
from certificates.proof import badge
from certificates.proof.link import online_address
from certificates.proof.listing import ground_of
from certificates.proof.words import GROUND_WORDS
from certificates.rules import RevocationGround
from certificates.words import ACTIONS, STATES
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.rosters import api as rosters
from lms.audit import services as audit
from lms.clock import now, today
from lms.db import db, reading
from lms.divisions.queries import name_of
from lms.errors import DomainError
from lms.runs.models import Run
from lms.runs.queries import runs_of
from lms.web.access import actor, requires
from lms.web.exits import as_download, exports_at
from lms.web.forms import PurposeForm
from lms.web.paging import page_of
from lms.web.sentences import refusal
from lms.web.views import panels_at

UNDONE = RevocationGround.UNDONE
Answer = Response | str | tuple[str, int]


@blueprint.get("/certificates/")
@requires("certificates:certificate:view")
def index() -> str:
    """证书台账."""
    session, who = db.session(), actor()
    lines, page = register.register_page(session, who, page_of(request.args), today())
    return render_template(
        "certificates/list.html",
        lines=lines,
        page=page,
        states=[(state.value, word) for state, (_tone, word) in STATES.items()],
        **taking.choices(session, who),
    )


@blueprint.route("/certificates/register/xlsx", methods=["GET", "POST"])
@requires("certificates:certificate:view")
def register_xlsx() -> Answer:
    """导出台账为 Excel."""
    return _register_file("xlsx")


@blueprint.route("/certificates/register/pdf", methods=["GET", "POST"])
@requires("certificates:certificate:view")
def register_pdf() -> Answer:
    """导出台账为 PDF."""
    return _register_file("pdf")


def _register_file(kind: str) -> Answer:
    """The certificates of the filters in the address, for a purpose."""
    asked = request.args.to_dict()
    source = asked.get("source", "system")
    form = PurposeForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        page = render_template(
            "certificates/take.html", form=form, kind=kind, source=source,
            action=f"{request.path}?{urlencode(asked)}",
        )  # fmt: skip
        return page, status
    page_asked = page_of(request.args)
    with reading(db.session()):
        file = taking.taken(db.session(), actor(), now(), page_asked, today(), kind, source)
    audit.record(
        db.session(), actor(), now(), "lms:exported",
        county=request.args.get("county", ""), object_type="certificates.register", object_id=0,
        export=f"certificates.register_{kind}", purpose=form.purpose.data, bytes=len(file.content),
    )  # fmt: skip
    return as_download(file.name, file.mimetype, file.content)


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
        exports=exports_at("certificates.cohort", found.county, found.centre_id, found),
        runs=runs_of(session, KIND, found.id),
        may_see_runs=actor().may(queries.ISSUE, found.county, found.centre_id),
        crumbs=crumbs_of(found),
    )


@blueprint.route("/certificates/cohorts/<int:cohort_id>/issue", methods=["GET", "POST"])
@requires("certificates:certificate:issue")
def issue(cohort_id: int) -> Answer:
    """签发证书: the terms, then the rehearsal."""
    session = db.session()
    found = cohorts.cohort_for(session, actor(), cohort_id, queries.ISSUE)
    form = _issue_form(found)
    if form.validate_on_submit():
        try:
            run = services.rehearse_issue(session, actor(), now(), found, **form.facts())
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    counts = standing.counts(standing.standings(session, found))
    crumbs = [*crumbs_of(found), (_("签发证书"), "")]
    status = 422 if request.method == "POST" else 200
    return render_template(
        "certificates/issue.html", form=form, cohort=found, counts=counts, crumbs=crumbs,
        back=cohort_url(found.id),
    ), status  # fmt: skip


def _issue_form(found: Cohort) -> IssueForm:
    """The form with what the cohort may print with today."""
    session, day = db.session(), today()
    known = {
        "issuer": default_issuer(session, found), "issued_on": day,
        "design": FORMAL, "seal": "", "signature": "",
    }  # fmt: skip
    looks = [
        (one.ref, one.title or SHIPPED[one.ref]) for one in designs.choices(session, found.county)
    ]
    held = [
        designs.emblems_on(session, kind, found.county, found.centre_id, day)
        for kind in (EmblemKind.SEAL, EmblemKind.SIGNATURE)
    ]
    seals, signatures = ([(one.uid, one.title) for one in some] for some in held)
    return IssueForm.offered(known, looks, seals, signatures)


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
        grounds=[(ground.value, word) for ground, word in GROUND_WORDS.items() if ground != UNDONE],
        exports=exports_at("certificates.certificate", *place) if queries.live(found) else [],
        panels=panels_at("certificates.certificate", found),
        public=url_for("certificates.verify", token=found.token),
        printed_url=online_address(found.token),
        crumbs=[*crumbs_of(found.cohort), (found.number, "")],
    )


@blueprint.post("/certificates/<int:certificate_id>/revoke")
@requires("certificates:certificate:revoke")
def revoke(certificate_id: int) -> Response:
    """撤销证书."""
    found = queries.certificate_for(db.session(), actor(), certificate_id, queries.REVOKE)
    ground = ground_of(request.form.get("ground", ""))
    services.revoke(db.session(), actor(), now(), found, request.form.get("reason", ""), ground)
    flash(_("证书已撤销，编号作废。"), "done")
    return redirect(url_for("certificates.certificate", certificate_id=certificate_id))


@blueprint.post("/certificates/<int:certificate_id>/duplicate")
@requires("certificates:certificate:revoke")
def duplicate(certificate_id: int) -> Response:
    """补发: a copy for a lost paper."""
    found = queries.certificate_for(db.session(), actor(), certificate_id, queries.REVOKE)
    reason, after = request.form.get("reason", ""), request.form.get("after", type=int)
    count = services.duplicate(db.session(), actor(), now(), found, reason, after=after)
    flash(_("已登记第 %(count)s 次补发。请打印，纸上印“补”字。", count=count), "done")
    return redirect(url_for("certificates.certificate", certificate_id=certificate_id))


@blueprint.post("/certificates/<int:certificate_id>/badge")
@requires("certificates:certificate:issue")
def take_badge(certificate_id: int) -> Response:
    """开放徽章, handed to the graduate by the office."""
    session = db.session()
    found = queries.certificate_for(session, actor(), certificate_id, queries.ISSUE)
    content = badge.credential(session, now(), found).encode()
    audit.record(
        session, actor(), now(), "lms:exported", county=found.county,
        object_type="certificates.certificate", object_id=found.id,
        export="certificates.badge", purpose="class", bytes=len(content),
    )  # fmt: skip
    return as_download(f"{found.number}.jwt", "application/vc+jwt", content)


@blueprint.route("/certificates/<int:certificate_id>/replace", methods=["GET", "POST"])
@requires("certificates:certificate:revoke")
def replace(certificate_id: int) -> Answer:
    """换发证书, or another after a revocation."""
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
        "crumbs": [*crumbs_of(found.cohort), (found.number, certificate_url(found.id))],
    }
    status = 422 if request.method == "POST" else 200
    return render_template("certificates/replace.html", form=form, **page), status


def _replaced(found: Certificate, form: ReplaceForm) -> Certificate:
    """What differs by now on a certificate that holds was an error, and errors are proven."""
    session = db.session()
    proven = queries.live(found) and bool(standing.compared(session, found))
    act = services.correct if proven else services.replace
    return act(
        session, actor(), now(), found, form.reason.data or "", evidence=form.evidence.data or "",
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


def crumbs_of(cohort: Cohort) -> list[tuple[object, str]]:
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
            "reason": "；".join(part for part in (step.reason, step.evidence) if part),
        }
        for step in queries.history(db.session(), found.id)
    ]
    issued = {"at": found.issued_at, "actor_name": found.issued_by, "label": _("签发")}
    return [*steps, issued | {"before": None, "after": None, "reason": ""}]
