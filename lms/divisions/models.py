"""Tables of the region tree (行政区划) and the training centres (培训中心)."""

from datetime import date

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base, County, Key, Name, Uid


class DivisionRow(Base):
    """A division by its 12-digit statistical code; a code that ended names its successor."""

    __tablename__ = "divisions_division"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(8))
    parent_code: Mapped[str | None] = mapped_column(String(12))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(12))

    __table_args__ = (Index(None, "parent_code"), Index(None, "level", "code"))


class Centre(Base):
    """A training centre of a county (定点培训机构)."""

    __tablename__ = "divisions_centre"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County] = mapped_column(index=True)
    name: Mapped[Name]
    uscc: Mapped[str | None] = mapped_column(String(18))
    legal_person: Mapped[str | None] = mapped_column(String(40))
    contact: Mapped[str | None] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(200))
    closed_on: Mapped[date | None]

    __table_args__ = (UniqueConstraint("county", "name"),)
