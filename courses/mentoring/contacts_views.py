"""Pages of contacts: a lecturer's leaders, recording a tour, the list and one contact."""

from uuid import uuid4

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.leaders.api import EVIDENCE
from courses.mentoring import contacts, contacts_offline, serving, tickets
from courses.mentoring import contacts_queries as queries
from courses.mentoring import queries as pairs
from courses.mentoring.blueprint import blueprint
from courses.mentoring.contacts_pages import fields_in, number_in, wanted_in
from courses.mentoring.contacts_words import DOUBTS, KINDS, TOPICS
from courses.mentoring.models import Pair
from courses.mentoring.tickets_rules import TicketState
from lms.clock import now, today
from lms.db import db
from lms.errors import DomainError
from lms.offline.rules import Outcome
from lms.offline.views import account_key, offline_ready
from lms.web.access import actor, requires
from lms.web.paging import page_of
from lms.web.sentences import refusal, sentence

MINUTES = 40
"""Minutes the form proposes for each leader of a tour."""


@blueprint.get("/mine")
@offline_ready
@requires("mentoring:own:view")
def mine() -> str:
    """我的带头人."""
    found = queries.my_leaders(db.session(), today(), pairs.own(actor()))
    opened, _total = tickets.tickets(
        db.session(), actor(), state=TicketState.OPEN, mine=True, limit=20
    )
    out = serving.ended_by(db.session(), found[0].pair.lecturer, today()) if found else None
    return render_template(
        "mentoring/mine.html", leaders=found, out=out, tickets=opened, account=account_key(),
        day=today(), prepared=_prepared(), kind=contacts_offline.KIND,
    )  # fmt: skip


@blueprint.route("/record", methods=["GET"])
@offline_ready
@requires("mentoring:contact:record")
def record() -> str:
    """登记联系."""
    return _record_page([], {})


@blueprint.post("/record")
@requires("mentoring:contact:record")
def record_form() -> Response | tuple[str, int]:
    """The same form where no script runs: all of it or nothing."""
    said: list[str] = []
    fields: dict[str, object] = {}
    try:
        fields = fields_in(request.form, request.files)
        event_id = request.form.get("event_id", "")
        answers = contacts_offline.take_form(db.session(), actor(), now(), event_id, fields)
        said = [sentence(a.code, a.facts) for a in answers if a.outcome is not Outcome.DONE]
    except DomainError as fault:
        said = [refusal(fault)]
    if said:
        return _record_page(said, fields), 422
    flash(_("已登记 %(count)s 次联系。", count=len(answers)), "done")
    mine_too = actor().may("mentoring:own:view")
    return redirect(url_for("mentoring.mine" if mine_too else "mentoring.contact_list"))


def _record_page(said: list[str], fields: dict[str, object]) -> str:
    condition = contacts.may_record(actor())
    only = number_in(request.args.get("lecturer"))
    if only is not None:
        condition = condition & (Pair.lecturer_id == only)
    found = queries.my_leaders(db.session(), today(), condition)
    chosen = fields.get("pairs") or request.args.getlist("pair")
    return render_template(
        "mentoring/record.html", leaders=found, said=said, fields=fields, chosen=chosen,
        account=account_key(), day=today(), minutes=MINUTES, kinds=KINDS, topics=TOPICS,
        event_id=request.form.get("event_id") or str(uuid4()), last=contacts_offline.KIND,
        prepared=_prepared(),
    )  # fmt: skip


def _prepared() -> list[str]:
    """The pages of a tour, kept on the phone from whichever of them is opened first."""
    pages = ("mentoring.mine", "mentoring.record")
    return [url_for(one) for one in pages[0 if actor().may("mentoring:own:view") else 1 :]]


@blueprint.get("/contacts")
@requires("mentoring:contact:view")
def contact_list() -> str:
    """联系记录."""
    page = page_of(request.args)
    wanted = wanted_in(page)
    found, total = queries.contacts(db.session(), actor(), wanted, page.per_page, page.offset)
    return render_template(
        "mentoring/contacts.html", contacts=found, page=page.of(total), kinds=KINDS,
        evidence=EVIDENCE, doubts=DOUBTS,
        lines_of={one.id: queries.lines_seen(actor(), one) for one in found},
    )  # fmt: skip


@blueprint.get("/contacts/<int:contact_id>")
@requires("mentoring:contact:view")
def contact(contact_id: int) -> str:
    """一次联系."""
    found = queries.contact_for(db.session(), actor(), contact_id)
    return render_template(
        "mentoring/contact.html", contact=found, lines=queries.lines_seen(actor(), found),
        may_change=contacts.may_hand(actor(), found),
        tickets=tickets.of_contact(db.session(), found.id),
    )  # fmt: skip


@blueprint.get("/contacts/<int:contact_id>/photo")
@requires("mentoring:contact:view")
def contact_photo(contact_id: int) -> Response:
    """照片."""
    found = queries.contact_for(db.session(), actor(), contact_id)
    answer = make_response(queries.photo_of(db.session(), found.id))
    answer.mimetype = "image/jpeg"
    return answer


@blueprint.post("/contacts/<int:contact_id>/<any(withdraw, paper):verb>")
@requires("mentoring:contact:record")
def contact_act(contact_id: int, verb: str) -> Response:
    """撤回 / 补登纸质记录."""
    found = queries.contact_for(db.session(), actor(), contact_id)
    act = contacts.withdraw if verb == "withdraw" else contacts.add_paper
    act(db.session(), actor(), now(), found, request.form.get("reason", ""))
    flash(_("已保存。"), "done")
    return redirect(url_for("mentoring.contact", contact_id=contact_id))
