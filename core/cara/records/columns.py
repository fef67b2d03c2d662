"""The base of all tables, and the column types that hold a law of their own."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


OF_VICTIMS = {"whose": "victims"}
"""What the ``info`` of a table says if what is sealed in it is sealed by the victims' keys."""


class SealedBytes(bytes):
    """What sealing returned: the only thing that a sealed column takes."""

    __slots__ = ()


class Sealed(TypeDecorator[SealedBytes]):
    """A column of sealed text. Anything that was not sealed is refused before it reaches the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: SealedBytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's form
        if value is not None and not isinstance(value, SealedBytes):
            raise TypeError("a sealed column takes only what unit.seal() returned")
        return None if value is None else bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> SealedBytes | None:  # noqa: ARG002 - as above
        return None if value is None else SealedBytes(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: refused without a time zone, stored in UTC, returned aware, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs a time zone: give an aware datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


COUNTER = BigInteger().with_variant(Integer, "sqlite")
"""A number that may grow beyond 32 bits; on SQLite every integer may."""


class Base(DeclarativeBase):
    """Names tables and typed columns. Statements are Core on a unit of work; there are no sessions and no objects."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: UtcDateTime, SealedBytes: Sealed}
