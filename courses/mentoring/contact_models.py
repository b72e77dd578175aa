"""Tables of contacts (联系), tickets (问题), leaders' access, spot checks (抽查) and ratings (评分)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.cohorts.models import Session as HalfDay
from courses.leaders.models import Leader
from courses.leaders.rules import Evidence
from courses.lecturers.models import Lecturer
from courses.mentoring.contacts_rules import ContactKind, Doubt
from courses.mentoring.models import Pair
from courses.mentoring.quality_rules import CheckResult
from courses.mentoring.tickets_rules import TicketState
from lms.orm import Base, Code, County, Key, LongText, Name, Prefix, Uid


class Contact(Base):
    """One visit, call, message or group session by a lecturer; its leaders are its lines.

    `happened_at` is when it was recorded by the phone's clock put right, `recorded_at` when it was
    received. `paper` names a signed paper (编号). `words` digests the texts, to find copies.
    """

    __tablename__ = "mentoring_contact"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"))
    kind: Mapped[ContactKind]
    day: Mapped[date]
    started: Mapped[str] = mapped_column(String(5), default="")
    minutes: Mapped[int]
    topics: Mapped[list[str]]
    problems: Mapped[LongText] = mapped_column(default="")
    advice: Mapped[LongText] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(String(300), default="")
    next_on: Mapped[date | None]
    paper: Mapped[str] = mapped_column(String(120), default="")
    has_photo: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(String(64), default="")
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Name]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    event_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_because: Mapped[str] = mapped_column(String(300), default="")

    lecturer: Mapped[Lecturer] = relationship(lazy="raise")
    lines: Mapped[list["ContactLine"]] = relationship(
        lazy="raise", back_populates="contact", order_by="ContactLine.id"
    )

    __table_args__ = (
        Index(None, "county", "day"),
        Index(None, "day", "id"),
        Index(None, "lecturer_id", "day"),
    )


class ContactLine(Base):
    """A contact as it concerns one leader, with its own proof. `minutes`, `day`, `kind`, `started`
    and `withdrawn` repeat the contact's, so that one index keeps duplicates out and another counts.
    """

    __tablename__ = "mentoring_contact_line"

    id: Mapped[Key]
    uid: Mapped[Uid]
    contact_id: Mapped[int] = mapped_column(ForeignKey("mentoring_contact.id"), index=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pair.id"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"))
    place: Mapped[Prefix]
    county: Mapped[County]
    kind: Mapped[ContactKind]
    day: Mapped[date]
    started: Mapped[str] = mapped_column(String(5), default="")
    minutes: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[Evidence]
    doubt: Mapped[Doubt] = mapped_column(default=Doubt.NONE)
    confirmed_at: Mapped[datetime | None]
    denied_at: Mapped[datetime | None]
    denied_because: Mapped[str] = mapped_column(String(300), default="")
    checked_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="raise", back_populates="lines")
    leader: Mapped[Leader] = relationship(lazy="raise")
    pair: Mapped[Pair] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("contact_id", "pair_id"),
        Index(
            "uq_mentoring_contact_line_standing",
            "pair_id",
            "day",
            "kind",
            "started",
            unique=True,
            sqlite_where=text("NOT withdrawn"),
            postgresql_where=text("NOT withdrawn"),
        ),
        Index(None, "pair_id", "day"),
        Index(None, "leader_id", "day"),
        Index(None, "county", "day", "evidence"),
    )


class ContactPhoto(Base):
    """A photo of a contact, drawn anew as a small JPEG without what the camera wrote into it."""

    __tablename__ = "mentoring_contact_photo"

    contact_id: Mapped[int] = mapped_column(ForeignKey("mentoring_contact.id"), primary_key=True)
    content: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]


class Ticket(Base):
    """A problem from a contact with its owner and due date, until it is solved.

    `leader_id` is None for a problem of a whole group.
    """

    __tablename__ = "mentoring_ticket"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("mentoring_contact.id"), index=True)
    problem: Mapped[LongText]
    state: Mapped[TicketState] = mapped_column(default=TicketState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    owner: Mapped[Name]
    due_on: Mapped[date]
    opened_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    leader: Mapped[Leader | None] = relationship(lazy="raise")
    lecturer: Mapped[Lecturer] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        Index(None, "county", "state", "due_on"),
        Index(None, "owner_id", "state", "due_on"),
        Index(None, "lecturer_id", "state"),
    )


class TicketStep(Base):
    """What happened to a ticket: opened, handed on, put off, solved, opened again."""

    __tablename__ = "mentoring_ticket_step"

    id: Mapped[Key]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("mentoring_ticket.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    action: Mapped[Code]
    words: Mapped[str] = mapped_column(String(500), default="")
    owner: Mapped[Name]
    due_on: Mapped[date]


class LeaderAccess(Base):
    """The link and code by which a leader opens the own page; only hashes of both are kept.

    The code is made, printed and handed out by the office; nobody can read it again.
    """

    __tablename__ = "mentoring_access"

    id: Mapped[Key]
    uid: Mapped[Uid]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    issued_at: Mapped[datetime]
    issued_by: Mapped[Name]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class SpotCheck(Base):
    """A drawn list (抽查): contacts of a county in a span of days, drawn by a seed that is printed."""

    __tablename__ = "mentoring_check"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County] = mapped_column(index=True)
    from_date: Mapped[date]
    to_date: Mapped[date]
    seed: Mapped[str] = mapped_column(String(40))
    population: Mapped[int]
    population_digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[Name]


class CheckItem(Base):
    """One contact of a drawn list and what was found."""

    __tablename__ = "mentoring_check_item"

    id: Mapped[Key]
    check_id: Mapped[int] = mapped_column(ForeignKey("mentoring_check.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("mentoring_contact_line.id"), index=True)
    number: Mapped[int]
    result: Mapped[CheckResult | None]
    remark: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime | None]
    by: Mapped[str | None] = mapped_column(String(200))

    line: Mapped[ContactLine] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("check_id", "line_id"),)


class RatingRound(Base):
    """The asking of one class about one half-day and its lecturer; answers until `closes_on`."""

    __tablename__ = "mentoring_rating_round"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    session_id: Mapped[int] = mapped_column(ForeignKey("cohorts_session.id"), unique=True)
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by: Mapped[Name]
    closes_on: Mapped[date]

    session: Mapped[HalfDay] = relationship(lazy="raise")


class RatingSlip(Base):
    """A right to answer once, as many as there were enrolments; whose it is, nobody knows."""

    __tablename__ = "mentoring_rating_slip"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("mentoring_rating_round.id"), index=True)
    used: Mapped[bool] = mapped_column(default=False)


class Rating(Base):
    """One anonymous answer: three marks of 1–5 and a text. No person, no slip and no time of day.

    The key is random, so that not even the order of answers is kept.
    """

    __tablename__ = "mentoring_rating"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("mentoring_rating_round.id"), index=True)
    marks: Mapped[dict[str, Any]]
    remark: Mapped[str] = mapped_column(String(300), default="")
