"""Tables of runs."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base, Code, County, Key, Name, Sealed, Uid


class RunState(enum.StrEnum):
    """Where a run stands; only a rehearsed one can be applied, only an applied one undone."""

    REHEARSED = "rehearsed"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    DISCARDED = "discarded"


class Run(Base):
    """One bulk act; `done_rows` is the resume point."""

    __tablename__ = "runs_run"

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[Code]
    title: Mapped[Name]
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))
    subject_id: Mapped[int | None]
    state: Mapped[RunState] = mapped_column(default=RunState.REHEARSED)
    file_name: Mapped[str] = mapped_column(String(255), default="")
    digest: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]
    total_rows: Mapped[int]
    done_rows: Mapped[int] = mapped_column(default=0)
    job_uid: Mapped[str | None] = mapped_column(String(32))
    created_by: Mapped[Name]
    created_by_handle: Mapped[Code]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "kind", "subject_id"), Index(None, "county", "created_at"))


class RunContent(Base):
    """What a run is made of, sealed: the rehearsed rows and the sender's file.

    Apart from the run, because that row is rewritten with every slice.
    """

    __tablename__ = "runs_content"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs_run.id"), primary_key=True)
    plan: Mapped[Sealed]
    source: Mapped[Sealed | None]


class RunMemory(Base):
    """What a slice changed, sealed, so that the run can be taken back."""

    __tablename__ = "runs_memory"

    id: Mapped[Key]
    uid: Mapped[Uid]
    run_id: Mapped[int] = mapped_column(ForeignKey("runs_run.id"), index=True)
    items: Mapped[Sealed]
