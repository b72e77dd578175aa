"""Pages of quality: contacts by proof, unusual patterns, drawn lists and their results."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.leaders.api import EVIDENCE
from courses.mentoring import contacts_queries, quality
from courses.mentoring.blueprint import blueprint
from courses.mentoring.contacts_words import RESULTS
from courses.mentoring.quality_rules import CheckResult
from lms.clock import now, today
from lms.db import db
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.paging import page_of

YEAR = timedelta(days=364)


@blueprint.get("/quality")
@requires("mentoring:quality:view")
def quality_page() -> str:
    """质量核查."""
    page = page_of(request.args)
    to_date = page.day("to") or today()
    from_date = page.day("from") or to_date - YEAR
    who, county = actor(), _county(page.args.get("county", ""))
    reach, flagged = quality.within(who, county)
    counties = divisions.counties_within(db.session(), who, quality.VIEW)
    return render_template(
        "mentoring/quality.html", from_date=from_date, to_date=to_date, evidence=EVIDENCE,
        county=county, counties=[(row.code[:6], row.name) for row in counties],
        plan=contacts_queries.plan_done(db.session(), reach, from_date, to_date),
        unusual=quality.unusual(db.session(), flagged, from_date, to_date) if county else None,
        checks=quality.checks(db.session(), who),
        may_check=bool(county) and who.may(quality.CHECK, county),
    )  # fmt: skip


def _county(named: str) -> str:
    """The county asked for, or the only one there is; patterns are looked for in one at a time."""
    if len(named) == 6 and named.isascii() and named.isdecimal():
        return named
    own = {prefix[:6] for prefix in actor().prefixes(quality.VIEW)}
    only = own.pop() if len(own) == 1 else ""
    return only if len(only) == 6 else ""


@blueprint.post("/quality/draw")
@requires("mentoring:quality:check")
def check_draw() -> Response:
    """抽取抽查名单."""
    sent = request.form
    check = quality.draw_check(
        db.session(), actor(), now(), county=sent.get("county", ""), from_date=_day("from"),
        to_date=_day("to"), rule=sent.get("rule", quality.FORMULA), seed=sent.get("seed", ""),
    )  # fmt: skip
    flash(_("已抽取 %(count)s 次联系。", count=check.size), "done")
    return redirect(url_for("mentoring.check", check_id=check.id))


@blueprint.get("/checks/<int:check_id>")
@requires("mentoring:quality:view")
def check(check_id: int) -> str:
    """抽查名单."""
    found = quality.check_for(db.session(), actor(), check_id)
    return render_template(
        "mentoring/check.html", check=found, items=quality.items(db.session(), found.id),
        results=RESULTS, may_check=actor().may(quality.CHECK, found.county),
        same=quality.redrawn(db.session(), found),
    )  # fmt: skip


@blueprint.post("/checks/<int:check_id>/items/<int:item_id>")
@requires("mentoring:quality:check")
def check_settle(check_id: int, item_id: int) -> Response:
    """登记抽查结果."""
    found = quality.check_for(db.session(), actor(), check_id, quality.CHECK)
    item = quality.item_for(db.session(), found.id, item_id)
    named = request.form.get("result", "")
    if named not in set(CheckResult):
        raise DomainError("REQUEST_INVALID")
    remark = request.form.get("reason", "")
    quality.settle(db.session(), actor(), now(), item, CheckResult(named), remark, found.county)
    flash(_("已保存。"), "done")
    return redirect(url_for("mentoring.check", check_id=check_id, _anchor=f"item-{item_id}"))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as fault:
        raise DomainError("CONTACT_DAY_INVALID") from fault
