"""One graduate who is followed up, for the tests that walk all routes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outcomes import attempting, choosing, interviewing
from courses.outcomes.models import Referral
from courses.outcomes.rules import AttemptCode, Beside, Channel, ContactKind, Need
from lms.accounts.actor import system
from lms.clock import today
from tests.courses.outcomes.graduates import answers, cases, closed_class, wave
from tests.courses.subsidies.classes import people
from tests.support.running import NOW
from tests.support.world import World


def outcome_samples(session: Session, world: World, text: str) -> dict[str, object]:
    """A class of two with one answered and one open wave; `text` stands wherever people write."""
    maker = system("test")
    cohort = closed_class(
        session, NOW, 2, title=f"{text}第9期", centre_id=world.centre(), first=7300
    )
    one, other = cases(session, cohort)
    for case in (one, other):
        case.person.name = f"{text}丁"
    told = answers(
        today(NOW), shop_name=f"{text}店", difficulties=f"{text}难", needs=(Need.LOAN,),
        proxy=f"{text}妻", goods=f"{text}菇",
    )  # fmt: skip
    interviewing.submit(session, maker, NOW, wave(session, one), told)
    due = wave(session, other)
    attempting.log_attempt(
        session, maker, NOW, due, code=AttemptCode.AWAY, channel=Channel.VISIT, note=f"{text}注"
    )
    attempting.add_contact(
        session, maker, NOW, other, kind=ContactKind.RELATIVE, name=f"{text}兄", phone="13900000009"
    )
    need = session.scalars(select(Referral).where(Referral.case_id == one.id)).one()
    people(session, NOW, 5, first=7400)
    beside = choosing.choose(
        session, maker, NOW, cohort, beside=Beside.UNTRAINED, wanted=5, number=1
    )
    return {
        "comparison_id": beside.id,
        "case_id": other.id,
        "referral_id": need.id,
        "wave_id": due.id,
        "outcomes.serve:verb": "take",
        "outcomes.settle:verb": "lost",
        "outcomes.tell:what": "consent",
        "outcomes.round_send:what": "interview",
    }
