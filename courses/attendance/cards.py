"""What attendance adds to the first page and to the page of a cohort."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.attendance import boards, pages
from courses.attendance.boards import VIEW
from courses.attendance.importing import IMPORT
from courses.attendance.standings import Overview, overview
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.plugin import Task

MARKS_STEP = 40
"""Where marking stands in the order of a cohort's life (`courses.cohorts.api.NextStep`)."""


def unmarked(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Cohorts not marked to the end today, and half-days forgotten before."""
    tasks = []
    now = boards.waiting(session, actor, today, today)
    if now.half_days:
        said = _("%(count)s 个班次今天未点完名", count=now.cohorts)
        tasks.append(Task(said, now.cohorts, _way(now), _("点名"), today))
    before = boards.waiting(session, actor, today - boards.LOOK_BACK, today - timedelta(days=1))
    if before.half_days:
        said = _("%(count)s 个半天过后仍未点完名", count=before.half_days)
        tasks.append(Task(said, before.half_days, _way(before), _("补点名"), before.first, True))
    return tasks


def _way(found: boards.Waiting) -> str:
    if found.half_days == 1:
        return url_for("attendance.sheet", session_id=found.session_id)
    return url_for("attendance.index")


def of_cohort(session: Session, actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """The attendance section of a cohort's page, with the next roll as its next step."""
    if not actor.may(VIEW, cohort.county, cohort.centre_id):
        return None
    today = this_day()
    found = overview(session, cohort, today)
    if not found.people:
        return None
    step = _next_roll(session, actor, cohort, found)
    begun = [one for one in found.held if one.unmarked and one.unmarked < one.expected]
    return {
        "cohort": cohort,
        "found": found,
        "roll": step,
        "blanks": sum(one.unmarked for one in begun),
        "blank_slots": [pages.slot_words(one.date, one.half) for one in begun],
        "may_import": actor.may(IMPORT, cohort.county, cohort.centre_id)
        and cohort.state in (CohortState.OPEN, CohortState.RUNNING),
        "next_step": step,
    }


def _next_roll(
    session: Session, actor: Actor, cohort: Cohort, found: Overview
) -> cohorts.NextStep | None:
    """The roll to call: today's first that is not complete, else the oldest one."""
    if pages.cohort_lock(actor, cohort):
        return None
    waiting = [one for one in found.held if one.unmarked]
    if not waiting:
        return None
    one = min(
        waiting, key=lambda half_day: (half_day.date != found.today, half_day.date, half_day.half)
    )
    keys = {
        fact.slot: fact.key for fact in cohorts.session_facts(session, cohort.id) if fact.planned
    }
    url = url_for("attendance.sheet", session_id=keys[one.date, one.half])
    label = _("点名：%(slot)s", slot=pages.slot_words(one.date, one.half))
    return cohorts.NextStep(MARKS_STEP, label, url)


def effects(session: Session, actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """What a change does to attendance: loaded before and after it."""
    if not actor.may(VIEW, cohort.county, cohort.centre_id):
        return None
    found = overview(session, cohort, this_day())
    present = sum(one.tally.half_days_present for one in found.people)
    return {
        "present": present,
        "whole_days": sum(one.tally.whole_days for one in found.people),
        "reached": len(found.reached) if found.minimum is not None else None,
        "lost": len(found.lost) if found.minimum is not None else None,
    }
