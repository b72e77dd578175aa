"""What waits for a person on the first page."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.rosters.listing import open_doubt_count
from courses.rosters.services import EDIT
from lms.accounts.actor import Actor
from lms.plugin import Task


def doubts(session: Session, actor: Actor, day: date) -> list[Task]:
    """People whose roster left doubts."""
    count = open_doubt_count(session, actor, EDIT)
    if not count:
        return []
    said = _("%(count)s 名学员有存疑待处理", count=count)
    return [Task(said, count, url_for("rosters.index", doubt="open"), _("处理存疑"))]
