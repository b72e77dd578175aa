"""The papers (原件) behind one entry: seen, added, opened, taken away."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.leaders import scans, words
from courses.leaders.blueprint import blueprint
from courses.leaders.models import (
    Award,
    HouseholdEffect,
    HouseholdLink,
    Leader,
    LeaderStep,
    SupportStep,
    Village,
    VillageFlag,
)
from courses.leaders.pages import (
    Answer,
    leader_crumbs,
    leader_url,
    village_crumbs,
    village_url,
)
from courses.leaders.record_forms import ScanForm
from courses.leaders.rules import ScanOf
from courses.leaders.scans import Entry, Row
from lms.clock import now
from lms.db import db, reading
from lms.errors import DomainError, NotFound
from lms.scans import ACCEPT, received
from lms.web.access import actor, requires
from lms.web.exits import as_download
from lms.web.formats import day, yuan
from lms.web.sentences import refusal

_ANCHORS = {
    ScanOf.STEP: "steps", ScanOf.SALES: "sales", ScanOf.SUPPORT: "supports",
    ScanOf.AWARD: "awards", ScanOf.LINK: "households", ScanOf.EFFECT: "households",
}  # fmt: skip


@blueprint.get("/papers/<of>/<int:entry_id>")
@requires("leaders:scan:view")
def entry_scans(of: str, entry_id: int) -> Answer:
    """一个环节的原件."""
    return _page(_entry(of, entry_id), ScanForm())


@blueprint.post("/papers/<of>/<int:entry_id>")
@requires("leaders:scan:edit")
def attach_scan(of: str, entry_id: int) -> Answer:
    """附上原件."""
    session, who = db.session(), actor()
    _entry(of, entry_id, scans.EDIT)
    form = ScanForm()
    if not form.validate_on_submit():
        return _page(_entry(of, entry_id), form)
    data = form.sent()
    try:
        with reading(session):  # drawing anew takes a moment; nobody waits for it to be written
            scan = received(data)
        found = _entry(of, entry_id, scans.EDIT)
        scans.attach(session, who, now(), found, scan, form.title.data or "")
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
        return _page(_entry(of, entry_id), form)
    flash(_("原件已存。"), "done")
    return redirect(url_for("leaders.entry_scans", of=of, entry_id=entry_id))


@blueprint.post("/papers/<int:scan_id>/open")
@requires("leaders:scan:view")
def open_scan(scan_id: int) -> Response:
    """打开原件: handed over as a file, never shown within a page of ours."""
    session, who = db.session(), actor()
    found, entry = scans.scan_for(session, who, scan_id)
    content = scans.opened(session, who, now(), found, entry)
    suffix = "pdf" if found.mimetype == "application/pdf" else "jpg"
    name = found.title or f"{words.SCANS[found.of]} {_said(entry.row)}"
    return as_download(f"{name}.{suffix}", found.mimetype, content)


@blueprint.post("/papers/<int:scan_id>/remove")
@requires("leaders:scan:edit")
def remove_scan(scan_id: int) -> Response:
    """移除原件."""
    session, who = db.session(), actor()
    found, entry = scans.scan_for(session, who, scan_id, scans.EDIT)
    scans.remove(session, who, now(), found, entry, request.form.get("reason", ""))
    flash(_("原件已移除。"), "done")
    return redirect(url_for("leaders.entry_scans", of=entry.of.value, entry_id=entry.id))


def _entry(of: str, entry_id: int, permission: str = scans.VIEW) -> Entry:
    if of not in set(ScanOf):
        raise NotFound
    return scans.entry_for(db.session(), actor(), ScanOf(of), entry_id, permission)


def _page(found: Entry, form: ScanForm) -> Answer:
    title = words.SCANS[found.of]
    crumbs, back = _way(found)
    page = render_template(
        "leaders/scans.html", entry=found, said=_said(found.row), form=form,
        title=title, crumbs=[*crumbs, (title, None)],
        scans=scans.scans_of(db.session(), found.of, found.id), back=back, accept=ACCEPT,
        may_edit=actor().may(scans.EDIT, found.place),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def _said(row: Row) -> str:
    """The entry in words: what, and of which day or year."""
    match row:
        case LeaderStep():
            return f"{words.ACTIONS[row.action]} {day(row.effective_on)}"
        case VillageFlag():
            what = _("认定为有条件的村") if row.eligible else _("取消有条件的认定")
            return f"{what} {day(row.effective_on)}"
        case SupportStep():
            return f"{words.SUPPORT_STATES[row.after][1]} {day(row.effective_on)}"
        case Award():
            return f"{row.title} {day(row.awarded_on)}"
        case HouseholdLink():
            return f"{words.ROLES[row.role]} {row.agreement}"
        case HouseholdEffect():
            amount = row.gain
        case _:
            amount = row.amount
    return _("%(year)s 年 %(amount)s 元", year=row.year, amount=yuan(amount))


def _way(found: Entry) -> tuple[list[Any], str]:
    """Breadcrumbs and the place on the record where the entry stands."""
    owner: Leader | Village = found.owner
    if isinstance(owner, Village):
        return village_crumbs(owner), village_url(owner)
    return leader_crumbs(owner), leader_url(owner, _ANCHORS[found.of])
