"""What keeps a new installation from its first cohort."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.divisions.queries import centres
from lms.plugin import Task

EDIT = "divisions:centre:edit"
COUNTY = 6


def first_centre(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """A cohort and a registrar's account belong to a training centre: without one, make it first.

    Not of a town's office: a centre belongs to a county.
    """
    whole = [prefix for prefix in actor.prefixes(EDIT) if len(prefix) <= COUNTY]
    if not whole or centres(session, actor):
        return ()
    said = _("还没有培训中心。先新建培训中心，再为它建立教务账号、开班")
    return (Task(said, 1, url_for("lms.centre_edit"), _("新建培训中心"), None, True),)
