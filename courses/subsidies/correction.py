"""What a correction of a person, or a list that corrects many, does to money and lists."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.rosters.models import Person
from courses.subsidies import words
from courses.subsidies.corrected import PRINTED
from courses.subsidies.models import DecisionRow, ListLine, SubsidyList
from courses.subsidies.rules import ListState
from lms.accounts.actor import Actor
from lms.runs import services as runs
from lms.runs.models import Run

VIEW = "cohorts:cohort:view"
SIGNED = (ListState.SUBMITTED, ListState.REVIEWED)
"""States that a correction of somebody on the list takes back."""
MOST = 5000
"""People asked for in one statement."""


def on_correction(session: Session, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """The money of the person in every cohort the actor may see, and the lists it stands on.

    Loaded before the correction is tried and after.
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


def on_import(session: Session, actor: Actor, run: Run) -> Mapping[str, object] | None:
    """The lists sent in or reviewed that a rehearsed import of people would take back.

    `lines` are (title, people), of cohorts the actor may see; `elsewhere` counts the others.
    """
    if not run.counts.get("people_changed"):
        return None
    people = [
        row["person_id"]
        for row in runs.planned_rows(run)
        if any(one["field"] in PRINTED for one in row["differences"])
    ]
    found: Counter[int] = Counter()
    for at in range(0, len(people), MOST):
        found.update(_signed_lists(session, people[at : at + MOST]))
    if not found:
        return None
    cohorts = session.execute(
        select(SubsidyList.id, Cohort)
        .join(Cohort, Cohort.id == SubsidyList.cohort_id)
        .where(SubsidyList.id.in_(found))
        .order_by(Cohort.start, SubsidyList.id)
    ).all()
    seen = [one for one in cohorts if actor.may(VIEW, one[1].county, one[1].centre_id)]
    lines = [(cohort.title, found[key]) for key, cohort in seen]
    return {"lines": lines, "elsewhere": len(cohorts) - len(seen)}


def _signed_lists(session: Session, people: list[int]) -> dict[int, int]:
    """How many of these people stand on each list that somebody sent in or reviewed."""
    rows = session.execute(
        select(SubsidyList.id, func.count())
        .join(ListLine, ListLine.list_id == SubsidyList.id)
        .join(Enrolment, Enrolment.id == ListLine.enrolment_id)
        .where(Enrolment.person_id.in_(people), SubsidyList.state.in_(SIGNED))
        .group_by(SubsidyList.id)
    )
    return {row[0]: row[1] for row in rows}


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
            "signed": state in SIGNED,
        }
        for key, state in rows
    }
