"""The table of scans: papers (原件) behind the entries of leaders and villages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.leaders.rules import ScanOf
from lms.orm import Base, BigInt, Code, Key, Name, Sealed, Uid


class EntryScan(Base):
    """A scan or photo of the paper behind an entry, sealed; `entry_id` is the row `of` tells.

    It stands on a leader's record or, for a flag, on a village's. One taken away keeps who, when and
    why, and no content.
    """

    __tablename__ = "leaders_entry_scan"

    id: Mapped[Key]
    uid: Mapped[Uid]
    of: Mapped[ScanOf]
    entry_id: Mapped[int] = mapped_column(BigInt)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("leaders_village.id"), index=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    mimetype: Mapped[Code]
    pages: Mapped[int]
    size: Mapped[int]
    content: Mapped[Sealed | None] = mapped_column(deferred=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (Index(None, "of", "entry_id"),)
