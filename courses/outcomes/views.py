"""Pages of a worker: the day, one wave, attempts, the interview."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.outcomes import attempting, interviewing, lists, queries, showing
from courses.outcomes.assigning import take as take_case
from courses.outcomes.blueprint import blueprint
from courses.outcomes.forms import AttemptForm, InterviewForm
from courses.outcomes.rules import AttemptCode, WaveState
from lms.clock import now, today
from lms.db import db
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.sentences import refusal, sentence

Answer = Response | str | tuple[str, int]


@blueprint.get("/")
@requires("outcomes:wave:work")
def day() -> str:
    """今天的回访: call-backs, overdue, due, by village."""
    session, who = db.session(), actor()
    found = queries.day(session, who, today(), request.args.get("village", ""))
    loose = queries.unassigned(session, who, today())
    return render_template(
        "outcomes/day.html",
        found=found,
        loose=loose,
        loose_total=lists.loose(session, who, today()) if loose else 0,
        villages=showing.by_village(session, found.lines),
        places=queries.places(session, {line.place for line in loose}),
        exports=exports_at("outcomes.day", who.prefixes(queries.WORK)[0][:6], None),
        county=int(who.prefixes(queries.WORK)[0][:6] or 0),
    )


@blueprint.route("/waves/<int:wave_id>", methods=["GET", "POST"])
@requires("outcomes:wave:work")
def wave(wave_id: int) -> Answer:
    """一次回访: who it is, what was tried, the next attempt."""
    session, who = db.session(), actor()
    of = queries.wave_for(session, who, wave_id)
    form = AttemptForm.offered(today(), showing.contact_choices(session, of.case))
    if form.validate_on_submit():
        try:
            attempting.check_seen(session, of, form.seen.data)
            attempting.log_attempt(session, who, now(), of, **form.facts())
            flash(_("已记录。"), "done")
            return redirect(url_for("outcomes.day"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    form.seen.data = str(of.attempts)
    return render_template(
        "outcomes/wave.html", form=form, **showing.wave_page(session, of)
    ), 422 if request.method == "POST" else 200


@blueprint.post("/waves/<int:wave_id>/phone")
@requires("outcomes:wave:work")
def phone(wave_id: int) -> str:
    """查看电话, to call; written to the log."""
    session, who = db.session(), actor()
    of = queries.wave_for(session, who, wave_id)
    number = attempting.show_phone(session, who, now(), of)
    form = AttemptForm.offered(today(), showing.contact_choices(session, of.case))
    form.seen.data = str(of.attempts)
    context = showing.wave_page(session, of, called=number, second=True)
    return render_template("outcomes/wave.html", form=form, **context)


@blueprint.post("/waves/<int:wave_id>/<any(lost, take):verb>")
@requires("outcomes:wave:work")
def settle(wave_id: int, verb: str) -> Response:
    """登记失访 / 领取."""
    session, who = db.session(), actor()
    of = queries.wave_for(session, who, wave_id)
    if verb == "lost":
        attempting.give_up(session, who, now(), of)
    else:
        take_case(session, who, now(), of.case)
    flash(_("已保存。"), "done")
    return redirect(url_for("outcomes.day"))


@blueprint.route("/waves/<int:wave_id>/interview", methods=["GET", "POST"])
@requires("outcomes:wave:work")
def interview(wave_id: int) -> Answer:
    """回访问卷."""
    session, who = db.session(), actor()
    of = queries.wave_for(session, who, wave_id)
    told = interviewing.current(session, of)
    kept = None if request.method == "POST" else interviewing.draft_of(session, who, of)
    form = InterviewForm.from_draft(kept or showing.as_entered(of, told), today())
    if request.method == "GET":
        form.seen.data = told.uid if told else ""
    asked: tuple[str, ...] = ()
    if request.method == "POST" and "draft" in request.form:
        return _keep(of.id, form)
    if form.validate_on_submit():
        try:
            interviewing.check_seen(told, form.seen.data)
            given = form.answers()
            asked = tuple(each.value for each in interviewing.questions(session, of, given))
            if not asked or form.confirmed.data:
                correcting = of.state is WaveState.DONE
                interviewing.submit(session, who, now(), of, given, correcting=correcting)
                flash(_("已登记。"), "done")
                return redirect(url_for("outcomes.case", case_id=of.case_id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    return render_template(
        "outcomes/interview.html", form=form, draft=kept is not None,
        asked=[sentence(code) for code in asked], **showing.wave_page(session, of),
    ), 422 if request.method == "POST" else 200  # fmt: skip


def _keep(wave_id: int, form: InterviewForm) -> Response:
    """Leave the interview as it stands; logged as partial when it is asked for."""
    session, who = db.session(), actor()
    of = queries.wave_for(session, who, wave_id)
    interviewing.keep_draft(session, who, now(), of, form.entered())
    if request.form.get("draft") == "partial" and of.state is WaveState.OPEN:
        attempting.log_attempt(
            session, who, now(), of, code=AttemptCode.PARTIAL,
            channel=showing.channel_of(form.channel.data), on=today(),
        )  # fmt: skip
    flash(_("草稿已保存，没有登记为完成。"), "done")
    return redirect(url_for("outcomes.wave", wave_id=of.id))
