"""Pages of pairs: the list, one pair, making, extending, handing over, ending; exclusions."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.leaders.api import leader_for
from courses.leaders.api import reaches as leader_reaches
from courses.leaders.models import Leader
from courses.lecturers.api import LANGUAGES
from courses.lecturers.models import Lecturer
from courses.mentoring import (
    debt_queries,
    excluding,
    matching_facts,
    pair_words,
    pairing,
    queries,
    serving,
)
from courses.mentoring.blueprint import blueprint
from courses.mentoring.contacts_pages import number_in
from courses.mentoring.pair_forms import (
    EndForm,
    ExclusionForm,
    ExtendForm,
    HandOverForm,
    PairForm,
    WishForm,
)
from courses.mentoring.pair_pages import (
    lecturer_choices,
    pair_crumbs,
    step_rows,
)
from courses.mentoring.rules import EndedBy, PairRole, PairState, with_goals
from courses.mentoring.usual import usual_terms
from lms.clock import now, today
from lms.db import db, reading
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.choices import options
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.sentences import refusal
from lms.web.views import panels_at

Answer = Response | str | tuple[str, int]


@blueprint.get("/pairs")
@requires("mentoring:pair:view")
def pairs() -> str:
    """结对."""
    which = request.args.get("which", "active")
    lecturer = number_in(request.args.get("lecturer"))
    place = request.args.get("place", "")
    lines, page = debt_queries.pair_lines(
        db.session(), actor(), today(), page_of(request.args), lecturer_id=lecturer, which=which,
        place=place if place.isascii() and place.isdecimal() else "",
    )  # fmt: skip
    return render_template(
        "mentoring/pairs.html", lines=lines, page=page, which=which, day=today(),
        states=pair_words.STATES, may_match=actor().may("mentoring:match:run"),
    )  # fmt: skip


@blueprint.get("/pairs/<int:pair_id>")
@requires("mentoring:pair:view")
def pair(pair_id: int) -> str:
    """一对帮带."""
    found = queries.pair_for(db.session(), actor(), pair_id)
    chain = queries.chain(db.session(), found)
    agreements = queries.agreements(db.session(), found.id)
    return render_template(
        "mentoring/pair.html", pair=found, chain=chain, agreements=agreements, words=pair_words,
        step_rows=step_rows(queries.steps(db.session(), [one.id for one in chain])),
        may_oversee=leader_reaches(actor(), queries.BOARD, found.leader.place),
        may_edit=actor().may(pairing.EDIT, found.leader.place)
        and found.state is PairState.ACTIVE,
        out=serving.ended_by(db.session(), found.lecturer, today())
        if found.state is PairState.ACTIVE
        else None,
        line=debt_queries.line_of(db.session(), found, today()), day=today(),
        panels=panels_at("mentoring.pair", found), crumbs=pair_crumbs(found),
        exports=exports_at("mentoring.pair", found.county, None),
    )  # fmt: skip


@blueprint.route("/leaders/<int:leader_id>/pair", methods=["GET", "POST"])
@requires("mentoring:pair:edit")
def pair_new(leader_id: int) -> Answer:
    """结对: choose a lecturer for a leader."""
    with reading(db.session()):  # fifty forms at once would wait for one another
        facts = _leader_facts(leader_id)
        leader, choices = facts["leader"], _choices(facts["leader"])
        role = PairRole.SECOND if facts["active"] else PairRole.MAIN
        form = PairForm.offered(choices, usual_terms(db.session(), leader.place, today()), role)
    if form.validate_on_submit():
        try:
            leader = leader_for(db.session(), actor(), leader_id, pairing.EDIT)
            made = pairing.pair(
                db.session(), actor(), now(), leader=leader, lecturer=_chosen(form, leader),
                terms=form.terms(), role=PairRole(form.role.data), reason=form.reason.data or "",
            )  # fmt: skip
            flash(_("已结对。"), "done")
            return redirect(url_for("mentoring.pair", pair_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    return _form("mentoring/pair_new.html", form, lambda: _leader_facts(leader_id))


@blueprint.route("/pairs/<int:pair_id>/extend", methods=["GET", "POST"])
@requires("mentoring:pair:edit")
def pair_extend(pair_id: int) -> Answer:
    """协议延期."""
    found = queries.pair_for(db.session(), actor(), pair_id, pairing.EDIT)
    last = queries.agreements(db.session(), found.id)[0]
    form = ExtendForm.offered(queries.terms_of(last))
    if form.validate_on_submit():
        try:
            terms = form.terms(found.from_date)
            pairing.extend(db.session(), actor(), now(), found, terms, form.reason.data)
            flash(_("已延期。"), "done")
            return redirect(url_for("mentoring.pair", pair_id=found.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    title = _("协议延期")
    facts = {"title": title, "submit": title}
    return _form("mentoring/pair_act.html", form, lambda: _pair_facts(pair_id), **facts)


@blueprint.route("/pairs/<int:pair_id>/hand-over", methods=["GET", "POST"])
@requires("mentoring:pair:edit")
def pair_hand_over(pair_id: int) -> Answer:
    """转交给另一位讲师."""
    with reading(db.session()):  # as above
        found = queries.pair_for(db.session(), actor(), pair_id, pairing.EDIT)
        usual = usual_terms(db.session(), found.leader.place, today())
        last = queries.terms_of(queries.agreements(db.session(), pair_id)[0])
        form = HandOverForm.offered(_choices(found.leader), with_goals(usual, last), today())
    if form.validate_on_submit():
        try:
            found = queries.pair_for(db.session(), actor(), pair_id, pairing.EDIT)
            made = pairing.hand_over(
                db.session(), actor(), now(), found, to=_chosen(form, found.leader), on=form.on.data,
                terms=form.terms(), reason=form.reason.data,
            )  # fmt: skip
            flash(_("已转交。"), "done")
            return redirect(url_for("mentoring.pair", pair_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    facts = {"title": _("转交"), "submit": _("转交")}
    return _form("mentoring/pair_act.html", form, lambda: _pair_facts(pair_id), **facts)


@blueprint.route("/pairs/<int:pair_id>/end", methods=["GET", "POST"])
@requires("mentoring:pair:edit")
def pair_end(pair_id: int) -> Answer:
    """结束帮带."""
    found = queries.pair_for(db.session(), actor(), pair_id, pairing.EDIT)
    form = EndForm(data={"on": today()})
    if form.validate_on_submit():
        try:
            by, on, why = EndedBy(form.by.data), form.on.data, form.reason.data
            pairing.end(db.session(), actor(), now(), found, by=by, on=on, reason=why)
            flash(_("已结束。"), "done")
            return redirect(url_for("mentoring.pair", pair_id=found.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    title = _("结束帮带")
    facts = {"title": title, "submit": title, "danger": True}
    return _form("mentoring/pair_act.html", form, lambda: _pair_facts(pair_id), **facts)


@blueprint.get("/exclusions")
@requires("mentoring:board:view")
def exclusions() -> str:
    """不得结对."""
    lines, page = excluding.exclusions(db.session(), actor(), page_of(request.args))
    return render_template(
        "mentoring/exclusions.html", lines=lines, page=page, may_edit=actor().may(pairing.EDIT)
    )


@blueprint.route("/leaders/<int:leader_id>/exclude", methods=["GET", "POST"])
@requires("mentoring:pair:edit")
def exclude(leader_id: int) -> Answer:
    """登记不得结对."""
    with reading(db.session()):  # as above
        found = _choices(leader_for(db.session(), actor(), leader_id, pairing.EDIT))
    form = ExclusionForm()
    form.lecturer.choices = options(found)
    if form.validate_on_submit():
        try:
            leader = leader_for(db.session(), actor(), leader_id, pairing.EDIT)
            excluding.exclude(
                db.session(), actor(), now(), leader, _chosen(form, leader), form.reason.data
            )
            flash(_("已保存。"), "done")
            return redirect(url_for("mentoring.exclusions"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    facts = {"title": _("登记不得结对"), "submit": _("保存")}
    return _form("mentoring/leader_act.html", form, lambda: _leader_facts(leader_id), **facts)


@blueprint.post("/exclusions/<int:exclusion_id>/lift")
@requires("mentoring:pair:edit")
def exclusion_lift(exclusion_id: int) -> Response:
    """解除不得结对."""
    found = excluding.exclusion_for(db.session(), actor(), exclusion_id)
    excluding.lift(db.session(), actor(), now(), found)
    flash(_("已解除。"), "done")
    return redirect(url_for("mentoring.exclusions"))


@blueprint.route("/leaders/<int:leader_id>/wish", methods=["GET", "POST"])
@requires("mentoring:pair:edit")
def wish(leader_id: int) -> Answer:
    """带头人对讲师的意愿."""
    leader = leader_for(db.session(), actor(), leader_id, pairing.EDIT)
    known = excluding.wish_of(db.session(), leader.id)
    form = WishForm(data={"language": known.language, "sex": known.sex} if known else None)
    none = ("", _("不限"))
    form.language.choices = options([none, *((one.value, w) for one, w in LANGUAGES.items())])
    form.sex.choices = options([none, *pair_words.SEXES.items()])
    if form.validate_on_submit():
        said = (form.language.data or "", form.sex.data or "")
        excluding.wish(db.session(), actor(), now(), leader, *said)
        flash(_("已保存。"), "done")
        return redirect(url_for("leaders.leader", leader_id=leader.id))
    facts = {"title": _("对讲师的意愿"), "submit": _("保存")}
    return _form("mentoring/leader_act.html", form, lambda: _leader_facts(leader_id), **facts)


def _leader_facts(leader_id: int) -> dict[str, Any]:
    """A leader one may pair, and the mentors now."""
    leader = leader_for(db.session(), actor(), leader_id, pairing.EDIT)
    return {"leader": leader, "active": queries.active_pairs(db.session(), leader.id)}


def _pair_facts(pair_id: int) -> dict[str, Any]:
    """A pair one may change."""
    return {"pair": queries.pair_for(db.session(), actor(), pair_id, pairing.EDIT)}


def _choices(leader: Leader) -> list[tuple[str, object]]:
    """The lecturers with room for a leader, those left out who are mentors already."""
    return lecturer_choices(db.session(), leader.place, leader.id, today())


def _chosen(form: Any, leader: Leader) -> Lecturer:
    """The lecturer of the form, who may be full or out of office by now."""
    key = number_in(form.lecturer.data) or 0
    return matching_facts.lecturer_for(db.session(), leader.place, key)


def _form(
    template: str, form: Any, read: Callable[[], dict[str, Any]], **facts: Any
) -> tuple[str, int]:
    """The form, or what is against it: nothing is written, and nobody waits while it is drawn."""
    status = 422 if request.method == "POST" else 200
    with reading(db.session()):
        return render_template(template, form=form, **read(), **facts), status
