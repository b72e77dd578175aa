"""Pages of cohorts: the list, a new one, the record, its facts and its state."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.cohorts import (
    choices,
    history,
    leading,
    overview,
    queries,
    rehearsing,
    services,
    words,
)
from courses.cohorts import (
    record as records,
)
from courses.cohorts.blueprint import blueprint
from courses.cohorts.forms import CohortForm, PlainForm, PostponeForm, ReasonForm
from courses.cohorts.lifecycle import CohortAction, Transition, actions_from
from courses.cohorts.models import Cohort
from courses.cohorts.pages import (
    Answer,
    act_page,
    crumbs_of,
    record_url,
    saved,
    sheet_from,
    step_of,
)
from courses.cohorts.steps import first_step, own_ranks
from courses.rosters.api import RosterReading, read_roster
from lms.clock import now, today
from lms.db import db, reading
from lms.divisions.queries import centre_for, name_of
from lms.errors import DomainError
from lms.runs.models import Run
from lms.runs.queries import runs_of
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.sentences import refusal
from lms.web.views import panels_at

PLACE = "cohorts.cohort"
ACTS = "/<int:cohort_id>/<any(start, close, cancel, postpone, reopen):name>"


@blueprint.get("/")
@requires("cohorts:cohort:view")
def index() -> str:
    """班次."""
    lines, page = overview.cohorts_page(db.session(), actor(), page_of(request.args), today())
    return render_template(
        "cohorts/list.html",
        lines=lines,
        page=page,
        choices=_filter_choices(),
        may_open=actor().may(services.EDIT),
    )


def _filter_choices() -> dict[str, list[tuple[object, object]]]:
    centres = overview.centres_with_cohorts(db.session(), actor())
    years = overview.years(db.session(), actor())
    return {
        "states": [(state.value, word) for state, (_tone, word) in words.STATES.items()],
        "centres": [(one.id, one.name) for one in centres],
        "years": [(year, str(year)) for year in years],
    }


@blueprint.route("/new", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def new() -> Answer:
    """新建班次: by hand, or from the head of a roster, which is then rehearsed."""
    form = _form(None)
    county = _county(form)
    roster = None
    try:
        if request.method == "POST" and (sheet := sheet_from(form.file)) is not None:
            with reading(db.session()):
                roster = read_roster(db.session(), *sheet, county=county, today=today())
            form.take_head(roster.title_lines)
        if form.validate_on_submit():
            return _opened(form, county, roster)
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
    if roster is not None:
        form.file.errors = [_("浏览器不保留所选的文件，请重新选择。")]
    return _form_page(form, None, county)


def _opened(form: CohortForm, county: str, roster: RosterReading | None) -> Response:
    """Open the cohort; the next page is the roster's rehearsal, or the timetable."""
    session, who = db.session(), actor()
    venue = choices.county_named(session, form.venue_county.data or county, county)
    cohort = services.open_cohort(session, who, now(), county=county, **form.facts(venue))
    if roster is None:
        return redirect(url_for("cohorts.timetable", cohort_id=cohort.id))
    name = form.file.data.filename
    run = rehearsing.rehearse_reading(session, who, now(), cohort, roster, name)
    return redirect(url_for("lms.run", uid=run.uid))


@blueprint.get("/<int:cohort_id>")
@requires("cohorts:cohort:view")
def record(cohort_id: int) -> str:
    """一个班次: its whole life in order."""
    session, who, day = db.session(), actor(), today()
    cohort = queries.cohort_for(session, who, cohort_id)
    rows = queries.session_rows(session, cohort.id)
    facts = queries.cohort_facts(session, cohort, day)
    trainees, page = records.trainees_page(session, cohort.id, page_of(request.args))
    panels = panels_at(PLACE, cohort)
    return render_template(
        "cohorts/record.html",
        cohort=cohort,
        facts=facts,
        rights=_rights(cohort),
        step=_next_step(cohort, own_ranks(facts, day), panels),
        days=records.days(session, rows),
        trainees=trainees,
        page=page,
        notes=records.notes(session, cohort, rows, facts.active_trainees),
        panels=panels,
        exports=exports_at(PLACE, cohort.county, cohort.centre_id, cohort),
        runs=_runs(cohort),
        changes=history.lines(session, queries.history(session, cohort.id)),
        venue=name_of(session, cohort.venue_county),
        actions=actions_from(cohort.state),
        words=words,
        crumbs=crumbs_of(cohort),
    )


def _runs(cohort: Cohort) -> Sequence[Run]:
    """Imports of the roster, for those who may open them."""
    may_open = actor().may(services.EDIT, cohort.county, cohort.centre_id)
    return runs_of(db.session(), rehearsing.KIND, cohort.id) if may_open else ()


def _rights(cohort: Cohort) -> dict[str, bool]:
    who, place = actor(), (cohort.county, cohort.centre_id)
    frozen = cohort.state in services.FROZEN
    return {
        "edit": who.may(services.EDIT, *place) and not frozen,
        "lead": who.may(leading.CLOSE, *place),
        "runs": who.may("runs:run:view", *place),
    }


def _next_step(cohort: Cohort, ranks: list[int], panels: list[dict[str, Any]]) -> Any:
    may = actor().may(services.EDIT, cohort.county, cohort.centre_id)
    return first_step([step_of(cohort, rank) for rank in ranks] if may else [], panels)


@blueprint.route("/<int:cohort_id>/edit", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def edit(cohort_id: int) -> Answer:
    """修改班次信息; what matters for money is shown before it is saved."""
    cohort = queries.cohort_for(db.session(), actor(), cohort_id, services.EDIT)
    form = _form(cohort)
    if form.is_submitted():
        return _edited(form, cohort)
    return _form_page(form, cohort, cohort.county)


def _edited(form: CohortForm, cohort: Cohort) -> Answer:
    session, who = db.session(), actor()
    named = form.venue_county.data or cohort.county
    venue = choices.county_named(session, named, cohort.county)

    def act() -> object:
        reason = form.reason.data or ""
        return services.change_cohort(
            session, who, now(), cohort, reason=reason, **form.facts(venue)
        )

    if form.validate() and not services.matters(cohort, form.facts(venue)):
        form.sure.data = "1"
    answer = act_page(
        form, title=_("修改班次信息"), cohorts=[cohort], act=act, done=saved(),
        back=record_url(cohort), submit=_("保存"), crumbs=crumbs_of(cohort, (_("修改"), "")),
    )  # fmt: skip
    return _form_page(form, cohort, cohort.county) if form.errors else answer


@blueprint.route(ACTS, methods=["GET", "POST"])
@requires("cohorts:cohort:close")
def act(cohort_id: int, name: str) -> Answer:
    """开班、结班、取消、延期、重新开放."""
    cohort = queries.cohort_for(db.session(), actor(), cohort_id, leading.CLOSE)
    action = CohortAction(name)
    form = _act_form(action, cohort)
    label = words.ACTIONS[action]
    return act_page(
        form,
        title=label,
        cohorts=[cohort],
        act=lambda: _do(action, cohort, form),
        done=saved(),
        back=record_url(cohort),
        submit=label,
        crumbs=crumbs_of(cohort, (label, "")),
        danger=action is CohortAction.CANCEL,
    )


def _act_form(action: CohortAction, cohort: Cohort) -> Any:
    match action:
        case CohortAction.POSTPONE:
            return PostponeForm(data={"start": cohort.start, "end": cohort.end})
        case CohortAction.CANCEL | CohortAction.REOPEN:
            return ReasonForm()
    return PlainForm()


def _do(action: CohortAction, cohort: Cohort, form: Any) -> Transition:
    session, who, moment = db.session(), actor(), now()
    match action:
        case CohortAction.START:
            return leading.start(session, who, moment, cohort)
        case CohortAction.CLOSE:
            return leading.close(session, who, moment, cohort)
        case CohortAction.CANCEL:
            return leading.cancel(session, who, moment, cohort, form.reason.data)
        case CohortAction.REOPEN:
            return leading.reopen(session, who, moment, cohort, form.reason.data)
    return leading.postpone(
        session, who, moment, cohort,
        start=form.start.data, end=form.end.data, reason=form.reason.data,
    )  # fmt: skip


def _form(cohort: Cohort | None) -> CohortForm:
    """The form with what this person may choose, filled from the cohort."""
    session, who = db.session(), actor()
    counties = choices.counties(session, who) if cohort is None else []
    centres = choices.centres(session, who, cohort.county if cohort else None)
    codes = [cohort.county] if cohort else [code for code, _name in counties]
    return CohortForm.offered(
        counties,
        choices.centre_pairs(centres, who, cohort),
        choices.courses(session, codes),
        choices.facts_of(cohort) if cohort else None,
    )


def _county(form: CohortForm) -> str:
    """The county a new cohort is filed in: that of the chosen centre, else the chosen one."""
    if form.centre.data and form.centre.data.isdecimal():
        found = centre_for(db.session(), actor(), int(form.centre.data), services.EDIT)
        return found.county
    known = [one.value for one in form.county.choices]
    chosen = str(form.county.data or "")
    return chosen if chosen in known else (known or [""])[0]


def _form_page(form: CohortForm, cohort: Cohort | None, county: str) -> Answer:
    status = 422 if request.method == "POST" else 200
    near = choices.neighbouring_counties(db.session(), county) if county else []
    return render_template(
        "cohorts/form.html", form=form, cohort=cohort, near=near,
        crumbs=crumbs_of(cohort, (_("修改"), "")) if cohort else (),
    ), status  # fmt: skip
