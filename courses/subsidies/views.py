"""Pages of subsidy lists: the overview, the list of one cohort, its steps."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.cohorts.api import cohort_for
from courses.subsidies import (
    board,
    confirming,
    importing,
    listing,
    pages,
    panels,
    queries,
    reviewing,
    words,
)
from courses.subsidies import charts as pictures
from courses.subsidies.blueprint import blueprint
from courses.subsidies.forms import ChooseForm, ConfirmForm, TicketsForm
from courses.subsidies.invoices import read_invoices
from courses.subsidies.pages import CONFIRM, Answer
from courses.subsidies.showing import shown_rows
from lms.clock import now, today
from lms.db import db, reading
from lms.divisions.queries import name_of
from lms.errors import DomainError
from lms.runs.queries import runs_of
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.sentences import refusal

PLACE = "subsidies.list"
STEPS = "/lists/<int:list_id>/<any(submit, review, return, withdraw):name>"


@blueprint.get("/")
@requires("subsidies:list:view")
def index() -> str:
    """补贴."""
    lines, page = queries.lists_page(db.session(), actor(), page_of(request.args))
    waiting = request.args.get("waiting", "")
    return render_template(
        "subsidies/index.html",
        lines=lines,
        page=page,
        states=[(state, word) for state, (_tone, word) in words.LIST_STATES.items()],
        waiting=queries.waiting_cohorts(db.session(), actor(), waiting),
        waiting_title=panels.waiting_title(waiting),
    )


@blueprint.get("/cohorts/<int:cohort_id>")
@requires("subsidies:list:view")
def cohort(cohort_id: int) -> str:
    """补贴名单: everybody with amount, what it is made of, and why not."""
    session, who = db.session(), actor()
    of = cohort_for(session, who, cohort_id, queries.VIEW)
    found = board.board(session, of, today())
    head, may = found.standing, pages.rights(who, found.standing)
    lines = panels.reason_bars(head)
    return render_template(
        "subsidies/list.html",
        cohort=of,
        found=found,
        head=head,
        may=may,
        rows=shown_rows(session, found, request.args.get("show", ""), request.args.get("q", "")),
        primary=pages.primary(head, may),
        others=pages.others(head, may),
        people=pages.made_of(head.made),
        state=words.LIST_STATES[head.made.state] if head.made else words.NO_LIST,
        lines=lines,
        picture=pictures.bars(lines) if len(lines) > 1 else "",
        venue=name_of(session, of.venue_county),
        exports=exports_at(PLACE, of.county, of.centre_id, of),
        unprintable=pages.unprintable(head),
        runs=runs_of(session, importing.KIND, of.id) if may.prepare else (),
        crumbs=pages.crumbs_of(of),
    )


@blueprint.post("/cohorts/<int:cohort_id>/make")
@requires("subsidies:list:prepare")
def make(cohort_id: int) -> Response:
    """编制名单."""
    of = cohort_for(db.session(), actor(), cohort_id, queries.PREPARE)
    listing.make_list(db.session(), actor(), now(), of)
    flash(_("已编制，请核对后送复核。"), "done")
    return redirect(pages.page_url(of))


@blueprint.post(STEPS)
@requires("subsidies:list:view")
def step(list_id: int, name: str) -> Response:
    """送复核、复核通过、退回、撤回."""
    session, who, reason = db.session(), actor(), request.form.get("reason", "")
    needed = queries.PREPARE if name in ("submit", "withdraw") else queries.REVIEW
    made = queries.list_for(session, who, list_id, needed)
    if name == "submit":
        listing.submit(session, who, now(), made)
    elif name == "review":
        reviewing.review(session, who, now(), made, seen=request.form.get("digest"))
    elif name == "return":
        reviewing.send_back(session, who, now(), made, reason)
    else:
        reviewing.withdraw(session, who, now(), made, reason)
    said = {
        "submit": _("已送复核。"),
        "review": _("已复核通过。"),
        "return": _("已退回。"),
        "withdraw": _("已撤回。"),
    }
    flash(said[name], "done")
    return redirect(url_for("subsidies.cohort", cohort_id=made.cohort_id))


@blueprint.route("/cohorts/<int:cohort_id>/confirm", methods=["GET", "POST"])
@requires("subsidies:rule:confirm")
def confirm(cohort_id: int) -> Answer:
    """确认规则: the clause to be vouched for, a name and a reason."""
    session, who = db.session(), actor()
    of = cohort_for(session, who, cohort_id, CONFIRM)
    form = ConfirmForm(person=who.name)
    try:
        if form.validate_on_submit():
            confirming.confirm_rule(session, who, now(), of, form.person.data, form.reason.data)
            flash(_("已确认，金额已重新核算。"), "done")
            return redirect(pages.page_url(of))
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
    head = board.standing(session, of, today())
    return render_template(
        "subsidies/confirm.html", form=form, cohort=of, head=head, submit=_("确认规则"),
        crumbs=pages.crumbs_of(of, (_("确认规则"), None)),
    ), 422 if request.method == "POST" else 200  # fmt: skip


@blueprint.route("/cohorts/<int:cohort_id>/choose", methods=["GET", "POST"])
@requires("subsidies:rule:confirm")
def choose(cohort_id: int) -> Answer:
    """明确适用规则: one of several that are in force side by side."""
    session, who = db.session(), actor()
    of = cohort_for(session, who, cohort_id, CONFIRM)
    head = board.standing(session, of, today())
    form = ChooseForm.offered(pages.pack_choices(head))
    try:
        if form.validate_on_submit():
            confirming.settle_ambiguity(
                session, who, now(), of, form.pack.data, form.person.data, form.reason.data
            )
            flash(_("已明确适用规则，金额已重新核算。"), "done")
            return redirect(pages.page_url(of))
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
    return render_template(
        "subsidies/confirm.html", form=form, cohort=of, head=head, submit=_("明确适用规则"),
        crumbs=pages.crumbs_of(of, (_("明确适用规则"), None)),
    ), 422 if request.method == "POST" else 200  # fmt: skip


@blueprint.route("/cohorts/<int:cohort_id>/tickets", methods=["GET", "POST"])
@requires("subsidies:list:prepare")
def tickets(cohort_id: int) -> Answer:
    """登记票据: a file, rehearsed before anything is written."""
    session, who = db.session(), actor()
    of = cohort_for(session, who, cohort_id, queries.PREPARE)
    form = TicketsForm()
    try:
        if form.validate_on_submit():
            data, name = pages.sheet_from(form.file.data)
            with reading(session):
                sheet = read_invoices(session, of, data, name)
            of = cohort_for(session, who, cohort_id, queries.PREPARE)
            run = importing.rehearse_reading(session, who, now(), of, sheet, data)
            return redirect(url_for("lms.run", uid=run.uid))
    except DomainError as fault:
        of = cohort_for(session, who, cohort_id, queries.PREPARE)
        form.form_errors.append(refusal(fault))
    return render_template(
        "subsidies/tickets.html", form=form, cohort=of,
        crumbs=pages.crumbs_of(of, (_("登记票据"), None)),
    ), 422 if request.method == "POST" else 200  # fmt: skip
