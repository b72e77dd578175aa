"""Tables of people (学员档案), households (户) and what is still doubtful about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.orm import Base, Blind, Code, County, Key, Name, Prefix, Sealed, Uid


class Household(Base):
    """A registered household by its opaque number (建档立卡户编号) within a county's archive."""

    __tablename__ = "rosters_household"

    id: Mapped[Key]
    uid: Mapped[Uid] = mapped_column(unique=False)  # never looked up: a roster writes thousands
    county: Mapped[County]
    number: Mapped[str] = mapped_column(String(40))

    __table_args__ = (UniqueConstraint("county", "number"),)


class Person(Base):
    """One life-long record (一人一档) per person and county archive.

    `county` keeps the archive; `home_place` is the 12- or 9-digit prefix the roster names and
    `home_county` its county (None where unknown). Number, phone and account are sealed; their
    blind indexes serve exact search and matching only.
    """

    __tablename__ = "rosters_person"

    id: Mapped[Key]
    uid: Mapped[Uid] = mapped_column(unique=False)  # never looked up: a roster writes thousands
    county: Mapped[County]
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(200), default="")
    document_type: Mapped[Code]
    id_number: Mapped[Sealed]
    id_number_index: Mapped[Blind]
    sex: Mapped[str | None] = mapped_column(String(8))
    birth_date: Mapped[date | None]
    ethnic: Mapped[str | None] = mapped_column(String(40))
    education: Mapped[str | None] = mapped_column(String(40))
    category: Mapped[Code]
    category_text: Mapped[str] = mapped_column(String(80), default="")
    home_place: Mapped[Prefix | None]
    home_county: Mapped[County | None]
    home_text: Mapped[str] = mapped_column(String(200), default="")
    household_id: Mapped[int | None] = mapped_column(ForeignKey("rosters_household.id"), index=True)
    relation_to_head: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[Sealed | None]
    phone_index: Mapped[Blind | None]
    account: Mapped[Sealed | None]
    account_index: Mapped[Blind | None]
    bank: Mapped[str | None] = mapped_column(String(80))
    remark: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    household: Mapped[Household | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("id_number_index", "county"),
        Index(None, "phone_index"),
        Index(None, "county"),
    )


class PersonCentre(Base):
    """A person a training centre may see because it registered or taught them."""

    __tablename__ = "rosters_person_centre"

    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("divisions_centre.id"), primary_key=True)

    __table_args__ = (Index(None, "centre_id"), {"sqlite_with_rowid": False})


class PersonChange(Base):
    """A change of one field: who, when, from what, to what, why. Values are sealed."""

    __tablename__ = "rosters_person_change"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"))
    at: Mapped[datetime]
    by: Mapped[Name]
    field: Mapped[Code]
    before: Mapped[Sealed | None]
    after: Mapped[Sealed | None]
    reason: Mapped[str] = mapped_column(String(200), default="")


class PersonPhoto(Base):
    """A portrait (免冠照片), sealed. A new one is a new row: what was printed with stays as it was."""

    __tablename__ = "rosters_person_photo"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    content: Mapped[Sealed]
    at: Mapped[datetime]
    by: Mapped[Name]
    removed_at: Mapped[datetime | None]


class PersonDoubt(Base):
    """A warning of an import (存疑) that stays visible until somebody settles it with a reason."""

    __tablename__ = "rosters_person_doubt"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"))
    code: Mapped[Code]
    facts: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (UniqueConstraint("person_id", "code"),)
