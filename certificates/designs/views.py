"""Pages of designs: what there is, one design with its previews, a new version, seals."""

import base64

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from certificates.blueprint import blueprint
from certificates.designs import queries, services
from certificates.designs.bundles import Bundle, pack, unpack
from certificates.designs.checking import Checked, checked, text_of
from certificates.designs.fields import FIELDS, Sample
from certificates.designs.forms import EmblemForm, NewDesignForm, TitleForm, VersionForm
from certificates.designs.models import EmblemKind
from certificates.designs.previewing import preview_pdf, preview_png
from certificates.designs.shipping import SHIPPED, Shipped, shipped
from certificates.designs.words import FIELDS as FIELD_WORDS
from certificates.designs.words import KINDS, PLACES, SAMPLES
from certificates.designs.words import SHIPPED as SHIPPED_WORDS
from lms.clock import now, today
from lms.db import db, reading
from lms.divisions import queries as divisions
from lms.errors import DomainError, NotFound
from lms.web.access import actor, requires
from lms.web.exits import as_download
from lms.web.sentences import refusal, sentence

Page = Answer | str | tuple[str, int]


@blueprint.get("/certificates/designs/")
@requires("certificates:design:view")
def designs() -> str:
    """证书版式、印章和签发人."""
    session, who = db.session(), actor()
    return render_template(
        "certificates/designs/list.html",
        shipped=[(name, SHIPPED_WORDS[name]) for name in SHIPPED],
        designs=[(one, queries.newest_released(one)) for one in queries.designs(session, who)],
        emblems=queries.emblems(session, who),
        kinds=KINDS,
        today=today(),
        may_edit=who.may(queries.EDIT),
        crumbs=_crumbs(),
    )


@blueprint.get("/certificates/designs/shipped/<name>")
@requires("certificates:design:view")
def shipped_design(name: str) -> str:
    """自带版式."""
    found = _shipped(name)
    return render_template(
        "certificates/designs/shipped.html",
        found=found,
        title=SHIPPED_WORDS[found.name],
        samples=SAMPLES,
        may_edit=actor().may(queries.EDIT),
        crumbs=_crumbs((SHIPPED_WORDS[found.name], None)),
    )


@blueprint.get("/certificates/designs/shipped/<name>/<sample>.png")
@requires("certificates:design:view")
def shipped_preview(name: str, sample: str) -> Response:
    """A shipped design with sample values."""
    return _picture(_shipped(name).html, sample)


@blueprint.get("/certificates/designs/versions/<int:version_id>/<sample>.png")
@requires("certificates:design:view")
def version_preview(version_id: int, sample: str) -> Response:
    """A version of an own design with sample values."""
    return _picture(queries.version_for(db.session(), actor(), version_id).html, sample)


@blueprint.get("/certificates/designs/versions/<int:version_id>/sample.pdf")
@requires("certificates:design:view")
def version_pdf(version_id: int) -> Answer:
    """The same on paper, to try the printer with."""
    found = queries.version_for(db.session(), actor(), version_id)
    content = preview_pdf(found.html, Sample.USUAL)
    return as_download(f"{found.design.title}-{_('试印')}.pdf", "application/pdf", content)


@blueprint.get("/certificates/designs/<int:design_id>")
@requires("certificates:design:view")
def design(design_id: int) -> str:
    """一个自有版式: its versions, how the newest looks."""
    session, who = db.session(), actor()
    found = queries.design_for(session, who, design_id)
    return render_template(
        "certificates/designs/design.html",
        design=found,
        newest=found.versions[-1],
        released=queries.newest_released(found),
        samples=SAMPLES,
        form=TitleForm(data={"title": found.title}),
        may_edit=who.may(queries.EDIT, found.county),
        crumbs=_crumbs((found.title, None)),
    )


@blueprint.route("/certificates/designs/new", methods=["GET", "POST"])
@requires("certificates:design:edit")
def new_design() -> Page:
    """新建版式."""
    session, who = db.session(), actor()
    counties = divisions.counties_within(session, who, queries.EDIT)
    form = NewDesignForm.offered(
        [(one.code[:6], one.name) for one in counties], request.args.get("from", "")
    )
    if form.validate_on_submit():
        try:
            with reading(session):
                found, based_on = _entered(form)
            made = services.create_design(
                session, who, now(),
                county=form.county.data, title=form.title.data, found=found, based_on=based_on,
            )  # fmt: skip
            return redirect(url_for("certificates.design", design_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    page = render_template(
        "certificates/designs/new.html", form=form, crumbs=_crumbs((_("新建版式"), None))
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/certificates/designs/<int:design_id>/edit", methods=["GET", "POST"])
@requires("certificates:design:edit")
def edit_design(design_id: int) -> Page:
    """修改版式: a new version."""
    session, who = db.session(), actor()
    found = queries.design_for(session, who, design_id, queries.EDIT)
    form = VersionForm(data={"html": found.versions[-1].html})
    if form.validate_on_submit():
        try:
            with reading(session):
                text = checked(form.html.data)
            found = queries.design_for(session, who, design_id, queries.EDIT)
            services.add_version(session, who, now(), found, text, form.note.data or "")
            flash(
                _("已存为第 %(number)s 版。看过样张后再发布。", number=len(found.versions)), "done"
            )
            return redirect(url_for("certificates.design", design_id=design_id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
            found = queries.design_for(session, who, design_id, queries.EDIT)
    page = render_template(
        "certificates/designs/edit.html",
        design=found,
        form=form,
        samples=SAMPLES,
        fields=[
            (one.name, FIELD_WORDS[one.name], PLACES[one.kind.value], one.needed) for one in FIELDS
        ],
        crumbs=_crumbs(
            (found.title, url_for("certificates.design", design_id=design_id)), (_("修改"), None)
        ),
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/certificates/designs/preview")
@requires("certificates:design:edit")
def live_preview() -> tuple[dict[str, str], int]:
    """What is being written, as a picture; a refusal in words for what cannot be printed."""
    try:
        with reading(db.session()):
            found = checked(request.form.get("html", ""))
            picture = preview_png(found.html, _sample(request.form.get("sample", "usual")))
    except DomainError as fault:
        return {"code": fault.code, "sentence": sentence(fault.code, fault.facts)}, 422
    return {"picture": f"data:image/png;base64,{base64.b64encode(picture).decode()}"}, 200


@blueprint.post("/certificates/designs/<int:design_id>/title")
@requires("certificates:design:edit")
def rename_design(design_id: int) -> Answer:
    """改名."""
    session, who, form = db.session(), actor(), TitleForm()
    found = queries.design_for(session, who, design_id, queries.EDIT)
    if form.validate_on_submit():
        services.rename(session, who, now(), found, form.title.data)
    return redirect(url_for("certificates.design", design_id=design_id))


@blueprint.post("/certificates/designs/<int:design_id>/<any(release, retire, restore):act>")
@requires("certificates:design:edit")
def act_on_design(design_id: int, act: str) -> Answer:
    """发布最新版、停用、恢复."""
    session, who = db.session(), actor()
    found = queries.design_for(session, who, design_id, queries.EDIT)
    if act == "release":
        services.release(session, who, now(), found)
    elif act == "retire":
        services.retire(session, who, now(), found)
    else:
        services.restore(session, who, now(), found)
    return redirect(url_for("certificates.design", design_id=design_id))


@blueprint.get("/certificates/designs/<int:design_id>/bundle.zip")
@requires("certificates:design:view")
def design_bundle(design_id: int) -> Answer:
    """导出版式: the newest version as a file for another county."""
    found = queries.design_for(db.session(), actor(), design_id)
    content = pack(Bundle(found.title, found.versions[-1].html, found.based_on))
    return as_download(f"{found.title}.zip", "application/zip", content)


@blueprint.route("/certificates/emblems/new", methods=["GET", "POST"])
@requires("certificates:design:edit")
def new_emblem() -> Page:
    """登记印章或签发人."""
    session, who = db.session(), actor()
    form = EmblemForm.offered(queries.places(session, who), EmblemKind.SEAL, today())
    if form.validate_on_submit():
        county, centre_id = form.target
        try:
            services.add_emblem(
                session, who, now(), county=county, centre_id=centre_id,
                kind=EmblemKind(form.kind.data), title=form.title.data,
                position=form.position.data or "", content=form.file.data.read(),
                valid_from=form.valid_from.data, valid_until=form.valid_until.data,
            )  # fmt: skip
            return redirect(url_for("certificates.designs", _anchor="emblems"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    page = render_template(
        "certificates/designs/emblem.html", form=form, crumbs=_crumbs((_("登记印章或签发人"), None))
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/certificates/emblems/<int:emblem_id>.png")
@requires("certificates:design:view")
def emblem_picture(emblem_id: int) -> Response:
    """The picture of a seal or signature."""
    found = queries.emblem_for(db.session(), actor(), emblem_id)
    return Response(found.picture, mimetype=found.picture_type)


@blueprint.post("/certificates/emblems/<int:emblem_id>/end")
@requires("certificates:design:edit")
def end_emblem(emblem_id: int) -> Answer:
    """从今天起停用."""
    session, who = db.session(), actor()
    found = queries.emblem_for(session, who, emblem_id, queries.EDIT)
    services.end_emblem(session, who, now(), found, today())
    return redirect(url_for("certificates.designs", _anchor="emblems"))


def _entered(form: NewDesignForm) -> tuple[Checked, str]:
    """The text a new design begins with, and what it was made from."""
    sent = form.file.data
    if not sent:
        return checked(_shipped(form.based_on.data).html), form.based_on.data
    content = sent.read()
    if content.startswith(b"PK"):
        found = unpack(content)
        return checked(found.html), found.based_on
    return checked(text_of(content)), ""


def _shipped(name: str) -> Shipped:
    found = shipped(name)
    if found is None:
        raise NotFound
    return found


def _sample(name: str) -> Sample:
    if name not in list(Sample):
        raise NotFound
    return Sample(name)


def _picture(html: str, sample: str) -> Response:
    with reading(db.session()):
        return Response(preview_png(html, _sample(sample)), mimetype="image/png")


def _crumbs(*last: tuple[object, str | None]) -> list[tuple[object, str | None]]:
    home = (_("版式和印章"), url_for("certificates.designs"))
    return [(_("证书"), url_for("certificates.index")), home, *last]
