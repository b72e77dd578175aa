"""What the pages of following up show, made ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from courses.outcomes import attempting, income, queries, words
from courses.outcomes.interviewing import income_of
from courses.outcomes.models import Case, Interview, Wave
from courses.outcomes.queries import DayLine
from courses.outcomes.rules import Channel, Consent, search, standing
from lms.clock import today
from lms.privacy import mask_phone, vault


@dataclass(frozen=True, slots=True)
class Village:
    """The people of one village, for one round."""

    place: str
    name: str
    lines: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True)
class ShownInterview:
    """Answers with what changed since the first ones."""

    row: Interview
    wave: str
    change: income.Change | None

    @property
    def share(self) -> Fraction | None:
        """The change as a share."""
        return self.change.share if self.change else None


def by_village(session: Session, lines: Sequence[DayLine]) -> list[Village]:
    """The day's people by village; the village of the most urgent one first."""
    names = queries.places(session, {line.place for line in lines})
    order = list(dict.fromkeys(line.place for line in lines))
    return [
        Village(place, names.get(place, place), tuple(x for x in lines if x.place == place))
        for place in order
    ]


def contact_choices(session: Session, case: Case) -> list[tuple[str, str]]:
    """Second contacts for a form."""
    return [
        (str(each.id), f"{each.name} {words.CONTACTS[each.kind]}")
        for each in queries.contacts_of(session, case.person_id)
    ]


def wave_page(
    session: Session, of: Wave, called: str = "", *, second: bool = False
) -> dict[str, Any]:
    """The context of the page of one wave; `called` is the number asked for."""
    case = of.case
    contacts = queries.contacts_of(session, case.person_id)
    hidden = case.consent is Consent.WITHDRAWN
    return {
        "wave": of,
        "case": case,
        "standing": standing(of.state, of.opens_on, of.closes_on, today()),
        "place": queries.places(session, [case.place]).get(case.place, ""),
        "phone": "" if hidden else masked_phone(case),
        "called": called,
        "contacts": [
            (each, attempting.contact_phone(each, masked=not second)) for each in contacts
        ],
        "attempts": queries.attempts_of(session, case.id),
        "search": search(queries.tried(session, of.id)),
        "last": last_shown(session, case),
    }


def masked_phone(case: Case) -> str:
    """The person's number behind its mask."""
    person = case.person
    return mask_phone(vault().open("rosters_person", person.uid, "phone", person.phone))


def last_shown(session: Session, case: Case) -> ShownInterview | None:
    """The latest answers, for the worker to know what was said."""
    found = shown_interviews(session, case)
    return found[-1] if found else None


def shown_interviews(session: Session, case: Case) -> list[ShownInterview]:
    """All answers of a case; the change is since the first."""
    rows = queries.interviews_of(session, case.id)
    waves = {wave.id: wave.wave for wave in queries.waves_of(session, case.id)}
    first = income_of(rows[0]) if rows else None
    return [
        ShownInterview(
            row,
            waves[row.wave_id],
            income.change(first, income_of(row)) if first and at else None,
        )
        for at, row in enumerate(rows)
    ]


def channel_of(text: str | None) -> Channel:
    """The channel a form names, the phone where it names none."""
    return Channel(text) if text in set(Channel) else Channel.PHONE


def standings(waves: Iterable[Wave]) -> list[tuple[Wave, str]]:
    """Waves with where they stand."""
    return [
        (each, standing(each.state, each.opens_on, each.closes_on, today()).value) for each in waves
    ]
