"""A lecturer with an account and leaders in pairs, for the tests of contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring import pairing
from courses.mentoring.contact_models import Contact, ContactLine
from courses.mentoring.contacts import Told, record
from courses.mentoring.contacts_rules import ContactKind, Said
from courses.mentoring.models import Pair
from lms.accounts.actor import Actor
from tests.courses.mentoring.corps import DAY, MAKER, leader, lecturer, terms, village
from tests.support.running import NOW

BEGUN = DAY - timedelta(days=60)


@dataclass(frozen=True)
class Tour:
    """A lecturer's pairs, each in a village of its own."""

    lecturer: Lecturer
    pairs: tuple[Pair, ...]

    @property
    def ids(self) -> list[int]:
        return [pair.id for pair in self.pairs]

    @property
    def leaders(self) -> list[Leader]:
        return [pair.leader for pair in self.pairs]


def tour(
    session: Session, account_id: int | None = None, *, count: int = 4, first: int = 1
) -> Tour:
    """Pairs since 60 days; names and villages of their own by `first`."""
    who = lecturer(session, first, account_id=account_id, capacity=max(8, count))
    pairs = []
    for number in range(first, first + count):
        known = leader(session, number, at=village(session, number))
        pair = pairing.pair(
            session, MAKER, NOW, leader=known, lecturer=who, terms=terms(BEGUN)
        )  # fmt: skip
        pairs.append(pair)
    return Tour(who, tuple(pairs))


def said(kind: str = "visit", day: date = DAY, minutes: int = 40, started: str = "") -> Said:
    """A contact of today, by default a visit of 40 minutes."""
    return Said(ContactKind(kind), day, minutes, started)


def contact(
    session: Session, actor: Actor, pairs: Sequence[int], what: Said | None = None, **facts: Any
) -> Contact:
    """Record a contact."""
    return record(session, actor, NOW, pairs, Told(what or said(), **facts))


def line_of(session: Session, found: Contact) -> ContactLine:
    """The first line of a contact, with the contact."""
    line = (
        session.query(ContactLine).filter_by(contact_id=found.id).order_by(ContactLine.id).first()
    )
    assert line is not None
    return line


def event(pair: int, **body: Any) -> dict[str, Any]:
    """A contact as a phone sends it."""
    facts = {"pairs": [str(pair)], "kind": "visit", "day": DAY.isoformat(), "minutes": "40"}
    return {
        "id": str(uuid4()), "kind": "mentoring.contact", "seq": 1, "device": "phone-1",
        "device_time": NOW.isoformat(), "body": facts | body,
    }  # fmt: skip
