"""Pages of the lecturers (讲师)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.lecturers import queries, services
from courses.lecturers.forms import KIND_TITLES, LecturerForm
from courses.lecturers.models import Lecturer
from lms.clock import now, today
from lms.db import db
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.sentences import refusal
from lms.web.views import panels_at

blueprint = Blueprint("lecturers", __name__, template_folder="templates", url_prefix="/lecturers")


@blueprint.get("/")
@requires("lecturers:lecturer:view")
def index() -> str:
    """讲师."""
    found = queries.lecturers(db.session(), actor())
    return render_template("lecturers/list.html", lecturers=found, kinds=KIND_TITLES)


@blueprint.get("/<int:lecturer_id>")
@requires("lecturers:lecturer:view")
def lecturer(lecturer_id: int) -> str:
    """一位讲师."""
    found = queries.lecturer_for(db.session(), actor(), lecturer_id)
    may_edit = actor().may(services.EDIT, found.county)
    return render_template(
        "lecturers/lecturer.html", lecturer=found, kinds=KIND_TITLES, may_edit=may_edit,
        phone=queries.phone_of(found) if may_edit else "",
        panels=panels_at("lecturers.lecturer", found),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"], defaults={"lecturer_id": None})
@blueprint.route("/<int:lecturer_id>/edit", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def edit(lecturer_id: int | None) -> Response | str | tuple[str, int]:
    """登记或修改讲师."""
    found = queries.lecturer_for(db.session(), actor(), lecturer_id) if lecturer_id else None
    form = _form(found)
    if form.validate_on_submit():
        try:
            facts = {"county": found.county if found else "", **form.facts()}
            saved = services.save_lecturer(db.session(), actor(), now(), found, **facts)
            flash(_("已保存。"), "done")
            return redirect(url_for("lecturers.lecturer", lecturer_id=saved.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("lecturers/edit.html", form=form, lecturer=found), status


@blueprint.post("/<int:lecturer_id>/<any(leave, come_back):verb>")
@requires("lecturers:lecturer:edit")
def switch(lecturer_id: int, verb: str) -> Response:
    """离任 / 复任."""
    found = queries.lecturer_for(db.session(), actor(), lecturer_id)
    if verb == "leave":
        services.leave(db.session(), actor(), now(), found, today())
    else:
        services.come_back(db.session(), actor(), now(), found)
    flash(_("已保存。"), "done")
    return redirect(url_for("lecturers.lecturer", lecturer_id=lecturer_id))


def _form(found: Lecturer | None) -> LecturerForm:
    places = [
        place
        for place in divisions.places_for(db.session(), actor(), services.EDIT)
        if len(place[0]) == 6
    ]
    counties = [found.county] if found else [prefix for prefix, _name in places]
    own = found.account_id if found else None
    accounts = [a for c in counties for a in queries.free_accounts(db.session(), c, own)]
    phone = queries.phone_of(found) if found else ""
    return LecturerForm.offered(places, accounts, found, phone)
