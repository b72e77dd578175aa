"""Tables of courses (培训项目), syllabus versions (课程标准) and modules (课程模块)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.orm import Base, Code, Key, Name, Prefix, Uid


class Course(Base):
    """A course offered below `prefix` ('' everywhere): occupation (工种) and level (级别)."""

    __tablename__ = "catalogue_course"

    id: Mapped[Key]
    uid: Mapped[Uid]
    prefix: Mapped[Prefix]
    name: Mapped[Name]
    occupation: Mapped[str] = mapped_column(String(80), default="")
    level: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[Code]
    textbook: Mapped[str] = mapped_column(String(200), default="")
    assessment: Mapped[str] = mapped_column(String(500), default="")
    retired_at: Mapped[datetime | None]

    syllabi: Mapped[list["Syllabus"]] = relationship(
        back_populates="course", order_by="Syllabus.version", lazy="raise"
    )

    __table_args__ = (UniqueConstraint("prefix", "name"),)


class Syllabus(Base):
    """One version of a course's content; published ones are never changed, a new version is made."""

    __tablename__ = "catalogue_syllabus"

    id: Mapped[Key]
    course_id: Mapped[int] = mapped_column(ForeignKey("catalogue_course.id"), index=True)
    version: Mapped[int]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")

    course: Mapped[Course] = relationship(back_populates="syllabi", lazy="joined")
    modules: Mapped[list["Module"]] = relationship(
        back_populates="syllabus",
        order_by="Module.position",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    __table_args__ = (UniqueConstraint("course_id", "version"),)


class Module(Base):
    """A part of a syllabus; hours are 课时 (45 minutes)."""

    __tablename__ = "catalogue_module"

    id: Mapped[Key]
    syllabus_id: Mapped[int] = mapped_column(ForeignKey("catalogue_syllabus.id"), index=True)
    position: Mapped[int]
    title: Mapped[Name]
    theory_hours: Mapped[int]
    practice_hours: Mapped[int]

    syllabus: Mapped[Syllabus] = relationship(back_populates="modules")
