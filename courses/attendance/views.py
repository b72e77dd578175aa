"""Pages of attendance: what waits, the roll of a half-day, the grid, the state of a cohort."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.attendance import boards, pages, words
from courses.attendance.blueprint import blueprint
from courses.attendance.boards import EDIT, VIEW, Sheet
from courses.attendance.forms import mark_of, read_batch, read_fields
from courses.attendance.importing import IMPORT, KIND
from courses.attendance.rules import Mark
from courses.attendance.sending import send_batch, send_form
from courses.attendance.services import Refused
from courses.attendance.standings import overview
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.clock import CHINA, now, today
from lms.db import db
from lms.runs.queries import runs_of
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.sentences import sentence

Answer = Response | str
PLACE = "cohorts.cohort"


@blueprint.get("/")
@requires("attendance:mark:edit")
def index() -> str:
    """点名: half-days of today and earlier that are not marked to the end."""
    day = today()
    rolls = boards.open_rolls(db.session(), actor(), day)
    return render_template(
        "attendance/index.html",
        current=[one for one in rolls if one.date == day],
        earlier=[one for one in rolls if one.date < day],
        day=day,
    )


@blueprint.route("/sessions/<int:session_id>", methods=["GET", "POST"])
@requires("attendance:mark:view")
def sheet(session_id: int) -> Answer:
    """点名: one half-day, a card for each trainee."""
    posted = request.method == "POST"
    row, cohort = boards.session_for(db.session(), actor(), session_id, EDIT if posted else VIEW)
    found = boards.roll(db.session(), row)
    here = url_for("attendance.sheet", session_id=row.id)
    if posted:
        return _take_form(cohort, found, here)
    before, after = pages.neighbours(cohorts.session_facts(db.session(), cohort.id), row.id)
    return render_template(
        "attendance/sheet.html",
        row=row,
        cohort=cohort,
        people=pages.people_of(found, cohort),
        marks={who: mark for (who, _at), mark in pages.shown(found.marks).items()},
        statuses=words.statuses(),
        locked=pages.session_lock(actor(), cohort, row, today()),
        corrects=row.date < today() and any(m is not Mark.UNMARKED for m in found.marks.values()),
        before=before,
        after=after,
        save_url=url_for("attendance.save", cohort_id=cohort.id),
        form_url=url_for("attendance.sheet", session_id=row.id, seen=found.stamp),
        crumbs=[
            (cohort.title, pages.cohort_url(cohort)),
            pages.summary_crumb(cohort),
            (pages.slot_words(row.date, row.half), None),
        ],
    )


@blueprint.route("/cohorts/<int:cohort_id>/grid", methods=["GET", "POST"])
@requires("attendance:mark:view")
def grid(cohort_id: int) -> Answer:
    """考勤表: trainees by half-days, filled with the keyboard."""
    posted = request.method == "POST"
    cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, EDIT if posted else VIEW)
    found, page = boards.grid(db.session(), cohort, page_of(request.args))
    if posted:
        return _take_form(cohort, found, request.full_path.rstrip("?"))
    return render_template(
        "attendance/grid.html",
        cohort=cohort,
        page=page,
        people=pages.people_of(found, cohort),
        sessions=pages.columns_of(found.sessions, today()),
        marks=pages.shown(found.marks),
        statuses=words.statuses(),
        locked=pages.cohort_lock(actor(), cohort),
        may_import=actor().may(IMPORT, cohort.county, cohort.centre_id),
        exports=_exports(cohort),
        save_url=url_for("attendance.save", cohort_id=cohort.id),
        form_url=pages.with_stamp(request.full_path, found.stamp),
        crumbs=pages.crumbs_of(cohort, pages.summary_crumb(cohort), (_("考勤表"), None)),
    )


@blueprint.post("/cohorts/<int:cohort_id>/marks")
@requires("attendance:mark:edit")
def save(cohort_id: int) -> Response:
    """What a sheet's script sends: written mark by mark, the refused ones told with a sentence."""
    cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, EDIT)
    batch = read_batch(request.get_json(silent=True))
    outcome = send_batch(db.session(), actor(), now(), cohort, batch)
    return jsonify(
        at=now().astimezone(CHINA).strftime("%H:%M"),
        refused=[_refused(one) for one in outcome.conflicts],
    )


@blueprint.get("/cohorts/<int:cohort_id>")
@requires("attendance:mark:view")
def summary(cohort_id: int) -> str:
    """出勤情况: the class by half-day and trainee by trainee."""
    cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, VIEW)
    found = overview(db.session(), cohort, today())
    may_import = actor().may(IMPORT, cohort.county, cohort.centre_id)
    return render_template(
        "attendance/summary.html",
        cohort=cohort,
        found=found,
        only=request.args.get("only", ""),
        people=pages.chosen(found, request.args.get("only", "")),
        days=pages.days_of(found, cohorts.session_facts(db.session(), cohort.id)),
        picture=pages.chart_of(found),
        runs=runs_of(db.session(), KIND, cohort.id) if may_import else [],
        may_import=may_import,
        may_edit=pages.may_edit(actor(), cohort),
        exports=_exports(cohort),
        crumbs=pages.crumbs_of(cohort, (_("考勤"), None)),
    )


def _take_form(cohort: Cohort, found: Sheet, back: str) -> Response:
    """A page sent back as a form; what was refused is said on the page it leads to."""
    batch = read_fields(request.form)
    stamp = request.args.get("seen", default=found.stamp, type=int)
    everybody = mark_of(request.form.get("all"))
    outcome = send_form(db.session(), actor(), now(), cohort, batch, found, stamp, everybody)
    if outcome.conflicts:
        first = outcome.conflicts[0].finding
        said = _(
            "%(count)s 条没有写入：%(sentence)s",
            count=len(outcome.conflicts),
            sentence=sentence(first.code, first.facts),
        )
        flash(said, "amber")
    else:
        flash(_("已保存。"), "done")
    return redirect(back)


def _refused(one: Refused) -> dict[str, object]:
    return {
        "person": str(one.enrolment_id),
        "session": str(one.session_id),
        "status": "" if one.stored is Mark.UNMARKED else one.stored.value,
        "code": one.finding.code,
        "sentence": sentence(one.finding.code, one.finding.facts),
    }


def _exports(cohort: Cohort) -> list[object]:
    """The papers of attendance that this person may take from the cohort."""
    found = exports_at(PLACE, cohort.county, cohort.centre_id, cohort)
    return [one for one in found if one.name.startswith("attendance.")]
