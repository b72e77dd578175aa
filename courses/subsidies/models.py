"""Tables of decisions (核算), invoices (票据), rule confirmations, lists (名单) and doubts (疑点)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.subsidies.states import ListState
from lms.orm import Base, Code, County, Fen, Key, LongText, Name, Uid


class Confirmation(Base):
    """A named person vouches for an unverified rule, for one cohort or a whole county."""

    __tablename__ = "subsidies_confirmation"

    id: Mapped[Key]
    county: Mapped[County]
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    rule_id: Mapped[Code]
    rule_version: Mapped[int]
    person: Mapped[Name]
    reason: Mapped[LongText]
    at: Mapped[datetime]
    by: Mapped[Name]


class Invoice(Base):
    """A transport or lodging ticket (交通住宿票据) of one trainee; several add up."""

    __tablename__ = "subsidies_invoice"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    amount_fen: Mapped[Fen]
    file_name: Mapped[str] = mapped_column(String(255), default="")
    row: Mapped[int | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[Name]
    voided_at: Mapped[datetime | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"))


class DecisionRow(Base):
    """A decision as it was made, appended, never changed; `current` marks the latest one.

    `payload` keeps rules with versions, facts, components and reasons; `digest` is over it, so
    that a recomputation with the same outcome appends nothing.
    """

    __tablename__ = "subsidies_decision"

    id: Mapped[Key]
    uid: Mapped[Uid]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    current: Mapped[bool]
    eligible: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(64))
    living_fen: Mapped[Fen]
    transport_lodging_fen: Mapped[Fen]
    total_fen: Mapped[Fen]
    payload: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "cohort_id", "current"),)


class SubsidyList(Base):
    """A payable list (补贴发放花名册) of one cohort. Its lines are frozen when it is submitted."""

    __tablename__ = "subsidies_list"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    number: Mapped[int]
    state: Mapped[ListState]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    prepared_by: Mapped[Name]
    reviewed_by: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    total_fen: Mapped[Fen]
    people: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    lines: Mapped[list["ListLine"]] = relationship(
        order_by="ListLine.position", cascade="all, delete-orphan", lazy="raise"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("cohort_id", "number"), Index(None, "county", "state"))


class ListLine(Base):
    """One trainee's frozen amount on a list, with the decision behind it."""

    __tablename__ = "subsidies_line"

    id: Mapped[Key]
    list_id: Mapped[int] = mapped_column(ForeignKey("subsidies_list.id"), index=True)
    position: Mapped[int]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("subsidies_decision.id"))
    living_fen: Mapped[Fen]
    transport_lodging_fen: Mapped[Fen]
    total_fen: Mapped[Fen]


class ListStep(Base):
    """A step of a list: who, when, why."""

    __tablename__ = "subsidies_step"

    id: Mapped[Key]
    list_id: Mapped[int] = mapped_column(ForeignKey("subsidies_list.id"), index=True)
    step: Mapped[Code]
    before: Mapped[ListState]
    after: Mapped[ListState]
    at: Mapped[datetime]
    by: Mapped[Name]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")


class Doubt(Base):
    """A 疑点 on a cohort's money that blocks review until somebody settles it with a reason."""

    __tablename__ = "subsidies_doubt"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"))
    code: Mapped[Code]
    facts: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (UniqueConstraint("enrolment_id", "code"),)
