"""Pages of villages: the list, one village, the eligible flag, merging, importing a list."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from courses.leaders import listing, queries, scans, village_importing, village_listing, villages
from courses.leaders.blueprint import blueprint
from courses.leaders.entering import EDIT as ENTER
from courses.leaders.forms import (
    FlagForm,
    MergeForm,
    VillageForm,
    VillageImportForm,
    village_choices,
)
from courses.leaders.models import Village
from courses.leaders.pages import Answer, form_page, village_crumbs, village_url
from courses.leaders.villages import EDIT, Basis
from lms.accounts.queries import names as account_names
from lms.audit import queries as audit
from lms.clock import now, today
from lms.db import db
from lms.divisions.queries import counties_within
from lms.runs.models import Run
from lms.web.access import actor, registry, requires
from lms.web.choices import options
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.views import panels_at

PLACE = "leaders.village"


@blueprint.get("/villages/")
@requires("leaders:village:view")
def villages_page() -> str:
    """村."""
    session, who = db.session(), actor()
    counts = village_listing.counts(session, who, request.args)
    lines, page = village_listing.page_of_villages(session, who, page_of(request.args), counts)
    choices = listing.choices(session, who, queries.VILLAGES)
    return render_template(
        "leaders/villages.html", lines=lines, page=page, choices=choices,
        counts=counts, may_edit=who.may(EDIT),
    )  # fmt: skip


@blueprint.get("/villages/<int:village_id>")
@requires("leaders:village:view")
def village(village_id: int) -> str:
    """一个村."""
    session, who, day = db.session(), actor(), today()
    found = queries.village_for(session, who, village_id)
    log = audit.history(session, "leaders.village", found.uid)
    return render_template(
        "leaders/village.html", village=found, flags=village_listing.flags_of(session, found),
        merged=village_listing.merged_into(session, found),
        lines=listing.lines(session, queries.leaders_in(session, who, found.id), day),
        may_edit=who.may(EDIT, found.code), may_enter=who.may(ENTER, found.code),
        scans=scans.seen(session, who, found), may_scan=who.may(scans.EDIT, found.code),
        panels=panels_at(PLACE, found), exports=exports_at(PLACE, found.county, None),
        log=log, names=account_names(session, {row.actor for row in log}),
        labels=registry().audit_labels, crumbs=village_crumbs(found),
    )  # fmt: skip


@blueprint.route("/villages/new", methods=["GET", "POST"])
@requires("leaders:village:edit")
def new_village() -> Answer:
    """登记村."""
    session, who = db.session(), actor()
    form = VillageForm()
    choices: dict[str, list[tuple[str, str]]] = {}
    for county in counties_within(session, who, EDIT):
        choices |= queries.unregistered(session, who, EDIT, county.code[:6])
    form.village.choices = village_choices(choices)
    return form_page(
        form, lambda: villages.enter_village(session, who, now(), form.village.data),
        title=_("登记村"), submit=_("登记"), back=url_for("leaders.villages_page"),
        crumbs=[(_("村"), url_for("leaders.villages_page"))], done=_to_village,
        note=_("这里列出区划中还没有登记的村。"),
    )  # fmt: skip


def _to_village(made: Any) -> str:
    return village_url(made)


@blueprint.route("/villages/<int:village_id>/flag", methods=["GET", "POST"])
@requires("leaders:village:edit")
def flag(village_id: int) -> Answer:
    """认定或取消“有条件”."""
    session, who = db.session(), actor()
    found = queries.village_for(session, who, village_id, EDIT)
    form, eligible = FlagForm(data={"on": today()}), found.flagged_on is None

    def act() -> None:
        villages.set_flag(session, who, now(), found, _basis(form), eligible=eligible)

    title = _("认定为有条件的村") if eligible else _("取消有条件的认定")
    return _village_form(found, form, act, title)


@blueprint.route("/villages/<int:village_id>/merge", methods=["GET", "POST"])
@requires("leaders:village:edit")
def merge(village_id: int) -> Answer:
    """并入另一个村."""
    session, who = db.session(), actor()
    found = queries.village_for(session, who, village_id, EDIT)
    form = MergeForm(data={"on": today()})
    others = village_listing.choices(session, who, EDIT, found.county)
    form.into.choices = village_choices(others)

    def act() -> None:
        into = queries.village_for(session, who, int(form.into.data), EDIT)
        villages.merge(session, who, now(), found, into, _basis(form))

    return _village_form(found, form, act, _("并入另一个村"))


def _basis(form: FlagForm) -> Basis:
    return Basis(form.on.data, form.basis.data, form.signer.data)


def _village_form(found: Village, form: FlagForm, act: Any, title: str) -> Answer:
    return form_page(
        form, act, title=title, submit=_("保存"), back=village_url(found),
        crumbs=village_crumbs(found), note=f"{found.town_name}{found.name}",
    )  # fmt: skip


@blueprint.route("/villages/import", methods=["GET", "POST"])
@requires("leaders:village:edit")
def upload_villages() -> Answer:
    """导入有条件的村名单."""
    session, who = db.session(), actor()
    form = VillageImportForm()
    form.county.choices = options(
        [(row.code[:6], row.name) for row in counties_within(session, who, EDIT)]
    )

    def act() -> Run:
        given = (form.on.data, form.basis.data or "", form.signer.data or "")
        return village_importing.rehearse_villages(
            session, who, now(), form.county.data, form.file.data.read(),
            form.file.data.filename, given,
        )  # fmt: skip

    return form_page(
        form, act, title=_("导入有条件的村名单"), submit=_("预演"),
        back=url_for("leaders.villages_page"), upload=True,
        crumbs=[(_("村"), url_for("leaders.villages_page"))],
        done=lambda made: url_for("lms.run", uid=made.uid),  # type: ignore[attr-defined]  # a Run
        note=_("表里要有乡镇和村；依据、认定人、认定日期可以在表里，也可以在这里统一填写。"),
    )  # fmt: skip


def run_back(run: Run) -> str:
    """The page an import of villages belongs to."""
    return url_for("leaders.villages_page", county=run.county)
