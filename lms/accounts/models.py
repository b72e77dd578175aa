"""Tables of accounts, grants and log-in sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.divisions.models import Centre
from lms.orm import Base, Code, Key, Name, Prefix


class Account(Base):
    """A person who logs in; an e-mail is not needed."""

    __tablename__ = "accounts_account"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Name]
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    grants: Mapped[list["AccountGrant"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin"
    )


class AccountGrant(Base):
    """A role held within a division prefix or one centre of it."""

    __tablename__ = "accounts_grant"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), index=True)
    role: Mapped[Code]
    prefix: Mapped[Prefix]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("divisions_centre.id"))

    account: Mapped[Account] = relationship(back_populates="grants")
    centre: Mapped[Centre | None] = relationship(lazy="joined")

    @property
    def place(self) -> str:
        """`role@prefix`, or `role@prefix/centre id`, as the account form writes it."""
        centre = f"/{self.centre_id}" if self.centre_id else ""
        return f"{self.role}@{self.prefix}{centre}"

    __table_args__ = (UniqueConstraint("account_id", "role", "prefix", "centre_id"),)


class AccountSession(Base):
    """A log-in on the server, so that it can be revoked; the cookie holds only a random token."""

    __tablename__ = "accounts_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined")
