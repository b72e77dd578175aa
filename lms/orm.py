"""Declarative base and the few column types used everywhere."""

import enum
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment, stored naive: both engines then compare it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables. Enumerations are stored as their lower-case values, not native enums."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        bytes: LargeBinary(),
    }


def new_uid() -> str:
    """A random opaque id: what audit entries, URLs for outsiders and sealed fields refer to."""
    return uuid.uuid4().hex


BigInt = BigInteger().with_variant(Integer(), "sqlite")

Key = Annotated[int, mapped_column(BigInt, primary_key=True)]
Uid = Annotated[str, mapped_column(String(32), unique=True, default=new_uid)]
Fen = Annotated[int, mapped_column(BigInt)]
"""Money in integer fen (分), 100 fen = 1 yuan."""
Code = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
LongText = Annotated[str, mapped_column(Text)]
County = Annotated[str, mapped_column(String(6))]
"""A county's 6-digit division code."""
Prefix = Annotated[str, mapped_column(String(12))]
"""The significant digits of a division code: 2, 4, 6, 9 or 12 of them; '' is the whole country."""
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
"""Ciphertext of one field (`lms.privacy.Vault.seal`)."""
Blind = Annotated[bytes, mapped_column(LargeBinary(32))]
"""Keyed blind index of one field, for exact search only."""
