"""Tables of cohorts (班次), half-day sessions (半天课), enrolments (学员) and what changed when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.catalogue.models import Course, Syllabus
from courses.cohorts.rules import CohortState, EnrolmentState, Half, SessionKind, SessionState
from courses.lecturers.models import Lecturer
from courses.rosters.models import Person
from lms.divisions.models import Centre
from lms.orm import Base, Code, County, Key, Name, Uid


class Cohort(Base):
    """A class from opening to closing; known again by county + title + start + end.

    `county` files it and pays, `venue_county` is where it is held. `minimum_attendance` overrides
    the county's parameter for this cohort, as an exact decimal in text ("0.80").
    """

    __tablename__ = "cohorts_cohort"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))
    title: Mapped[Name]
    ordinal: Mapped[int | None]
    venue_county: Mapped[County]
    venue: Mapped[str] = mapped_column(String(200), default="")
    start: Mapped[date]
    end: Mapped[date]
    capacity: Mapped[int | None]
    hours: Mapped[int | None]
    online: Mapped[bool] = mapped_column(default=False)
    fund_source: Mapped[str] = mapped_column(String(120), default="")
    minimum_attendance: Mapped[str | None] = mapped_column(String(12))
    filed_on: Mapped[date | None]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_course.id"), index=True)
    syllabus_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_syllabus.id"))
    state: Mapped[CohortState] = mapped_column(default=CohortState.OPEN)
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    version: Mapped[int] = mapped_column()

    centre: Mapped[Centre | None] = relationship(lazy="joined")
    course: Mapped[Course | None] = relationship(lazy="joined")
    syllabus: Mapped[Syllabus | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("county", "title", "start", "end"),
        Index(None, "county", "start"),
        Index(None, "centre_id", "start"),
        CheckConstraint('"start" <= "end"', name="dates"),
    )


class Session(Base):
    """A half-day of a cohort; a cancelled one stays and is planned no more.

    Planned ones have a slot (date and half) of their own; cancelled ones keep nobody out of it.
    `marks` counts the trainees marked now; None until the first mark was ever made.
    """

    __tablename__ = "cohorts_session"

    id: Mapped[Key]
    uid: Mapped[Uid]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"))
    date: Mapped[date]
    half: Mapped[Half]
    kind: Mapped[SessionKind] = mapped_column(default=SessionKind.CLASS)
    online: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SessionState] = mapped_column(default=SessionState.PLANNED)
    topic: Mapped[str] = mapped_column(String(200), default="")
    marks: Mapped[int | None]
    lecturer_id: Mapped[int | None] = mapped_column(ForeignKey("lecturers_lecturer.id"), index=True)

    lecturer: Mapped[Lecturer | None] = relationship(lazy="raise")

    __table_args__ = (
        Index(
            "uq_cohorts_session_planned_slot",
            "cohort_id",
            "date",
            "half",
            unique=True,
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(None, "cohort_id", "date"),
        Index(None, "date"),
    )


class Enrolment(Base):
    """A person's stay in one cohort. `category` is the standing on the first day of class.

    `previous_id` links the stay in another cohort this one continues (a transfer, 转班).
    `marks` counts the half-days marked now; None until the first mark was ever made.
    """

    __tablename__ = "cohorts_enrolment"

    id: Mapped[Key]
    uid: Mapped[Uid]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    seat: Mapped[int]
    from_date: Mapped[date]
    until_date: Mapped[date | None]
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.ENROLLED)
    reason: Mapped[str] = mapped_column(String(200), default="")
    category: Mapped[Code]
    category_text: Mapped[str] = mapped_column(String(80), default="")
    intention: Mapped[str] = mapped_column(String(80), default="")
    source_row: Mapped[int | None]
    marks: Mapped[int | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts_enrolment.id"))
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("cohort_id", "person_id"), Index(None, "cohort_id", "seat"))


class CohortChange(Base):
    """What happened to a cohort: who, when, what, why, and the effect that was shown before."""

    __tablename__ = "cohorts_change"

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    action: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[dict[str, Any]]
