"""Pages of the catalogue (培训项目)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.catalogue import queries, services
from courses.catalogue.forms import KIND_TITLES, CourseForm, SyllabusForm
from courses.catalogue.rules import ModuleFact, practice_share, total_hours
from lms.clock import now
from lms.db import db
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.sentences import refusal

blueprint = Blueprint("catalogue", __name__, template_folder="templates", url_prefix="/courses")


@blueprint.get("/")
@requires("catalogue:course:view")
def index() -> str:
    """培训项目."""
    found = queries.courses(db.session(), actor())
    places = divisions.names_of(db.session(), {course.prefix for course in found})
    return render_template("catalogue/list.html", courses=found, places=places, kinds=KIND_TITLES)


@blueprint.route("/new", methods=["GET", "POST"], defaults={"course_id": None})
@blueprint.route("/<int:course_id>/edit", methods=["GET", "POST"])
@requires("catalogue:course:edit")
def edit(course_id: int | None) -> Response | str | tuple[str, int]:
    """新建或修改培训项目."""
    course = queries.course_for(db.session(), actor(), course_id) if course_id else None
    form = CourseForm.offered(divisions.places_for(db.session(), actor(), services.EDIT), course)
    if form.validate_on_submit():
        try:
            if course is None:
                course = services.create_course(db.session(), actor(), now(), **form.facts())
            else:
                services.change_course(db.session(), actor(), now(), course, **form.facts())
            flash(_("已保存。"), "done")
            return redirect(url_for("catalogue.course", course_id=course.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("catalogue/edit.html", form=form, course=course), status


@blueprint.get("/<int:course_id>")
@requires("catalogue:course:view")
def course(course_id: int) -> str:
    """一个培训项目和它的课程标准."""
    found = queries.course_for(db.session(), actor(), course_id)
    versions = [
        {"syllabus": s, "hours": total_hours(facts), "practice": practice_share(facts)}
        for s in reversed(found.syllabi)
        for facts in [[ModuleFact(m.title, m.theory_hours, m.practice_hours) for m in s.modules]]
    ]
    may_edit = actor().may(services.EDIT, found.prefix)
    return render_template(
        "catalogue/course.html", course=found, versions=versions, kinds=KIND_TITLES,
        may_edit=may_edit,
    )  # fmt: skip


@blueprint.route("/<int:course_id>/syllabus", methods=["GET", "POST"])
@requires("catalogue:course:edit")
def syllabus(course_id: int) -> Response | str | tuple[str, int]:
    """发布新版课程标准."""
    found = queries.course_for(db.session(), actor(), course_id)
    latest = queries.published(db.session(), course_id)
    form = SyllabusForm(data={"modules": [vars(m) for m in latest.modules]} if latest else None)
    if form.validate_on_submit():
        try:
            services.publish(
                db.session(), actor(), now(), found, form.facts(), form.note.data or ""
            )
            flash(_("新版课程标准已发布。"), "done")
            return redirect(url_for("catalogue.course", course_id=course_id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("catalogue/syllabus.html", form=form, course=found), status


@blueprint.post("/<int:course_id>/retire")
@requires("catalogue:course:edit")
def retire(course_id: int) -> Response:
    """停用培训项目."""
    services.retire(
        db.session(), actor(), now(), queries.course_for(db.session(), actor(), course_id)
    )
    flash(_("已停用。"), "done")
    return redirect(url_for("catalogue.index"))
