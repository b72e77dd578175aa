"""Table of loans."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.cohorts.models import Cohort
from lms.orm import Base, County, Key, Name, Uid


class Loan(Base):
    """So many pieces of something, lent to a cohort until a day. `run_id`: from which list."""

    __tablename__ = "acme_loan"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    item: Mapped[Name]
    quantity: Mapped[int]
    lent_on: Mapped[date]
    due_on: Mapped[date]
    back_on: Mapped[date | None]
    written_off: Mapped[bool] = mapped_column(default=False)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"))

    cohort: Mapped[Cohort] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "county", "due_on"),
    )
