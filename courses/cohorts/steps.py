"""The one next step of a cohort: the first in the order of its life that is not done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.cohorts.lifecycle import CohortFacts
from courses.cohorts.rules import CohortState

ROSTER, TIMETABLE, START, MARKS, CLOSE, MONEY, CERTIFICATES = 10, 20, 30, 40, 50, 60, 70
"""Ranks in the order of life; higher plugins choose theirs among or between them."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do now: `url` is a page (`post` False) or an act.

    A panel at `cohorts.cohort` puts one under `next_step` into its context.
    """

    rank: int
    label: object
    url: str
    post: bool = False


def own_ranks(facts: CohortFacts, today: date) -> list[int]:
    """Which of the cohort's own steps are open, in order."""
    if facts.state in (CohortState.CLOSED, CohortState.CANCELLED):
        return []
    open_steps = []
    if not facts.active_trainees:
        open_steps.append(ROSTER)
    if not facts.planned_sessions:
        open_steps.append(TIMETABLE)
    if open_steps:
        return open_steps
    if facts.state is CohortState.OPEN and today >= facts.start:
        return [START]
    ended = facts.last_session is not None and facts.last_session <= today
    return [CLOSE] if facts.state is CohortState.RUNNING and ended else []


def first_step(own: Iterable[NextStep], panels: Iterable[Mapping[str, Any]]) -> NextStep | None:
    """The lowest of the cohort's own steps and those that panels bring."""
    found = list(own)
    for entry in panels:
        step = entry["context"].get("next_step")
        if isinstance(step, NextStep):
            found.append(step)
    return min(found, key=lambda step: step.rank, default=None)
