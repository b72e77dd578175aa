"""Pages of attendance: one trainee, one mark with its history, a register brought in."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.attendance import boards, pages, records
from courses.attendance.annotating import checked_register
from courses.attendance.blueprint import attendance_said, blueprint
from courses.attendance.boards import EDIT, VIEW
from courses.attendance.cells import Origin
from courses.attendance.forms import CorrectionForm, RegisterForm, seen_mark
from courses.attendance.importing import IMPORT, KIND, rehearse_reading
from courses.attendance.queries import entries
from courses.attendance.reading import RegisterRefused, read_register
from courses.attendance.rules import Mark
from courses.attendance.services import Seen, mark_cells
from courses.attendance.words import RESULT_HEADINGS, ROW_RESULTS
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.audit import services as audit
from lms.clock import now, today
from lms.db import db, reading
from lms.errors import DomainError, NotFound
from lms.runs import services as runs
from lms.runs.models import Run
from lms.runs.queries import run_for
from lms.web.access import actor, requires
from lms.web.exits import as_download
from lms.web.sentences import refusal, sentence

Answer = Response | str | tuple[str, int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/cohorts/<int:cohort_id>/people/<int:enrolment_id>")
@requires("attendance:mark:view")
def person(cohort_id: int, enrolment_id: int) -> str:
    """One trainee's attendance: the count, the days it is made of, and every mark behind them."""
    cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, VIEW)
    found = records.record_of(db.session(), cohort, enrolment_id, today())
    return render_template(
        "attendance/person.html",
        cohort=cohort,
        found=found,
        one=found.standing,
        changes=pages.history_rows(found.entries, found.slots),
        crumbs=pages.crumbs_of(
            cohort, pages.summary_crumb(cohort), (found.standing.trainee.name, None)
        ),
    )


@blueprint.route("/sessions/<int:session_id>/people/<int:enrolment_id>", methods=["GET", "POST"])
@requires("attendance:mark:view")
def mark(session_id: int, enrolment_id: int) -> Answer:
    """One mark: what holds, who made it when and why, and putting it right."""
    posted = request.method == "POST"
    row, cohort = boards.session_for(db.session(), actor(), session_id, EDIT if posted else VIEW)
    trainee = boards.trainee_for(db.session(), cohort.id, enrolment_id)
    history = entries(db.session(), row.id, trainee.id)
    held = history[0].mark if history else Mark.UNMARKED
    form = CorrectionForm(mark=held.value, seen=held.value)
    here = url_for("attendance.mark", session_id=row.id, enrolment_id=trainee.id)
    if posted and form.validate_on_submit() and _correct(form, cohort, (row.id, trainee.id)):
        flash(_("已更正。"), "done")
        return redirect(here)
    slot = pages.slot_words(row.date, row.half)
    return render_template(
        "attendance/mark.html",
        row=row,
        cohort=cohort,
        trainee=trainee,
        held=held,
        slot=slot,
        form=form,
        locked=pages.session_lock(actor(), cohort, row, today()),
        changes=pages.history_rows(history, {row.id: (row.date, row.half)}),
        crumbs=pages.crumbs_of(
            cohort,
            pages.summary_crumb(cohort),
            (trainee.name, pages.person_url(cohort, trainee.id)),
            (slot, None),
        ),
    ), 422 if posted else 200


def _correct(form: CorrectionForm, cohort: Cohort, cell: tuple[int, int]) -> bool:
    """Write the correction; False, with the reason on the form, when it is refused."""
    try:
        outcome = mark_cells(
            db.session(),
            actor(),
            now(),
            cohort,
            {cell: Mark(form.mark.data)},
            seen={cell: Seen(mark=seen_mark(form.seen.data) or Mark.UNMARKED)},
            origin=Origin("office", form.reason.data),
        )
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
        return False
    for one in outcome.conflicts:
        form.form_errors.append(sentence(one.finding.code, one.finding.facts))
    return not outcome.conflicts


@blueprint.route("/cohorts/<int:cohort_id>/register", methods=["GET", "POST"])
@requires("attendance:register:import")
def register(cohort_id: int) -> Answer:
    """导入考勤表: choose the filled register; the rehearsal shows what it would change."""
    cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, IMPORT)
    form = RegisterForm()
    fresh = not any(row.marks for row in cohorts.session_rows(db.session(), cohort.id))
    if form.validate_on_submit():
        try:
            data, name = form.file.data.read(), form.file.data.filename or ""
            dates = (cohort.start, cohort.end)
            with reading(db.session()):
                read = read_register(data, name, *dates)
            cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, IMPORT)
            run = rehearse_reading(
                db.session(),
                actor(),
                now(),
                cohort,
                read,
                data,
                name,
                replace_sessions=bool(form.use_dates.data) if fresh else None,
                add_sessions=bool(form.add_dates.data),
                clear_blanks=bool(form.clear_blanks.data),
            )
            return redirect(url_for("lms.run", uid=run.uid))
        except RegisterRefused as fault:
            said = (sentence(one.code, one.facts) for one in fault.findings)
            form.form_errors += dict.fromkeys(said)  # both halves of a day say the same
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
        cohort = cohorts.cohort_for(db.session(), actor(), cohort_id, IMPORT)
    return render_template(
        "attendance/register.html",
        cohort=cohort,
        form=form,
        fresh=fresh,
        crumbs=pages.crumbs_of(cohort, pages.summary_crumb(cohort), (_("导入考勤表"), None)),
    ), 422 if request.method == "POST" else 200


@blueprint.post("/register/<uid>/checked")
@requires("attendance:register:import")
def checked(uid: str) -> Response:
    """标注好的考勤表: the sender's own register with what was found beside the rows."""
    session, who = db.session(), actor()
    results = {name: str(word) for name, word in ROW_RESULTS.items()}
    first, second = map(str, RESULT_HEADINGS)
    with reading(session):
        run = _register_run(uid)
        source = runs.source_of(run)
        if source is None:
            raise DomainError("SHEET_SOURCE_GONE")
        content = checked_register(
            source, run.file_name, runs.planned_rows(run), attendance_said,
            words=results, headings=(first, second),
        )  # fmt: skip
    run = _register_run(uid)
    audit.record(
        session, who, now(), "attendance:checked_sheet_taken",
        county=run.county, object_type="run", object_id=run.uid, bytes=len(content),
    )  # fmt: skip
    stem = run.file_name.rpartition(".")[0] or run.file_name
    return as_download(f"{stem}-{_('已标注')}.xlsx", XLSX, content)


def _register_run(uid: str) -> Run:
    """The run, if it brought a register in."""
    run = run_for(db.session(), actor(), uid)
    if run.kind != KIND:
        raise NotFound
    return run
