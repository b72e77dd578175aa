"""Tables of marks (考勤): what holds now, and every mark ever made."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.attendance.rules import Mark
from lms.orm import Base, Code, Key, Name


class CurrentMark(Base):
    """The mark that holds for one trainee in one half-day; `version` counts its entries."""

    __tablename__ = "attendance_mark"

    session_id: Mapped[int] = mapped_column(ForeignKey("cohorts_session.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), primary_key=True)
    mark: Mapped[Mark]
    version: Mapped[int]

    __table_args__ = (Index(None, "enrolment_id"),)


class MarkEntry(Base):
    """One mark as it was made, never changed: who, when, what, why and from where.

    `source` is `sheet` (a lecturer's tap), `register` (an imported paper register), `office` (a
    correction with its reason) or `undo` (an import taken back).
    """

    __tablename__ = "attendance_entry"

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("cohorts_session.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    mark: Mapped[Mark]
    before: Mapped[Mark]
    at: Mapped[datetime]
    by: Mapped[Name]
    source: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(200), default="")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)

    __table_args__ = (Index(None, "session_id", "enrolment_id"),)
