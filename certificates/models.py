"""Tables of certificates (结业证书): what was issued is frozen; corrections are new rows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.rules import CertificateState, Collector, KeyState, PrintKind
from courses.cohorts.models import Cohort, Enrolment
from lms.divisions.models import Centre
from lms.orm import Base, Blind, Code, County, Key, Name, Sealed, Uid


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
    `statement` is the signed statement in its QR code, sealed (`certificates.proof`); None for one
    issued before there was any. `duplicates` counts the copies given out for a lost paper (补发).
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
    statement: Mapped[Sealed | None]
    duplicates: Mapped[int] = mapped_column(default=0, server_default="0")

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    enrolment: Mapped[Enrolment] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("cohort_id", "serial"), Index(None, "county", "issued_on"))


class CertificateStep(Base):
    """What happened to a certificate after issuing: revoked, replaced, given again; who, when, why.

    `ground` is the class of the reason that everybody may read (`RevocationGround`), `evidence`
    what an error was proven by.
    """

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
    ground: Mapped[Code] = mapped_column(default="", server_default="")
    evidence: Mapped[str] = mapped_column(String(300), default="", server_default="")


class FrozenPaper(Base):
    """A PDF of certificates as it was made when they were issued, sealed; `digest` is its SHA-256.

    Each of its certificates takes `pages` pages.
    """

    __tablename__ = "certificates_frozen_paper"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    content: Mapped[Sealed]
    digest: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    at: Mapped[datetime]


class FrozenPage(Base):
    """Where in a kept PDF a certificate stands, from 0."""

    __tablename__ = "certificates_frozen_page"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates_certificate.id"), primary_key=True
    )
    paper_id: Mapped[int] = mapped_column(ForeignKey("certificates_frozen_paper.id"), index=True)
    position: Mapped[int]


class SigningKey(Base):
    """The public part of a county's key; the private part stays in a file outside the database.

    Kept for good: certificates signed with it stay verifiable. `valid_until` is when another took
    its place.
    """

    __tablename__ = "certificates_signing_key"

    id: Mapped[Key]
    county: Mapped[County] = mapped_column(index=True)
    kid: Mapped[str] = mapped_column(String(8), unique=True)
    public: Mapped[bytes]
    state: Mapped[KeyState]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]


class Stock(Base):
    """Pre-numbered blank paper received: the numbers `first` to `last` behind one prefix."""

    __tablename__ = "certificates_stock"

    id: Mapped[Key]
    county: Mapped[County] = mapped_column(index=True)
    prefix: Mapped[str] = mapped_column(String(20))
    digits: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    received_on: Mapped[date]
    received_from: Mapped[Name]
    at: Mapped[datetime]
    by: Mapped[Name]

    __table_args__ = (UniqueConstraint("county", "prefix", "digits", "first"),)


class PrintBatch(Base):
    """Certificates of one cohort printed together: first prints, copies or reprints."""

    __tablename__ = "certificates_batch"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    stock_id: Mapped[int | None] = mapped_column(ForeignKey("certificates_stock.id"))
    kind: Mapped[PrintKind]
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    by: Mapped[Name]

    cohort: Mapped[Cohort] = relationship(lazy="raise")


class PrintLine(Base):
    """One certificate in a batch. `follows_id` is its print before this one."""

    __tablename__ = "certificates_print"

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("certificates_batch.id"))
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates_certificate.id"), index=True
    )
    position: Mapped[int]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("certificates_print.id"), unique=True)

    certificate: Mapped[Certificate] = relationship(lazy="raise")
    batch: Mapped[PrintBatch] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("batch_id", "position"),)


class Sheet(Base):
    """A numbered sheet that was used: printed on (`print_id`), or spoiled, or both."""

    __tablename__ = "certificates_sheet"

    id: Mapped[Key]
    stock_id: Mapped[int] = mapped_column(ForeignKey("certificates_stock.id"))
    number: Mapped[int]
    print_id: Mapped[int | None] = mapped_column(ForeignKey("certificates_print.id"), unique=True)
    at: Mapped[datetime]
    by: Mapped[Name]
    spoiled_at: Mapped[datetime | None]
    spoiled_by: Mapped[Name] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(String(300), default="")

    stock: Mapped[Stock] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("stock_id", "number"),)


class Collection(Base):
    """Who took a certificate with them and when; `copy` 0 is the first paper, 1 the first copy.

    A wrong entry is taken back, never erased.
    """

    __tablename__ = "certificates_collection"

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates_certificate.id"), index=True
    )
    copy: Mapped[int]
    collector: Mapped[Collector]
    name: Mapped[Name]
    relation: Mapped[str] = mapped_column(String(50), default="")
    collected_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[Name]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[Name] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        Index(
            "uq_certificates_collection_held",
            "certificate_id",
            "copy",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )


class EarlierCertificate(Base):
    """A certificate issued on paper before the system, entered from an old register.

    It keeps the number it was printed with, in a number space of its own (county and number;
    `number_key` is its one spelling), and has neither a code nor a signature: what is known of it
    is what the old register says. Revoking it is its only step: `ground` and `reason` are public.
    """

    __tablename__ = "certificates_earlier"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey(Centre.id), index=True)
    number: Mapped[str] = mapped_column(String(60))
    number_key: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[Name] = mapped_column(index=True)
    id_number: Mapped[Sealed | None]
    id_number_index: Mapped[Blind | None] = mapped_column(index=True)
    course: Mapped[Name]
    cohort: Mapped[Name] = mapped_column(default="")
    hours: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    issuer: Mapped[Name]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    state: Mapped[CertificateState]
    remark: Mapped[str] = mapped_column(String(300), default="")
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[Name] = mapped_column(default="", server_default="")
    ground: Mapped[Code] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[Name]

    __table_args__ = (
        UniqueConstraint("county", "number_key"),
        Index(None, "county", "issued_on"),
    )
