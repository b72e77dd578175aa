"""Table of parameter values."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base, Code, Key, Name, Prefix


class SettingValue(Base):
    """A value set for everything below `prefix`; None unsets what stands above."""

    __tablename__ = "settings_value"

    id: Mapped[Key]
    name: Mapped[Code]
    prefix: Mapped[Prefix]
    value: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(String(300), default="")
    set_by: Mapped[Name]
    set_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("name", "prefix"),)
