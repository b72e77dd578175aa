"""What leaves the system of a pair: 帮带协议+记录; of the board: the villages without a leader."""

from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.api import EVIDENCE
from courses.leaders.rules import Evidence
from courses.mentoring import pair_words, queries
from courses.mentoring.contact_models import Contact, ContactLine
from courses.mentoring.contacts_rules import Topic
from courses.mentoring.contacts_words import KINDS, TOPICS
from courses.mentoring.models import Pair
from courses.mentoring.pair_papers import AgreementPaper, agreement_pdf, day_text
from courses.mentoring.pair_papers import ContactLine as PaperLine
from courses.mentoring.rules import PairState
from lms.accounts.actor import Actor
from lms.plugin import File

PDF = "application/pdf"


def agreement(session: Session, actor: Actor, _now: datetime, pair_id: int) -> File:
    """帮带协议 as it holds now, and the record of contacts that were not withdrawn."""
    with force_locale("zh"):  # the paper is Chinese, whoever asks for it
        return _made(session, queries.pair_for(session, actor, pair_id))


def _made(session: Session, pair: Pair) -> File:
    held = queries.agreements(session, pair.id)[0]
    where = f"{pair.leader.village.town_name}{pair.leader.village.name}"
    paper = AgreementPaper(
        number=f"{pair.county}-{pair.id:06d}-{held.version}", lecturer=pair.lecturer.name,
        lecturer_unit=pair.lecturer.organisation, leader=pair.leader.person.name, village=where,
        role=str(pair_words.ROLES[pair.role]), from_date=held.from_date,
        until_date=held.until_date, goal_sales_fen=held.goal_sales_fen,
        goal_households=held.goal_households, goal_shop=held.goal_shop,
        contacts_a_year=held.contacts_a_year, contact_minutes=held.contact_minutes,
        duties=held.duties, ending=held.ending, signed_on=held.signed_on,
        contacts=_contacts(session, pair.id), ended=_ended(pair),
    )  # fmt: skip
    return File(f"{pair.leader.person.name}帮带协议及记录.pdf", PDF, agreement_pdf(paper))


def _ended(pair: Pair) -> str:
    if pair.state is not PairState.ENDED or pair.ended_by is None:
        return ""
    return f"{day_text(pair.ended_on)}（{pair_words.ENDED_BY[pair.ended_by]}）：{pair.end_reason}"


def _contacts(session: Session, pair_id: int) -> tuple[PaperLine, ...]:
    rows = session.execute(
        select(Contact, ContactLine.evidence)
        .join(ContactLine, ContactLine.contact_id == Contact.id)
        .where(ContactLine.pair_id == pair_id, ContactLine.withdrawn.is_(False))
        .order_by(ContactLine.day, ContactLine.id)
    )
    return tuple(
        PaperLine(
            one.day, str(KINDS[one.kind]), one.minutes,
            "、".join(str(TOPICS[Topic(topic)]) for topic in one.topics),
            one.problems, one.advice, one.next_step, str(EVIDENCE[Evidence(proof)][1]),
        )
        for one, proof in rows
    )  # fmt: skip
