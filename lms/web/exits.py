"""What leaves the system: exports and reveals are POST, need a purpose and are logged."""

from io import BytesIO

from flask import render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.audit import services as audit
from lms.clock import now
from lms.db import db, reading
from lms.errors import NotFound
from lms.plugin import Export
from lms.web.access import actor, registry, requires
from lms.web.blueprint import blueprint
from lms.web.forms import PurposeForm
from lms.web.navigation import came_from


def exports_at(
    place: str, division: str, centre_id: int | None, subject: object = None
) -> list[Export]:
    """Exports this person may take from an object at a place; of a subject those with content."""
    who = actor()
    return [
        export
        for export in registry().exports_at(place)
        if who.may(export.permission, division, centre_id)
        and (subject is None or export.ready is None or export.ready(db.session(), subject))
    ]


@blueprint.route("/exports/<name>/<int:subject_id>", methods=["GET", "POST"])
@requires("lms:today:view")
def export(name: str, subject_id: int) -> Response | str | tuple[str, int]:
    """Ask for the purpose, then hand the file over."""
    declared = registry().exports.get(name)
    if declared is None or not actor().may(declared.permission):
        raise NotFound
    subject = registry().places[declared.place].load(db.session(), actor(), subject_id)
    if not _may_take(declared, subject):
        raise NotFound
    form = PurposeForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template(
            "exports/purpose.html",
            form=form,
            export=declared,
            subject=subject,
            action=request.full_path.rstrip("?"),  # with what the list was filtered by
            crumbs=_way_back(subject, declared.title),
        ), status
    with reading(db.session()):  # a paper may take seconds; nobody waits for it to be written
        file = declared.make(db.session(), actor(), now(), subject_id)
    audit.record(
        db.session(),
        actor(),
        now(),
        "lms:exported",
        county=str(getattr(subject, "county", "")),
        object_type=declared.place,
        object_id=subject_id,
        export=name,
        purpose=form.purpose.data,
        bytes=len(file.content),
    )
    return as_download(file.name, file.mimetype, file.content)


def _way_back(subject: object, title: object) -> list[tuple[object, str]]:
    """The page that offered the paper, by the name of what it is of."""
    name = getattr(subject, "title", "") or getattr(subject, "name", "") or _("返回")
    back = came_from()
    return [(name, back), (title, "")] if back else []


def _may_take(export: Export, subject: object) -> bool:
    """Whether the export's own permission reaches the subject, which the place's need not do.

    People belong to several centres and have none of their own: for them the place has looked.
    """
    division = getattr(subject, "county", None)
    if hasattr(subject, "centre_id"):
        return actor().may(export.permission, division, subject.centre_id)
    centres = actor().centres(export.permission) or (None,)
    return any(actor().may(export.permission, division, centre) for centre in centres)


def as_download(name: str, mimetype: str, content: bytes) -> Response:
    """A file as an attachment under a safe name."""
    answer = send_file(BytesIO(content), mimetype, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
