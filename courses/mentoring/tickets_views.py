"""Pages of tickets: the list by due date, one ticket with its history."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.leaders.api import VIEW as LEADER_VIEW
from courses.leaders.api import reaches as leader_reaches
from courses.mentoring import tickets
from courses.mentoring.blueprint import blueprint
from courses.mentoring.contacts_pages import number_in
from courses.mentoring.contacts_words import TICKET_STATES
from courses.mentoring.tickets_rules import TicketState
from lms.clock import now, today
from lms.db import db
from lms.errors import DomainError
from lms.web.access import actor, requires
from lms.web.paging import page_of


@blueprint.get("/tickets")
@requires("mentoring:ticket:view")
def ticket_list() -> str:
    """问题清单."""
    page = page_of(request.args)
    named = request.args.get("state", "open")
    state = TicketState(named) if named in set(TicketState) else None
    found, total = tickets.tickets(
        db.session(), actor(), state=state, mine=request.args.get("owner") == "me",
        leader_id=number_in(request.args.get("leader")), limit=page.per_page, offset=page.offset,
    )  # fmt: skip
    return render_template(
        "mentoring/tickets.html", tickets=found, page=page.of(total), states=TICKET_STATES,
        day=today(),
    )  # fmt: skip


@blueprint.get("/tickets/<int:ticket_id>")
@requires("mentoring:ticket:view")
def ticket(ticket_id: int) -> str:
    """一个问题."""
    found = tickets.ticket_for(db.session(), actor(), ticket_id)
    return render_template(
        "mentoring/ticket.html", ticket=found, steps=tickets.steps(db.session(), found.id),
        owners=tickets.owners(db.session(), found), day=today(),
        may_edit=actor().may(tickets.EDIT),
        may_see_leader=found.leader is not None
        and leader_reaches(actor(), LEADER_VIEW, found.leader.place),
    )  # fmt: skip


@blueprint.post("/tickets/<int:ticket_id>/<any(hand_on, solve, reopen):verb>")
@requires("mentoring:ticket:edit")
def ticket_act(ticket_id: int, verb: str) -> Response:
    """转交、解决、重新打开."""
    found = tickets.ticket_for(db.session(), actor(), ticket_id, tickets.EDIT)
    words = request.form.get("words", "")
    if verb == "solve":
        tickets.solve(db.session(), actor(), now(), found, words)
    elif verb == "reopen":
        tickets.reopen(db.session(), actor(), now(), found, _due(), words)
    else:
        owner = number_in(request.form.get("owner")) or 0
        tickets.hand_on(db.session(), actor(), now(), found, owner, _due(), words)
    flash(_("已保存。"), "done")
    return redirect(url_for("mentoring.ticket", ticket_id=ticket_id))


def _due() -> date:
    try:
        return date.fromisoformat(request.form.get("due", ""))
    except ValueError as fault:
        raise DomainError("CONTACT_DAY_INVALID") from fault
