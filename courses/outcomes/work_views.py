"""Pages of whoever gives out the work: beats, cover, plans, sheets that come back."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.catalogue.api import courses
from courses.outcomes import assigning, lists, round_trip, scheduling
from courses.outcomes.blueprint import blueprint
from courses.outcomes.forms import AbsenceForm, BeatForm, FileForm, PlanForm
from courses.outcomes.queries import WORK
from courses.outcomes.views import Answer
from lms.clock import now, today
from lms.db import db
from lms.divisions import queries as divisions
from lms.errors import DomainError, NotFound
from lms.web.access import actor, requires
from lms.web.choices import options
from lms.web.sentences import refusal


def _county(permission: str) -> str:
    """The county somebody works in: the one asked for, else the first."""
    found = divisions.counties_within(db.session(), actor(), permission)
    codes = [row.code[:6] for row in found]
    asked = request.args.get("county", "")
    if not codes:
        raise NotFound
    return asked if asked in codes else codes[0]


@blueprint.get("/work")
@requires("outcomes:wave:assign")
def work() -> str:
    """分配回访."""
    county = _county(assigning.ASSIGN)
    return render_template(
        "outcomes/work.html",
        beats=lists.beats(db.session(), county),
        absences=lists.absences(db.session(), county, today()),
        forms=_forms(county),
        county=county,
    )


def _forms(county: str) -> dict[str, Any]:
    session = db.session()
    people = [(str(key), name) for key, name in assigning.workers(session, county)]
    beat, absence = BeatForm(), AbsenceForm()
    towns = [(row.code[:9], row.name) for row in divisions.children(session, county)]
    beat.place.choices = options([(county, _("全县")), *towns])
    beat.worker_id.choices = options([*people, ("", _("收回，不分配"))])
    absence.worker_id.choices = absence.cover_id.choices = options(people)
    return {"beat": beat, "absence": absence}


@blueprint.post("/beats")
@requires("outcomes:wave:assign")
def beat() -> Response:
    """分配片区."""
    county = _county(assigning.ASSIGN)
    form = _forms(county)["beat"]
    if not form.validate_on_submit():
        raise DomainError("OUTCOME_FORM_INCOMPLETE")
    worker = int(form.worker_id.data) if form.worker_id.data else None
    moved = assigning.set_beat(db.session(), actor(), now(), form.place.data, worker)
    flash(_("已分配，转给新回访员 %(count)s 次未办结的回访。", count=moved), "done")
    return redirect(url_for("outcomes.work", county=county))


@blueprint.post("/absences")
@requires("outcomes:wave:assign")
def absence() -> Response:
    """安排顶岗."""
    county = _county(assigning.ASSIGN)
    form = _forms(county)["absence"]
    if not form.validate_on_submit():
        raise DomainError("OUTCOME_FORM_INCOMPLETE")
    assigning.cover(
        db.session(), actor(), now(), county=county, worker_id=int(form.worker_id.data),
        cover_id=int(form.cover_id.data), first=form.first.data, last=form.last.data,
    )  # fmt: skip
    flash(_("已保存。"), "done")
    return redirect(url_for("outcomes.work", county=county))


@blueprint.route("/plans", methods=["GET", "POST"])
@requires("outcomes:plan:edit")
def plans() -> Answer:
    """回访方案."""
    session, who = db.session(), actor()
    form = _plan_form()
    if form.validate_on_submit():
        try:
            scheduling.add_plan(session, who, now(), **_plan_facts(form))
            flash(_("已保存。"), "done")
            return redirect(url_for("outcomes.plans"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    return render_template(
        "outcomes/plans.html", form=form, rows=_plan_rows()
    ), 422 if request.method == "POST" else 200


def _plan_form() -> PlanForm:
    form = PlanForm()
    session, who = db.session(), actor()
    places = divisions.places_for(session, who, scheduling.PLAN)
    form.prefix.choices = options(places or [("", _("全国"))])
    offered = ((str(row.id), row.name) for row in courses(session, who))
    form.course_id.choices = options([("", _("全部课程")), *offered])
    return form


def _plan_facts(form: PlanForm) -> dict[str, Any]:
    days = [int(each) for each in (form.days.data or "").split() if each.isdecimal()]
    return {
        "prefix": form.prefix.data,
        "course_id": int(form.course_id.data) if form.course_id.data else None,
        "valid_from": form.valid_from.data or date.max,
        "days": days,
        "before": form.before.data,
        "after": form.after.data,
        "basis": form.basis.data or "",
    }


def _plan_rows() -> list[dict[str, Any]]:
    session, who = db.session(), actor()
    names = {row.id: row.name for row in courses(session, who)}
    return [
        {
            "place": divisions.full_name(session, row.prefix) if row.prefix else _("全国"),
            "course": names.get(row.course_id or 0, _("全部课程")),
            "version": row.version,
            "valid_from": row.valid_from,
            "days": " ".join(row.days),
            "window": f"−{row.window_before} / +{row.window_after}",
            "basis": row.basis,
            "by": row.by,
        }
        for row in lists.plans(session, who, scheduling.PLAN)
    ]


@blueprint.route("/upload", methods=["GET", "POST"])
@requires("outcomes:wave:work")
def upload() -> Answer:
    """导入回访表: rehearsed before anything is written."""
    session, who = db.session(), actor()
    form = FileForm()
    if form.validate_on_submit():
        try:
            county, sent = _county(WORK), form.file.data
            if not who.may(WORK, county):  # a run belongs to a county as a whole
                raise DomainError("OUTCOME_SHEET_COUNTY")
            run = round_trip.rehearse(session, who, now(), county, sent.read(), sent.filename or "")
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    return render_template("outcomes/upload.html", form=form), (
        422 if request.method == "POST" else 200
    )


def run_back(_run: object) -> str:
    """The page a sheet belongs to."""
    return url_for("outcomes.day")
