"""Pages of reports: figures with their response rate, the people behind them, comparisons."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.outcomes import charts, exports, queries, report_pages, reporting, words
from courses.outcomes.blueprint import blueprint
from courses.outcomes.comparing import Comparison, compare
from courses.outcomes.forms import CompareForm
from courses.outcomes.jobs import PREPARE
from courses.outcomes.outcome_tables import Columns, OutcomeTable, names_in, read_table
from courses.outcomes.reporting import Asked
from courses.outcomes.rules import Status
from courses.outcomes.tallying import BOXES, Step
from courses.outcomes.views import Answer
from courses.outcomes.waiting import COMPARE, Group, compare_waiting
from courses.outcomes.weighting import Reweighted, reweight
from lms.clock import now, today
from lms.db import db, reading
from lms.divisions.queries import places_for
from lms.errors import DomainError
from lms.jobs.services import enqueue
from lms.sheets import as_text, read_workbook
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.sentences import refusal


@blueprint.get("/report")
@requires("outcomes:report:view")
def report() -> str:
    """跟踪报告."""
    session, who = db.session(), actor()
    places = places_for(session, who, reporting.REPORT)
    asked = _asked(places)
    found = reporting.report(session, who, today(), asked)
    query = report_pages.query_of(asked)
    sees = asked.live and who.may(queries.VIEW, asked.prefix, asked.centre_id)
    return render_template(
        "outcomes/report.html",
        report=found,
        title=report_pages.title_of(session, asked),
        groups=report_pages.groups(session, found),
        pictures=report_pages.pictures(found, people=sees),
        unseen=frozenset() if sees else found.unseen(),
        line=report_pages.line_of_poverty(asked),
        places=places,
        query=query,
        may_people=sees,
        exports=exports_at(exports.REPORT_PLACE, asked.prefix, asked.centre_id),
        wave_words=list(words.WAVES.items()),
        year_words=[(str(y), str(y)) for y in range(today().year, today().year - 9, -1)],
    )


def _asked(places: Sequence[tuple[str, str]]) -> Asked:
    """What the address asks for; of a training centre's people only that centre."""
    asked = report_pages.asked_from(request.values, places[0][0] if places else "")
    own = actor().centres(reporting.REPORT)
    if own and asked.centre_id not in own:
        return replace(asked, centre_id=min(own))
    return asked


@blueprint.post("/report/prepare")
@requires("outcomes:report:view")
def prepare() -> Response:
    """重新准备数字: in the background, for the region's counties."""
    session, who = db.session(), actor()
    asked = _asked(places_for(session, who, reporting.REPORT))
    reporting.check_reach(who, asked)
    prefix = asked.prefix
    enqueue(session, now(), PREPARE, prefix=prefix)
    flash(_("已开始准备，稍后刷新查看。"), "done")
    return redirect(url_for("outcomes.report", prefix=prefix))


@blueprint.get("/report/people")
@requires("outcomes:report:view")
def people() -> str:
    """The people behind a figure, as far as the reader may see them."""
    session, who = db.session(), actor()
    asked = _asked(places_for(session, who, reporting.REPORT))
    box, status = request.args.get("box", ""), request.args.get("status", "")
    steps = BOXES.get(box) or tuple(each for each in Step if each == box)
    status = status if status in set(Status) else ""
    rows = reporting.people(session, who, today(), asked, steps, status)
    return render_template(
        "outcomes/people.html", rows=rows[:1000], total=len(rows),
        title=report_pages.title_of(session, asked),
        places=queries.places(session, {row[2] for row in rows[:1000]}),
        back=url_for("outcomes.report", **report_pages.query_of(asked)),
    )  # fmt: skip


@blueprint.route("/compare", methods=["GET", "POST"])
@requires("outcomes:comparison:make")
def comparison() -> Answer:
    """比较: an imported table, with what may and may not be concluded."""
    form = CompareForm()
    found: Comparison | None = None
    table: OutcomeTable | None = None
    weighted: Reweighted | None = None
    asked = None
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
        "outcomes/compare.html", form=form, found=found, table=table, weighted=weighted,
        asked=asked, by_lot=bool(form.by_lot.data), picture=_overlap(weighted),
    ), status  # fmt: skip


@blueprint.get("/compare/waiting")
@requires("outcomes:comparison:make")
def waiting() -> Answer:
    """与等待培训的人比较: from the own records."""
    session, who = db.session(), actor()
    places = places_for(session, who, COMPARE)
    asked = report_pages.asked_from(request.args, places[0][0] if places else "")
    said = request.args.get("group", "")
    group = Group(said) if said in set(Group) else Group.WAITING
    made, fault = None, None
    try:
        made = compare_waiting(session, who, asked.prefix, asked.wave, group)
    except DomainError as refused:
        fault = refusal(refused)
    return render_template(
        "outcomes/waiting.html", made=made, fault=fault, places=places,
        title=report_pages.title_of(session, asked), wave=asked.wave,
        waves=[each for each in words.WAVES.items() if each[0] != "baseline"],
        groups=list(words.GROUPS.items())[1:], words=words.GROUPS[group],
        told=words.GROUPS_TOLD[group],
        traits=words.TRAITS, picture=_overlap(made.weighted if made else None),
    )  # fmt: skip


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
    return charts.overlap(weighted.treated, weighted.control, (_("培训组"), _("对照组")))
