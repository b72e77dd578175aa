"""Pages of the administrator and the auditor: accounts, centres, parameters, calendar, audit log."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import queries, services
from lms.accounts.forms import AccountForm
from lms.accounts.roles import ROLES
from lms.audit import queries as audit
from lms.clock import now
from lms.db import db
from lms.divisions import queries as divisions
from lms.divisions import services as division_services
from lms.divisions.forms import CentreForm
from lms.errors import DomainError
from lms.settings import queries as settings
from lms.settings import services as setting_services
from lms.settings.forms import SettingForm
from lms.web.access import actor, registry, requires
from lms.web.blueprint import blueprint
from lms.web.paging import page_of
from lms.web.sentences import refusal
from lms.workdays import queries as workdays
from lms.workdays import services as workday_services
from lms.workdays.forms import YearForm


@blueprint.get("/accounts")
@requires("accounts:account:manage")
def account_list() -> str:
    """账号."""
    rows = queries.accounts(db.session(), actor())
    places = divisions.names_of(db.session(), {g.prefix for row in rows for g in row.grants})
    return render_template(
        "accounts/list.html", accounts=rows, roles={r.name: r.title for r in ROLES}, places=places
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires("accounts:account:manage")
def account_new() -> Response | str | tuple[str, int]:
    """新建账号."""
    form = AccountForm.offered(divisions.grantable(db.session(), actor()))
    if form.validate_on_submit():
        try:
            account, drawn = services.create(
                db.session(),
                actor(),
                now(),
                login=form.login.data,
                name=form.name.data,
                grants=form.grants(),
            )
            return render_template("accounts/handed.html", account=account, password=drawn), 200
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/edit.html", form=form, account=None), status


@blueprint.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires("accounts:account:manage")
def account_edit(account_id: int) -> Response | str | tuple[str, int]:
    """账号权限."""
    account = queries.account_for(db.session(), actor(), account_id)
    places = divisions.grantable(db.session(), actor())
    form = AccountForm.offered(places, (account.name, [grant.place for grant in account.grants]))
    if form.validate_on_submit():
        try:
            services.change_grants(
                db.session(), actor(), now(), account, name=form.name.data, grants=form.grants()
            )
            flash(_("已保存。"), "done")
            return redirect(url_for("lms.account_list"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    history = audit.history(db.session(), "account", account.id)
    return render_template(
        "accounts/edit.html",
        form=form,
        account=account,
        history=history,
        names=queries.names(db.session(), {row.actor for row in history}),
        labels=registry().audit_labels,
    ), status


@blueprint.post("/accounts/<int:account_id>/<any(disable, enable):verb>")
@requires("accounts:account:manage")
def account_switch(account_id: int, verb: str) -> Response:
    """停用 / 启用."""
    account = queries.account_for(db.session(), actor(), account_id)
    services.set_disabled(db.session(), actor(), now(), account, disabled=verb == "disable")
    flash(_("已停用。") if verb == "disable" else _("已启用。"), "done")
    return redirect(url_for("lms.account_edit", account_id=account_id))


@blueprint.post("/accounts/<int:account_id>/reset")
@requires("accounts:account:manage")
def account_reset(account_id: int) -> str:
    """重置密码."""
    account = queries.account_for(db.session(), actor(), account_id)
    drawn = services.reset_password(db.session(), actor(), now(), account)
    return render_template("accounts/handed.html", account=account, password=drawn)


@blueprint.get("/centres")
@requires("divisions:centre:view")
def centre_list() -> str:
    """培训中心."""
    return render_template(
        "divisions/centres.html", centres=divisions.centres(db.session(), actor())
    )


@blueprint.route("/centres/new", methods=["GET", "POST"], defaults={"centre_id": None})
@blueprint.route("/centres/<int:centre_id>", methods=["GET", "POST"])
@requires("divisions:centre:edit")
def centre_edit(centre_id: int | None) -> Response | str | tuple[str, int]:
    """新建或修改培训中心."""
    centre = divisions.centre_for(db.session(), actor(), centre_id) if centre_id else None
    counties = divisions.counties_within(db.session(), actor(), "divisions:centre:edit")
    form = CentreForm.offered([(row.code[:6], row.name) for row in counties], centre)
    if form.validate_on_submit():
        try:
            division_services.save_centre(db.session(), actor(), now(), centre, **form.facts())
            flash(_("已保存。"), "done")
            return redirect(url_for("lms.centre_list"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("divisions/centre.html", form=form, centre=centre), status


@blueprint.route("/settings", methods=["GET", "POST"])
@requires("settings:value:edit")
def setting_list() -> Response | str | tuple[str, int]:
    """参数."""
    declared = registry().settings
    places = divisions.grantable(db.session(), actor())
    form = SettingForm.offered([(s.name, s.title) for s in declared.values()], places)
    if form.validate_on_submit():
        try:
            setting_services.set_value(
                db.session(),
                actor(),
                now(),
                form.setting.data,
                form.prefix.data,
                form.value.data,
                form.source.data or "",
            )
            flash(_("已保存。"), "done")
            return redirect(url_for("lms.setting_list"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    rows = settings.overview(db.session(), actor(), declared)
    status = 422 if form.errors else 200
    return render_template("settings/list.html", rows=rows, form=form, places=dict(places)), status


@blueprint.route("/workdays", methods=["GET", "POST"])
@requires("workdays:year:edit")
def workday_list() -> Response | str | tuple[str, int]:
    """节假日."""
    form = YearForm()
    if form.validate_on_submit():
        try:
            workday_services.enter_year(
                db.session(),
                actor(),
                now(),
                form.year.data,
                form.source.data,
                form.holidays(),
                form.workdays(),
            )
            flash(_("已保存。"), "done")
            return redirect(url_for("lms.workday_list"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    years = workdays.years(db.session())
    return render_template(
        "workdays/list.html", years=years, form=form
    ), 422 if form.errors else 200


@blueprint.get("/audit")
@requires("audit:entry:view")
def audit_list() -> str:
    """审计日志."""
    page = page_of(request.args)
    rows, total = audit.entries(
        db.session(),
        actor(),
        action=request.args.get("action") or None,
        day_from=page.day("from"),
        day_to=page.day("to"),
        page=page.page,
        size=page.per_page,
    )
    names = queries.names(db.session(), {row.actor for row in rows})
    return render_template(
        "audit/list.html",
        rows=rows,
        page=page.of(total),
        names=names,
        labels=registry().audit_labels,
    )


@blueprint.post("/audit/verify")
@requires("audit:entry:view")
def audit_verify() -> Response:
    """核对审计链."""
    broken = [
        (county, found)
        for county in audit.chains(db.session(), actor())
        if (found := audit.verify(db.session(), county))
    ]
    for county, found in broken:
        flash(
            _(
                "审计链 %(county)s 在第 %(n)s 条处断开（%(why)s）。",
                county=county or "—",
                n=found.sequence,
                why=found.why,
            ),
            "error",
        )
    if not broken:
        flash(_("全部审计链完整。"), "done")
    return redirect(url_for("lms.audit_list"))
