"""Pages of the matching: asking for one, overruling a proposal; coordinates."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.mentoring import coordinates, matching, matching_facts, pair_words
from courses.mentoring.blueprint import blueprint
from courses.mentoring.pair_forms import CoordinatesForm, MatchForm
from courses.mentoring.pair_pages import crumbs_to
from courses.mentoring.rules import Terms, term_from
from courses.mentoring.usual import usual_terms
from lms.clock import now, today
from lms.db import db
from lms.divisions.queries import places_for
from lms.errors import DomainError, NotFound
from lms.runs.queries import run_for
from lms.settings.queries import text
from lms.web.access import actor, registry, requires
from lms.web.choices import options
from lms.web.sentences import refusal

Answer = Response | str | tuple[str, int]
WEIGHTS = ("goods", "region", "way", "load", "language", "sex")


@blueprint.route("/match", methods=["GET", "POST"])
@requires("mentoring:match:run")
def match() -> Answer:
    """匹配讲师: rehearse the best assignment of all unpaired leaders of a place."""
    places = places_for(db.session(), actor(), matching.RUN)
    asked = request.args.get("place") or (places[0][0] if places else "")
    plain = asked == "" or (asked.isascii() and asked.isdecimal())
    if not (plain and actor().may(matching.RUN, asked)):
        raise NotFound
    form = _form(asked, places)
    if form.validate_on_submit():
        try:
            run = matching.rehearse(db.session(), actor(), now(), form.place.data, _terms(form))
            return redirect(url_for("lms.run", uid=run.uid))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    ready = matching_facts.counts(db.session(), asked, today())
    return render_template(
        "mentoring/match.html", form=form, ready=ready, weights=_weights(asked), place=asked,
        crumbs=crumbs_to(asked),
    ), status  # fmt: skip


def _form(place: str, places: list[tuple[str, str]]) -> MatchForm:
    usual = usual_terms(db.session(), place, today())
    form = MatchForm(
        data={
            "place": place, "from_date": usual.from_date,
            "months": int(text(db.session(), "mentoring.term_months", place) or 12),
            "contacts_a_year": usual.contacts_a_year, "contact_minutes": usual.contact_minutes,
            "goal_households": usual.goal_households,
        }
    )  # fmt: skip
    form.place.choices = options(places)
    return form


def _terms(form: MatchForm) -> Terms:
    begin = form.from_date.data
    return Terms(
        from_date=begin, until_date=term_from(begin, form.months.data),
        contacts_a_year=form.contacts_a_year.data, contact_minutes=form.contact_minutes.data,
        goal_households=form.goal_households.data, duties=pair_words.DUTIES,
        ending=pair_words.ENDING,
    )  # fmt: skip


def _weights(place: str) -> list[tuple[object, str, object]]:
    """The weights in force with what they mean."""
    declared = registry().settings
    names = [f"mentoring.weight_{one}" for one in WEIGHTS]
    return [
        (declared[name].title, text(db.session(), name, place) or "0", declared[name].source)
        for name in names
    ]


@blueprint.get("/match/<uid>/overrule/<int:leader_id>")
@requires("mentoring:match:run")
def overrule(uid: str, leader_id: int) -> Answer:
    """改派: who else could take this leader."""
    run = run_for(db.session(), actor(), uid)
    scene, proposed = matching.proposal(db.session(), now(), run, leader_id)
    return render_template(
        "mentoring/overrule.html", run=run, leader_id=leader_id, scene=scene,
        now_with=proposed.matched[leader_id], words=pair_words,
        choices=matching.alternatives(scene, leader_id), name=scene.leaders[leader_id],
        crumbs=[(run.title, url_for("lms.run", uid=uid))],
    )  # fmt: skip


@blueprint.post("/match/<uid>/overrule/<int:leader_id>/<int:lecturer_id>/<any(pin, forbid):verb>")
@requires("mentoring:match:run")
def overrule_try(uid: str, leader_id: int, lecturer_id: int, verb: str) -> Answer:
    """What changes elsewhere; with `sure` the new proposal is kept."""
    run = run_for(db.session(), actor(), uid)
    found = matching.overrule(
        db.session(), now(), run, leader_id, lecturer_id, forbid=verb == "forbid"
    )
    if request.form.get("sure"):
        made = matching.keep(db.session(), actor(), now(), run, found)
        flash(_("已按改派重新排定。"), "done")
        return redirect(url_for("lms.run", uid=made.uid))
    return render_template(
        "mentoring/overruled.html", run=run, found=found, verb=verb, leader_id=leader_id,
        lecturer_id=lecturer_id, crumbs=[(run.title, url_for("lms.run", uid=uid))],
    )  # fmt: skip


@blueprint.route("/coordinates", methods=["GET", "POST"])
@requires("mentoring:coordinate:import")
def coordinate_import() -> Answer:
    """导入区划坐标."""
    form = CoordinatesForm()
    if form.validate_on_submit():
        try:
            lines = coordinates.read(form.file.data.read())
            count = coordinates.store(db.session(), actor(), now(), lines)
            flash(_("已写入 %(count)s 个坐标。", count=count), "done")
            return redirect(url_for("mentoring.coordinate_import"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    prefixes = actor().prefixes(coordinates.IMPORT)
    known = coordinates.count(db.session(), prefixes)
    return render_template("mentoring/coordinates.html", form=form, known=known), status
