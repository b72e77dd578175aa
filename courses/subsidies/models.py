"""Tables of decisions (核算), evidence (票据、证书), rule confirmations, lists (名单) and 疑点."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.subsidies.states import ListState
from lms.orm import Base, Code, County, Fen, Key, LongText, Name, Uid


class Confirmation(Base):
    """A named person vouches for an unverified pack of rules, for one cohort only.

    `person` is who was asked (张三), `by` whose account wrote it down.
    """

    __tablename__ = "subsidies_confirmation"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"))
    pack: Mapped[Code]
    version: Mapped[int]
    person: Mapped[Name]
    reason: Mapped[LongText]
    at: Mapped[datetime]
    by: Mapped[Name]

    __table_args__ = (UniqueConstraint("cohort_id", "pack", "version"),)


class Settlement(Base):
    """Of packs in force side by side a named person says which one pays this cohort, and why."""

    __tablename__ = "subsidies_settlement"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), unique=True)
    pack: Mapped[Code]
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
    voided_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(200), default="")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"))


class Evidence(Base):
    """A paper a rule asks for (certificate, licence, agreement) and its date; told, never deleted."""

    __tablename__ = "subsidies_evidence"

    id: Mapped[Key]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    kind: Mapped[Code]
    on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[Name]
    voided_at: Mapped[datetime | None]


class DecisionRow(Base):
    """A decision as it was made, appended, never changed; `current` marks the latest one.

    `payload` is the canonical text of rules with versions, facts, components and reasons; `digest`
    is over it, so that a recomputation with the same outcome appends nothing. `pack` and
    `counts_on` say which rules paid and by which date they count it, for later claims.
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
    half_days_present: Mapped[int]
    half_days_planned: Mapped[int]
    whole_days: Mapped[int]
    living_fen: Mapped[Fen]
    transport_lodging_fen: Mapped[Fen]
    total_fen: Mapped[Fen]
    pack: Mapped[Code]
    counts_on: Mapped[date]
    payload: Mapped[LongText]
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "cohort_id", "current"),)


class SubsidyList(Base):
    """A payable list (补贴发放花名册) of one cohort. Its lines are frozen when it is submitted.

    `digest` is over the frozen lines and is what a reviewer signs; `applied_on` is the day the
    claim counts as handed in.
    """

    __tablename__ = "subsidies_list"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    number: Mapped[int]
    state: Mapped[ListState]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    prepared_by: Mapped[Name]
    submitted_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    reviewed_by: Mapped[str | None] = mapped_column(String(200))
    reviewed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    applied_on: Mapped[date]
    total_fen: Mapped[Fen]
    people: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    lines: Mapped[list["ListLine"]] = relationship(
        order_by="ListLine.position", cascade="all, delete-orphan", lazy="raise"
    )

    __mapper_args__ = {"version_id_col": version}  # SQLAlchemy's own form
    __table_args__ = (UniqueConstraint("cohort_id", "number"), Index(None, "county", "state"))


class ListLine(Base):
    """One trainee's frozen amount on a list, 0 for who is refused, with the decision behind it."""

    __tablename__ = "subsidies_line"

    id: Mapped[Key]
    list_id: Mapped[int] = mapped_column(ForeignKey("subsidies_list.id"), index=True)
    position: Mapped[int]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("subsidies_decision.id"))
    living_fen: Mapped[Fen]
    transport_lodging_fen: Mapped[Fen]
    total_fen: Mapped[Fen]
    reason: Mapped[str | None] = mapped_column(String(64))


class ListStep(Base):
    """A step of a list: who, when, why. `void` is taken by the system when a line changed."""

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
    """A 疑点 on a trainee's money that blocks review until somebody settles it with a reason.

    `facts` fill its sentence.
    """

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
