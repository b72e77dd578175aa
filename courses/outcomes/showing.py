"""What the pages of following up show, made ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
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
        "last": None if hidden else last_shown(session, case),
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


def as_entered(of: Wave, told: Interview | None) -> dict[str, Any] | None:
    """Answers as the form had them, to be corrected; amounts are those of the year."""
    if told is None or of.case.consent is Consent.WITHDRAWN:
        return None
    open_ = {True: "yes", False: "no"}.get(told.shop_open) if told.shop_open is not None else None
    kind, fen = next(iter(told.excluded_fen.items()), ("", None))
    money = {
        "wages": told.wages_fen, "sales": told.sales_fen, "costs": told.costs_fen,
        "assets": told.assets_fen, "transfers": told.transfers_fen, "excluded": fen,
    }  # fmt: skip
    return {
        "on": told.on.isoformat(), "channel": told.channel.value, "status": told.status.value,
        "shop_open": open_, "shop_name": told.shop_name, "shop_platform": told.shop_platform,
        "goods": told.goods, "households_led": told.households_led, "excluded_kind": kind,
        "household": told.household_size, "difficulties": told.difficulties,
        "needs": list(told.needs), "satisfaction": str(told.satisfaction or ""),
        "evidence": told.evidence.value, "proxy": told.proxy,
        **{name: f"{Decimal(value) / 100:.2f}" for name, value in money.items() if value is not None},
    }  # fmt: skip


def channel_of(text: str | None) -> Channel:
    """The channel a form names, the phone where it names none."""
    return Channel(text) if text in set(Channel) else Channel.PHONE


def standings(waves: Iterable[Wave]) -> list[tuple[Wave, str]]:
    """Waves with where they stand."""
    return [
        (each, standing(each.state, each.opens_on, each.closes_on, today()).value) for each in waves
    ]
