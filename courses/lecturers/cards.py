"""What waits for somebody on the first page, and the figure of the corps."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.lecturers import queries
from courses.lecturers.models import Lecturer
from courses.lecturers.rules import Standing
from courses.lecturers.services import EDIT
from lms.accounts.actor import Actor, below
from lms.plugin import Figure, Task
from lms.settings import queries as settings

WARNING = "lecturers.warning_days"


def expiring(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Credentials that expire soon or have expired."""
    found = queries.expiring_credentials(session, actor, EDIT, today, _days(session, actor))
    said = _("%(count)s 位讲师的资质即将到期或已到期", count=found.count)
    return _task(found, said, today)


def ending(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Terms of office that end soon or have ended without a new one."""
    found = queries.ending_terms(session, actor, EDIT, today, _days(session, actor))
    said = _("%(count)s 位讲师的聘期即将届满或已届满", count=found.count)
    return _task(found, said, today)


def _days(session: Session, actor: Actor) -> int:
    county = next((prefix for prefix in actor.prefixes(EDIT) if prefix), "")
    return int(settings.number(session, WARNING, county) or 0)


def _task(found: queries.Due, said: str, today: date) -> Sequence[Task]:
    if not found.count:
        return ()
    way = url_for("lecturers.index")
    if found.count == 1 and found.only is not None:
        way = url_for("lecturers.lecturer", lecturer_id=found.only)
    late = found.first is not None and found.first < today
    return (Task(said, found.count, way, _("去办理"), found.first, late),)


def serving(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Lecturers who may work on the last day, over all on record."""
    here = below(Lecturer.county, prefix)
    able = queries.stands(Standing.SERVING, end) | queries.stands(Standing.NO_TERM, end)
    row = session.execute(
        select(func.count(Lecturer.id).filter(able), func.count(Lecturer.id)).where(here)
    ).one()
    return Figure(*row)
