"""Pages of people: the list, exact search, the record, settling, whole numbers."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from courses.rosters import listing, photos, queries, record, services
from courses.rosters.blueprint import blueprint
from courses.rosters.forms import NumberForm, RevealForm
from courses.rosters.models import Person
from courses.rosters.records import Opened
from courses.rosters.rules import CATEGORY_LABELS
from lms.clock import now
from lms.db import db
from lms.divisions.queries import name_of
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.views import panels_at

Answer = Response | str | tuple[str, int]
PLACE, LIST = "rosters.person", "rosters.people"


@blueprint.get("/")
@requires("rosters:person:view")
def index() -> str:
    """学员."""
    lines, page = listing.page_of_people(db.session(), actor(), page_of(request.args))
    return _list_page(lines=lines, page=page, form=NumberForm())


@blueprint.post("/find")
@requires("rosters:person:view")
def find() -> Answer:
    """按身份证号码或电话查找: one hit opens, several are listed, none is said."""
    form = NumberForm()
    if not form.validate_on_submit():
        return redirect(url_for("rosters.index"))
    found = listing.exact(db.session(), actor(), form.number.data)
    if len(found) == 1:
        return redirect(record_url(found[0]))
    lines = listing.lines(db.session(), found)
    return _list_page(lines=lines, page=None, form=form)


def _list_page(**context: object) -> str:
    choices = listing.choices(db.session(), actor(), queries.VIEW)
    county = choices.county or request.args.get("county", "")
    exports = exports_at(LIST, county, listing.centre_in(actor(), county)) if county else []
    return render_template(
        "rosters/list.html",
        choices=choices,
        county=county,
        exports=exports,
        categories=[(key.value, _(word)) for key, word in CATEGORY_LABELS.items()],
        may_import=actor().may("rosters:person:import"),
        crumbs=[(pgettext("many", "学员"), url_for("rosters.index"))],
        **context,
    )


@blueprint.get("/<int:person_id>")
@requires("rosters:person:view")
def person(person_id: int) -> str:
    """一人一档."""
    return record_page(queries.person_for(db.session(), actor(), person_id), RevealForm())


@blueprint.post("/<int:person_id>/reveal")
@requires("rosters:person:view")
def reveal(person_id: int) -> str:
    """查看完整号码: shown once, in the answer to this request."""
    found = queries.person_for(db.session(), actor(), person_id)
    form = RevealForm()
    purpose = form.purpose.data if form.validate_on_submit() else ""
    return record_page(found, form, services.reveal(db.session(), actor(), now(), found, purpose))


def record_page(found: Person, form: RevealForm, numbers: Opened | None = None) -> str:
    """The page of one person."""
    session, who = db.session(), actor()
    centre_id = record.centre_between(session, who, found)
    return render_template(
        "rosters/person.html",
        person=found,
        fields=record.field_lines(session, found, numbers),
        numbers=numbers,
        form=form,
        doubts=record.doubt_lines(session, found.id),
        changes=record.change_lines(session, found.id),
        household=queries.household_of(session, who, found),
        centres=queries.centres_of(session, found.id),
        photo=photos.photo_of(session, found.id),
        may_edit=queries.may_reach(session, who, found, services.EDIT),
        may_reveal=queries.may_reach(session, who, found, services.REVEAL),
        panels=panels_at(PLACE, found),
        exports=exports_at(PLACE, found.county, centre_id),
        crumbs=crumbs_of(found),
    )


@blueprint.post("/<int:person_id>/doubts/<code>")
@requires("rosters:person:edit")
def settle(person_id: int, code: str) -> Response:
    """处理存疑."""
    found = queries.person_for(db.session(), actor(), person_id, services.EDIT)
    reason = request.form.get("reason", "")
    services.settle_doubt(db.session(), actor(), now(), found, code, reason)
    flash(_("已记下处理意见。"), "done")
    return redirect(record_url(found, "doubts"))


def record_url(found: Person, anchor: str | None = None) -> str:
    """The page of a person."""
    return url_for("rosters.person", person_id=found.id, _anchor=anchor)


def crumbs_of(found: Person) -> list[tuple[object, str]]:
    """县 → 学员."""
    county = name_of(db.session(), found.county)
    people = url_for("rosters.index", county=found.county)
    return [(county, people), (found.name, record_url(found))]
