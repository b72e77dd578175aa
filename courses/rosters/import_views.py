"""Pages of the import of a list of people without a cohort."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from courses.rosters import importing, listing, words
from courses.rosters.blueprint import blueprint
from courses.rosters.forms import ImportForm
from courses.rosters.reading import checked_workbook, read_roster
from lms.audit import services as audit
from lms.clock import now, today
from lms.db import db, reading
from lms.errors import DomainError
from lms.runs.models import Run
from lms.runs.queries import run_for
from lms.web.access import actor, requires
from lms.web.exits import as_download
from lms.web.sentences import refusal, sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/import", methods=["GET", "POST"])
@requires("rosters:person:import")
def upload() -> Response | str | tuple[str, int]:
    """导入名册: the file, then its rehearsal."""
    session, who = db.session(), actor()
    form = ImportForm.offered(listing.import_places(session, who))
    if form.validate_on_submit():
        county, centre_id = form.place.target
        data, name = form.file.data.read(), form.file.data.filename
        try:
            with reading(session):
                sheet = read_roster(session, data, name, county=county, today=today())
            run = importing.rehearse_reading(
                session, who, now(), sheet, county=county, centre_id=centre_id, file_name=name
            )
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    crumbs = [(pgettext("many", "学员"), url_for("rosters.index")), (_("导入名册"), request.path)]
    page = render_template("rosters/import.html", form=form, crumbs=crumbs)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/import/<uid>/checked")
@requires("rosters:person:import")
def checked(uid: str) -> Response:
    """标注好的原表: the sender's own sheet with the faults beside the rows."""
    session, who = db.session(), actor()
    results = {name: str(word) for name, (_tone, word) in words.OUTCOMES.items()}
    first, second = map(str, words.RESULT_HEADINGS)
    with reading(session):
        sheet = importing.reread(session, run_for(session, who, uid))
        content = checked_workbook(sheet, sentence, words=results, headings=(first, second))
    run = run_for(session, who, uid)
    audit.record(
        session, who, now(), "rosters:checked_sheet_taken",
        county=run.county, object_type="run", object_id=run.uid, bytes=len(content),
    )  # fmt: skip
    stem = run.file_name.rsplit(".", 1)[0]
    return as_download(f"{stem}-{_('已标注')}.xlsx", XLSX, content)


def run_back(run: Run) -> str:
    """The page an import belongs to."""
    return url_for("rosters.index", county=run.county)
