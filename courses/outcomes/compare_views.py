"""Pages of comparing: from the own records, from a table, and who stands beside a class."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.catalogue.api import courses
from courses.cohorts.api import cohort_for
from courses.outcomes import charts, choosing, drawing, queries, report_pages
from courses.outcomes.blueprint import blueprint
from courses.outcomes.compared import Compared, compare_drawn
from courses.outcomes.comparing import Comparison, compare
from courses.outcomes.forms import CompareForm, DrawForm
from courses.outcomes.outcome_tables import Columns, OutcomeTable, names_in, read_table
from courses.outcomes.rules import Beside
from courses.outcomes.views import Answer
from courses.outcomes.waiting import COMPARE, Waiting, compare_waiting
from courses.outcomes.weighting import Reweighted, reweight
from lms.clock import now, today
from lms.db import db, reading
from lms.divisions.queries import places_for
from lms.errors import DomainError
from lms.sheets import as_text, read_workbook
from lms.web.access import actor, requires
from lms.web.sentences import refusal

DRAWN = "drawn"
"""The group people were drawn for; the others of `Beside` are those who enrolled later."""


@blueprint.get("/compare")
@requires("outcomes:comparison:make")
def comparison() -> str:
    """与对照组比较, from the own records."""
    session, who = db.session(), actor()
    places = places_for(session, who, COMPARE)
    asked = report_pages.asked_from(request.args, places[0][0] if places else "")
    said = request.args.get("group", "")
    drawn: Compared | None = None
    made: Waiting | None = None
    fault = None
    try:
        if said in set(Beside):
            made = compare_waiting(session, who, asked, Beside(said))
        else:
            drawn = compare_drawn(session, who, today(), asked)
    except DomainError as refused:
        fault = refusal(refused)
    shown = made or drawn
    return render_template(
        "outcomes/compare.html", made=made, drawn=drawn, fault=fault, asked=asked, places=places,
        title=report_pages.title_of(session, asked), query=report_pages.query_of(asked),
        group=said if said in set(Beside) else DRAWN,
        waves=[each for each in report_pages.waves(session, asked) if each[0] != "baseline"],
        courses=[(str(row.id), row.name) for row in courses(session, who)],
        years=report_pages.years(today()),
        picture=_overlap(shown.weighted if shown else None),
    )  # fmt: skip


@blueprint.route("/compare/table", methods=["GET", "POST"])
@requires("outcomes:comparison:make")
def comparison_table() -> Answer:
    """导入结果表: a table that exists already, with what may and may not be concluded."""
    form = CompareForm()
    found: Comparison | None = None
    table: OutcomeTable | None = None
    weighted: Reweighted | None = None
    if form.validate_on_submit():
        try:
            asked = _columns(form)
            sent = form.file.data
            with reading(db.session()):
                table = read_table(read_workbook(sent.read(), sent.filename or ""), asked)
                found = compare(table.people, asked.covariates)
                weighted = _weighted(table, asked, form)
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" and found is None else 200
    return render_template(
        "outcomes/compare_table.html", form=form, found=found, table=table, weighted=weighted,
        by_lot=bool(form.by_lot.data), picture=_overlap(weighted),
    ), status  # fmt: skip


@blueprint.route("/compare/cohorts/<int:cohort_id>", methods=["GET", "POST"])
@requires("outcomes:comparison:choose")
def beside(cohort_id: int) -> Answer:
    """对照对象: who could stand beside a class, how many are drawn, who they are."""
    session, who = db.session(), actor()
    cohort = cohort_for(session, who, cohort_id, choosing.CHOOSE)
    form = DrawForm()
    if form.validate_on_submit():
        try:
            with session.begin_nested():
                row = choosing.choose(session, who, now(), cohort, **form.facts())
            flash(_("已选出 %(count)s 位对照对象，并安排了回访。", count=row.drawn), "done")
            return redirect(url_for("outcomes.beside", cohort_id=cohort.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    people = choosing.people_of(session, cohort)
    known = choosing.draws(session, cohort)
    offered = drawing.offer(
        choosing.candidates(session, cohort), choosing.homes_of(session, cohort)
    )
    if request.method == "GET":
        form.number.data = str(len(known) + 1)
    return render_template(
        "outcomes/beside.html", cohort=cohort, form=form, offered=offered, draws=known,
        people=people, places=queries.places(session, {case.place for case in people}),
        may_cohort=who.may("cohorts:cohort:view", cohort.county, cohort.centre_id),
    ), 422 if request.method == "POST" else 200  # fmt: skip


@blueprint.post("/compare/draws/<int:comparison_id>/undo")
@requires("outcomes:comparison:choose")
def undo_draw(comparison_id: int) -> Response:
    """撤销: while nobody of the draw was asked."""
    cohort = choosing.undo(db.session(), actor(), now(), comparison_id)
    flash(_("已撤销，这些人不再回访。"), "done")
    return redirect(url_for("outcomes.beside", cohort_id=cohort.id))


def _columns(form: CompareForm) -> Columns:
    return Columns(
        as_text(form.group.data), form.treated.data, names_in(form.baseline.data),
        as_text(form.followup.data), names_in(form.covariates.data or ""),
        as_text(form.person.data),
    )  # fmt: skip


def _weighted(table: OutcomeTable, asked: Columns, form: CompareForm) -> Reweighted | None:
    """Re-weighted too; where the groups do not overlap the comparison stands without it."""
    if not asked.covariates:
        return None
    try:
        return reweight(table.people, asked.covariates)
    except DomainError as fault:
        form.covariates.errors = [*form.covariates.errors, refusal(fault)]
        return None


def _overlap(weighted: Reweighted | None) -> str:
    if weighted is None:
        return ""
    return charts.overlap(weighted.classes, (_("培训组"), _("对照组")))
