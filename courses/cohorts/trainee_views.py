"""Pages of a cohort's trainees: the roster in, one trainee typed in, a stay and its changes."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from courses.cohorts import choices, enrolling, history, queries, rehearsing
from courses.cohorts import record as records
from courses.cohorts.blueprint import blueprint
from courses.cohorts.forms import (
    CorrectForm,
    PersonForm,
    ReasonForm,
    RosterForm,
    TransferForm,
    WithdrawForm,
)
from courses.cohorts.models import Enrolment
from courses.cohorts.pages import Answer, act_page, crumbs_of, record_url, saved, sheet_from
from courses.cohorts.services import EDIT
from courses.rosters.api import read_roster
from lms.clock import now, today
from lms.db import db, reading
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.sentences import refusal


@blueprint.route("/<int:cohort_id>/roster", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def roster(cohort_id: int) -> Answer:
    """导入名册: the file is rehearsed, nothing is written yet."""
    cohort = queries.cohort_for(db.session(), actor(), cohort_id, EDIT)
    form = RosterForm()
    if form.validate_on_submit():
        try:
            data, name = sheet_from(form.file) or (b"", "")
            county = cohort.county
            with reading(db.session()):
                sheet = read_roster(db.session(), data, name, county=county, today=today())
            cohort = queries.cohort_for(db.session(), actor(), cohort_id, EDIT)
            run = rehearsing.rehearse_reading(
                db.session(), actor(), now(), cohort, sheet, name, from_date=form.from_date.data
            )
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            cohort = queries.cohort_for(db.session(), actor(), cohort_id, EDIT)
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    crumbs = crumbs_of(cohort, (_("导入名册"), ""))
    return render_template("cohorts/roster.html", form=form, cohort=cohort, crumbs=crumbs), status


@blueprint.route("/<int:cohort_id>/trainees/new", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def trainee_new(cohort_id: int) -> Answer:
    """加一名学员: judged like a row of a roster."""
    cohort = queries.cohort_for(db.session(), actor(), cohort_id, EDIT)
    form = PersonForm.offered()
    if form.validate_on_submit():
        try:
            run = rehearsing.rehearse_person(
                db.session(), actor(), now(), cohort, form.raw(), from_date=form.from_date.data
            )
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    crumbs = crumbs_of(cohort, (_("加学员"), ""))
    return render_template("cohorts/person.html", form=form, cohort=cohort, crumbs=crumbs), status


@blueprint.get("/trainees/<int:enrolment_id>")
@requires("cohorts:cohort:view")
def trainee(enrolment_id: int) -> str:
    """一名学员在本班: the stay, what it counts, what can be done."""
    row = queries.enrolment_for(db.session(), actor(), enrolment_id)
    who, cohort = actor(), row.cohort
    return render_template(
        "cohorts/trainee.html",
        row=row,
        cohort=cohort,
        person_url=url_for("rosters.person", person_id=row.person_id)
        if who.may("rosters:person:view", cohort.county, cohort.centre_id)
        else None,
        may_edit=who.may(EDIT, cohort.county, cohort.centre_id) and records.editable(cohort),
        planned=queries.planned_of(db.session(), row),
        stays=records.stay_lines(db.session(), who, row),
        changes=history.lines(db.session(), records.changes_of(db.session(), row)),
        crumbs=_crumbs(row),
    )


@blueprint.route("/trainees/<int:enrolment_id>/withdraw", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def withdraw(enrolment_id: int) -> Answer:
    """退班."""
    session, who = db.session(), actor()
    row = queries.enrolment_for(session, who, enrolment_id, EDIT)
    last = min(max(today(), row.cohort.start), row.cohort.end)
    form = WithdrawForm(data={"last_day": last})
    return act_page(
        form, title=_("退班：%(name)s", name=row.person.name), cohorts=[row.cohort],
        submit=_("退班"), done=saved(), back=record_url(row.cohort, "trainees"), danger=True,
        crumbs=_crumbs(row),
        act=lambda: enrolling.withdraw(
            session, who, now(), row, last_day=form.last_day.data, reason=form.reason.data
        ),
    )  # fmt: skip


@blueprint.route("/trainees/<int:enrolment_id>/readmit", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def readmit(enrolment_id: int) -> Answer:
    """恢复在班."""
    session, who = db.session(), actor()
    row = queries.enrolment_for(session, who, enrolment_id, EDIT)
    form = ReasonForm()
    return act_page(
        form, title=_("恢复在班：%(name)s", name=row.person.name), cohorts=[row.cohort],
        submit=_("恢复在班"), done=saved(), back=record_url(row.cohort, "trainees"),
        crumbs=_crumbs(row),
        act=lambda: enrolling.readmit(session, who, now(), row, reason=form.reason.data),
    )  # fmt: skip


@blueprint.route("/trainees/<int:enrolment_id>/transfer", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def transfer(enrolment_id: int) -> Answer:
    """转班: both cohorts' effects are shown."""
    session, who = db.session(), actor()
    row = queries.enrolment_for(session, who, enrolment_id, EDIT)
    targets = {str(one.id): one for one in choices.transfer_targets(session, who, row)}
    form = TransferForm.offered([(k, one.title) for k, one in targets.items()], today())
    to = targets.get(form.to.data or "")
    return act_page(
        form, title=_("转班：%(name)s", name=row.person.name),
        cohorts=[row.cohort, *([to] if to else [])],
        submit=_("转班"), done=saved(), back=record_url(row.cohort, "trainees"),
        crumbs=_crumbs(row),
        act=lambda: enrolling.transfer(
            session, who, now(), row, to, first_day=form.first_day.data, reason=form.reason.data
        ) if to else None,
    )  # fmt: skip


@blueprint.route("/trainees/<int:enrolment_id>/correct", methods=["GET", "POST"])
@requires("cohorts:cohort:edit")
def correct(enrolment_id: int) -> Answer:
    """更正在班信息: category on the first day, first day, intention."""
    session, who = db.session(), actor()
    row = queries.enrolment_for(session, who, enrolment_id, EDIT)
    form = CorrectForm.offered(
        {"category": row.category, "from_date": row.from_date, "intention": row.intention}
    )
    return act_page(
        form, title=_("更正：%(name)s", name=row.person.name), cohorts=[row.cohort],
        submit=_("保存"), done=saved(), back=record_url(row.cohort, "trainees"),
        crumbs=_crumbs(row),
        act=lambda: enrolling.correct_enrolment(
            session, who, now(), row, category=form.category.data,
            from_date=form.from_date.data, intention=form.intention.data or "",
            reason=form.reason.data,
        ),
    )  # fmt: skip


def _crumbs(row: Enrolment) -> list[tuple[object, str]]:
    return crumbs_of(row.cohort, (row.person.name, url_for("cohorts.trainee", enrolment_id=row.id)))
