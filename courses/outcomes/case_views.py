"""Pages of one graduate, of needs and of warnings."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.outcomes import (
    assigning,
    attempting,
    interviewing,
    lists,
    queries,
    referring,
    showing,
    words,
)
from courses.outcomes.blueprint import blueprint
from courses.outcomes.forms import AssignForm, ConsentForm, ContactForm, NeedForm
from courses.outcomes.models import Case
from courses.outcomes.rules import Channel, Consent, Need
from lms.clock import now
from lms.db import db
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.choices import options
from lms.web.paging import page_of

TELL = "/cases/<int:case_id>/<any(need, contact, remove, consent):what>"


@blueprint.get("/cases/<int:case_id>")
@requires("outcomes:case:view")
def case(case_id: int) -> str:
    """一位结业学员的跟踪."""
    session, who = db.session(), actor()
    of = queries.case_for(session, who, case_id)
    return _page(of)


def _page(of: Case) -> str:
    session, who = db.session(), actor()
    masked = of.consent is Consent.WITHDRAWN
    may_assign = who.may(assigning.ASSIGN, of.place, of.centre_id)
    return render_template(
        "outcomes/case.html",
        case=of,
        waves=showing.standings(of.waves),
        interviews=[] if masked else showing.shown_interviews(session, of),
        masked=masked,
        attempts=queries.attempts_of(session, of.id),
        consents=queries.consent_of(session, of.person_id),
        contacts=[
            (each, attempting.contact_phone(each))
            for each in queries.contacts_of(session, of.person_id)
        ],
        referrals=queries.referrals_of(session, [of.id]),
        place=queries.places(session, [of.place]).get(of.place, ""),
        may_work=who.may(queries.WORK, of.place, of.centre_id),
        may_serve=who.may(queries.SERVE, of.place, of.centre_id),
        may_person=who.may("rosters:person:view", of.county, of.centre_id),
        forms={
            "need": NeedForm(),
            "contact": ContactForm(),
            "consent": ConsentForm(),
            "assign": _assign_form(of) if may_assign else None,
        },
    )


@blueprint.post(TELL)
@requires("outcomes:wave:work")
def tell(case_id: int, what: str) -> Response:
    """登记需求、第二联系人、本人意愿."""
    session, who = db.session(), actor()
    of = queries.case_for(session, who, case_id, queries.WORK)
    acts = {"need": _need, "contact": _contact, "remove": _remove, "consent": _consent}
    acts[what](of)
    flash(_("已保存。"), "done")
    return redirect(url_for("outcomes.case", case_id=of.id))


def _need(of: Case) -> None:
    form = NeedForm()
    if not form.validate_on_submit():
        raise DomainError("OUTCOME_FORM_INCOMPLETE")
    detail = form.detail.data or ""
    referring.open_need(db.session(), actor(), now(), of, Need(form.need.data), None, detail)


def _contact(of: Case) -> None:
    form = ContactForm()
    if not form.validate_on_submit():
        raise DomainError("OUTCOME_FORM_INCOMPLETE")
    attempting.add_contact(db.session(), actor(), now(), of, **form.facts())


def _remove(of: Case) -> None:
    key = request.form.get("contact", "")
    if not key.isdecimal():
        raise DomainError("CONTACT_UNKNOWN")
    attempting.remove_contact(db.session(), actor(), now(), of, int(key))


def _consent(of: Case) -> None:
    form = ConsentForm()
    if not form.validate_on_submit():
        raise DomainError("OUTCOME_FORM_INCOMPLETE")
    attempting.say_consent(
        db.session(), actor(), now(), of, Consent(form.consent.data),
        Channel(form.channel.data), form.note.data or "",
    )  # fmt: skip


@blueprint.post("/cases/<int:case_id>/assign")
@requires("outcomes:wave:assign")
def assign(case_id: int) -> Response:
    """改派: this person to another worker."""
    session, who = db.session(), actor()
    of = queries.case_for(session, who, case_id, assigning.ASSIGN)
    form = _assign_form(of)
    if not form.validate_on_submit():
        raise DomainError("OUTCOME_FORM_INCOMPLETE")
    assigning.reassign(session, who, now(), [of], int(form.worker_id.data))
    flash(_("已保存。"), "done")
    return redirect(url_for("outcomes.case", case_id=case_id))


def _assign_form(of: Case) -> AssignForm:
    form = AssignForm()
    found = assigning.workers(db.session(), of.county)
    form.worker_id.choices = options((str(key), name) for key, name in found)
    return form


@blueprint.post("/cases/<int:case_id>/warning")
@requires("outcomes:referral:serve")
def warning(case_id: int) -> Response:
    """处理预警."""
    session, who = db.session(), actor()
    of = queries.case_for(session, who, case_id, queries.SERVE)
    interviewing.settle_warning(session, who, now(), of, request.form.get("reason", ""))
    flash(_("已保存。"), "done")
    return redirect(url_for("outcomes.case", case_id=of.id))


@blueprint.get("/needs")
@requires("outcomes:referral:serve")
def needs() -> str:
    """服务需求: what graduates need next, up to its result."""
    rows, page = lists.needs(db.session(), actor(), page_of(request.args))
    return render_template(
        "outcomes/needs.html", rows=rows, page=page,
        states=[("", _("未办结")), *((key, said) for key, (_tone, said) in words.REFERRALS.items())],
        need_words=list(words.NEEDS.items()), may_serve=actor().may(queries.SERVE),
    )  # fmt: skip


@blueprint.post("/needs/<int:referral_id>/<any(take, done, declined):verb>")
@requires("outcomes:referral:serve")
def serve(referral_id: int, verb: str) -> Response:
    """受理、解决、不能解决."""
    session, who = db.session(), actor()
    row = queries.referral_for(session, who, referral_id)
    if verb == "take":
        referring.take(session, who, now(), row)
    else:
        reason = request.form.get("reason", "")
        referring.end(session, who, now(), row, reason, met=verb == "done")
    flash(_("已保存。"), "done")
    return redirect(url_for("outcomes.needs"))


@blueprint.get("/warnings")
@requires("outcomes:referral:serve")
def warnings() -> str:
    """预警: incomes that fell, shops that closed."""
    rows, page = lists.warnings(db.session(), actor(), page_of(request.args))
    places = queries.places(db.session(), {row.place for row in rows})
    return render_template("outcomes/warnings.html", rows=rows, places=places, page=page)
