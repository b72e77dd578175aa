"""Loading the demonstration: once, in one transaction, the acts of all stories in order of time."""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter

from flask import Flask
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from certificates.demo import (
    checking,
    following,
    leading,
    past,
    present,
    print_shop,
    register,
    scans,
)
from certificates.demo.county import found
from certificates.demo.staff import COUNTY
from lms.accounts.actor import system
from lms.accounts.models import Account
from lms.audit import services as audit
from lms.audit.models import AuditEntry
from lms.db import db, unit_of_work
from lms.errors import DomainError

LOADED = "certificates:demo_loaded"
Progress = Callable[[int, int], None]
"""Told how many acts are done, and of how many."""


def is_loaded(session: Session) -> bool:
    """Whether this database holds the demonstration. Raises DEMO_NOT_EMPTY for one with other data."""
    if session.scalar(select(exists().where(AuditEntry.action == LOADED))):
        return True
    if session.scalar(select(exists().where(Account.id.is_not(None)))):
        raise DomainError("DEMO_NOT_EMPTY")
    return False


def load(app: Flask, moment: datetime, progress: Progress) -> bool:
    """Load the demonstration as of `moment` into an empty database; False when it is there already.

    All or nothing: an interrupted load leaves an empty database and starts over.
    """
    with app.app_context():
        try:
            if is_loaded(db.session()):
                return False
        finally:
            db.session.remove()
        with unit_of_work() as session:
            tell(session, moment, progress)
        return True


def tell(session: Session, moment: datetime, progress: Progress) -> None:
    """Found the county and let everything happen that happened before `moment`."""
    progress(0, 1)
    scene = found(session, moment)
    stories = (
        past.finished, past.entered_late, present.tell, leading.tell, checking.tell, register.tell,
        scans.tell, following.tell, print_shop.old_register,
    )  # fmt: skip
    acts = [act for story in stories for act in story(scene)]
    acts = [act for act in sorted(acts, key=attrgetter("when")) if act.when < moment]
    for number, act in enumerate(acts, 1):
        act.do(act.when)
        progress(number, len(acts))
    audit.record(
        session, system("demo"), moment, LOADED,
        county=COUNTY, object_type="demo", object_id=COUNTY, acts=len(acts),
    )  # fmt: skip
