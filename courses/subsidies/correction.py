"""What a correction of a person does to money and lists; loaded before and after it is tried."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.rosters.models import Person
from courses.subsidies import words
from courses.subsidies.models import DecisionRow, ListLine, SubsidyList
from courses.subsidies.rules import ListState
from lms.accounts.actor import Actor

VIEW = "cohorts:cohort:view"


def on_correction(session: Session, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """The money of the person in every cohort the actor may see, and the lists it stands on.

    `elsewhere` counts the cohorts beyond that, which the same correction touches.
    """
    rows = session.execute(
        select(Enrolment.id, Cohort, DecisionRow.total_fen, DecisionRow.reason)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(DecisionRow, (DecisionRow.enrolment_id == Enrolment.id) & DecisionRow.current)
        .where(Enrolment.person_id == person.id)
        .order_by(Cohort.start, Enrolment.id)
    ).all()
    if not rows:
        return None
    lists = _lists(session, [row[0] for row in rows])
    seen = [row for row in rows if actor.may(VIEW, row[1].county, row[1].centre_id)]
    lines = {
        key: {
            "title": cohort.title,
            "total_fen": total or 0,
            "reason": words.word(words.REASONS, reason) if reason else "",
            **lists.get(key, _NONE),
        }
        for key, cohort, total, reason in seen
    }
    return {"lines": lines, "elsewhere": len(rows) - len(seen)}


_NONE: dict[str, Any] = {"state": str(words.NO_LIST[1]), "signed": False}


def _lists(session: Session, keys: list[int]) -> dict[int, dict[str, Any]]:
    """The state of the list on which each of these enrolments was ever sent in."""
    rows = session.execute(
        select(ListLine.enrolment_id, SubsidyList.state)
        .join(SubsidyList, SubsidyList.id == ListLine.list_id)
        .where(ListLine.enrolment_id.in_(keys), SubsidyList.state != ListState.WITHDRAWN)
        .order_by(SubsidyList.id)
    )
    return {
        key: {
            "state": str(words.LIST_STATES[state][1]),
            "signed": state in (ListState.SUBMITTED, ListState.REVIEWED),
        }
        for key, state in rows
    }
