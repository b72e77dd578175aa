"""Tables of villages, leaders (带头人), their shops, helps and households driven (带动)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.leaders.rules import (
    ChainRole,
    Evidence,
    FoundBy,
    LeaderAction,
    LeaderGroup,
    LeaderSource,
    LeaderState,
    LinkModel,
    Platform,
    SupportKind,
    SupportState,
)
from courses.lecturers.rules import Expertise
from courses.rosters.models import Household, Person
from lms.orm import Base, BigInt, Code, County, Fen, Key, Name, Prefix, Uid


class Village(Base):
    """A village of the register (村) by its 12-digit code.

    `flagged_on` is the day its present eligible flag was set, None where it is not eligible now;
    what held on an earlier day is read from the flags. A village merged away names its successor.
    """

    __tablename__ = "leaders_village"

    id: Mapped[Key]
    uid: Mapped[Uid]
    code: Mapped[Prefix] = mapped_column(unique=True)
    county: Mapped[County]
    name: Mapped[str] = mapped_column(String(80))
    town_name: Mapped[str] = mapped_column(String(80), default="")
    flagged_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("leaders_village.id"), index=True)
    merged_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    successor: Mapped["Village | None"] = relationship(lazy="raise", remote_side="Village.id")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "county", "flagged_on"),)


class VillageFlag(Base):
    """One entry of a village's eligible flag (有条件): set or taken away on a day; only appended.

    `seq` counts a village's entries, so that two people at once cannot both write the next one.
    """

    __tablename__ = "leaders_village_flag"

    id: Mapped[Key]
    village_id: Mapped[int] = mapped_column(ForeignKey("leaders_village.id"))
    seq: Mapped[int]
    eligible: Mapped[bool]
    effective_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(200))
    signer: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    by: Mapped[Name]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)

    __table_args__ = (
        UniqueConstraint("village_id", "seq"),
        Index(None, "village_id", "effective_on"),
    )


class Leader(Base):
    """A leader or candidate: one record per person of the archive, whatever becomes of it.

    `place` is the code of the present village, for scopes and lists by town; `political` a code of
    GB/T 4762. Certificate, training
    and dates are those of the present round; the steps keep all of them.
    """

    __tablename__ = "leaders_leader"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    person_id: Mapped[int] = mapped_column(ForeignKey("rosters_person.id"), unique=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("leaders_village.id"), index=True)
    place: Mapped[Prefix]
    state: Mapped[LeaderState]
    state_on: Mapped[date]
    group: Mapped[LeaderGroup | None]
    source: Mapped[LeaderSource | None]
    found_by: Mapped[FoundBy]
    surveyed_on: Mapped[date | None]
    political: Mapped[str | None] = mapped_column(String(2))
    languages: Mapped[list[str]] = mapped_column(default=list)
    notice_to: Mapped[date | None]
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts_cohort.id"), index=True)
    certificate_number: Mapped[str] = mapped_column(String(40), default="")
    certified_on: Mapped[date | None]
    remark: Mapped[str] = mapped_column(String(500), default="")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs_run.id"), index=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship(lazy="raise")
    village: Mapped[Village] = relationship(lazy="raise")
    fields: Mapped[list["LeaderField"]] = relationship(
        lazy="raise", order_by="LeaderField.code", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "state", "place"),
        Index(None, "place", "state"),
        Index(None, "state_on"),
    )


class LeaderField(Base):
    """Main goods of a leader and skills still needed (主营和需要的技能), for finding a mentor."""

    __tablename__ = "leaders_field"

    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), primary_key=True)
    code: Mapped[Expertise] = mapped_column(primary_key=True)


class LeaderStep(Base):
    """One step of a leader's life: from which state to which, on which day, who, why, papers."""

    __tablename__ = "leaders_step"

    id: Mapped[Key]
    uid: Mapped[Uid]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"))
    seq: Mapped[int]
    action: Mapped[LeaderAction]
    before: Mapped[LeaderState | None]
    after: Mapped[LeaderState]
    effective_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[Name]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    attachment: Mapped[str] = mapped_column(String(200), default="")
    notice_from: Mapped[date | None]
    notice_to: Mapped[date | None]

    __table_args__ = (UniqueConstraint("leader_id", "seq"),)


class LeaderPlace(Base):
    """The village a leader belonged to from a day on, until another row begins or `to_on`."""

    __tablename__ = "leaders_place"

    id: Mapped[Key]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("leaders_village.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[Name]

    __table_args__ = (UniqueConstraint("leader_id", "from_on"),)


class LeaderService(Base):
    """Days on which a leader was active in a village: [from_on, to_on); what coverage is read from.

    Kept by the steps and the moves; three leaders in one village are three rows and one village.
    """

    __tablename__ = "leaders_service"

    id: Mapped[Key]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("leaders_village.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    __table_args__ = (Index(None, "village_id", "from_on", "to_on"),)


class Shop(Base):
    """A shop of a leader on a platform."""

    __tablename__ = "leaders_shop"

    id: Mapped[Key]
    uid: Mapped[Uid]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    platform: Mapped[Platform]
    name: Mapped[str] = mapped_column(String(120))
    link: Mapped[str] = mapped_column(String(300), default="")
    goods: Mapped[list[str]] = mapped_column(default=list)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    close_reason: Mapped[str] = mapped_column(String(200), default="")


class Sales(Base):
    """Sales of a leader in a year, in fen, with evidence; a correction supersedes, nothing goes.

    `shop_id` None is the sum of all shops. Only rows that are not superseded count.
    """

    __tablename__ = "leaders_sales"

    id: Mapped[Key]
    uid: Mapped[Uid]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"))
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("leaders_shop.id"), index=True)
    year: Mapped[int]
    amount: Mapped[Fen]
    evidence: Mapped[Evidence]
    document: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[Name]
    superseded_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "leader_id", "year"),)


class Support(Base):
    """A shop-opening grant (开店补助) or a loan referral (贷款推荐) with its state."""

    __tablename__ = "leaders_support"

    id: Mapped[Key]
    uid: Mapped[Uid]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    kind: Mapped[SupportKind]
    state: Mapped[SupportState]
    amount: Mapped[Fen]
    institution: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class SupportStep(Base):
    """What happened to a grant or referral: from, to, on which day, amount, paper, who."""

    __tablename__ = "leaders_support_step"

    id: Mapped[Key]
    support_id: Mapped[int] = mapped_column(ForeignKey("leaders_support.id"), index=True)
    before: Mapped[SupportState | None]
    after: Mapped[SupportState]
    effective_on: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInt)
    document: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[Name]


class Award(Base):
    """An award or yearly appraisal (表彰、年度考核) of a leader."""

    __tablename__ = "leaders_award"

    id: Mapped[Key]
    uid: Mapped[Uid]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[Code]
    awarded_on: Mapped[date]
    awarded_by: Mapped[str] = mapped_column(String(120), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
    by: Mapped[Name]


class HouseholdLink(Base):
    """A household a leader brings along (带动): model, link of the chain, from–to, agreement.

    `head` is the head's name as entered where the archive does not know the household's people.
    """

    __tablename__ = "leaders_household_link"

    id: Mapped[Key]
    uid: Mapped[Uid]
    county: Mapped[County]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders_leader.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("rosters_household.id"), index=True)
    head: Mapped[str] = mapped_column(String(40), default="")
    model: Mapped[LinkModel]
    role: Mapped[ChainRole]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    agreement: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime]
    by: Mapped[Name]

    household: Mapped[Household] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("leader_id", "household_id", "role", "from_on"),
        Index(None, "county", "from_on"),
    )


class HouseholdEffect(Base):
    """What a household earned and gained through a link in a year, in fen; corrections supersede."""

    __tablename__ = "leaders_household_effect"

    id: Mapped[Key]
    uid: Mapped[Uid]
    link_id: Mapped[int] = mapped_column(ForeignKey("leaders_household_link.id"))
    year: Mapped[int]
    income: Mapped[int | None] = mapped_column(BigInt)
    gain: Mapped[Fen]
    evidence: Mapped[Evidence]
    document: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[Name]
    superseded_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "link_id", "year"),)
