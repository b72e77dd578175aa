"""Pages of one trainee's money: the decision opened, tickets, 疑点."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.cohorts.api import enrolment_for
from courses.rosters.api import masked
from courses.subsidies import doubting, evidence, pages, queries
from courses.subsidies.blueprint import blueprint
from courses.subsidies.forms import TicketForm
from courses.subsidies.pages import Answer
from courses.subsidies.showing import facts_lines, history_lines, shown_components, whole_reasons
from courses.subsidies.trainee import trainee_money
from lms.clock import now
from lms.db import db
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.sentences import refusal


@blueprint.get("/enrolments/<int:enrolment_id>")
@requires("subsidies:list:view")
def trainee(enrolment_id: int) -> str:
    """核算明细: the days, marks, tickets and clauses that an amount is made of."""
    return _page(enrolment_id, request.args.get("decision"), TicketForm(formdata=None))


def _page(enrolment_id: int, uid: str | None, form: TicketForm) -> str:
    session, who = db.session(), actor()
    found = trainee_money(session, who, enrolment_id, uid)
    cohort = found.enrolment.cohort
    return render_template(
        "subsidies/trainee.html",
        found=found,
        cohort=cohort,
        numbers=masked(found.enrolment.person),
        components=shown_components(session, found.read),
        reasons=whole_reasons(session, found.read),
        facts=facts_lines(session, found.read),
        history=history_lines(found),
        form=form,
        may_prepare=who.may(queries.PREPARE, cohort.county),
        may_settle=who.may(queries.PREPARE, cohort.county)
        or who.may(queries.REVIEW, cohort.county),
        may_marks=who.may("attendance:mark:view", cohort.county, cohort.centre_id),
        crumbs=pages.crumbs_of(cohort, (found.enrolment.person.name, None)),
    )


@blueprint.post("/enrolments/<int:enrolment_id>/tickets")
@requires("subsidies:list:prepare")
def add_ticket(enrolment_id: int) -> Answer:
    """登记一张票据."""
    enrolment = enrolment_for(db.session(), actor(), enrolment_id, queries.PREPARE)
    form = TicketForm()
    if not form.validate_on_submit():
        return _page(enrolment_id, None, form), 422
    try:
        evidence.add_invoice(
            db.session(), actor(), now(), enrolment.cohort, enrolment.id, form.fen or 0,
            form.reason.data or "",
        )  # fmt: skip
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
        return _page(enrolment_id, None, form), 422
    flash(_("已登记，金额已重新核算。"), "done")
    return redirect(url_for("subsidies.trainee", enrolment_id=enrolment.id, _anchor="tickets"))


@blueprint.post("/tickets/<int:ticket_id>/void")
@requires("subsidies:list:prepare")
def void_ticket(ticket_id: int) -> Response:
    """作废一张票据."""
    ticket, cohort = queries.invoice_for(db.session(), actor(), ticket_id)
    reason = request.form.get("reason", "")
    evidence.void_invoice(db.session(), actor(), now(), cohort, ticket, reason)
    flash(_("已作废，金额已重新核算。"), "done")
    key = ticket.enrolment_id
    return redirect(url_for("subsidies.trainee", enrolment_id=key, _anchor="tickets"))


@blueprint.post("/doubts/<int:doubt_id>/settle")
@requires("subsidies:list:view")
def settle(doubt_id: int) -> Response:
    """处理疑点."""
    doubt, cohort = queries.doubt_for(db.session(), actor(), doubt_id)
    reason = request.form.get("reason", "")
    doubting.settle_doubt(db.session(), actor(), now(), cohort, doubt, reason)
    flash(_("已处理。"), "done")
    return redirect(pages.page_url(cohort, "doubts"))
