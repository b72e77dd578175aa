"""What leaves the system: a worker's sheet, a report as Excel and PDF."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.outcomes import papers, report_pages, reporting, round_trip
from courses.outcomes.assigning import ASSIGN, workers
from courses.outcomes.queries import WORK
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.plugin import File

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT = "outcomes:report:export"
REPORT_PLACE, DAY_PLACE = "outcomes.report", "outcomes.day"


@dataclass(frozen=True, slots=True)
class Region:
    """A place's subject: a region by its digits."""

    county: str


def region_for(_session: Session, actor: Actor, key: int, permission: str) -> Region:
    """The region if the permission reaches it; NotFound otherwise."""
    text = str(key)
    prefix = text if len(text) % 2 == 0 or len(text) == 9 else f"0{text}"
    if not (actor.may(permission, prefix) or _centres_in(actor, permission, prefix)):
        raise NotFound
    return Region(prefix)


def _centres_in(actor: Actor, permission: str, prefix: str) -> bool:
    """Whether some grant of a centre or a town lies within the region."""
    return any(
        permission in grant.permissions and grant.prefix.startswith(prefix) and prefix
        for grant in actor.grants
    )


def report_region(session: Session, actor: Actor, key: int) -> Region:
    """The subject of a report's exports."""
    return region_for(session, actor, key, reporting.REPORT)


def day_region(session: Session, actor: Actor, key: int) -> Region:
    """The subject of a worker's sheet."""
    return region_for(session, actor, key, WORK)


def _report(session: Session, actor: Actor, now: datetime, key: int) -> papers.Printed:
    prefix = region_for(session, actor, key, EXPORT).county
    asked = report_pages.asked_from(request.args, prefix)
    if not asked.prefix.startswith(prefix):
        raise NotFound
    found = reporting.report(session, actor, today(now), asked)
    if found.withheld:
        raise DomainError("REPORT_FILTER_SMALL")
    return papers.printed(session, actor, now, found)


def report_pdf(session: Session, actor: Actor, now: datetime, key: int) -> File:
    """跟踪报告, as on the page."""
    made = _report(session, actor, now, key)
    name = _("%(what)s跟踪报告", what=made.title)
    return File(f"{name}.pdf", "application/pdf", papers.pdf(made))


def report_xlsx(session: Session, actor: Actor, now: datetime, key: int) -> File:
    """跟踪报告 as a spreadsheet."""
    made = _report(session, actor, now, key)
    name = _("%(what)s跟踪报告", what=made.title)
    return File(f"{name}.xlsx", XLSX, papers.xlsx(made))


def day_xlsx(session: Session, actor: Actor, now: datetime, key: int) -> File:
    """回访台账 with today's people, to be filled without a computer at hand.

    Whoever gives out the work takes it for the worker named in the address.
    """
    county = region_for(session, actor, key, WORK).county
    asked = request.args.get("worker", "")
    worker = actor.id or 0
    if asked.isascii() and asked.isdecimal() and int(asked[:15]) != worker:
        if not actor.may(ASSIGN, county) or int(asked[:15]) not in dict(workers(session, county)):
            raise NotFound
        worker = int(asked[:15])
    content = round_trip.sheet(session, worker, today(now))
    return File(f"回访台账-{today(now):%Y%m%d}.xlsx", XLSX, content)
