"""Tables of designs, seals and signatories: nothing here changes once it was used."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.divisions.models import Centre
from lms.orm import Base, County, Key, LongText, Name, Uid


class EmblemKind(StrEnum):
    """A seal (印章) or a person's signature (签名)."""

    SEAL = "seal"
    SIGNATURE = "signature"


class Design(Base):
    """A county's own design (自有版式); its text stands in its versions.

    `based_on` is the shipped design or the uid of the own one it was copied from.
    """

    __tablename__ = "certificates_design"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(60))
    based_on: Mapped[str] = mapped_column(String(32), default="")
    retired_at: Mapped[datetime | None]

    versions: Mapped[list["DesignVersion"]] = relationship(
        lazy="raise", order_by="DesignVersion.number"
    )

    __table_args__ = (UniqueConstraint("county", "title"),)


class DesignVersion(Base):
    """One version of a design: HTML with marks (`lms.documents.marks`); appended, never changed.

    `digest` is the SHA-256 of its text. Only a released version may be printed from.
    """

    __tablename__ = "certificates_design_version"

    id: Mapped[Key]
    uid: Mapped[Uid]
    design_id: Mapped[int] = mapped_column(ForeignKey("certificates_design.id"))
    number: Mapped[int]
    html: Mapped[LongText]
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[Name]
    released_at: Mapped[datetime | None]
    released_by: Mapped[Name] = mapped_column(default="")

    design: Mapped[Design] = relationship(lazy="raise", back_populates="versions")

    __table_args__ = (UniqueConstraint("design_id", "number"),)


class Emblem(Base):
    """A seal or a signatory (印章、签发人) of a county or one of its centres, for some time.

    `title` is the seal's full name or the signatory's name, `position` the signatory's office.
    The picture is never exchanged: a new one is a new row, the old one ends.
    """

    __tablename__ = "certificates_emblem"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey(Centre.id))
    kind: Mapped[EmblemKind]
    title: Mapped[Name]
    position: Mapped[str] = mapped_column(String(60), default="")
    picture: Mapped[bytes]
    picture_type: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[Name]

    centre: Mapped[Centre | None] = relationship(lazy="raise")

    __table_args__ = (Index(None, "county", "kind"),)
