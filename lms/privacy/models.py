"""Table of what the database remembers of its keys."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.orm import Base


class KeyMark(Base):
    """Fingerprint of the key file this database was begun with; one row."""

    __tablename__ = "privacy_key"

    fingerprint: Mapped[str] = mapped_column(String(16), primary_key=True)
    remembered_at: Mapped[datetime]
