"""The people behind a figure of a report, as far as the reader may see them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outcomes import tallying
from courses.outcomes.models import Case
from courses.outcomes.reporting import Asked, check_reach, conditions, rows
from courses.outcomes.rules import ExitKind
from courses.outcomes.tallying import Step
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.errors import DomainError


def people(
    session: Session, actor: Actor, today: date, asked: Asked, steps: Sequence[Step], status: str
) -> list[tuple[int, str, str, Step]]:
    """(case id, name, place, step) of the people behind a figure, as far as the actor may see them.

    Raises NotFound outside the scope, DomainError REPORT_TOO_WIDE.
    """
    check_reach(actor, asked)
    if not asked.live:
        raise DomainError("REPORT_TOO_WIDE")
    wanted: dict[int, Step] = {}
    for key, row in rows(session, asked, grouped=False):
        if row.exit_kind is ExitKind.COMPARISON:
            continue
        at = tallying.step(row, today)
        fits = at in steps and (not status or row.status == status)
        if fits:
            wanted[key] = at
    if not wanted:
        return []
    seen = (
        select(Case.id, Person.name, Case.place)
        .join(Person, Person.id == Case.person_id)
        .where(*conditions(asked), actor.within("outcomes:case:view", Case.place, Case.centre_id))
        .order_by(Case.place, Person.name_key, Case.id)
    )
    return [
        (key, name, place, wanted[key])
        for key, name, place in session.execute(seen)
        if key in wanted
    ]
