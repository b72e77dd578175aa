"""Pages of the counter: a class to print and hand over, a batch, one collection, the stock."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certificates import queries
from certificates.blueprint import blueprint
from certificates.counter import queries as counter
from certificates.counter import services
from certificates.counter.forms import BatchForm, CollectForm, ReprintForm, SpoilForm, StockForm
from certificates.counter.queries import STOCK, WORK
from certificates.counter.rules import SheetRange, sheet_range
from certificates.models import Collection, Stock
from certificates.rules import Collector, PrintKind
from certificates.words import PRINTS
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.clock import now, today
from lms.db import db
from lms.divisions.queries import names_of
from lms.errors import DomainError, NotFound
from lms.web.access import actor, requires
from lms.web.choices import options
from lms.web.exits import exports_at
from lms.web.sentences import refusal

Answer = Response | str | tuple[str, int]


@blueprint.get("/certificates/cohorts/<int:cohort_id>/counter")
@requires("certificates:certificate:view")
def counter_page(cohort_id: int) -> str:
    """一个班的打印与领取."""
    session = db.session()
    found = cohorts.cohort_for(session, actor(), cohort_id, queries.VIEW)
    lines = [one for one in counter.counter_lines(session, found.id) if _shown(one)]
    waits = [line.waits_for for line in lines]
    return render_template(
        "certificates/counter/cohort.html",
        cohort=found,
        lines=lines,
        to_print=sum(kind is PrintKind.FIRST for kind in waits),
        to_copy=sum(kind is PrintKind.DUPLICATE for kind in waits),
        handed=sum(line.held is not None for line in lines),
        to_hand=sum(line.to_hand for line in lines),
        batches=counter.batches_of(session, found.id),
        may_work=actor().may(WORK, found.county, found.centre_id),
        exports=exports_at("certificates.counter", found.county, found.centre_id),
        crumbs=_crumbs(found),
    )


def _shown(line: counter.CounterLine) -> bool:
    """Void ones only where a paper of theirs is about."""
    return queries.live(line.certificate) or bool(line.prints or line.collections)


@blueprint.route("/certificates/cohorts/<int:cohort_id>/batch", methods=["GET", "POST"])
@requires("certificates:counter:work")
def print_batch(cohort_id: int) -> Answer:
    """打印一批."""
    session = db.session()
    found = cohorts.cohort_for(session, actor(), cohort_id, WORK)
    form = BatchForm()
    form.stock.choices = options(_stocks(found.county))
    if form.validate_on_submit():
        try:
            made = services.print_batch(
                session, actor(), now(), found, PrintKind(form.kind.data),
                stock=_stock(form.stock.data), start=form.start.data,
            )  # fmt: skip
            return redirect(url_for("certificates.batch", batch_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    return _form_page(form, _("打印一批"), _("打印"), found)


@blueprint.get("/certificates/batches/<int:batch_id>")
@requires("certificates:certificate:view")
def batch(batch_id: int) -> str:
    """一批打印的证书."""
    session = db.session()
    found = counter.batch_for(session, actor(), batch_id)
    return render_template(
        "certificates/counter/batch.html",
        batch=found,
        lines=counter.batch_lines(session, found),
        kind=PRINTS[found.kind],
        may_work=actor().may(WORK, found.county, found.cohort.centre_id),
        exports=exports_at("certificates.batch", found.county, found.cohort.centre_id),
        crumbs=[*_crumbs(found.cohort), (_("第 %(number)s 批", number=found.id), "")],
    )


@blueprint.route("/certificates/prints/<int:print_id>/reprint", methods=["GET", "POST"])
@requires("certificates:counter:work")
def reprint(print_id: int) -> Answer:
    """废纸重打."""
    session = db.session()
    line, found = counter.print_for(session, actor(), print_id)
    form = ReprintForm()
    form.stock.choices = options(_stocks(found.county))
    if form.validate_on_submit():
        try:
            made = services.reprint(
                session, actor(), now(), line, form.reason.data, stock=_stock(form.stock.data)
            )
            return redirect(url_for("certificates.batch", batch_id=made.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    return _form_page(form, _("废纸重打"), _("重打"), found.cohort, note=line.certificate.number)


@blueprint.post("/certificates/cohorts/<int:cohort_id>/collected")
@requires("certificates:counter:work")
def collected(cohort_id: int) -> Response:
    """选中的证书由本人领取."""
    session = db.session()
    found = cohorts.cohort_for(session, actor(), cohort_id, WORK)
    chosen = set(request.form.getlist("line", type=int))
    rows = [one for one in queries.of_cohort(session, found.id) if one.id in chosen]
    count = services.collect(session, actor(), now(), rows)
    flash(_("已登记 %(count)s 人本人领取。", count=count), "done")
    return redirect(url_for("certificates.counter_page", cohort_id=found.id))


@blueprint.route("/certificates/<int:certificate_id>/collect", methods=["GET", "POST"])
@requires("certificates:counter:work")
def collect(certificate_id: int) -> Answer:
    """登记一张证书的领取."""
    session = db.session()
    found = queries.certificate_for(session, actor(), certificate_id, WORK)
    form = CollectForm(data={"day": today()})
    if form.validate_on_submit():
        try:
            services.collect(
                session, actor(), now(), [found], collector=Collector(form.collector.data),
                name=form.name.data or "", relation=form.relation.data or "", day=form.day.data,
            )  # fmt: skip
            return redirect(url_for("certificates.counter_page", cohort_id=found.cohort_id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    note = f"{found.number}　{queries.snapshot_of(found).facts.name}"
    return _form_page(form, _("登记领取"), _("登记"), found.cohort, note=note)


@blueprint.post("/certificates/collections/<int:collection_id>/take-back")
@requires("certificates:counter:work")
def take_back(collection_id: int) -> Response:
    """更正领取登记."""
    session = db.session()
    entry = session.get(Collection, collection_id)
    if entry is None:
        raise NotFound
    found = queries.certificate_for(session, actor(), entry.certificate_id, WORK)
    services.take_back(session, actor(), now(), entry, request.form.get("reason", ""))
    flash(_("已划去这条领取登记。"), "done")
    return redirect(url_for("certificates.counter_page", cohort_id=found.cohort_id))


@blueprint.route("/certificates/stock", methods=["GET", "POST"])
@requires("certificates:stock:view")
def stock() -> Answer:
    """空白证书: the report, and paper received."""
    session = db.session()
    form = StockForm(data={"received_on": today()})
    form.county.choices = options(_counties().items())
    if form.validate_on_submit():
        try:
            services.receive(
                session, actor(), now(), form.county.data, form.first.data, form.last.data,
                received_on=form.received_on.data, received_from=form.received_from.data or "",
            )  # fmt: skip
            flash(_("空白证书已登记。"), "done")
            return redirect(url_for("certificates.stock"))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    lines = counter.stock_lines(session, actor())
    codes = list(dict.fromkeys(line.stock.county for line in lines))
    places = names_of(session, codes)
    exports = [
        (code, places[code].get("county", code), export)
        for code in codes
        for export in exports_at("certificates.stock", code, None)
    ]
    return render_template(
        "certificates/counter/stock.html",
        form=form,
        lines=lines,
        may_work=bool(form.county.choices),
        exports=exports,
    ), status


@blueprint.route("/certificates/stock/<int:stock_id>", methods=["GET", "POST"])
@requires("certificates:stock:view")
def stock_record(stock_id: int) -> Answer:
    """一次收到的空白证书: every sheet, and sheets spoiled before printing."""
    session = db.session()
    found = counter.stock_for(session, actor(), stock_id, WORK if request.form else STOCK)
    form = SpoilForm()
    if form.validate_on_submit():
        try:
            first, last = _numbers(found, form)
            count = services.spoil_blank(
                session, actor(), now(), found, first, last, form.reason.data
            )
            flash(_("已登记作废 %(count)s 张。", count=count), "done")
            return redirect(url_for("certificates.stock_record", stock_id=found.id))
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    (line,) = [one for one in counter.stock_lines(session, actor(), found.county)
               if one.stock.id == found.id]  # fmt: skip
    return render_template(
        "certificates/counter/stock_record.html",
        form=form,
        line=line,
        sheets=counter.sheets_of(session, found),
        may_work=actor().may(WORK, found.county, None),
        crumbs=[(_("空白证书"), url_for("certificates.stock")), (line.first, "")],
    ), status


def _numbers(stock: Stock, form: SpoilForm) -> tuple[int, int]:
    found = sheet_range(form.first.data, form.last.data)
    if not isinstance(found, SheetRange):
        raise DomainError(found.code, **found.facts)
    if (found.prefix, found.digits) != (stock.prefix, stock.digits):
        raise DomainError("STOCK_NOT_IN_RANGE")
    return found.first, found.last


def _counties() -> dict[str, str]:
    """Counties in which this person works at the counter, with their names."""
    codes = [prefix for prefix in actor().prefixes(WORK) if len(prefix) == 6]
    places = names_of(db.session(), codes)
    return {code: places[code].get("county", code) for code in codes}


def _stocks(county: str) -> list[tuple[str, object]]:
    lines = counter.stock_lines(db.session(), actor(), county)
    known = [
        (str(one.stock.id), _("%(first)s—%(last)s，结存 %(left)s", first=one.first, last=one.last,
                              left=one.left))
        for one in lines
        if one.left
    ]  # fmt: skip
    return [("", _("不用预印编号的纸")), *known]


def _stock(chosen: str) -> Stock | None:
    return counter.stock_for(db.session(), actor(), int(chosen), WORK) if chosen else None


def _form_page(
    form: object, title: str, submit: str, cohort: Cohort, note: str | None = None
) -> Answer:
    back = url_for("certificates.counter_page", cohort_id=cohort.id)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "certificates/counter/form.html", form=form, title=title, submit=submit,
        note=note or cohort.title, back=back, crumbs=[*_crumbs(cohort), (title, "")],
    ), status  # fmt: skip


def _crumbs(cohort: Cohort) -> list[tuple[object, str]]:
    return [
        (cohort.title, url_for("certificates.cohort", cohort_id=cohort.id)),
        (_("打印与领取"), url_for("certificates.counter_page", cohort_id=cohort.id)),
    ]
