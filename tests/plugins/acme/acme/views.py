"""Pages of the loans (器材借用)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from acme import importing, queries, services
from acme.forms import ListForm, LoanForm
from courses.cohorts.api import cohort_for
from lms.clock import now
from lms.db import db
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.sentences import refusal
from lms.web.views import panels_at

blueprint = Blueprint("acme", __name__, template_folder="templates", url_prefix="/acme")


@blueprint.get("/")
@requires(queries.VIEW)
def index() -> str:
    """器材."""
    return render_template("acme/list.html", loans=queries.loans(db.session(), actor()))


@blueprint.get("/<int:loan_id>")
@requires(queries.VIEW)
def loan(loan_id: int) -> str:
    """一笔借用."""
    found = queries.loan_for(db.session(), actor(), loan_id)
    return render_template(
        "acme/loan.html",
        loan=found,
        panels=panels_at("acme.loan", found),
        exports=exports_at("acme.loan", found.county, found.centre_id),
        may_edit=actor().may(queries.EDIT, found.county, found.centre_id),
    )


@blueprint.post("/<int:loan_id>/back")
@requires(queries.EDIT)
def take_back(loan_id: int) -> Response:
    """归还."""
    found = queries.loan_for(db.session(), actor(), loan_id, queries.EDIT)
    services.take_back(db.session(), actor(), now(), found)
    flash(_("已归还。"), "done")
    return redirect(url_for("acme.loan", loan_id=found.id))


@blueprint.route("/cohorts/<int:cohort_id>/lend", methods=["GET", "POST"])
@requires(queries.EDIT)
def lend(cohort_id: int) -> Response | str | tuple[str, int]:
    """借出."""
    cohort = cohort_for(db.session(), actor(), cohort_id, queries.EDIT)
    form = LoanForm()
    if form.validate_on_submit():
        try:
            made = services.lend(
                db.session(),
                actor(),
                now(),
                cohort,
                item=form.item.data,
                quantity=form.quantity.data,
            )
            return redirect(url_for("acme.loan", loan_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("acme/form.html", form=form, title=cohort.title), status


@blueprint.route("/cohorts/<int:cohort_id>/list", methods=["GET", "POST"])
@requires(queries.EDIT)
def lend_list(cohort_id: int) -> Response | str | tuple[str, int]:
    """按清单借出."""
    cohort = cohort_for(db.session(), actor(), cohort_id, queries.EDIT)
    form = ListForm()
    if form.validate_on_submit():
        try:
            run = importing.rehearse(db.session(), actor(), now(), cohort, form.lines.data)
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("acme/form.html", form=form, title=cohort.title), status
