"""Who stands on a list that was sent in and was put right since: number, name, bank, account.

Amounts are frozen with the lines; whom they are paid to stands in the archive. What the archive
says otherwise than on the day the list was sent in is shown beside it and voids the signature.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Enrolment
from courses.rosters import api as rosters
from courses.subsidies.models import ListLine, SubsidyList
from lms.privacy import mask_account, mask_id_number

PRINTED = ("name", "id_number", "bank", "account")
"""What the payout list prints of a person and the bank goes by."""
_MASKS = {"id_number": mask_id_number, "account": mask_account}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field of a payee as it was when the list was sent in and as it is; numbers are masked.

    `places` are the characters (from 1) in which two numbers of one length differ, so that a
    difference hidden by the mask is seen.
    """

    enrolment_id: int
    field: str
    before: str
    after: str
    places: tuple[int, ...] = ()


def corrected_since(session: Session, made: SubsidyList) -> list[Corrected]:
    """What was put right of the people on the lines since the list was sent in, by position."""
    if made.submitted_at is None:
        return []
    people = {
        person: key
        for key, person in session.execute(
            select(ListLine.enrolment_id, Enrolment.person_id)
            .join(Enrolment, Enrolment.id == ListLine.enrolment_id)
            .where(ListLine.list_id == made.id)
            .order_by(ListLine.position)
        )
    }
    changed = rosters.changed_since(session, people, made.submitted_at, PRINTED)
    return [
        _corrected(key, field, *changed[person][field])
        for person, key in people.items()
        if person in changed
        for field in PRINTED
        if field in changed[person]
    ]


def _corrected(key: int, field: str, before: str, after: str) -> Corrected:
    mask = _MASKS.get(field)
    if mask is None:
        return Corrected(key, field, before, after)
    places = rosters.differing_places(before, after)
    return Corrected(key, field, mask(before), mask(after), places)
