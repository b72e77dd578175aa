"""Tables of the lecturer corps (讲师团)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.lecturers.rules import Expertise
from lms.orm import Base, Blind, Code, County, Key, Name, Prefix, Sealed, Uid


class Lecturer(Base):
    """A lecturer of a county; `kind` is one of the four expert kinds (专家类别) or other.

    `expertise` is what the sheet says in words, `fields` the coded list. `capacity` None means the
    setting `lecturers.capacity`. `base_place` is where the lecturer lives or works.
    """

    __tablename__ = "lecturers_lecturer"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    name: Mapped[str] = mapped_column(String(40))
    sex: Mapped[str | None] = mapped_column(String(8))
    organisation: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[str] = mapped_column(String(80), default="")
    education: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[Code]
    expertise: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[Sealed | None]
    phone_index: Mapped[Blind | None]
    base_place: Mapped[Prefix | None]
    capacity: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    remark: Mapped[str] = mapped_column(String(300), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"), unique=True)
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(String(200), default="")

    fields: Mapped[list["LecturerField"]] = relationship(
        lazy="raise", order_by="LecturerField.code", cascade="all, delete-orphan"
    )
    regions: Mapped[list["LecturerRegion"]] = relationship(
        lazy="raise", order_by="LecturerRegion.prefix", cascade="all, delete-orphan"
    )
    terms: Mapped[list["LecturerTerm"]] = relationship(
        lazy="raise", order_by="LecturerTerm.from_on"
    )

    __table_args__ = (Index(None, "county", "name"), Index(None, "phone_index"))


class LecturerField(Base):
    """A field of expertise (专长领域) of a lecturer."""

    __tablename__ = "lecturers_field"

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), primary_key=True)
    code: Mapped[Expertise] = mapped_column(primary_key=True)


class LecturerRegion(Base):
    """A division a lecturer serves (服务区域)."""

    __tablename__ = "lecturers_region"

    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), primary_key=True)
    prefix: Mapped[Prefix] = mapped_column(primary_key=True)


class LecturerTerm(Base):
    """A term of office (聘期); terms are added, one that ends early says when and why."""

    __tablename__ = "lecturers_term"

    id: Mapped[Key]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120), default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[Name]
    was_to_on: Mapped[date | None]
    ended_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (Index(None, "to_on"),)


class LecturerCredential(Base):
    """A credential (资质) with the day it expires; None does not expire."""

    __tablename__ = "lecturers_credential"

    id: Mapped[Key]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(80), default="")
    issuer: Mapped[str] = mapped_column(String(120), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[Name]
    withdrawn_on: Mapped[date | None]

    __table_args__ = (Index(None, "expires_on"),)


class LecturerDispatch(Base):
    """A lecturer sent from a paired region (对口帮扶): from where, when, by which paper."""

    __tablename__ = "lecturers_dispatch"

    id: Mapped[Key]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), index=True)
    from_region: Mapped[Prefix]
    from_on: Mapped[date]
    to_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120), default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[Name]


class LecturerChange(Base):
    """A change of a lecturer's record: who, when, what; values of the phone are not kept."""

    __tablename__ = "lecturers_change"

    id: Mapped[Key]
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers_lecturer.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    field: Mapped[Code]
    before: Mapped[str] = mapped_column(String(300), default="")
    after: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
