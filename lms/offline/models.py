"""Table of the events that phones have sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.offline.rules import Outcome
from lms.orm import Base, Code, Key


class OfflineEventRow(Base):
    """An event as it was received, once: both times, what it said (as a digest) and its answer.

    `skew` are the seconds the phone's clock was ahead when it sent; `code` is '' for done.
    """

    __tablename__ = "offline_event"

    id: Mapped[Key]
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"))
    device: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int] = mapped_column()
    kind: Mapped[Code]
    device_time: Mapped[datetime]
    received_at: Mapped[datetime]
    skew: Mapped[int]
    skewed: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome]
    code: Mapped[str] = mapped_column(String(64), default="")
    answer: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "account_id", "received_at"),)
