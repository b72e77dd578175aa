"""A person's numbers, opened or masked, and the events that rosters publish."""

from dataclasses import dataclass
from datetime import datetime

from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.privacy import mask_account, mask_id_number, mask_phone, vault

TABLE = "rosters_person"


@dataclass(frozen=True, slots=True)
class Opened:
    """Numbers in clear: for rules, payment lists and papers; None where the archive has none."""

    id_number: str
    phone: str | None
    account: str | None


@dataclass(frozen=True, slots=True)
class Masked:
    """The same numbers as everybody may see them; '' where the archive has none."""

    id_number: str
    phone: str
    account: str


@dataclass(frozen=True, slots=True)
class PersonCorrected:
    """A field of a person was put right; whatever was decided from it must be decided anew."""

    person_id: int
    county: str
    fields: tuple[str, ...]
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """A list of people said differently of some who were in the archive, or was taken back."""

    person_ids: tuple[int, ...]
    county: str
    actor: Actor
    now: datetime


def opened(person: Person) -> Opened:
    """The person's numbers in clear. Raises SEAL_BROKEN for a moved or altered field."""
    keys = vault()
    return Opened(
        keys.open(TABLE, person.uid, "id_number", person.id_number) or "",
        keys.open(TABLE, person.uid, "phone", person.phone),
        keys.open(TABLE, person.uid, "account", person.account),
    )


def masked(person: Person) -> Masked:
    """The person's numbers behind the house's masks."""
    clear = opened(person)
    return Masked(
        mask_id_number(clear.id_number), mask_phone(clear.phone), mask_account(clear.account)
    )
