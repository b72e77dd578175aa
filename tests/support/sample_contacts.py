"""Samples of contacts, tickets, checks and a leader's access: of the first centre's lecturer."""

import base64
from datetime import timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.mentoring import leader_page, quality
from courses.mentoring.contact_models import CheckItem, ContactLine, Ticket
from courses.mentoring.contacts_photo import read_data_url, small
from courses.rosters.models import Person
from lms.clock import today
from tests.courses.mentoring.tours import contact, said, tour
from tests.support.running import NOW
from tests.support.world import World

DAY = today(NOW)


def contact_samples(
    session: Session, world: World, canary: str, county_canary: str
) -> dict[str, object]:
    """Values of the parameters of mentoring's routes about contacts."""
    lecturer, officer = world.actor("lecturer"), world.actor("officer")
    pairs = tour(session, lecturer.id, count=2, first=51)
    pairs.lecturer.name = f"{county_canary}讲师五"
    for leader in pairs.leaders:
        session.get_one(Person, leader.person_id).name = f"{county_canary}领头"
    session.flush()
    made = contact(
        session, lecturer, pairs.ids[:1], said(started="09:00"),
        problems=f"{canary}没有快递", advice=f"{canary}建议", photo=small(read_data_url(picture())),
    )  # fmt: skip
    contact(session, lecturer, pairs.ids, said("group"))
    check = quality.draw_check(
        session, officer, NOW, county="411224", from_date=DAY - timedelta(days=9), to_date=DAY,
        seed="sample",
    )  # fmt: skip
    slip = leader_page.issue(session, officer, NOW, pairs.leaders[0])
    line = select(ContactLine.id).where(ContactLine.contact_id == made.id)
    item = select(CheckItem.id).where(CheckItem.check_id == check.id).limit(1)
    return {
        "mentoring:contact_id": made.id,
        "mentoring:ticket_id": session.scalars(
            select(Ticket.id).where(Ticket.contact_id == made.id)
        ).one(),
        "mentoring:check_id": check.id,
        "mentoring:item_id": session.scalars(item).one(),
        "mentoring:line_id": session.scalars(line).one(),
        "mentoring.leader_enter:token": slip.token,
        "mentoring:token": "no-such-class",
        "mentoring.access_issue:leader_id": pairs.leaders[0].id,
        "mentoring.contact_act:verb": "paper",
        "mentoring.ticket_act:verb": "solve",
        "mentoring.leader_word:verb": "confirm",
    }


def picture() -> str:
    """A small picture as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
