"""Pages of reports: figures with their response rate, the people behind them."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.catalogue.api import courses
from courses.outcomes import behind, exports, queries, report_pages, reporting
from courses.outcomes.blueprint import blueprint
from courses.outcomes.jobs import PREPARE
from courses.outcomes.reported import Asked
from courses.outcomes.rules import Status
from courses.outcomes.tallying import BOXES, Step
from lms.clock import now, today
from lms.db import db
from lms.divisions.queries import places_for
from lms.jobs.services import enqueue
from lms.web.access import actor, requires
from lms.web.exits import exports_at
from lms.web.paging import page_of


@blueprint.get("/report")
@requires("outcomes:report:view")
def report() -> str:
    """跟踪报告."""
    session, who = db.session(), actor()
    places = places_for(session, who, reporting.REPORT)
    asked = _asked(places)
    found = reporting.report(session, who, today(), asked)
    query = report_pages.query_of(asked)
    sees = reporting.sees_people(who, asked)
    return render_template(
        "outcomes/report.html",
        report=found,
        title=report_pages.title_of(session, asked),
        groups=report_pages.groups(session, found),
        pictures=report_pages.pictures(found, people=sees),
        unseen=frozenset() if sees else found.unseen(),
        beside=found.beside(everybody=sees),
        line=report_pages.line_of_poverty(asked),
        regions=report_pages.with_own(session, places, asked.prefix),
        query=query,
        may_people=sees,
        exports=exports_at(exports.REPORT_PLACE, asked.prefix, asked.centre_id),
        wave_words=report_pages.waves(session, asked),
        year_words=report_pages.years(today()),
        courses=[(str(row.id), row.name) for row in courses(session, who)],
        categories=report_pages.categories(),
        centres=report_pages.centre_choices(session, who, asked.prefix) if sees else [],
    )


def _asked(places: Sequence[tuple[str, str]]) -> Asked:
    """What the address asks for; of a training centre's people only that centre."""
    asked = report_pages.asked_from(request.values, places[0][0] if places else "")
    own = actor().centres(reporting.REPORT)
    if own and asked.centre_id not in own:
        return replace(asked, centre_id=min(own))
    return asked


@blueprint.post("/report/prepare")
@requires("outcomes:report:view")
def prepare() -> Response:
    """重新准备数字: in the background, for the region's counties."""
    session, who = db.session(), actor()
    asked = _asked(places_for(session, who, reporting.REPORT))
    reporting.check_reach(who, asked)
    prefix = asked.prefix
    enqueue(session, now(), PREPARE, prefix=prefix)
    flash(_("已开始准备，稍后刷新查看。"), "done")
    return redirect(url_for("outcomes.report", prefix=prefix))


@blueprint.get("/report/people")
@requires("outcomes:report:view")
def people() -> str:
    """The people behind a figure, as far as the reader may see them."""
    session, who = db.session(), actor()
    asked = _asked(places_for(session, who, reporting.REPORT))
    box, status = request.args.get("box", ""), request.args.get("status", "")
    steps = BOXES.get(box) or tuple(each for each in Step if each == box)
    status = status if status in set(Status) else ""
    rows, page = behind.people(
        session, who, today(), asked, steps, status, page_of(request.args), box
    )
    return render_template(
        "outcomes/people.html", rows=rows, page=page, asked=asked,
        title=report_pages.title_of(session, asked), figure=report_pages.figure_word(box, status),
        places=queries.places(session, {row[2] for row in rows}),
        back=url_for("outcomes.report", **report_pages.query_of(asked)),
    )  # fmt: skip
