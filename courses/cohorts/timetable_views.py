"""Pages of the timetable: the whole of it, and one half-day added, moved, cancelled, described."""

from flask import render_template, request
from flask_babel import gettext as _

from courses.cohorts import choices, queries, scheduling, words
from courses.cohorts import record as records
from courses.cohorts.blueprint import blueprint
from courses.cohorts.cells import planned_cells
from courses.cohorts.forms import MoveForm, ReasonForm, SessionForm, TimetableForm
from courses.cohorts.models import Cohort
from courses.cohorts.pages import Answer, act_page, count_of, crumbs_of, record_url, saved
from courses.cohorts.rules import Half, SessionKind
from courses.cohorts.services import EDIT
from courses.cohorts.timetable import Effects
from lms.clock import now
from lms.db import db
from lms.web.access import actor, requires


@blueprint.route("/<int:cohort_id>/timetable", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def timetable(cohort_id: int) -> Answer:
    """排课: every day from start to end, proposed or as it stands, freely edited."""
    cohort = queries.cohort_for(db.session(), actor(), cohort_id, EDIT)
    form = TimetableForm()
    fresh = not any(one.planned for one in queries.session_facts(db.session(), cohort.id))
    if form.is_submitted():
        if fresh:
            form.sure.data = "1"  # nothing stands yet that could be lost
        answer = act_page(
            form, title=_("排课"), cohorts=[cohort], act=lambda: _replace(cohort, form),
            done=saved(), back=record_url(cohort, "timetable"), submit=_("保存课程表"),
            crumbs=crumbs_of(cohort, (_("排课"), "")),
        )  # fmt: skip
        if not form.errors:
            return answer
    return _timetable_page(form, cohort, fresh)


def _replace(cohort: Cohort, form: TimetableForm) -> Effects:
    session, who = db.session(), actor()
    facts, details = planned_cells(request.form, records.span(cohort), online=cohort.online)
    change = scheduling.replace_sessions(session, who, now(), cohort, facts, form.reason.data or "")
    scheduling.describe_sessions(session, who, cohort, details)
    return change


def _timetable_page(form: TimetableForm, cohort: Cohort, fresh: bool) -> Answer:
    session = db.session()
    internship = count_of(request.args.get("internship"), 400)
    proposal = scheduling.propose(session, cohort, internship)
    proposed = fresh or "internship" in request.args
    rows = queries.session_rows(session, cohort.id)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "cohorts/timetable.html",
        form=form,
        cohort=cohort,
        fresh=fresh,
        proposed=proposed,
        proposal=proposal,
        internship=internship,
        cells=records.cells(rows, proposal if proposed else None, request.form),
        days=records.days(session, rows, records.span(cohort)),
        words=words,
        lecturers=choices.lecturers(session, cohort),
        crumbs=crumbs_of(cohort, (_("排课"), "")),
    ), status


@blueprint.route("/<int:cohort_id>/sessions/new", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def session_new(cohort_id: int) -> Answer:
    """加课."""
    session, who = db.session(), actor()
    cohort = queries.cohort_for(session, who, cohort_id, EDIT)
    form = SessionForm.offered(choices.lecturers(session, cohort), {"online": cohort.online})
    return act_page(
        form, title=_("加课"), cohorts=[cohort], submit=_("加课"), done=saved(),
        back=record_url(cohort, "timetable"), crumbs=crumbs_of(cohort, (_("加课"), "")),
        act=lambda: scheduling.add_session(
            session, who, now(), cohort, day=form.date.data, half=Half(form.half.data),
            kind=SessionKind(form.kind.data), online=bool(form.online.data),
            topic=form.topic.data or "", lecturer_id=form.lecturer_id, reason=form.reason.data or "",
        ),
    )  # fmt: skip


@blueprint.get("/sessions/<int:session_id>")
@requires("cohorts:cohort:edit")
def session_record(session_id: int) -> Answer:
    """一个半天: what can be done with it."""
    row, cohort = queries.session_for(db.session(), actor(), session_id, EDIT)
    slot = records.slot_words(row)
    return render_template(
        "cohorts/session.html", row=row, cohort=cohort, slot=slot, words=words,
        editable=records.editable(cohort), crumbs=crumbs_of(cohort, (slot, "")),
    )  # fmt: skip


@blueprint.route("/sessions/<int:session_id>/describe", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def session_describe(session_id: int) -> Answer:
    """授课内容、讲师、类型."""
    session, who = db.session(), actor()
    row, cohort = queries.session_for(session, who, session_id, EDIT)
    form = SessionForm.offered(choices.lecturers(session, cohort), records.session_data(row))
    form.date.data, form.half.data = row.date, row.half.value
    del form.date, form.half, form.reason
    if form.kind.data == row.kind and bool(form.online.data) == row.online:
        form.sure.data = "1"  # topic and lecturer change no half-day
    return act_page(
        form, title=_("修改课次"), cohorts=[cohort], submit=_("保存"), done=saved(),
        back=record_url(cohort, "timetable"), crumbs=crumbs_of(cohort, (records.slot_words(row), "")),
        act=lambda: scheduling.describe_session(
            session, who, now(), row, cohort, topic=form.topic.data or "",
            lecturer_id=form.lecturer_id, kind=SessionKind(form.kind.data),
            online=bool(form.online.data),
        ),
    )  # fmt: skip


@blueprint.route("/sessions/<int:session_id>/move", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def session_move(session_id: int) -> Answer:
    """调课."""
    session, who = db.session(), actor()
    row, cohort = queries.session_for(session, who, session_id, EDIT)
    form = MoveForm(data={"date": row.date, "half": row.half.value})
    return act_page(
        form, title=_("调课：%(slot)s", slot=records.slot_words(row)), cohorts=[cohort],
        submit=_("调课"), done=saved(), back=record_url(cohort, "timetable"),
        crumbs=crumbs_of(cohort, (records.slot_words(row), "")),
        act=lambda: scheduling.move_session(
            session, who, now(), row, cohort, day=form.date.data, half=Half(form.half.data),
            reason=form.reason.data or "",
        ),
    )  # fmt: skip


@blueprint.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def session_cancel(session_id: int) -> Answer:
    """停课."""
    session, who = db.session(), actor()
    row, cohort = queries.session_for(session, who, session_id, EDIT)
    form = ReasonForm()
    return act_page(
        form, title=_("停课：%(slot)s", slot=records.slot_words(row)), cohorts=[cohort],
        submit=_("停课"), done=saved(), back=record_url(cohort, "timetable"), danger=True,
        crumbs=crumbs_of(cohort, (records.slot_words(row), "")),
        act=lambda: scheduling.cancel_session(
            session, who, now(), row, cohort, reason=form.reason.data
        ),
    )  # fmt: skip
