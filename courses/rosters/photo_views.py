"""The portrait on a person's page."""

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from courses.rosters import photos, queries
from courses.rosters.blueprint import blueprint
from courses.rosters.forms import RevealForm
from courses.rosters.views import record_page
from lms.clock import now
from lms.db import db, reading
from lms.errors import DomainError, NotFound
from lms.pictures import redrawn
from lms.web.access import actor, requires
from lms.web.sentences import sentence


@blueprint.get("/<int:person_id>/photo.jpg")
@requires("rosters:person:view")
def photo(person_id: int) -> Response:
    """The portrait itself."""
    session = db.session()
    found = photos.photo_of(session, queries.person_for(session, actor(), person_id).id)
    if found is None:
        raise NotFound
    return Response(photos.photos(session, [found.uid])[found.uid], mimetype="image/jpeg")


@blueprint.post("/<int:person_id>/photo")
@requires("rosters:person:edit")
def keep_photo(person_id: int) -> Answer | tuple[str, int]:
    """登记照片."""
    session, who = db.session(), actor()
    found = queries.person_for(session, who, person_id, photos.EDIT)
    sent = request.files.get("photo")
    try:
        with reading(session):
            picture = redrawn(sent.read() if sent else b"", photos.LONGEST)
    except DomainError as fault:
        flash(sentence(fault.code, fault.facts), "error")
        return record_page(queries.person_for(session, who, person_id), RevealForm()), 422
    found = queries.person_for(session, who, person_id, photos.EDIT)
    photos.keep_photo(session, who, now(), found, picture)
    flash(_("照片已存入档案。"), "done")
    return redirect(url_for("rosters.person", person_id=person_id, _anchor="photo"))


@blueprint.post("/<int:person_id>/photo/remove")
@requires("rosters:person:edit")
def remove_photo(person_id: int) -> Answer:
    """取下照片."""
    session, who = db.session(), actor()
    found = queries.person_for(session, who, person_id, photos.EDIT)
    photos.remove_photo(session, who, now(), found)
    return redirect(url_for("rosters.person", person_id=person_id, _anchor="photo"))
