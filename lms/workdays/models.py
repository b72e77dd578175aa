"""Tables of the working-day calendar officers enter beyond the library's years."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base, Name


class CalendarYear(Base):
    """A year's holidays as announced; `source` is the document number (国办发明电〔…〕…号)."""

    __tablename__ = "workdays_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    entered_by: Mapped[Name]
    entered_at: Mapped[datetime]


class CalendarDay(Base):
    """A day that differs from its weekday: a holiday, or a rest day worked to make up for one."""

    __tablename__ = "workdays_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    note: Mapped[str] = mapped_column(String(100), default="")
