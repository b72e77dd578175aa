"""Tables of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base, Code, County, Key, Name


class AuditChain(Base):
    """Head of one county's chain: the place where writers of one county queue."""

    __tablename__ = "audit_chain"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    length: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class AuditEntry(Base):
    """One act: who, when, what, on which object. `facts` hold opaque ids, codes and counts only."""

    __tablename__ = "audit_entry"

    id: Mapped[Key]
    county: Mapped[County]
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[Name]
    action: Mapped[Code]
    object_type: Mapped[Code]
    object_id: Mapped[Code]
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("county", "sequence"),
        Index(None, "object_type", "object_id"),
        Index(None, "county", "at"),
    )
