"""Pages of the lecturer corps (讲师团)."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.lecturers import importing, queries, services, words
from courses.lecturers.blueprint import blueprint
from courses.lecturers.forms import (
    CredentialForm,
    DispatchForm,
    ImportForm,
    LecturerForm,
    TermEndForm,
    TermForm,
)
from courses.lecturers.models import Lecturer, LecturerCredential, LecturerTerm
from courses.lecturers.rules import TermDates
from courses.lecturers.services import Corps, Proof
from lms.clock import now, today
from lms.db import db
from lms.divisions import queries as divisions
from lms.errors import DomainError, NotFound
from lms.runs.models import Run
from lms.web.access import actor, requires
from lms.web.choices import options
from lms.web.exits import exports_at
from lms.web.form import PageForm
from lms.web.paging import page_of
from lms.web.sentences import refusal
from lms.web.views import panels_at

Answer = Response | str | tuple[str, int]
PLACE, CORPS = "lecturers.lecturer", "lecturers.corps"


@blueprint.get("/")
@requires("lecturers:lecturer:view")
def index() -> str:
    """讲师."""
    session, who, day = db.session(), actor(), today()
    rows, page = queries.page_of_lecturers(session, who, page_of(request.args), day)
    counties = divisions.counties_within(session, who, queries.VIEW)
    only = counties[0].code[:6] if len(counties) == 1 else ""
    county = only or request.args.get("county", "")
    return render_template(
        "lecturers/list.html", lecturers=rows, page=page, words=words,
        standings={row.id: queries.standing_of(row, day) for row in rows},
        capacities=queries.capacities(session, rows), county=county,
        counties=[(row.code[:6], row.name) for row in counties],
        exports=exports_at(CORPS, county, None) if county else [],
    )  # fmt: skip


@blueprint.get("/<int:lecturer_id>")
@requires("lecturers:lecturer:view")
def lecturer(lecturer_id: int) -> str:
    """一位讲师."""
    session, who, day = db.session(), actor(), today()
    found = queries.lecturer_for(session, who, lecturer_id)
    may_edit = who.may(services.EDIT, found.county)
    dispatches = queries.dispatches_of(session, found.id)
    prefixes = [row.prefix for row in found.regions] + [row.from_region for row in dispatches]
    changes = queries.changes_of(session, found.id)
    prefixes += [
        code
        for row in changes
        if row.field in words.PLACES
        for code in f"{row.before},{row.after}".split(",")
        if code
    ]
    names = {prefix: divisions.full_name(session, prefix) for prefix in set(prefixes)}
    return render_template(
        "lecturers/lecturer.html", lecturer=found, words=words, may_edit=may_edit, names=names,
        standing=queries.standing_of(found, day), today=day, dispatches=dispatches,
        capacity=queries.capacities(session, [found])[found.id],
        credentials=queries.credentials_of(session, found.id),
        changes=changes,
        base=divisions.full_name(session, found.base_place) if found.base_place else "",
        phone=queries.phone_of(found) if may_edit else "", panels=panels_at(PLACE, found),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"], defaults={"lecturer_id": None})
@blueprint.route("/<int:lecturer_id>/edit", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def edit(lecturer_id: int | None) -> Answer:
    """登记或修改讲师."""
    found = queries.lecturer_for(db.session(), actor(), lecturer_id) if lecturer_id else None
    form = _form(found)

    def act() -> Lecturer:
        facts = {"county": found.county if found else "", **form.facts()}
        corps = Corps(**form.corps())
        return services.save_lecturer(db.session(), actor(), now(), found, corps=corps, **facts)

    title = found.name if found else _("登记讲师")
    return _page(form, act, title, done=lambda made: _url(made))


def _url(found: Any) -> str:
    return url_for("lecturers.lecturer", lecturer_id=found.id)


def _page(
    form: PageForm,
    act: Callable[[], object],
    title: object,
    *,
    back: str = "",
    submit: object = None,
    upload: bool = False,
    note: object = None,
    done: Callable[[object], str] | None = None,
) -> Answer:
    """Show the form, or do the act it is for and go on."""
    back = back or url_for("lecturers.index")
    if form.validate_on_submit():
        try:
            made = act()
            if not upload:  # a rehearsal has saved nothing yet
                flash(_("已保存。"), "done")
            return redirect(done(made) if done else back)
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    page = render_template(
        "lecturers/edit.html", form=form, title=title, back=back, submit=submit or _("保存"),
        upload=upload, note=note,
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<int:lecturer_id>/<any(leave, come_back):verb>")
@requires("lecturers:lecturer:edit")
def switch(lecturer_id: int, verb: str) -> Response:
    """离任 / 复任."""
    found = queries.lecturer_for(db.session(), actor(), lecturer_id)
    if verb == "leave":
        reason = request.form.get("reason", "")
        services.leave(db.session(), actor(), now(), found, today(), reason)
    else:
        services.come_back(db.session(), actor(), now(), found)
    flash(_("已保存。"), "done")
    return redirect(_url(found))


@blueprint.route("/<int:lecturer_id>/terms/new", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def term(lecturer_id: int) -> Answer:
    """登记聘期."""
    session, who, found = db.session(), actor(), _lecturer(lecturer_id)
    form = TermForm()

    def act() -> None:
        dates = TermDates(form.from_on.data, form.to_on.data)
        services.add_term(session, who, now(), found, dates, form.document.data or "")

    return _page(form, act, _("登记聘期"), back=_url(found), note=found.name)


@blueprint.route("/<int:lecturer_id>/terms/<int:term_id>/end", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def end_term(lecturer_id: int, term_id: int) -> Answer:
    """聘期提前结束."""
    session, who, found = db.session(), actor(), _lecturer(lecturer_id)
    known = next((one for one in found.terms if one.id == term_id), None)
    if known is None:
        raise NotFound
    form, ends = TermEndForm(data={"on": today()}), known

    def act(one: LecturerTerm = ends) -> None:
        services.end_term(session, who, now(), found, one, form.on.data, form.reason.data)

    return _page(form, act, _("聘期提前结束"), back=_url(found), note=found.name)


@blueprint.route("/<int:lecturer_id>/credentials/new", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def credential(lecturer_id: int) -> Answer:
    """登记资质."""
    session, who, found = db.session(), actor(), _lecturer(lecturer_id)
    form = CredentialForm()

    def act() -> None:
        proof = Proof(
            form.title.data, form.number.data or "", form.issuer.data or "",
            form.issued_on.data, form.expires_on.data,
        )  # fmt: skip
        services.add_credential(session, who, now(), found, proof)

    return _page(form, act, _("登记资质"), back=_url(found), note=found.name)


@blueprint.post("/<int:lecturer_id>/credentials/<int:credential_id>/withdraw")
@requires("lecturers:lecturer:edit")
def withdraw(lecturer_id: int, credential_id: int) -> Response:
    """资质失效或已换发."""
    session, who, found = db.session(), actor(), _lecturer(lecturer_id)
    known = session.get(LecturerCredential, credential_id)
    if known is None or known.lecturer_id != found.id:
        raise NotFound
    services.withdraw_credential(session, who, now(), found, known)
    flash(_("已保存。"), "done")
    return redirect(_url(found))


@blueprint.route("/<int:lecturer_id>/dispatches/new", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def dispatch(lecturer_id: int) -> Answer:
    """登记对口帮扶派出."""
    session, who, found = db.session(), actor(), _lecturer(lecturer_id)
    form = DispatchForm()

    def act() -> None:
        dates = TermDates(form.from_on.data, form.to_on.data)
        region = form.from_region.data.strip()
        services.add_dispatch(session, who, now(), found, region, dates, form.document.data or "")

    return _page(form, act, _("登记对口帮扶派出"), back=_url(found), note=found.name)


@blueprint.route("/import", methods=["GET", "POST"])
@requires("lecturers:lecturer:edit")
def upload() -> Answer:
    """导入讲师名单."""
    session, who = db.session(), actor()
    form = ImportForm()
    form.county.choices = options(_counties())

    def act() -> Run:
        return importing.rehearse_lecturers(
            session, who, now(), form.county.data, form.file.data.read(), form.file.data.filename
        )

    return _page(
        form, act, _("导入讲师名单"), submit=_("预演"), upload=True, done=_to_run,
        note=_("表头次序不限。先预演，逐行说明会怎样处理，确认后才写入。"),
    )  # fmt: skip


def _to_run(made: Any) -> str:
    return url_for("lms.run", uid=made.uid)


def run_back(run: Run) -> str:
    """The page an import of lecturers belongs to."""
    return url_for("lecturers.index", county=run.county)


def _lecturer(lecturer_id: int) -> Lecturer:
    return queries.lecturer_for(db.session(), actor(), lecturer_id)


def _counties() -> list[tuple[str, str]]:
    places = divisions.places_for(db.session(), actor(), services.EDIT)
    return [place for place in places if len(place[0]) == 6]


def _form(found: Lecturer | None) -> LecturerForm:
    places = _counties()
    counties = [found.county] if found else [prefix for prefix, _name in places]
    own = found.account_id if found else None
    accounts = [a for c in counties for a in queries.free_accounts(db.session(), c, own)]
    return LecturerForm.offered(places, accounts, _data(found) if found else None)


def _data(found: Lecturer) -> dict[str, object]:
    plain = (
        "name", "sex", "kind", "organisation", "position", "education", "expertise", "remark",
        "capacity", "languages",
    )  # fmt: skip
    return {
        **{name: getattr(found, name) for name in plain},
        "phone": queries.phone_of(found),
        "account_id": str(found.account_id or ""),
        "fields": [str(row.code) for row in found.fields],
        "regions": "、".join(row.prefix for row in found.regions),
        "base_place": found.base_place or "",
    }
