"""Recording contacts: what is refused, what counts, what it proves."""

import base64
from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courses.leaders.rules import Evidence
from courses.mentoring import contacts, contacts_queries, pairing, tickets
from courses.mentoring.contact_models import Contact, ContactLine, ContactPhoto, Ticket
from courses.mentoring.contacts_offline import split
from courses.mentoring.contacts_photo import read_data_url, small
from courses.mentoring.contacts_rules import Doubt, Due, PairSpan, planned, standing
from courses.mentoring.models import Pair
from courses.mentoring.rules import EndedBy
from courses.mentoring.tickets_rules import TicketState
from lms.accounts.actor import Actor
from lms.errors import DomainError, NotFound
from lms.offline.services import receive
from lms.pictures import Picture
from tests.courses.mentoring.corps import DAY, MAKER
from tests.courses.mentoring.tours import BEGUN, Tour, contact, event, line_of, said, tour
from tests.support.running import NOW
from tests.support.world import World

NONE = timedelta()


@pytest.fixture
def actor(world: World) -> Actor:
    return world.actor("lecturer")


@pytest.fixture
def pairs(session: Session, actor: Actor) -> Tour:
    return tour(session, actor.id)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contact)) or 0


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (said(day=DAY + timedelta(days=1)), "CONTACT_IN_FUTURE"),
        (said(day=BEGUN - timedelta(days=1)), "CONTACT_BEFORE_PAIR"),
        (said(minutes=1441), "CONTACT_LONGER_THAN_A_DAY"),
        (said(minutes=0), "CONTACT_WITHOUT_TIME"),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_is_written(
    session: Session, actor: Actor, pairs: Tour, what: Any, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        contact(session, actor, pairs.ids[:1], what, problems="没有快递")
    assert count(session) == 0
    assert session.scalars(select(Ticket)).all() == []


@pytest.mark.parametrize(("minutes", "day"), [(1440, DAY), (1, BEGUN)])
def test_the_bounds_themselves_are_allowed(
    session: Session, actor: Actor, pairs: Tour, minutes: int, day: date
) -> None:
    contact(session, actor, pairs.ids[:1], said(minutes=minutes, day=day))


def test_after_the_end_of_a_pair_and_of_its_term(
    session: Session, actor: Actor, pairs: Tour
) -> None:
    pair = pairs.pairs[0]
    ended = DAY - timedelta(days=3)
    pairing.end(session, MAKER, NOW, pair, by=EndedBy.LEADER, on=ended, reason="搬走")
    contact(session, actor, [pair.id], said(day=ended))
    with pytest.raises(DomainError, match="CONTACT_AFTER_PAIR"):
        contact(session, actor, [pair.id], said(day=ended + timedelta(days=1)))
    other = pairs.pairs[1]
    other.until_date = DAY - timedelta(days=1)
    with pytest.raises(DomainError, match="CONTACT_AFTER_PAIR"):
        contact(session, actor, [other.id])


def test_a_duplicate_is_refused_unless_it_began_at_another_time(
    session: Session, actor: Actor, pairs: Tour
) -> None:
    first = contact(session, actor, pairs.ids[:1])
    with pytest.raises(DomainError, match="CONTACT_DUPLICATE"):
        contact(session, actor, pairs.ids[:1], said(minutes=55))
    assert count(session) == 1
    contact(session, actor, pairs.ids[:1], said(started="15:00"))
    contact(session, actor, pairs.ids[:1], said("call"))
    found = contacts_queries.contact_for(session, actor, first.id)
    contacts.withdraw(session, actor, NOW, found, "记错了人")
    contact(session, actor, pairs.ids[:1])
    assert count(session) == 4


def test_a_group_is_one_entry_for_many_and_all_or_nothing(
    session: Session, actor: Actor, pairs: Tour
) -> None:
    made = contact(session, actor, pairs.ids, said("group", minutes=90))
    lines = session.scalars(select(ContactLine).where(ContactLine.contact_id == made.id)).all()
    assert (count(session), len(lines)) == (1, 4)
    assert [pair.contacts for pair in session.scalars(select(Pair).order_by(Pair.id))] == [1] * 4
    with pytest.raises(DomainError, match="CONTACT_DUPLICATE"):
        contact(session, actor, pairs.ids[2:3], said("group"))
    with pytest.raises(DomainError, match="CONTACT_NOT_A_GROUP"):
        contact(session, actor, pairs.ids)
    with pytest.raises(DomainError, match="CONTACT_WITHOUT_LEADER"):
        contact(session, actor, [])
    pairs.pairs[3].from_date = DAY + timedelta(days=1)
    with pytest.raises(DomainError, match="CONTACT_BEFORE_PAIR"):
        contact(session, actor, pairs.ids, said("group", started="10:00"))
    assert count(session) == 1


def test_only_ones_own_pairs_unless_of_the_office(
    session: Session, world: World, actor: Actor, pairs: Tour
) -> None:
    other = tour(session, world.actor("lecturer", centre="second").id, count=1, first=7)
    for ids in (other.ids, [pairs.ids[0], other.ids[0]], [10**9]):
        with pytest.raises(NotFound):
            contact(session, actor, ids, said("group"))
    for role in ("officer",):
        with pytest.raises(NotFound):
            contact(session, world.actor(role, "411202"), pairs.ids[:1])
        contact(session, world.actor(role), pairs.ids[:1])
    with pytest.raises(DomainError, match="CONTACT_TWO_LECTURERS"):
        contact(session, world.actor("officer"), [pairs.ids[1], other.ids[0]], said("group"))
    for role in ("auditor", "registrar", "observer"):
        with pytest.raises(NotFound):
            contact(session, world.actor(role), pairs.ids[1:2])


def test_what_counts_moves_the_next_due_day(session: Session, actor: Actor, pairs: Tour) -> None:
    pair = pairs.pairs[0]
    assert pair.next_due_on == BEGUN + timedelta(days=36)
    contact(session, actor, [pair.id], said(day=DAY - timedelta(days=9), minutes=30))
    contact(session, actor, [pair.id], said(minutes=29))
    assert (pair.contacts, pair.contact_minutes) == (1, 30)
    assert pair.last_contact_on == DAY - timedelta(days=9)
    assert pair.next_due_on == DAY + timedelta(days=27)


def proof(line: ContactLine) -> Evidence:
    """The level now: mypy would remember the one before."""
    return line.evidence


def test_proof_rises_by_paper_word_and_falls_by_denial(
    session: Session, actor: Actor, pairs: Tour
) -> None:
    made = contact(session, actor, pairs.ids[:1])
    line = line_of(session, made)
    session.refresh(line, ["contact"])
    assert proof(line) is Evidence.CLAIMED
    found = contacts_queries.contact_for(session, actor, made.id)
    contacts.add_paper(session, actor, NOW, found, "帮带记录〔2026〕7号")
    assert proof(line) is Evidence.DOCUMENTED
    contacts.confirm(session, actor, NOW, line)
    assert proof(line) is Evidence.CONFIRMED
    contacts.deny(session, actor, NOW, line, "那天我不在村里")
    assert (proof(line), line.doubt) == (Evidence.DOCUMENTED, Doubt.DENIED)
    assert pairs.pairs[0].contacts == 0
    contacts.confirm(session, actor, NOW, line)
    assert (line.doubt, pairs.pairs[0].contacts) == (Doubt.NONE, 1)
    line.doubt = Doubt.REFUTED
    with pytest.raises(DomainError, match="CONTACT_REFUTED"):
        contacts.confirm(session, actor, NOW, line)


def test_withdrawing_needs_a_reason_and_ones_own_hand(
    session: Session, world: World, actor: Actor, pairs: Tour
) -> None:
    made = contact(session, actor, pairs.ids[:1])
    found = contacts_queries.contact_for(session, actor, made.id)
    with pytest.raises(DomainError, match="CONTACT_REASON_MISSING"):
        contacts.withdraw(session, actor, NOW, found, "  ")
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        contacts.withdraw(session, world.actor("auditor"), NOW, found, "不实")
    contacts.withdraw(session, world.actor("officer"), NOW, found, "重复")
    assert pairs.pairs[0].contacts == 0
    with pytest.raises(DomainError, match="CONTACT_WITHDRAWN"):
        contacts.withdraw(session, actor, NOW, found, "重复")
    with pytest.raises(DomainError, match="CONTACT_WITHDRAWN"):
        contacts.add_paper(session, actor, NOW, found, "1号")


def test_a_problem_becomes_a_ticket_until_it_is_solved(
    session: Session, world: World, actor: Actor, pairs: Tour
) -> None:
    contact(session, actor, pairs.ids[:1], problems="山上没有快递点")
    (ticket,) = session.scalars(select(Ticket).options(joinedload(Ticket.leader))).all()
    assert (ticket.owner_id, ticket.due_on) == (actor.id, DAY + timedelta(days=14))
    assert tickets.due(session, actor, DAY + timedelta(days=14)) == (1, ticket.due_on)
    officer = world.actor("officer")
    stranger = world.actor("officer", "441403").id or 0
    with pytest.raises(DomainError, match="TICKET_OWNER_UNKNOWN"):
        tickets.hand_on(session, officer, NOW, ticket, stranger, DAY, "请处理")
    with pytest.raises(DomainError, match="TICKET_DUE_PAST"):
        tickets.hand_on(
            session, officer, NOW, ticket, officer.id or 0, DAY - timedelta(days=1), "x"
        )
    tickets.hand_on(session, officer, NOW, ticket, officer.id or 0, DAY, "县里协调快递")
    assert tickets.due(session, actor, DAY) == (0, None)
    assert tickets.due(session, officer, DAY) == (1, DAY)
    with pytest.raises(DomainError, match="TICKET_WORDS_MISSING"):
        tickets.solve(session, officer, NOW, ticket, "")
    tickets.solve(session, officer, NOW, ticket, "邮政每周三进村")
    assert tickets.due(session, officer, DAY) == (0, None)
    with pytest.raises(DomainError, match="TICKET_SOLVED"):
        tickets.solve(session, officer, NOW, ticket, "再一次")
    tickets.reopen(session, officer, NOW, ticket, DAY + timedelta(days=2), "又停了")
    assert ticket.state is TicketState.OPEN
    with pytest.raises(DomainError, match="TICKET_OPEN"):
        tickets.reopen(session, officer, NOW, ticket, DAY, "x")
    assert [step.action for step in tickets.steps(session, ticket.id)] == [
        "reopened", "solved", "handed", "opened",
    ]  # fmt: skip
    with pytest.raises(NotFound):
        tickets.ticket_for(session, world.actor("officer", "411202"), ticket.id)
    with pytest.raises(NotFound):
        tickets.ticket_for(session, world.actor("lecturer", centre="second"), ticket.id)


def test_plan_against_done_is_exact(session: Session, actor: Actor, pairs: Tour) -> None:
    contact(session, actor, pairs.ids[:1])
    contact(session, actor, pairs.ids[1:2], said(minutes=10))
    denied = contact(session, actor, pairs.ids[2:3])
    line = line_of(session, denied)
    session.refresh(line, ["contact"])
    contacts.deny(session, actor, NOW, line, "")
    photo = Picture(b"x", 1, 1)
    contact(session, actor, pairs.ids[3:], photo=photo)
    found = contacts_queries.plan_done(session, Pair.county == "411224", BEGUN, DAY)
    assert found.planned == 4 * Fraction(10 * 61, 365)
    assert (found.done, found.proved, found.short, found.doubted) == (2, 1, 1, 1)
    assert found.by_evidence[Evidence.DOCUMENTED] == 1
    before = contacts_queries.plan_done(
        session, Pair.county == "411224", BEGUN - timedelta(days=9), BEGUN - timedelta(days=1)
    )
    assert before.planned == 0
    assert before.done == 0


def test_pro_rata_and_colours() -> None:
    span = PairSpan(date(2026, 1, 1), date(2026, 12, 31))
    assert planned(span, 10, date(2026, 1, 1), date(2026, 12, 31)) == 10
    assert planned(span, 10, date(2026, 3, 1), date(2026, 3, 1)) == Fraction(2, 73)
    assert planned(span, 10, date(2027, 1, 1), date(2027, 3, 1)) == 0
    assert standing(DAY, DAY) is Due.SOON
    assert standing(DAY - timedelta(days=1), DAY) is Due.OVERDUE
    assert standing(DAY + timedelta(days=8), DAY) is Due.GOOD


def picture(size: tuple[int, int] = (3000, 2000), form: str = "JPEG") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "村口的照片"
    Image.new("RGB", size, "green").save(out, form, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photos_are_made_small_and_bare(form: str) -> None:
    data = picture(form=form)
    made = small(read_data_url(f"data:image/x;base64,{base64.b64encode(data).decode()}"))
    with Image.open(BytesIO(made.content)) as found:
        assert (found.format, found.size) == ("JPEG", (1280, 853))
        assert not found.getexif()
    assert len(made.content) < len(data) or form != "JPEG"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GIF89a", "PICTURE_UNREADABLE"),
        (b"", "PICTURE_UNREADABLE"),
        (picture()[:200], "PICTURE_UNREADABLE"),
        (picture((8000, 5001)), "PICTURE_TOO_LARGE"),
        (b"x" * (2 * 1024 * 1024 + 1), "PICTURE_TOO_LARGE"),
    ],
)
def test_what_is_no_small_picture_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        small(data)


def test_a_phone_sends_a_contact_with_a_photo(session: Session, actor: Actor, pairs: Tour) -> None:
    url = f"data:image/jpeg;base64,{base64.b64encode(picture()).decode()}"
    one = event(
        pairs.ids[0], photo=url, topics=["live", "shop"], problems="货源不稳", started="09:30"
    )
    answer = receive(session, actor, NOW, [one], NONE)[0]
    assert answer.code == ""
    (made,) = session.scalars(select(Contact)).all()
    assert (made.event_id, made.topics, made.started) == (one["id"], ["shop", "live"], "09:30")
    assert line_of(session, made).evidence is Evidence.DOCUMENTED
    assert session.scalars(select(ContactPhoto.width)).all() == [1280]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "dream"}, "CONTACT_KIND_UNKNOWN"),
        ({"day": "2026-13-01"}, "CONTACT_DAY_INVALID"),
        ({"next_on": "soon"}, "CONTACT_DAY_INVALID"),
        ({"minutes": "viel"}, "CONTACT_WITHOUT_TIME"),
        ({"minutes": "-5"}, "CONTACT_WITHOUT_TIME"),
        ({"started": "25:00"}, "CONTACT_TIME_INVALID"),
        ({"topics": ["politics"]}, "CONTACT_TOPIC_UNKNOWN"),
        ({"photo": "data:text/html;base64,eA=="}, "PICTURE_UNREADABLE"),
        ({"pairs": ["x"]}, "REQUEST_INVALID"),
        ({"pairs": []}, "CONTACT_WITHOUT_LEADER"),
        ({"pairs": ["999999999"]}, "NOT_FOUND"),
        ({"next_on": "2026-01-01"}, "CONTACT_NEXT_PAST"),
        ({"problems": "x", "problem_due": "2020-01-01"}, "TICKET_DUE_PAST"),
    ],
)
def test_faults_of_a_phones_contact_are_codes_and_leave_nothing(
    session: Session, actor: Actor, pairs: Tour, body: dict[str, Any], code: str
) -> None:
    assert receive(session, actor, NOW, [event(pairs.ids[0], **body)], NONE)[0].code == code
    assert count(session) == 0


@pytest.mark.parametrize("hours", [26, -26])
def test_a_wrong_clock_still_means_today(
    session: Session, actor: Actor, pairs: Tour, hours: int
) -> None:
    skew = timedelta(hours=hours)
    told = NOW + skew
    day = (told + timedelta(hours=8)).date()
    one = event(pairs.ids[0], day=day.isoformat()) | {"device_time": told.isoformat()}
    assert receive(session, actor, NOW, [one], skew)[0].code == ""
    chosen = DAY - timedelta(days=12)
    other = event(pairs.ids[1], day=chosen.isoformat()) | {"device_time": told.isoformat()}
    assert receive(session, actor, NOW, [other], skew)[0].code == ""
    assert sorted(session.scalars(select(Contact.day))) == [chosen, DAY]


def test_a_form_for_several_is_split_and_a_group_is_not() -> None:
    fields = {
        "kind": "visit", "minutes": "40", "pairs": ["3", "13"], "advice": "都一样",
        "minutes-3": "60", "advice-13": "自己的", "problems-3": "", "minutes-5": "9",
    }  # fmt: skip
    assert split(fields) == [
        ("3", {"kind": "visit", "minutes": "60", "pairs": ["3"], "advice": "都一样"}),
        ("13", {"kind": "visit", "minutes": "40", "pairs": ["13"], "advice": "自己的"}),
    ]
    (only,) = split(fields | {"kind": "group"})
    assert only[1]["pairs"] == ["3", "13"]
