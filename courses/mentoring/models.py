"""Tables of pairs (结对), their agreements (帮带协议) and steps, exclusions, wishes and coordinates."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring.rules import EndedBy, PairRole, PairState
from lms.orm import Base, Code, County, Fen, Key, LongText, Name, Prefix, Uid


class Pair(Base):
    """One lecturer mentors one leader, from–until; `county` is the leader's.

    The last four columns are kept up by the contacts with `standing.recount`: the latest contact
    that counts, the day the next one is due, how many there were and their minutes in all.
    `previous_id` is the pair this one continues (handover 转交).
    """

    __tablename__ = "mentoring_pair"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"))
    role: Mapped[PairRole] = mapped_column(default=PairRole.MAIN)
    state: Mapped[PairState] = mapped_column(default=PairState.ACTIVE)
    from_date: Mapped[date]
    until_date: Mapped[date]
    contacts_a_year: Mapped[int]
    ended_on: Mapped[date | None]
    ended_by: Mapped[EndedBy | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("mentoring_pair.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    last_contact_on: Mapped[date | None]
    next_due_on: Mapped[date]
    contacts: Mapped[int] = mapped_column(default=0)
    contact_minutes: Mapped[int] = mapped_column(default=0)

    lecturer: Mapped[Lecturer] = relationship(lazy="raise")
    leader: Mapped[Leader] = relationship(lazy="raise")

    __table_args__ = (
        Index(
            "uq_mentoring_pair_active_role",
            "leader_id",
            "role",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "uq_mentoring_pair_active_two",
            "lecturer_id",
            "leader_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(None, "county", "state", "next_due_on"),
        Index(None, "lecturer_id", "state", "next_due_on"),
        Index(None, "leader_id", "from_date"),
        CheckConstraint("from_date <= until_date", name="dates"),
    )


class Load(Base):
    """How many active pairs a lecturer holds: the row that keeps capacity under concurrency.

    A pair takes a place by `UPDATE … SET held = held + 1 WHERE held < capacity`; whoever comes
    last finds no row.
    """

    __tablename__ = "mentoring_load"

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), primary_key=True)
    held: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("held >= 0", name="held"),)


class Agreement(Base):
    """帮带协议 of a pair as it was signed; an extension appends the next `version`.

    `goal_sales_fen` is the leader's yearly sales at the end of the term.
    """

    __tablename__ = "mentoring_agreement"

    id: Mapped[Key]
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pair.id"))
    version: Mapped[int]
    from_date: Mapped[date]
    until_date: Mapped[date]
    goal_sales_fen: Mapped[Fen | None]
    goal_households: Mapped[int | None]
    goal_shop: Mapped[str] = mapped_column(String(200), default="")
    contacts_a_year: Mapped[int]
    contact_minutes: Mapped[int]
    duties: Mapped[LongText]
    ending: Mapped[LongText]
    signed_on: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[Name]

    __table_args__ = (UniqueConstraint("pair_id", "version"),)


class PairStep(Base):
    """What happened to a pair: who, when, what, why; appended, never changed."""

    __tablename__ = "mentoring_step"

    id: Mapped[Key]
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pair.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    action: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[dict[str, Any]]


class Exclusion(Base):
    """A lecturer and a leader who must not be paired (relatives, dispute); lifted, not deleted."""

    __tablename__ = "mentoring_exclusion"

    id: Mapped[Key]
    county: Mapped[County] = mapped_column(index=True)
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by: Mapped[Name]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(200))

    lecturer: Mapped[Lecturer] = relationship(lazy="raise")
    leader: Mapped[Leader] = relationship(lazy="raise")

    __table_args__ = (
        Index(
            "uq_mentoring_exclusion_standing",
            "lecturer_id",
            "leader_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )


class Wish(Base):
    """What a leader would like of a mentor; soft, the matching weighs it. '' is no wish."""

    __tablename__ = "mentoring_wish"

    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(40), default="")
    sex: Mapped[str] = mapped_column(String(8), default="")
    at: Mapped[datetime]
    by: Mapped[Name]


class Coordinate(Base):
    """Where a division lies, in millionths of a degree (WGS 84), as an operator imported it."""

    __tablename__ = "mentoring_coordinate"

    division: Mapped[Prefix] = mapped_column(primary_key=True)
    latitude: Mapped[int]
    longitude: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[Name]
