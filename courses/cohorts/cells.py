"""What the timetable page sends: a box, a topic and a lecturer for every half-day, a kind a day."""

from collections.abc import Iterable, Mapping
from datetime import date

from courses.cohorts.rules import Half, SessionFact, SessionKind, Slot
from courses.cohorts.scheduling import Details


def planned_cells(
    sent: Mapping[str, str], days: Iterable[date], *, online: bool
) -> tuple[list[SessionFact], dict[Slot, Details]]:
    """The half-days whose box is ticked, and what is taught in them."""
    facts: list[SessionFact] = []
    details: dict[Slot, Details] = {}
    for day in days:
        internship = sent.get(f"kind-{day}") == SessionKind.INTERNSHIP
        kind = SessionKind.INTERNSHIP if internship else SessionKind.CLASS
        for half in Half:
            cell = f"{half.value}-{day}"
            if cell not in sent:
                continue
            facts.append(SessionFact(day, half, kind, online=online))
            lecturer = sent.get(f"lecturer-{cell}", "")
            details[day, half] = Details(
                sent.get(f"topic-{cell}", ""), int(lecturer) if lecturer.isdecimal() else None
            )
    return facts, details
