"""What certificates add to other pages: the first page, a cohort, a person; and figures."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from certificates import register, standing, words
from certificates.queries import ISSUE, live
from certificates.watching import PASSING, differing
from courses.cohorts.api import NextStep
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.plugin import Figure, Task

RANK = 70
"""The place of issuing in the life of a cohort, after closing (50) and the list (60)."""


def unissued(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Closed cohorts whose people have completed and hold no certificate."""
    found = register.waiting_cohorts(session, actor)
    if not found.count:
        return ()
    url = url_for("certificates.waiting")
    if found.only is not None:
        url = url_for("certificates.cohort", cohort_id=found.only)
    said = _("%(count)s 个已结班的班次等待签发证书", count=found.count)
    return (Task(said, found.count, url, _("去签发")),)


def contradicted(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Certificates that the records contradict by now."""
    found = register.contradicted(session, actor)
    if not found.count:
        return ()
    url = url_for("certificates.index", differs=1)
    if found.only is not None:
        url = url_for("certificates.certificate", certificate_id=found.only)
    said = _("%(count)s 张证书与档案不符，需换发或撤销", count=found.count)
    return (Task(said, found.count, url, _("去核实")),)


def on_cohort(session: Session, actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """How many of a class can be given one; nothing to show before the class is closed."""
    lines = standing.standings(session, cohort)
    counts = standing.counts(lines)
    if cohort.state is not CohortState.CLOSED and not counts.held:
        return None
    may = actor.may(ISSUE, cohort.county, cohort.centre_id) and counts.open > 0
    issue = url_for("certificates.issue", cohort_id=cohort.id)
    return {
        "counts": counts,
        "url": url_for("certificates.cohort", cohort_id=cohort.id),
        "differing": len(differing(one for line in lines for one in line.certificates)),
        "next_step": NextStep(RANK, _("签发证书"), issue) if may else None,
    }


def on_effects(session: Session, _actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """Who has completed, and which certificates would be contradicted, before and after a change."""
    lines = standing.standings(session, cohort)
    return {
        "completed": sum(not set(line.completion.reasons) - PASSING for line in lines),
        "differing": len(differing(one for line in lines for one in line.certificates)),
    }


def on_person(session: Session, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """The certificates of a person, as far as this actor may see them."""
    lines = register.of_person(session, actor, person.id, this_day())
    return {"lines": lines} if lines else None


def on_correction(session: Session, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """The certificates that hold, and which printed facts a correction of the person contradicts."""
    found = register.of_person(session, actor, person.id, this_day())
    lines = {
        line.certificate.id: {
            "number": line.certificate.number,
            "title": line.certificate.cohort.title,
            "differs": [str(name) for name in words.fields(line.certificate.differs)],
        }
        for line in found
        if live(line.certificate)
    }
    return {"lines": lines} if lines else None


def issued(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Certificates issued in those days that still hold: person-times."""
    return Figure(register.issued(session, prefix, start, end))


def holders(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Distinct people behind them."""
    return Figure(register.holders(session, prefix, start, end))
