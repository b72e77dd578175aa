"""Pages a worker takes along on the phone: the round of today and a form for each person on it."""

from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.outcomes import phone_work, queries, showing
from courses.outcomes.blueprint import blueprint
from courses.outcomes.forms import AttemptForm, InterviewForm
from courses.outcomes.income import Doubt
from courses.outcomes.models import Wave
from courses.outcomes.rules import WaveState
from courses.outcomes.views import Answer
from lms.clock import now, today
from lms.db import db
from lms.offline.rules import Outcome
from lms.offline.views import account_key, offline_ready
from lms.web.access import actor, requires
from lms.web.sentences import sentence

PREPARED = "outcomes_round"
"""What the browser's session remembers of the press: whose, of which day, for which waves."""
KINDS = {"interview": phone_work.INTERVIEW, "attempt": phone_work.ATTEMPT}

ON_THE_PHONE = (
    Doubt.COSTS_ABOVE,
    Doubt.VERY_HIGH,
    Doubt.NOTHING,
    Doubt.SHOP_WITHOUT_SALES,
    Doubt.HOUSEHOLD_LARGE,
)
"""What `static/js/doubts.js` asks about; the others need the former answers, which stay here."""


@blueprint.get("/round")
@offline_ready
@requires("outcomes:wave:work")
def round_of_today() -> str:
    """离线回访: today's people by village, with their numbers once they were asked for."""
    session, who = db.session(), actor()
    found = queries.day(session, who, today())
    ids = _prepared()
    own = [url_for("outcomes.round_one", wave_id=x.id) for x in found.lines if x.id in ids]
    return render_template(
        "outcomes/round.html",
        found=found,
        villages=showing.by_village(session, found.lines),
        numbers=phone_work.numbers(session, who, today(), ids),
        ready=set(ids),
        prepared=[url_for("outcomes.round_of_today"), *own] if own else [],
        account=account_key(),
        day=today(),
        kind=phone_work.INTERVIEW,
    )


@blueprint.post("/round")
@requires("outcomes:wave:work")
def round_prepare() -> Response:
    """离线准备: the numbers of today's people may go to this phone; written to the log."""
    ids = phone_work.prepare(db.session(), actor(), now())
    browser[PREPARED] = {"who": actor().id, "day": today().isoformat(), "waves": ids}
    return redirect(url_for("outcomes.round_of_today"))


@blueprint.get("/round/<int:wave_id>")
@offline_ready
@requires("outcomes:wave:work")
def round_one(wave_id: int) -> Response | str:
    """One person of the round: the interview, or why there was none."""
    of = queries.wave_for(db.session(), actor(), wave_id)
    if of.state is not WaveState.OPEN or of.opens_on > today():
        return redirect(url_for("outcomes.round_of_today"))
    return _page(of, InterviewForm(data={"on": today()}, formdata=None), _attempt(), "")


@blueprint.post("/round/<int:wave_id>/<any(interview, attempt):what>")
@requires("outcomes:wave:work")
def round_send(wave_id: int, what: str) -> Answer:
    """The same forms where no script runs."""
    session, who = db.session(), actor()
    of = queries.wave_for(session, who, wave_id)
    body = phone_work.body_of(request.form) | {"wave": str(wave_id)}
    key = request.form.get("event_id") or str(uuid4())
    said = phone_work.take_form(session, who, now(), KINDS[what], key, body)
    if said.outcome is Outcome.DONE:
        flash(_("已登记。"), "done")
        return redirect(url_for("outcomes.round_of_today"))
    fault = sentence(said.code, said.facts)
    fields = phone_work.fields_of(body)
    filled = InterviewForm(fields) if what == "interview" else InterviewForm(data={"on": today()})
    return _page(of, filled, _attempt(fields if what == "attempt" else None), fault), 422


def _attempt(fields: Any = None) -> AttemptForm:
    form: AttemptForm = AttemptForm(fields, prefix=phone_work.PREFIX, data={"on": today()})
    del form.contact_id  # second contacts stay in the office
    return form


def _page(of: Wave, form: InterviewForm, attempt: AttemptForm, fault: str) -> str:
    session, who = db.session(), actor()
    place = of.case.place
    ids = [of.id] if of.id in _prepared() else []
    return render_template(
        "outcomes/round_one.html",
        wave=of,
        compared=of.case.compared,
        name=of.case.person.name,
        place=queries.places(session, [place]).get(place, ""),
        number=phone_work.numbers(session, who, today(), ids).get(of.id, ""),
        form=form,
        attempt=attempt,
        fault=fault,
        account=account_key(),
        kinds=KINDS,
        doubts={each.value: sentence(each.value) for each in ON_THE_PHONE},
        interview_id=str(uuid4()),
        attempt_id=str(uuid4()),
    )


def _prepared() -> list[int]:
    """The waves whose numbers this worker asked for today in this browser."""
    kept = browser.get(PREPARED, {})
    same = kept.get("who") == actor().id and kept.get("day") == today().isoformat()
    return list(kept["waves"]) if same else []
