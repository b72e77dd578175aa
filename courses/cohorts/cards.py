"""What waits for somebody on the first page, and the cohorts that person works with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session as Db

from courses.cohorts import choices, overview, queries
from courses.cohorts.words import state_word
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.plugin import Task

EDIT = "cohorts:cohort:edit"
CLOSE = "cohorts:cohort:close"


def first_cohort(session: Db, actor: Actor, _today: date) -> Sequence[Task]:
    """Whoever may open a cohort and sees none yet begins with one."""
    if not choices.centres(session, actor) or overview.any_within(session, actor, EDIT):
        return ()
    said = _("还没有班次。新建班次，有名册的一并选上")
    return (Task(said, 1, url_for("cohorts.new"), _("新建班次"), None, False),)


def unprepared(session: Db, actor: Actor, today: date) -> Sequence[Task]:
    """Cohorts that begin within five working days without a roster or a timetable."""
    found = overview.waiting(session, actor, EDIT, "unprepared", today)
    if not found.count:
        return ()
    late = found.first is not None and found.first < today
    said = _("%(count)s 个班次临近开班，还缺名册或课程表", count=found.count)
    return (Task(said, found.count, _way(found, "unprepared"), _("去准备"), found.first, late),)


def unstarted(session: Db, actor: Actor, today: date) -> Sequence[Task]:
    """Cohorts that are ready and whose first day has come."""
    found = overview.waiting(session, actor, CLOSE, "unstarted", today)
    if not found.count:
        return ()
    said = _("%(count)s 个班次已到开班日，等待开班", count=found.count)
    late = found.first is not None and found.first < today
    return (Task(said, found.count, _way(found, "unstarted"), _("去开班"), found.first, late),)


def unclosed(session: Db, actor: Actor, today: date) -> Sequence[Task]:
    """Cohorts whose last day is past and which nobody closed."""
    found = overview.waiting(session, actor, CLOSE, "unclosed", today)
    if not found.count:
        return ()
    said = _("%(count)s 个班次课程已结束，等待结班", count=found.count)
    return (Task(said, found.count, _way(found, "unclosed"), _("去结班"), found.first, True),)


def mine(session: Db, actor: Actor, _subject: Any) -> Mapping[str, object] | None:
    """The running and coming cohorts, for the panel below today's tasks."""
    lines = overview.current_cohorts(session, actor, this_day())
    return {"lines": lines, "state_word": state_word} if lines else None


def of_person(session: Db, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """Every cohort a person was ever in, as far as the reader may see it; for the person's page."""
    stays = overview.stays_of_person(session, actor, person.id)
    return {"stays": stays} if stays else None


def on_correction(session: Db, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """The cohorts a correction of the person touches, with the half-days planned in each."""
    stays = overview.stays_of_person(session, actor, person.id)
    lines = {
        row.id: {
            "title": row.cohort.title,
            "state": row.cohort.state,
            "planned": queries.planned_of(session, row).half_days,
        }
        for row in stays
    }
    return {"lines": lines} if lines else None


def _way(found: overview.Waiting, name: str) -> str:
    if found.only is not None:
        return url_for("cohorts.record", cohort_id=found.only)
    return url_for("cohorts.index", waiting=name)
