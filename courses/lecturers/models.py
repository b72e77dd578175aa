"""Table of lecturers (讲师)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base, Code, County, Key, Sealed, Uid


class Lecturer(Base):
    """A lecturer of a county; `kind` is one of the four expert kinds (专家类别) or empty."""

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
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"), unique=True)
    left_on: Mapped[date | None]

    __table_args__ = (Index(None, "county", "name"),)
