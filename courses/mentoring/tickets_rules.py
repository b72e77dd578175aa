"""Tickets (问题): a problem from a contact, owned and dated until it is solved."""

import datetime as dt
from enum import StrEnum

DEFAULT_DAYS = 14
"""Days until a problem is due where nothing else is said; the setting `mentoring.ticket_days`."""


class TicketState(StrEnum):
    """Solved ones can be opened again."""

    OPEN = "open"
    SOLVED = "solved"


class TicketAction(StrEnum):
    """What can happen to a ticket."""

    OPENED = "opened"
    HANDED = "handed"
    SOLVED = "solved"
    REOPENED = "reopened"


def due_fault(due_on: dt.date, today: dt.date) -> str | None:
    """Why a due date is refused: it has passed, or it is more than a year away."""
    if due_on < today:
        return "TICKET_DUE_PAST"
    return "TICKET_DUE_FAR" if (due_on - today).days > 366 else None
