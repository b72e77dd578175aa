"""Tables of certificates (结业证书): what was issued is frozen; corrections are new rows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certificates.rules import CertificateState
from lms.orm import Base, Code, County, Key, Name, Sealed, Uid


class CohortNumber(Base):
    """The 班序 a cohort's certificates carry, taken once per county and year."""

    __tablename__ = "certificates_cohort_number"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), primary_key=True)
    county: Mapped[County]
    year: Mapped[int]
    ordinal: Mapped[int]
    last_serial: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("county", "year", "ordinal"),)


class Certificate(Base):
    """One certificate. `snapshot` is the sealed JSON of everything printed, `digest` its SHA-256.

    `token` is what the QR code carries: random, never the number.
    """

    __tablename__ = "certificates_certificate"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("cohorts_enrolment.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    serial: Mapped[int]
    token: Mapped[str] = mapped_column(String(43), unique=True)
    state: Mapped[CertificateState]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    snapshot: Mapped[Sealed]
    digest: Mapped[str] = mapped_column(String(64))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificates_certificate.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[Name]

    __table_args__ = (UniqueConstraint("cohort_id", "serial"), Index(None, "county", "issued_on"))


class CertificateStep(Base):
    """What happened to a certificate after issuing: revoked, replaced; who, when, why."""

    __tablename__ = "certificates_step"

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates_certificate.id"), index=True
    )
    action: Mapped[Code]
    before: Mapped[CertificateState]
    after: Mapped[CertificateState]
    at: Mapped[datetime]
    by: Mapped[Name]
    reason: Mapped[str] = mapped_column(String(300), default="")
