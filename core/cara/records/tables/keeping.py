"""What the records keep about themselves: the audit chain, and answers to requests that may be sent twice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cara.records.columns import COUNTER, Base, SealedBytes


class AuditEntry(Base):
    """Who did or saw what, chained by hashes; triggers refuse every change."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "resource", "seq"),)

    seq: Mapped[int] = mapped_column(COUNTER, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    resource: Mapped[str] = mapped_column(String(128))
    request_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain: one row, locked last by every unit that writes."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(COUNTER)
    hash: Mapped[str] = mapped_column(String(64))


class IdempotencyKey(Base):
    """A request that may be sent twice, and the answer that it got."""

    __tablename__ = "idempotency_key"
    __table_args__ = (
        CheckConstraint("(status IS NULL) = (body IS NULL)", name="answered_whole"),
        Index(None, "made_at"),
    )

    client: Mapped[str] = mapped_column(String(64), primary_key=True)
    operation: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    body: Mapped[SealedBytes | None]
    made_at: Mapped[datetime]
