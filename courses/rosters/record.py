"""One person's page (一人一档): facts by field, household, doubts, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters import words
from courses.rosters.correcting import CORRECTABLE
from courses.rosters.matching import CHANGE_TABLE
from courses.rosters.models import Person, PersonCentre, PersonChange, PersonDoubt
from courses.rosters.queries import changes_of, doubts_of, home_names
from courses.rosters.records import Opened, masked
from courses.rosters.rules import CATEGORY_LABELS, Category
from courses.rosters.values import masked_value
from lms.accounts.actor import Actor, below
from lms.divisions import queries as divisions
from lms.divisions.models import DivisionRow
from lms.privacy import vault
from lms.web.sentences import sentence

NUMBERS = ("id_number", "phone", "account")


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a person, in words; numbers masked unless they were asked for."""

    field: str
    label: object
    value: str


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """A doubt as a sentence, with how it was settled."""

    code: str
    sentence: str
    raised_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of one field, as the history macro draws it; numbers masked."""

    at: datetime
    actor_name: str
    label: object
    before: str
    after: str
    reason: str


def field_lines(session: Session, person: Person, numbers: Opened | None) -> list[FieldLine]:
    """All fields in the order of a roster; `numbers` shows the whole numbers."""
    shown = numbers or masked(person)
    homes = home_names(session, [person.home_place])
    own = {
        "id_number": shown.id_number,
        "phone": shown.phone or "",
        "account": shown.account or "",
        "home_place": homes.get(person.home_place or "", "") or person.home_text,
        "household_number": person.household.number if person.household else "",
        "birth_date": words.value_of(person.birth_date.isoformat(), "birth_date")
        if person.birth_date
        else "",
        "category": _category(person),
    }
    return [
        FieldLine(
            field,
            words.FIELDS[field],
            own[field] if field in own else words.value_of(getattr(person, field), field),
        )
        for field in CORRECTABLE
    ]


def _category(person: Person) -> str:
    """The category in words, with what the roster wrote where that says more."""
    word = words.value_of(person.category, "category")
    written = person.category_text
    known = CATEGORY_LABELS[Category(person.category)]
    return f"{word}（{written}）" if written and written != known else word


def doubt_lines(session: Session, person_id: int) -> list[DoubtLine]:
    """The doubts of a person, the open ones first."""
    return [_doubt_line(doubt) for doubt in doubts_of(session, person_id)]


def _doubt_line(doubt: PersonDoubt) -> DoubtLine:
    return DoubtLine(
        doubt.code,
        sentence(doubt.code, doubt.facts),
        doubt.raised_at,
        doubt.settled_at,
        doubt.settled_by,
        words.reason_of(doubt.reason),
    )


def change_lines(session: Session, person_id: int) -> list[ChangeLine]:
    """The history of a person's fields, the newest first."""
    keys = vault()
    changes = changes_of(session, person_id)
    opened = [
        tuple(
            keys.open(CHANGE_TABLE, c.uid, side, getattr(c, side)) for side in ("before", "after")
        )
        for c in changes
    ]
    homes = home_names(
        session,
        (value for c, sides in zip(changes, opened, strict=True) for value in sides
         if c.field == "home_place"),
    )  # fmt: skip
    return [
        _change_line(change, [homes.get(value or "", value) for value in sides])
        for change, sides in zip(changes, opened, strict=True)
    ]


def _change_line(change: PersonChange, sides: Sequence[str | None]) -> ChangeLine:
    before, after = (
        words.value_of(masked_value(change.field, value), change.field) for value in sides
    )
    label = words.FIELDS.get(change.field, change.field)
    return ChangeLine(change.at, change.by, label, before, after, words.reason_of(change.reason))


def centre_between(session: Session, actor: Actor, person: Person) -> int | None:
    """A centre through which this actor reaches the person; None for those who see the county."""
    held = {grant.centre_id for grant in actor.grants} - {None}
    linked = select(PersonCentre.centre_id).where(PersonCentre.person_id == person.id)
    return next((centre for centre in session.scalars(linked) if centre in held), None)


def plain_value(person: Person, field: str) -> str | None:
    """What a correction begins with: the stored value; nothing for numbers, they are typed anew."""
    if field in NUMBERS:
        return None
    if field == "household_number":
        return person.household.number if person.household else None
    value = getattr(person, field)
    return value.isoformat() if isinstance(value, date) else value


def villages(session: Session, county: str) -> dict[str, list[tuple[str, object]]]:
    """Villages of a county by the name of their town."""
    found: dict[str, list[tuple[str, object]]] = {}
    names = {town.code: town.name for town in divisions.children(session, county)}
    rows = session.scalars(
        select(DivisionRow)
        .where(DivisionRow.level == "village", below(DivisionRow.code, county))
        .order_by(DivisionRow.code)
    )
    for village in rows:
        town = names.get(village.parent_code or "", "")
        found.setdefault(town, []).append((village.code, village.name))
    return found
