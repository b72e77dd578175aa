"""Tables of following up: plans, cases, waves, attempts, contacts, consent, interviews, referrals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.cohorts.models import Cohort, Enrolment
from courses.outcomes.rules import (
    Alarm,
    AttemptCode,
    Beside,
    Channel,
    ClosedBy,
    Consent,
    ContactKind,
    EvidenceLevel,
    ExitKind,
    Need,
    Priority,
    ReferralState,
    Status,
    WaveState,
)
from courses.rosters.models import Person
from lms.orm import Base, Code, County, Fen, Key, LongText, Name, Prefix, Sealed, Uid


class PlanRow(Base):
    """A version of the plan of a programme (回访方案): for a region, or for a course in it.

    `waves` are days after the end of the class; a change is a new version, never an edit.
    """

    __tablename__ = "outcomes_plan"

    id: Mapped[Key]
    uid: Mapped[Uid]
    prefix: Mapped[Prefix]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_course.id"), index=True)
    version: Mapped[int]
    valid_from: Mapped[date]
    days: Mapped[list[str]]
    window_before: Mapped[int]
    window_after: Mapped[int]
    basis: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[Name]

    __table_args__ = (UniqueConstraint("prefix", "course_id", "version"),)


class Comparison(Base):
    """People drawn to be compared with a class (对照对象): who, by what, how many of how many.

    `seed` makes the draw repeatable. `lot_number` names the paper of the lot by which the class was
    filled, '' where there was none. A draw that is undone stays here without its people.
    """

    __tablename__ = "outcomes_comparison"

    id: Mapped[Key]
    uid: Mapped[Uid]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"))
    number: Mapped[int]
    beside: Mapped[Beside]
    wanted: Mapped[int]
    offered: Mapped[int]
    drawn: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    lot_number: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime]
    by: Mapped[Name]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("cohort_id", "number"),)


class Case(Base):
    """Somebody to be followed up (回访对象): who was enrolled, or who is compared with a class.

    One per enrolment, or one per person of a comparison, of the class both belong to. Who enrols in
    a class leaves the comparison on `left_on` for the class `left_for_id`; answers before stay good.
    County, centre, place, course, category and sex are as they were when the class closed, so that
    reports stay what they were. `place` lies within the county: home village, town or the county.
    """

    __tablename__ = "outcomes_case"

    id: Mapped[Key]
    uid: Mapped[Uid]
    enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("cohorts_enrolment.id"), unique=True
    )
    comparison_id: Mapped[int | None] = mapped_column(
        ForeignKey("outcomes_comparison.id"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_course.id"))
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))
    place: Mapped[Prefix]
    category: Mapped[Code]
    sex: Mapped[str | None] = mapped_column(String(8))
    enrolled_on: Mapped[date]
    exit_on: Mapped[date]
    exit_kind: Mapped[ExitKind]
    priority: Mapped[Priority]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes_plan.id"), index=True)
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    consent: Mapped[Consent] = mapped_column(default=Consent.UNASKED)
    died_on: Mapped[date | None]
    warning: Mapped[Alarm | None]
    warned_on: Mapped[date | None]
    warning_settled_at: Mapped[datetime | None]
    warning_settled_by: Mapped[str | None] = mapped_column(String(200))
    warning_result: Mapped[str] = mapped_column(String(300), default="")
    left_on: Mapped[date | None]
    left_for_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts_cohort.id"))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
    cohort: Mapped[Cohort] = relationship(lazy="raise", foreign_keys=cohort_id)
    left_for: Mapped[Cohort | None] = relationship(lazy="raise", foreign_keys=left_for_id)
    enrolment: Mapped[Enrolment | None] = relationship(lazy="raise")
    waves: Mapped[list["Wave"]] = relationship(lazy="raise", order_by="Wave.due_on")

    __table_args__ = (
        Index(None, "county", "exit_kind", "exit_on"),
        Index(None, "county", "warning"),
        Index(None, "place"),
        UniqueConstraint("comparison_id", "person_id"),
        CheckConstraint("(enrolment_id IS NULL) <> (comparison_id IS NULL)", name="origin"),
    )

    @property
    def compared(self) -> bool:
        """Whether this is somebody of a comparison, who was not in the class."""
        return self.comparison_id is not None


class Wave(Base):
    """One time somebody is to be asked (一次回访). `code` says what the attempts came to.

    `promised_on` is the day of a call-back somebody asked for. `version` keeps two workers from
    writing over each other.
    """

    __tablename__ = "outcomes_wave"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_id: Mapped[int] = mapped_column(ForeignKey("outcomes_case.id"))
    wave: Mapped[str] = mapped_column(String(16))
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))
    place: Mapped[Prefix]
    priority: Mapped[Priority]
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    due_on: Mapped[date]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    promised_on: Mapped[date | None]
    state: Mapped[WaveState] = mapped_column(default=WaveState.OPEN)
    closed_by: Mapped[ClosedBy | None]
    code: Mapped[AttemptCode | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship(lazy="raise", back_populates="waves")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("case_id", "wave"),
        Index(None, "worker_id", "state", "opens_on"),
        Index(None, "place", "state", "worker_id", "opens_on"),
        Index(None, "county", "wave"),
    )


class AttemptRow(Base):
    """One attempt to reach somebody (联系记录), appended, never changed."""

    __tablename__ = "outcomes_attempt"

    id: Mapped[Key]
    uid: Mapped[Uid]
    wave_id: Mapped[int] = mapped_column(ForeignKey("outcomes_wave.id"), index=True)
    at: Mapped[datetime]
    on: Mapped[date]
    channel: Mapped[Channel]
    code: Mapped[AttemptCode]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes_contact.id"))
    promised_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    by: Mapped[Name]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    entered_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)


class Contact(Base):
    """A second contact of a person (relative, village cadre); the number is sealed."""

    __tablename__ = "outcomes_contact"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    kind: Mapped[ContactKind]
    name: Mapped[str] = mapped_column(String(40))
    relation: Mapped[str] = mapped_column(String(20), default="")
    phone: Mapped[Sealed]
    at: Mapped[datetime]
    by: Mapped[Name]
    removed_at: Mapped[datetime | None]


class ConsentStep(Base):
    """Consent asked, given or withdrawn: who, when, how; only appended."""

    __tablename__ = "outcomes_consent"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    consent: Mapped[Consent]
    channel: Mapped[Channel]
    note: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    by: Mapped[Name]


class Interview(Base):
    """Answers of one wave (回访答卷). A correction is a further row; `current` is the latest.

    Amounts are fen a year of the household; None is not known and never nought. `excluded_fen` is
    what was named but does not count (see the table of exclusions). `asked` are the codes of doubts
    that were shown and confirmed.
    """

    __tablename__ = "outcomes_interview"

    id: Mapped[Key]
    uid: Mapped[Uid]
    wave_id: Mapped[int] = mapped_column(ForeignKey("outcomes_wave.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("outcomes_case.id"), index=True)
    current: Mapped[bool] = mapped_column(default=True)
    on: Mapped[date]
    channel: Mapped[Channel]
    proxy: Mapped[str] = mapped_column(String(40), default="")
    evidence: Mapped[EvidenceLevel]
    status: Mapped[Status]
    shop_name: Mapped[str] = mapped_column(String(120), default="")
    shop_platform: Mapped[str] = mapped_column(String(40), default="")
    shop_open: Mapped[bool | None]
    goods: Mapped[str] = mapped_column(String(120), default="")
    households_led: Mapped[int | None]
    wages_fen: Mapped[Fen | None]
    sales_fen: Mapped[Fen | None]
    costs_fen: Mapped[Fen | None]
    assets_fen: Mapped[Fen | None]
    transfers_fen: Mapped[Fen | None]
    excluded_fen: Mapped[dict[str, Any]]
    household_size: Mapped[int | None]
    total_fen: Mapped[Fen | None]
    per_head_fen: Mapped[Fen | None]
    difficulties: Mapped[LongText] = mapped_column(default="")
    needs: Mapped[list[str]]
    satisfaction: Mapped[int | None]
    asked: Mapped[list[str]]
    by: Mapped[Name]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    entered_at: Mapped[datetime]
    event: Mapped[str | None] = mapped_column(String(64), unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)

    __table_args__ = (Index(None, "case_id", "current"),)


class Draft(Base):
    """An interview begun and not sent, kept sealed for the worker who began it."""

    __tablename__ = "outcomes_draft"

    id: Mapped[Key]
    uid: Mapped[Uid]
    wave_id: Mapped[int] = mapped_column(ForeignKey("outcomes_wave.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), index=True)
    answers: Mapped[Sealed]
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("wave_id", "account_id"),)


class Referral(Base):
    """A need that was handed to somebody, up to its result (服务对接)."""

    __tablename__ = "outcomes_referral"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_id: Mapped[int] = mapped_column(ForeignKey("outcomes_case.id"), index=True)
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))
    place: Mapped[Prefix]
    need: Mapped[Need]
    detail: Mapped[str] = mapped_column(String(300), default="")
    interview_id: Mapped[int | None] = mapped_column(
        ForeignKey("outcomes_interview.id"), index=True
    )
    state: Mapped[ReferralState] = mapped_column(default=ReferralState.OPEN)
    opened_on: Mapped[date]
    opened_by: Mapped[Name]
    responsible_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_account.id"), index=True
    )
    taken_on: Mapped[date | None]
    taken_by: Mapped[str | None] = mapped_column(String(200))
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "county", "state", "opened_on"),)


class Beat(Base):
    """Whose graduates a place's are (片区): the longest prefix decides."""

    __tablename__ = "outcomes_beat"

    id: Mapped[Key]
    place: Mapped[Prefix] = mapped_column(unique=True)
    county: Mapped[County] = mapped_column(index=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]


class Absence(Base):
    """A worker away for some days, and who covers (顶岗)."""

    __tablename__ = "outcomes_absence"

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), index=True)
    cover_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), index=True)
    county: Mapped[County]
    from_date: Mapped[date]
    until_date: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[Name]


class Prepared(Base):
    """A county's figures of one wave, made ready by a job for reports of cities and provinces.

    Of everybody, of each course, of each category, and of both: `course_id` 0 and `category` '' are
    all of them. `counts` says how many stand in each step and status, without the amounts.
    """

    __tablename__ = "outcomes_prepared"

    id: Mapped[Key]
    county: Mapped[County]
    wave: Mapped[str] = mapped_column(String(16))
    course_id: Mapped[int] = mapped_column(default=0)
    category: Mapped[Code] = mapped_column(default="")
    year: Mapped[int]
    figures: Mapped[bytes]
    counts: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("wave", "course_id", "category", "county", "year"),)
