"""Tables of certificates (结业证书): what was issued is frozen; corrections are new rows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.rules import CertificateState
from courses.cohorts.models import Cohort, Enrolment
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


class CohortStanding(Base):
    """How many of a closed cohort have completed it and hold no certificate: for the first page.

    `undecided` is 1 while no minimum attendance is set, so that nobody can be judged.
    """

    __tablename__ = "certificates_standing"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), primary_key=True)
    waiting: Mapped[int]
    undecided: Mapped[int]


class Certificate(Base):
    """One certificate. `snapshot` is the sealed JSON of everything printed, `digest` its SHA-256.

    `token` is what the QR code carries: random, never the number. `differs` names, separated by
    commas, the printed facts that the records contradict by now (`completion` among them); it is
    a note to a person, the certificate stays as it is. `replaces_id` is the one it was issued for.
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
    differs: Mapped[str] = mapped_column(String(200), default="")
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificates_certificate.id"), unique=True
    )
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[Name]

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    enrolment: Mapped[Enrolment] = relationship(lazy="raise")

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
